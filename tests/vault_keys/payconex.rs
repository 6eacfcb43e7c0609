//! Keys of PayConex.

use super::{NOW, answer, code, owned, sent};
use serde_json::{Value, json};
use tokenframe::error::Code;
use tokenframe::secret::Secret;
use tokenframe::vault::key::Status;
use tokenframe::vault::payconex::keys::Settings;
use tokenframe::vault::payconex::server::Account;
use tokenframe::vault::payconex::signature::{Key, Way};

pub(super) fn account() -> Account {
    let key = Key { id: "api_1".into(), secret: Secret::copied("s") };
    Account { base_url: "https://p.example".into(), id: "120615523104".into(), key }
}

fn storefront() -> Settings {
    Settings { label: Some("Storefront key".into()), scopes: Some(owned(&["pcx:iframe:*"])), ..Settings::default() }
}

#[test]
fn a_key_of_payconex_is_checked_before_it_is_asked_for() {
    let check = |settings: &Settings| code(settings.check(None, true, NOW));
    assert_eq!(check(&storefront()), None);
    for (label, good) in [
        ("abc", true),
        ("a-b_c 1", true),
        ("ab", false),
        ("", false),
        ("käse", false),
        ("a.b.c", false),
        (&*"x".repeat(100), true),
        (&*"x".repeat(101), false),
    ] {
        assert_eq!(check(&Settings { label: Some(label.into()), ..storefront() }).is_none(), good, "{label}");
    }
    assert_eq!(check(&Settings { label: None, ..storefront() }), Some(Code::LabelInvalid));
    for scopes in [&[][..], &["pcx:*"], &["iframe:read"], &["pcx:iframe:*", ""]] {
        assert_eq!(
            check(&Settings { scopes: Some(owned(scopes)), ..storefront() }),
            Some(Code::ScopeInvalid),
            "{scopes:?}"
        );
    }
    for (lifetime, good) in [
        ("1 hour", true),
        ("30 days", true),
        ("6 months", true),
        ("1 day", true),
        ("0 days", false),
        ("-1 days", false),
        ("1.5 hours", false),
        ("soon", false),
        ("30days", false),
        ("30 fortnights", false),
        ("", false),
    ] {
        assert_eq!(
            check(&Settings { expires_in: Some(lifetime.into()), ..storefront() }).is_none(),
            good,
            "{lifetime}"
        );
    }
    for (moment, good) in
        [("2026-01-15T09:30:01Z", true), ("2026-01-15T09:30:00Z", false), ("2027-01-01", false), ("tomorrow", false)]
    {
        assert_eq!(check(&Settings { expires_at: Some(moment.into()), ..storefront() }).is_none(), good, "{moment}");
    }
    assert_eq!(
        check(&Settings { accounts: Some(owned(&["12061552310"])), ..storefront() }),
        Some(Code::AccountInvalid)
    );
    assert_eq!(check(&Settings { methods: Some(owned(&["hmac"])), ..storefront() }), Some(Code::AuthMethodInvalid));
    // A change names what changes and no more.
    assert_eq!(code(Settings { enabled: Some(false), ..Settings::default() }.check(None, false, NOW)), None);
    assert_eq!(
        code(Settings { scopes: Some(vec![]), ..Settings::default() }.check(None, false, NOW)),
        Some(Code::ScopeInvalid)
    );
}

#[test]
fn a_key_of_payconex_hands_on_what_it_holds() {
    let hands_on = |held: &[&str], wanted: &[&str]| {
        let settings = Settings { scopes: Some(owned(wanted)), ..storefront() };
        settings.check(Some(&owned(held)), true, NOW).map_err(|error| (error.code, error.reason))
    };
    assert_eq!(hands_on(&["pcx:iframe:*"], &["pcx:iframe:instance:create", "pcx:iframe:*"]), Ok(()));
    assert_eq!(hands_on(&["pcx:iframe:*", "pcx:webhooks:read"], &["pcx:webhooks:read"]), Ok(()));
    for (held, wanted, lacks) in [
        (&["pcx:iframe:*"][..], &["pcx:iframe:read", "pcx:payments:refund"][..], "pcx:payments:refund"),
        (&["pcx:iframe:read"], &["pcx:iframe:*"], "pcx:iframe:*"),
        (&[], &["pcx:iframe:read"], "pcx:iframe:read"),
    ] {
        assert_eq!(hands_on(held, wanted), Err((Code::ScopeNotHeld, Some(lacks.to_owned()))));
    }
}

#[test]
fn a_key_of_payconex_is_sent_with_one_end_and_read_with_its_status() {
    use tokenframe::vault::payconex::keys::ApiKey;
    let at = |path: &str| format!("https://p.example/api/v4/accounts/120615523104/api-keys{path}");
    let create = |settings: &Settings| sent(Ok(ApiKey::create(&account(), settings, &Way::Basic)));
    let both = Settings {
        expires_in: Some("1 day".into()),
        expires_at: Some("2027-01-01T00:00:00Z".into()),
        enabled: Some(true),
        ..storefront()
    };
    let body =
        json!({"label":"Storefront key","scopes":["pcx:iframe:*"],"expiresAt":"2027-01-01T00:00:00Z","enabled":true});
    assert_eq!(create(&both), ("POST".into(), at(""), body));
    assert_eq!(create(&Settings { never_expires: true, ..both }).2["expiresAt"], Value::Null);
    assert_eq!(sent(Ok(ApiKey::list(&account(), 2, Some("a b"), &Way::Basic))).1, at("?limit=100&page=2&query=a%20b"));
    let change = Settings { methods: Some(owned(&["HMAC"])), ..Settings::default() };
    assert_eq!(
        sent(ApiKey::update(&account(), "api_2", &change, &Way::Basic)),
        ("PATCH".into(), at("/api_2"), json!({"methods":["HMAC"]}))
    );
    assert_eq!(sent(ApiKey::delete(&account(), "api_2", &Way::Basic)).0, "DELETE");

    let mut key = json!({"id":"api_2","secret":"9d41c7a05be24f83a6c2e17f60b8d3a4","label":"Storefront key","methods":["HMAC"],"accounts":[],
        "scopes":["pcx:iframe:*"],"expiresAt":"2026-01-15T09:30:00.000000Z","enabled":true});
    let status = |key: &Value| ApiKey::read(&answer(200, key), NOW).expect("a key").record.status;
    assert_eq!(status(&key), Status::Expired);
    key["enabled"] = json!(false);
    assert_eq!(status(&key), Status::Expired, "to enable it would not help");
    key["enabled"] = json!(true);
    assert_eq!(
        ApiKey::read(&answer(200, &key), NOW).expect("a key").record.masked,
        "...b8d3a4",
        "the answer had the whole of it"
    );
    key["expiresAt"] = Value::Null;
    assert_eq!(status(&key), Status::Active);
    key["enabled"] = json!(false);
    assert_eq!(status(&key), Status::Disabled);
    let made = ApiKey::read_created(&answer(201, &key), NOW).expect("a key");
    assert!(made.secret.expose_str().starts_with("9d41") && !format!("{made:?}").contains("9d41"));
    key.as_object_mut().expect("an object").remove("secret");
    assert_eq!(code(ApiKey::read_created(&answer(201, &key), NOW)), Some(Code::BadResponse));
    assert_eq!(code(ApiKey::read_list(&answer(200, &json!([key, {}])), NOW)), Some(Code::BadResponse));
}
