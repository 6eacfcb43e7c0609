//! How a server signs for PayConex, and what it makes there. Contract: 4, 7.
#![allow(clippy::expect_used, reason = "an answer that cannot be read must fail its test")]

mod vault;

use serde_json::{Value, json};
use tokenframe::error::Code;
use tokenframe::http::{Request, Response};
use tokenframe::secret::Secret;
use tokenframe::vault::payconex::server::{Account, Instance, configuration_id};
use tokenframe::vault::payconex::signature::{Key, Moment, Way};
use vault::shown;

// The contract's own vectors, 4.1 and 4.2.
const ID: &str = "api_11112222333344445555666677778888";
const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const NONCE: &str = "3b8f0a6de2c94b7ea1d5c0479f6e88127c41d9b05ea34f0c8b2296e1ad73f450";
const PATH: &str = "/api/v4/accounts/120615523104/api-keys";

fn key() -> Key {
    Key { id: ID.into(), secret: Secret::copied(SECRET) }
}

fn hmac() -> Way {
    Way::Hmac(Moment { nonce: NONCE.into(), timestamp: 1_767_225_600 })
}

fn account() -> Account {
    Account { base_url: "https://api.payconex.net".into(), id: "120615523104".into(), key: key() }
}

fn authorization(request: &Request) -> Value {
    shown(request)["headers"]["authorization"].clone()
}

#[test]
fn the_contracts_hmac_vectors_are_signed_as_written() {
    let url = || Secret::copied("https://api.payconex.net/api/v4/accounts/120615523104/api-keys");
    let body = r#"{"label":"Storefront key","scopes":["pcx:iframe:*"],"methods":["HMAC"]}"#;
    for (request, response) in [
        (Request::get_json(url()), "662c50c66bcfa19e14399ba7ca62ff742d05652d4b031e2d4e4bd981faee4f2e"),
        (
            Request::post_json(url(), Secret::copied(body)),
            "bf0daf57d9e430e591692e07c8f7fde2940c4971be90e2abef0d734c1ff2f00c",
        ),
    ] {
        let signed = key().sign(request, PATH, &hmac());
        assert_eq!(
            authorization(&signed),
            format!("Hmac id=\"{ID}\", nonce=\"{NONCE}\", timestamp=\"1767225600\", response=\"{response}\"")
        );
    }
}

#[test]
fn the_contracts_basic_example_is_written_as_it_stands_there() {
    let request =
        Request::get_json(Secret::copied("https://api-cert.payconex.net/api/v4/accounts/120615523104/api-keys"));
    assert_eq!(
        authorization(&key().sign(request, PATH, &Way::Basic)),
        "Basic YXBpXzExMTEyMjIyMzMzMzQ0NDQ1NTU1NjY2Njc3Nzc4ODg4OjBmMWUyZDNjNGI1YTY5Nzg4Nzk2YTViNGMzZDJlMWYw"
    );
}

#[test]
fn a_configuration_and_an_instance_are_made_below_the_account() {
    let made = shown(&account().configuration(r#"{"label":"Shop"}"#, &hmac()));
    assert_eq!(made["method"], "POST");
    assert_eq!(made["url"], "https://api.payconex.net/api/v4/accounts/120615523104/payment-iframe");
    assert_eq!(made["body"], r#"{"label":"Shop"}"#);
    let made = shown(&account().instance("ifr_0a", "{}", &Way::Basic).expect("a request"));
    assert_eq!(
        made["url"],
        "https://api.payconex.net/api/v4/accounts/120615523104/payment-iframe/ifr_0a/instance/init"
    );
    for id in ["../x", "a/b", "a?b"] {
        assert!(account().instance(id, "{}", &hmac()).is_err(), "{id}");
    }
}

#[test]
fn the_bearer_of_an_instance_is_read_and_not_printed() {
    let answer = |status, body: Value| Response {
        status,
        json: true,
        retry_after: None,
        body: Secret::copied(&body.to_string()),
    };
    let body = json!({ "id": "ifri_7c", "bearerToken": "eyJ.abc.def", "transactionId": "000000071204", "new": 1 });
    let instance = Instance::read(&answer(201, body)).expect("an instance");
    assert_eq!((instance.id.as_str(), &instance.bearer_token), ("ifri_7c", &Secret::copied("eyJ.abc.def")));
    assert_eq!(instance.transaction_id.as_deref(), Some("000000071204"));
    assert!(!format!("{instance:?}").contains("eyJ"));
    assert_eq!(configuration_id(&answer(201, json!({ "id": "ifr_1" }))).expect("an id"), "ifr_1");
    for (status, body, code) in [
        (401, json!({}), Code::KeyRejected),
        (403, json!({}), Code::NotPermitted),
        (422, json!({ "message": "label" }), Code::RequestRefused),
        (500, json!({}), Code::VaultUnavailable),
        (201, json!({ "id": "ifri_7c" }), Code::BadResponse),
        (201, json!({ "bearerToken": "eyJ" }), Code::BadResponse),
    ] {
        assert_eq!(Instance::read(&answer(status, body)).err().map(|error| error.code), Some(code), "{status}");
    }
}
