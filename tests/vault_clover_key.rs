//! Clover's grants: the public key, where it comes from, and which environment it is for.

mod vault;

use serde_json::{Value, json};
use tokenframe::error::Code;
use tokenframe::http::Lost;
use tokenframe::vault::{Reply, Step, Vault};
use vault::{answer, call, open, outcome, read, refused, response, sent, shown};

const KEY: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// The contract's example of an answer.
const EXAMPLE: &str = r#"{"active":true,"apiAccessKey":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","createdTime":1735689600123,"developerAppUuid":"A1B2C3D4E5F6G","merchantUuid":"M9N8P7Q6R5S4T","modifiedTime":1735689600123}"#;

const TOKEN: &str = r#"{"id":"clv_1TSTSa1b2c3d4e5f6g7h8j9k","object":"token","card":{"last4":"4242","brand":"VISA"}}"#;

/// A vault that was given the way to its key, and asked for it.
fn asking() -> (Box<dyn Vault>, Value) {
    let mut vault = open(&json!({ "vault": "clover", "environment": "sandbox", "pakms": {
        "url": "https://scl-sandbox.dev.clover.com/pakms/apikey",
        "bearer": "eyJ0eXAi.eyJzdWIi.c2ln",
    }}));
    let request = shown(&sent(vault.prepare()));
    (vault, request)
}

fn pay(vault: &mut Box<dyn Vault>) -> Step {
    vault.begin(call(&json!({ "number": "4242424242424242", "expiry": "12/30", "cvc": "123" }), &json!({})))
}

#[test]
fn the_key_is_asked_for_under_the_bearer_before_a_card_comes() {
    let (_, request) = asking();
    assert_eq!(
        request,
        json!({
            "method": "GET",
            "url": "https://scl-sandbox.dev.clover.com/pakms/apikey",
            "headers": { "accept": "application/json", "authorization": "Bearer eyJ0eXAi.eyJzdWIi.c2ln" },
            "body": null,
        })
    );
}

#[test]
fn every_answer_of_the_key_service_means_what_the_table_says() {
    for row in read(include_str!("vectors/clover/keys.json")) {
        let (mut vault, _) = asking();
        let step = vault.answer(answer(&row));
        let found = match step {
            Some(Step::Ready) => json!({ "key": shown(&sent(pay(&mut vault)))["headers"]["apikey"] }),
            other => outcome(other),
        };
        assert_eq!(found, row["expect"], "{}", row["name"]);
    }
}

#[test]
fn an_answer_cut_at_any_byte_is_never_a_key() {
    for end in 0..EXAMPLE.len() {
        let (mut vault, _) = asking();
        let found = outcome(vault.answer(response(200, EXAMPLE.get(..end).unwrap_or_default())));
        assert_eq!(found, json!({ "error": "bad_response", "retryable": false }), "cut after {end} bytes");
    }
}

#[test]
fn a_key_that_was_lost_on_its_way_can_be_asked_for_again_for_nothing_was_stored() {
    for (lost, error, retryable) in [
        (Lost::Unreachable, "network_failed", true),
        (Lost::Cut, "network_failed", true),
        (Lost::TooLong, "bad_response", false),
    ] {
        let (mut vault, _) = asking();
        let found = outcome(vault.answer(Reply::Lost(lost)));
        assert_eq!(found, json!({ "error": error, "retryable": retryable }), "{lost:?}");
        assert_eq!(vault.answer(response(200, EXAMPLE)), None, "the answer is over");
    }
}

#[test]
fn the_key_is_asked_for_once_and_the_bearer_goes_to_the_key_service_alone() {
    let (mut vault, _) = asking();
    assert_eq!(vault.answer(response(200, EXAMPLE)), Some(Step::Ready));
    for _ in 0..2 {
        let request = shown(&sent(pay(&mut vault)));
        assert_eq!(request["url"], "https://token-sandbox.dev.clover.com/v1/tokens");
        assert_eq!(request["headers"]["apikey"], KEY);
        assert!(!request.to_string().contains("eyJ0"), "{request}");
        assert!(outcome(vault.answer(response(200, TOKEN)))["token"].is_object());
    }
}

#[test]
fn a_card_that_comes_before_the_key_waits_for_it() {
    let (mut vault, _) = asking();
    let again = shown(&sent(pay(&mut vault)));
    assert_eq!(again["method"], "GET", "the card is not sent without a key");
    let request = shown(&sent(vault.answer(response(200, EXAMPLE)).expect("a step")));
    assert_eq!(request["method"], "POST");
    assert_eq!(request["headers"]["apikey"], KEY);
    assert!(outcome(vault.answer(response(200, TOKEN)))["token"].is_object());
}

#[test]
fn a_card_that_waits_for_a_key_is_not_sent_when_there_is_none() {
    for (status, body, error) in [
        (401, r#"{"message":"401 Unauthorized"}"#, "bearer_rejected"),
        (200, r#"{"active":false,"apiAccessKey":"k"}"#, "key_disabled"),
        (200, "{}", "bad_response"),
    ] {
        let (mut vault, _) = asking();
        sent(pay(&mut vault));
        assert_eq!(outcome(vault.answer(response(status, body)))["error"], error);
        assert_eq!(vault.answer(response(200, EXAMPLE)), None);
    }
}

#[test]
fn a_key_that_the_grant_brings_is_not_asked_for() {
    let mut vault =
        open(&json!({ "vault": "clover", "apiKey": KEY, "pakms": { "url": "https://x.example", "bearer": "b" } }));
    assert_eq!(vault.prepare(), Step::Ready);
}

#[test]
fn a_grant_that_cannot_work_is_refused_before_anything_is_sent() {
    let long = "k".repeat(129);
    let pakms = |url: &str, bearer: &str| json!({ "pakms": { "url": url, "bearer": bearer } });
    let good = "https://scl.clover.com/pakms/apikey";
    for (members, code) in [
        (json!({}), Code::KeyMissing),
        (json!({ "apiKey": "" }), Code::KeyMissing),
        (json!({ "apiKey": null }), Code::KeyMissing),
        (json!({ "apiKey": 7 }), Code::GrantInvalid),
        (json!({ "apiKey": [KEY] }), Code::GrantInvalid),
        (json!({ "apiKey": "a b" }), Code::GrantInvalid),
        (json!({ "apiKey": "a\r\nx-evil: 1" }), Code::GrantInvalid),
        (json!({ "apiKey": "ключ" }), Code::GrantInvalid),
        (json!({ "apiKey": long }), Code::GrantInvalid),
        (json!({ "apiKey": KEY, "active": false }), Code::KeyDisabled),
        (json!({ "pakms": {} }), Code::GrantInvalid),
        (json!({ "pakms": "https://scl.clover.com" }), Code::GrantInvalid),
        (pakms("http://scl.clover.com/pakms/apikey", "b"), Code::GrantInvalid),
        (pakms("//scl.clover.com/pakms/apikey", "b"), Code::GrantInvalid),
        (pakms(good, ""), Code::KeyMissing),
        (pakms(good, "a b"), Code::KeyMissing),
        (json!({ "apiKey": KEY, "accessToken": "s" }), Code::SecretInBrowser),
        (json!({ "apiKey": KEY, "access_token": null }), Code::SecretInBrowser),
        (json!({ "apiKey": KEY, "clientSecret": "s" }), Code::SecretInBrowser),
        (json!({ "apiKey": KEY, "client_secret": "s" }), Code::SecretInBrowser),
        (json!({ "apiKey": KEY, "refreshToken": "s" }), Code::SecretInBrowser),
        (json!({ "apiKey": KEY, "privateKey": "s" }), Code::SecretInBrowser),
    ] {
        let mut grant = json!({ "vault": "clover" });
        grant.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone());
        assert_eq!(refused(&grant), Some(code), "{grant}");
    }
}

#[test]
fn a_key_is_sent_to_the_environment_that_the_grant_names_and_to_no_other() {
    let refused = |environment: Value, base_url: Value| {
        refused(&json!({ "vault": "clover", "apiKey": KEY, "environment": environment, "baseUrl": base_url }))
    };
    let (production, sandbox) = ("https://token.clover.com", "https://token-sandbox.dev.clover.com");
    assert_eq!(refused("sandbox".into(), production.into()), Some(Code::EnvironmentMismatch));
    assert_eq!(refused("production".into(), sandbox.into()), Some(Code::EnvironmentMismatch));
    assert_eq!(refused("production".into(), [sandbox, "/"].concat().into()), Some(Code::EnvironmentMismatch));
    assert_eq!(refused("sandbox".into(), sandbox.into()), None);
    assert_eq!(refused(Value::Null, sandbox.into()), None);
    for unknown in ["Sandbox", "test", "prod", " sandbox", "eu"] {
        assert_eq!(refused(unknown.into(), Value::Null), Some(Code::EnvironmentUnknown), "{unknown}");
    }
    // Anything but a name is a mistake, and not a wish for production.
    for wrong in [json!(7), json!(["sandbox"]), json!({ "name": "sandbox" }), json!(true)] {
        assert_eq!(refused(wrong.clone(), Value::Null), Some(Code::GrantInvalid), "{wrong}");
        assert_eq!(refused("sandbox".into(), wrong.clone()), Some(Code::GrantInvalid), "{wrong}");
    }
    for wrong in
        ["http://token.clover.com", "token.clover.com", "javascript:alert(1)", "https://", "https://a b/", "file:///x"]
    {
        assert_eq!(refused(Value::Null, wrong.into()), Some(Code::GrantInvalid), "{wrong}");
    }
}

#[test]
fn a_grant_for_another_purpose_is_refused() {
    let refused = |scope: Value| refused(&json!({ "vault": "clover", "apiKey": KEY, "scope": scope }));
    assert_eq!(refused("card".into()), None);
    assert_eq!(refused(Value::Null), None);
    assert_eq!(refused("show_card".into()), Some(Code::ScopeMismatch));
    assert_eq!(refused("show_service_code".into()), Some(Code::ScopeMismatch));
    for wrong in [json!("Card"), json!(""), json!(7), json!(["card"]), json!({})] {
        assert_eq!(refused(wrong.clone()), Some(Code::GrantInvalid), "{wrong}");
    }
}
