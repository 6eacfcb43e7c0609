//! Keys of Hellgate, what a scoped one reaches, and keys of Guardian.

use super::{NOW, answer, code, owned, sent};
use crate::vault::shown;
use serde_json::json;
use tokenframe::error::Code;
use tokenframe::secret::Secret;
use tokenframe::vault::key::Status;

#[test]
fn a_scoped_key_of_hellgate_reaches_what_its_table_says() {
    use tokenframe::vault::hellgate::scoped::Model;
    use tokenframe::vault::hellgate::server::Session;
    use tokenframe::vault::hellgate::tokens::{Account, Filter, Purpose};
    let reached = |scoped| {
        let account = Account { base_url: "https://h.example".into(), api_key: Secret::copied("k"), scoped };
        [
            account.tokens(&Filter::default()).is_ok(),
            account.token("t").is_ok(),
            account.payment_data("t", None, None).is_ok(),
            account.forward_payment_data("p", "{}").is_ok(),
            account.forward("t", "https://psp.example", &[], "{}").is_ok(),
            account.delete_token("t").is_ok(),
            account.create_payment_data("t", &Purpose::default()).is_ok(),
            Session::create(&account, false, None).is_ok(),
        ]
    };
    assert_eq!(reached(None), [true; 8]);
    assert_eq!(reached(Some(Model::Ecosystem)), [true, true, true, true, true, false, false, false]);
    assert_eq!(reached(Some(Model::ManagedEcosystem)), [false, false, false, true, true, false, false, false]);
    assert_eq!(reached(Some(Model::Platform)), [false; 8]);
    assert_eq!(reached(Some(Model::PrimaryMerchant)), [false; 8]);
}

#[test]
fn what_hellgate_forwards_has_its_headers_in_pairs() {
    use tokenframe::vault::hellgate::tokens::{Account, Filter};
    let account = Account { base_url: "https://h.example".into(), api_key: Secret::copied("k"), scoped: None };
    let forward = |headers: &[(&str, &str)]| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        account.forward("t-1", "https://psp.example/pay", &headers, r#"{"n":"{{ account_number }}"}"#)
    };
    let request = shown(&forward(&[("Authorization", "Bearer psp"), ("X-Two", "2")]).expect("a request"));
    let headers = &request["headers"];
    assert_eq!(
        (&headers["x-hellgate-token"], &headers["x-destination-url"]),
        (&json!("t-1"), &json!("https://psp.example/pay"))
    );
    assert_eq!(
        (&headers["x-a-name"], &headers["x-a-value"], &headers["x-b-name"]),
        (&json!("Authorization"), &json!("Bearer psp"), &json!("X-Two"))
    );
    for headers in [&[("a b", "c")][..], &[("a", "b\r\nc")], &[("", "b")], &[("a", "b"); 9]] {
        assert_eq!(code(forward(headers)), Some(Code::HeadersInvalid));
    }
    let filter = Filter {
        limit: Some(2),
        sort: Some("created_at desc".into()),
        network_token_status: owned(&["active", "failed"]),
        ..Filter::default()
    };
    assert_eq!(
        sent(account.tokens(&filter)).1,
        "https://h.example/tokens?limit=2&sort=created_at%20desc&network_token_status=active%2Cfailed"
    );
}

#[test]
fn a_key_of_guardian_holds_known_scopes_for_a_time() {
    use tokenframe::vault::hellgate::guardian::{self, Cluster, Who};
    let cluster = |who| Cluster { base_url: "https://g.example".into(), who };
    let admin = cluster(Who::Admin(Secret::copied("a")));
    let (method, url, body) = sent(admin.create(&owned(&["pci:tokens:read"]), Some(60)));
    assert_eq!((method.as_str(), url.as_str()), ("POST", "https://g.example/api/admin/api-keys"));
    assert_eq!(body, json!({"scopes":["pci:tokens:read"],"expires_in":60}));
    assert_eq!(sent(admin.update("k", &owned(&["pci:tokens:read"]))).0, "PATCH");
    assert_eq!(shown(&admin.list(Some("k")))["headers"]["x-admin-token"], "a");
    for scopes in [&[][..], &["pci:tokens:*"], &["all"]] {
        assert_eq!(code(admin.create(&owned(scopes), None)), Some(Code::ScopeInvalid), "{scopes:?}");
    }
    for seconds in [0, 7_776_001] {
        assert_eq!(code(admin.create(&owned(&["pci:tokens:read"]), Some(seconds))), Some(Code::LifetimeInvalid));
    }
    let key = cluster(Who::Key(Secret::copied("k"), Some(owned(&["pci:tokens:read"]))));
    assert_eq!(code(key.create(&owned(&["pci:tokens:delete"]), None)), Some(Code::ScopeNotHeld));
    assert_eq!(shown(&key.list(None))["headers"]["x-api-key"], "k");

    let page = json!({"data":[{"id":"1","masked_key_value":"hlg-sbx-b1Exxxx","scopes":[],"created_at":"2026-01-15T09:00:00Z","expires_at":"2026-01-15T09:29:59Z"}],"links":{"next":"/x?after=1"}});
    let keys = guardian::read_list(&answer(200, &page), NOW).expect("keys");
    assert_eq!((keys.items[0].status, keys.next.as_deref()), (Status::Expired, Some("1")));
    for links in [json!({ "next": null }), json!({}), json!(null)] {
        let last = json!({ "data": page["data"], "links": links });
        assert_eq!(guardian::read_list(&answer(200, &last), NOW).expect("keys").next, None);
    }
    assert_eq!(code(guardian::read_created(&answer(200, &page["data"][0]), NOW)), Some(Code::BadResponse));
}
