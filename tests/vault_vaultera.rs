//! Vaultera's capture form and session tokens, against the tables in `tests/vectors/vaultera`.
#![allow(clippy::expect_used, reason = "a test that panics is a test that fails")]

mod vault;

use serde_json::{Value, json};
use tokenframe::card::brand::{Brand, Set};
use tokenframe::error::Code;
use tokenframe::http::{Lost, Response};
use tokenframe::secret::Secret;
use tokenframe::tokenize::{Effect, Input, Tokenizer};
use tokenframe::vault::vaultera::SessionToken;
use tokenframe::vault::vaultera::account::Account;
use tokenframe::vault::{Page, Reply, Scope, Step, Vault};
use vault::{answer, failure, open, open_with, outcome, read, refused, response, shown};

fn grant() -> Value {
    json!({ "vault": "vaultera", "sessionToken": "f3b1d5a7c9e1f3b5d7a9c1e3f5b7d9a1" })
}

fn page(grant: &Value, accepted: Set) -> Page {
    match open_with(grant, accepted).expect("a grant").prepare() {
        Step::Open(page) => page,
        other => panic!("not a page: {other:?}"),
    }
}

fn said(message: &Value) -> Reply {
    Reply::Said(parsed(message))
}

fn parsed(message: &Value) -> tokenframe::json::Value {
    tokenframe::json::Value::parse(message.to_string().as_bytes()).expect("JSON")
}

/// A form that was told to `validate`.
fn validating() -> Box<dyn Vault> {
    let mut vault = open(&grant());
    assert_eq!(vault.begin(Default::default()), Step::Tell("validate"));
    vault
}

/// A form that was told to `submit`.
fn submitting() -> Box<dyn Vault> {
    let mut vault = validating();
    assert_eq!(vault.answer(said(&json!({ "valid": true }))), Some(Step::Tell("submit")));
    vault
}

#[test]
fn the_form_is_opened_with_the_session_token_at_the_vaults_own_address() {
    assert_eq!(
        page(&grant(), Set::ALL),
        Page {
            url: "https://pci.vaultera.co/api/v1/capture_form?session_token=f3b1d5a7c9e1f3b5d7a9c1e3f5b7d9a1".into(),
            origin: "https://pci.vaultera.co".into(),
        }
    );
}

#[test]
fn a_session_token_cannot_leave_its_place_in_the_address() {
    let grant = json!({ "vault": "vaultera", "sessionToken": "a&only=visa#/?=%2B+~" });
    let escaped = "https://pci.vaultera.co/api/v1/capture_form?session_token=a%26only%3Dvisa%23%2F%3F%3D%252B%2B~";
    assert_eq!(page(&grant, Set::ALL).url, escaped);
}

#[test]
fn an_address_of_ones_own_keeps_its_path_and_its_origin_is_the_only_one_that_counts() {
    let grant = json!({ "vault": "vaultera", "sessionToken": "s", "baseUrl": "http://127.0.0.1:4102/vaultera/" });
    assert_eq!(
        page(&grant, Set::ALL),
        Page {
            url: "http://127.0.0.1:4102/vaultera/api/v1/capture_form?session_token=s".into(),
            origin: "http://127.0.0.1:4102".into(),
        }
    );
}

#[test]
fn the_form_is_told_which_brands_the_shop_takes() {
    let only = |brands: &[Brand]| {
        let set = brands.iter().fold(Set::NONE, |set, brand| set.with(*brand));
        let url = page(&grant(), set).url;
        url.split_once("&only=").map(|(_, only)| only.to_owned())
    };
    assert_eq!(only(&[Brand::VISA]).as_deref(), Some("visa"));
    assert_eq!(only(&[Brand::MASTERCARD, Brand::VISA]).as_deref(), Some("visa,mastercard"));
    assert!(!page(&grant(), Set::ALL).url.contains("only"));
}

#[test]
fn every_answer_to_validate_means_what_the_table_says() {
    for row in read(include_str!("vectors/vaultera/validated.json")) {
        let found = match validating().answer(said(&row["message"])) {
            Some(Step::Tell(message)) => message.into(),
            other => outcome(other),
        };
        assert_eq!(found, row["expect"], "{}", row["name"]);
    }
}

#[test]
fn every_answer_to_submit_means_what_the_table_says() {
    for row in read(include_str!("vectors/vaultera/submitted.json")) {
        let mut vault = submitting();
        assert_eq!(outcome(vault.answer(said(&row["message"]))), row["expect"], "{}", row["name"]);
        assert!(vault.is_spent(), "{}: a session is good for one submit", row["name"]);
    }
}

#[test]
fn the_form_is_asked_to_validate_before_it_is_asked_to_submit() {
    let mut vault = open(&grant());
    assert!(!vault.is_spent());
    assert_eq!(vault.begin(Default::default()), Step::Tell("validate"));
    assert!(!vault.is_spent(), "validating costs nothing");
    assert_eq!(vault.answer(said(&json!({ "valid": true }))), Some(Step::Tell("submit")));
    assert!(vault.is_spent(), "whatever comes now, the session may be used");
}

#[test]
fn a_card_that_is_not_valid_leaves_the_form_open_for_another_try() {
    let mut vault = validating();
    assert_eq!(outcome(vault.answer(said(&json!({ "valid": false }))))["error"], "card_invalid");
    assert!(!vault.is_spent());
    assert_eq!(vault.begin(Default::default()), Step::Tell("validate"));
}

#[test]
fn a_message_that_is_no_answer_is_passed_over() {
    for message in [
        json!({}),
        json!([]),
        json!("submit"),
        json!(null),
        json!({ "type": "resize", "height": 220 }),
        json!({ "valid": "true" }),
        json!({ "valid": 1 }),
        json!({ "valid": null }),
        json!({ "error": null }),
        json!({ "card": null }),
        json!([{ "valid": true }]),
        json!({ "data": { "valid": true } }),
    ] {
        let mut vault = validating();
        assert_eq!(vault.answer(said(&message)), None, "{message}");
        assert_eq!(vault.answer(said(&json!({ "valid": true }))), Some(Step::Tell("submit")), "after {message}");
        assert_eq!(vault.answer(said(&message)), None, "{message}");
        let card = json!({ "card": { "card_token": "9c2f", "card_number": "****1111" } });
        assert!(outcome(vault.answer(said(&card)))["token"].is_object(), "after {message}");
    }
}

#[test]
fn an_answer_that_nobody_asked_for_is_passed_over() {
    let card = json!({ "card": { "card_token": "9c2f", "card_number": "****1111" } });
    let (valid, error) = (json!({ "valid": true }), json!({ "error": "x" }));
    for message in [&card, &valid, &error] {
        assert_eq!(open(&grant()).answer(said(message)), None, "before a call: {message}");
    }
    for message in [&card, &error] {
        assert_eq!(validating().answer(said(message)), None, "before submit: {message}");
    }
    assert_eq!(submitting().answer(said(&valid)), None);
    assert_eq!(submitting().answer(said(&json!({ "valid": false }))), None);
    let mut done = submitting();
    assert!(outcome(done.answer(said(&card)))["token"].is_object());
    for message in [&card, &valid, &error] {
        assert_eq!(done.answer(said(message)), None, "after the token: {message}");
    }
}

#[test]
fn an_answer_of_the_network_is_nothing_to_a_vault_that_sends_nothing() {
    let mut vault = validating();
    assert_eq!(vault.answer(response(200, "{}")), None);
    assert_eq!(vault.answer(Reply::Lost(Lost::Cut)), None);
    assert_eq!(vault.answer(said(&json!({ "valid": true }))), Some(Step::Tell("submit")));
}

#[test]
fn a_session_that_a_failed_submit_used_up_is_replaced_before_the_shopper_goes_on() {
    let (mut machine, _) = Tokenizer::new();
    let opened = machine.handle(Input::Grant(Ok(open(&grant()))));
    assert!(matches!(opened[..], [Effect::Open(_), Effect::Prepared]), "{opened:?}");
    assert_eq!(machine.handle(Input::Begin(1, Default::default())), [Effect::Tell("validate")]);
    assert_eq!(machine.handle(Input::Said(parsed(&json!({ "valid": true })))), [Effect::Tell("submit")]);
    let effects = machine.handle(Input::Said(parsed(&json!({ "error": "declined" }))));
    assert_eq!(effects, [Effect::Settle(1, Err(Code::PageRefused.into())), Effect::AskGrant]);
    // The next call waits for the new page.
    assert_eq!(machine.handle(Input::Begin(2, Default::default())), []);
    let reopened = machine.handle(Input::Grant(Ok(open(&grant()))));
    assert!(matches!(reopened[..], [Effect::Open(_), Effect::Prepared, Effect::Tell("validate")]), "{reopened:?}");
}

#[test]
fn a_grant_that_cannot_work_is_refused_before_a_page_is_shown() {
    for (members, code) in [
        (json!({}), Code::KeyMissing),
        (json!({ "sessionToken": "" }), Code::KeyMissing),
        (json!({ "sessionToken": 7 }), Code::GrantInvalid),
        (json!({ "sessionToken": "a b" }), Code::GrantInvalid),
        (json!({ "sessionToken": "<b>" }), Code::GrantInvalid),
        (json!({ "sessionToken": "s".repeat(513) }), Code::GrantInvalid),
        (json!({ "sessionToken": "s", "apiKey": "k" }), Code::SecretInBrowser),
        (json!({ "sessionToken": "s", "api_key": "k" }), Code::SecretInBrowser),
        (json!({ "sessionToken": "s", "environment": "sandbox" }), Code::EnvironmentUnknown),
        (json!({ "sessionToken": "s", "baseUrl": "http://pci.vaultera.co" }), Code::GrantInvalid),
        (json!({ "sessionToken": "s", "scope": "show_card" }), Code::ScopeMismatch),
        (json!({ "sessionToken": "s", "scope": "show_service_code" }), Code::ScopeMismatch),
    ] {
        let mut grant = json!({ "vault": "vaultera" });
        grant.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone());
        assert_eq!(refused(&grant), Some(code), "{grant}");
    }
}

#[test]
fn a_session_token_is_asked_for_with_the_key_and_its_scope() {
    let account = Account { base_url: "https://pci.vaultera.co".into(), api_key: Secret::copied("b7e2&c=9/d") };
    for (scope, body) in [
        (Scope::Card, r#"{"session_token":{"scope":"card"}}"#),
        (Scope::ShowCard, r#"{"session_token":{"scope":"show_card"}}"#),
        (Scope::ShowServiceCode, r#"{"session_token":{"scope":"show_service_code"}}"#),
    ] {
        let request = SessionToken::request(&account, scope);
        assert_eq!(
            shown(&request),
            json!({
                "method": "POST",
                "url": "https://pci.vaultera.co/api/v1/session_tokens?api_key=b7e2%26c%3D9%2Fd",
                "headers": { "accept": "application/json", "content-type": "application/json" },
                "body": body,
            })
        );
        let printed = format!("{request:?}");
        assert!(!printed.contains("b7e2"), "{printed}");
    }
}

/// The answer of a row, as the server reads it.
fn session(row: &Value, scope: Scope) -> Value {
    let Reply::Response(response) = answer(row) else { panic!("a row is a response") };
    match SessionToken::read(&response, scope) {
        Ok(session) => json!({ "session": session.token.expose_str() }),
        Err(error) => failure(&error),
    }
}

#[test]
fn every_answer_to_the_request_for_a_session_token_means_what_the_table_says() {
    for row in read(include_str!("vectors/vaultera/sessions.json")) {
        assert_eq!(session(&row, Scope::Card), row["expect"], "{}", row["name"]);
    }
}

#[test]
fn a_session_token_is_of_the_scope_that_was_asked_for() {
    for (asked, name) in
        [(Scope::Card, "card"), (Scope::ShowCard, "show_card"), (Scope::ShowServiceCode, "show_service_code")]
    {
        for given in ["card", "show_card", "show_service_code", "service_code", "Card", ""] {
            let body = json!({ "data": { "attributes": { "session_token": "f3b1", "scope": given } } }).to_string();
            let response = Response { status: 200, json: true, retry_after: None, body: Secret::copied(&body) };
            let read = SessionToken::read(&response, asked);
            assert_eq!(read.as_ref().is_ok_and(|session| session.scope == asked), given == name, "{name} {given}");
        }
    }
}
