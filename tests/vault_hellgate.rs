//! Hellgate's sessions, against the tables in `tests/vectors/hellgate`, which were written from its documents.
#![allow(clippy::expect_used, reason = "a test that panics is a test that fails")]

mod vault;

use serde_json::{Value, json};
use tokenframe::card::brand::{Brand, Set};
use tokenframe::http::Lost;
use tokenframe::secret::Secret;
use tokenframe::vault::{Call, Encryption, Form, Reply, Step, Vault};
use vault::{answer, call, failure, open, open_with, outcome, read, response, sent, shown};

const SESSION: &str = "https://sandbox.hellgate.io/sessions/0d6e3c4a-51b7-4c06-9d7e-2f8b6a9c1e35";
const JWE: &str = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d";

/// The contract's example of an end.
const DONE: &str = r#"{"status":"success","data":{"token_id":"b0a5d6a8-7c07-4c1a-8a35-6f8f6f2f1f10"}}"#;

fn grant() -> Value {
    json!({ "vault": "hellgate", "environment": "sandbox", "sessionId": "0d6e3c4a-51b7-4c06-9d7e-2f8b6a9c1e35" })
}

fn visa() -> Value {
    json!({ "number": "4242424242424242", "expiry": "12/30", "cvc": "123" })
}

/// A session that asks for a card, with more in its `data`.
fn session(more: &Value) -> String {
    let mut data = json!({ "provider": "guardian", "api_key": "sk_guardian_Zt4mXq81LbVd0RwyKce",
        "base_url": "https://sandbox.hellgate.io/cde", "jwk": { "kty": "RSA", "e": "AQAB", "n": "xJ3cQw-_" } });
    data.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    json!({ "next_action": "tokenize_card", "data": data }).to_string()
}

/// A vault whose session was read.
fn prepared(session: &str) -> Box<dyn Vault> {
    let mut vault = open(&grant());
    sent(vault.prepare());
    assert_eq!(vault.answer(response(200, session)), Some(Step::Ready), "{session}");
    vault
}

/// A vault to which the card was sent.
fn completing() -> Box<dyn Vault> {
    let mut vault = prepared(&session(&json!({})));
    encrypted(vault.begin(call(&visa(), &json!({}))));
    sent(vault.answer(Reply::Encrypted(JWE.into())).expect("a step"));
    vault
}

/// A vault that was told to wait after the card was sent, and asks again.
fn polling() -> Box<dyn Vault> {
    let mut vault = completing();
    assert_eq!(vault.answer(response(200, r#"{"next_action":"wait","data":{}}"#)), Some(Step::Wait(2000)));
    assert_eq!(shown(&sent(vault.answer(Reply::Waited).expect("a step"))), reading());
    vault
}

fn reading() -> Value {
    json!({ "method": "GET", "url": SESSION, "headers": { "accept": "application/json" }, "body": null })
}

fn encrypted(step: Step) -> Encryption {
    match step {
        Step::Encrypt(encryption) => encryption,
        other => panic!("nothing to encrypt: {other:?}"),
    }
}

/// What came of an answer, as the tables write it.
fn what(step: Option<Step>) -> Value {
    match step {
        Some(Step::Ready) => "ready".into(),
        Some(Step::Wait(ms)) => json!({ "wait": ms }),
        other => outcome(other),
    }
}

#[test]
fn the_session_is_read_before_a_card_comes_and_without_any_credential() {
    assert_eq!(shown(&sent(open(&grant()).prepare())), reading());
}

#[test]
fn every_card_of_the_table_is_encrypted_and_sent_as_the_contract_says() {
    for row in read(include_str!("vectors/hellgate/requests.json")) {
        let name = &row["name"];
        let mut vault = prepared(row["session"].as_str().unwrap_or(&session(&row["data"])));
        let mut paid = if row["form"].is_null() { Call::default() } else { call(&row["form"], &row["billing"]) };
        paid.save = row["save"].as_bool();
        paid.cvc = row["cvc"].as_str().map(Secret::copied);
        let encryption = encrypted(vault.begin(paid));
        let key = (encryption.n.as_str(), encryption.e.as_str(), encryption.form);
        assert_eq!(key, ("xJ3cQw-_", "AQAB", Form::Jwe), "{name}");
        assert_eq!(encryption.plaintext.expose_str(), row["plaintext"], "{name}");
        let request = shown(&sent(vault.answer(Reply::Encrypted(JWE.into())).expect("a step")));
        let body = format!(r#"{{"action":{},"result":{{"enc_payload":"{JWE}"}}}}"#, row["action"]);
        let headers = json!({ "accept": "application/json", "content-type": "application/json" });
        let url = format!("{SESSION}/complete-action");
        assert_eq!(request, json!({ "method": "POST", "url": url, "headers": headers, "body": body }), "{name}");
        assert_eq!(outcome(vault.answer(response(200, DONE)))["token"], row["token"], "{name}");
    }
}

#[test]
fn every_answer_to_the_read_session_means_what_the_table_says() {
    for row in read(include_str!("vectors/hellgate/sessions.json")) {
        let mut vault = open(&grant());
        sent(vault.prepare());
        assert_eq!(what(vault.answer(answer(&row))), row["expect"], "{}", row["name"]);
        assert!(!vault.is_spent(), "{}: no card was sent", row["name"]);
    }
}

#[test]
fn every_answer_to_the_card_means_what_the_table_says_and_so_it_does_to_one_who_asks_again() {
    for row in read(include_str!("vectors/hellgate/answers.json")) {
        for mut vault in [completing(), polling()] {
            assert_eq!(what(vault.answer(answer(&row))), row["expect"], "{}", row["name"]);
            assert!(vault.is_spent(), "{}: a session takes one card", row["name"]);
        }
    }
}

#[test]
fn a_session_that_says_wait_is_read_again_before_a_card_and_after_it() {
    let mut vault = open(&grant());
    sent(vault.prepare());
    for _ in 0..3 {
        assert_eq!(vault.answer(response(200, r#"{"next_action":"wait","data":{}}"#)), Some(Step::Wait(2000)));
        assert_eq!(shown(&sent(vault.answer(Reply::Waited).expect("a step"))), reading());
    }
    assert_eq!(vault.answer(response(200, &session(&json!({})))), Some(Step::Ready));
    let mut vault = polling();
    for _ in 0..3 {
        assert_eq!(vault.answer(response(200, r#"{"status":"pending","data":{}}"#)), Some(Step::Wait(2000)));
        assert_eq!(vault.answer(response(200, DONE)), None, "nothing was asked");
        assert_eq!(shown(&sent(vault.answer(Reply::Waited).expect("a step"))), reading());
    }
    assert!(outcome(vault.answer(response(200, DONE)))["token"].is_object());
}

#[test]
fn a_card_of_a_scheme_that_the_session_does_not_take_is_not_sent() {
    for (schemes, taken) in [
        (json!(["visa"]), true),
        (json!(["mastercard", "visa"]), true),
        (json!(null), true),
        (json!(["Visa"]), true),
        (json!(["mastercard", "americanexpress", "discover", "dinersclub", "jcb", "unionpay"]), false),
        (json!(["vis"]), false),
        (json!(["visaelectron"]), false),
        (json!([]), false),
        (json!([7, null, {}]), false),
    ] {
        let mut vault = prepared(&session(&json!({ "allowed_schemes": schemes })));
        let step = vault.begin(call(&visa(), &json!({})));
        let sent = matches!(step, Step::Encrypt(_));
        assert_eq!(sent, taken, "{schemes}");
        if !sent {
            let refused =
                json!({ "error": "brand_refused", "retryable": false, "fields": { "number": "brand_refused" } });
            assert_eq!(outcome(Some(step)), refused);
            assert!(!vault.is_spent(), "another card can be typed");
        }
    }
}

#[test]
fn each_scheme_is_known_in_both_spellings_of_the_contract() {
    for (number, cvc, token, session_scheme) in [
        ("4242424242424242", "123", "VISA", "visa"),
        ("5555555555554444", "123", "Mastercard", "mastercard"),
        ("378282246310005", "1234", "American Express", "americanexpress"),
        ("6011111111111117", "123", "Discover", "discover"),
        ("30569309025904", "123", "Diners Club", "dinersclub"),
        ("3566002020360505", "123", "JCB", "jcb"),
        ("6200000000000005", "123", "UnionPay", "unionpay"),
    ] {
        for scheme in [token, session_scheme] {
            let mut vault = prepared(&session(&json!({ "allowed_schemes": [scheme] })));
            let form = json!({ "number": number, "expiry": "12/30", "cvc": cvc });
            assert!(matches!(vault.begin(call(&form, &json!({}))), Step::Encrypt(_)), "{scheme}");
        }
    }
}

#[test]
fn what_the_shop_does_not_take_the_session_cannot_allow() {
    let accepted = Set::NONE.with(Brand::MASTERCARD);
    for schemes in [json!(null), json!(["visa", "mastercard"])] {
        let mut vault = open_with(&grant(), accepted).expect("a grant");
        sent(vault.prepare());
        let ready = vault.answer(response(200, &session(&json!({ "allowed_schemes": schemes }))));
        assert_eq!(ready, Some(Step::Ready));
        assert_eq!(outcome(Some(vault.begin(call(&visa(), &json!({})))))["error"], "brand_refused", "{schemes}");
    }
}

#[test]
fn a_form_that_collects_something_else_than_the_session_asks_for_sends_nothing() {
    let mismatch = json!({ "error": "element_mismatch", "retryable": false });
    let code = || Call { cvc: Some(Secret::copied("123")), ..Call::default() };
    let refresh = r#"{"next_action":"refresh_security_code","data":{"account_number_last_four":"4242","scheme":"VISA","jwk":{"kty":"RSA","e":"AQAB","n":"xJ3cQw"}}}"#;
    for (session, wrong) in [
        (session(&json!({})), code()),
        (session(&json!({})), Call::default()),
        (refresh.to_owned(), call(&visa(), &json!({}))),
        (refresh.to_owned(), Call::default()),
    ] {
        let mut vault = prepared(&session);
        assert_eq!(outcome(Some(vault.begin(wrong))), mismatch, "{session}");
        assert!(!vault.is_spent());
    }
    assert!(matches!(prepared(refresh).begin(code()), Step::Encrypt(_)));
    // Of a call that brings both, the session takes what it asks for.
    let both = || Call { cvc: Some(Secret::copied("987")), ..call(&visa(), &json!({})) };
    let code = encrypted(prepared(refresh).begin(both())).plaintext;
    assert_eq!(code.expose_str(), r#"{"security_code":"987"}"#);
    let card = encrypted(prepared(&session(&json!({}))).begin(both())).plaintext;
    assert!(card.expose_str().contains(r#""account_number":"4242424242424242""#));
}

#[test]
fn a_browser_that_cannot_encrypt_sends_nothing_and_the_session_is_as_good_as_before() {
    let mut vault = prepared(&session(&json!({})));
    encrypted(vault.begin(call(&visa(), &json!({}))));
    let found = outcome(vault.answer(Reply::Lost(Lost::Unreachable)));
    assert_eq!(found, json!({ "error": "encryption_failed", "retryable": false }));
    assert!(!vault.is_spent());
    encrypted(vault.begin(call(&visa(), &json!({}))));
}

#[test]
fn a_card_whose_answer_is_lost_says_whether_a_token_may_exist() {
    for (lost, error, retryable) in [
        (Lost::Unreachable, "network_failed", true),
        (Lost::Cut, "unknown_outcome", false),
        (Lost::TooLong, "bad_response", false),
    ] {
        let mut vault = completing();
        assert_eq!(
            what(vault.answer(Reply::Lost(lost))),
            json!({ "error": error, "retryable": retryable }),
            "{lost:?}"
        );
        assert!(vault.is_spent(), "the card may be stored");
    }
}

#[test]
fn half_an_answer_before_the_card_is_none_since_nothing_was_sent_that_could_be_stored() {
    for (lost, error, retryable) in [
        (Lost::Unreachable, "network_failed", true),
        (Lost::Cut, "network_failed", true),
        (Lost::TooLong, "bad_response", false),
    ] {
        let mut vault = open(&grant());
        sent(vault.prepare());
        assert_eq!(
            what(vault.answer(Reply::Lost(lost))),
            json!({ "error": error, "retryable": retryable }),
            "{lost:?}"
        );
    }
}

#[test]
fn a_session_that_cannot_be_asked_again_after_the_card_leaves_the_outcome_unknown() {
    for lost in [Lost::Unreachable, Lost::Cut, Lost::TooLong] {
        let found = what(polling().answer(Reply::Lost(lost)));
        assert_eq!(found, json!({ "error": "unknown_outcome", "retryable": false }), "{lost:?}");
    }
}

#[test]
fn a_card_is_completed_once_and_nothing_follows_its_end() {
    for end in [DONE, r#"{"status":"failure","data":{}}"#, "{}"] {
        let mut vault = completing();
        assert!(matches!(vault.answer(response(200, end)), Some(Step::Done(_))), "{end}");
        assert!(vault.is_spent());
        assert_eq!(vault.answer(response(200, DONE)), None, "after {end}");
        assert_eq!(vault.answer(Reply::Encrypted(JWE.into())), None, "after {end}");
        assert_eq!(vault.answer(Reply::Waited), None, "after {end}");
    }
}

#[test]
fn an_answer_cut_at_any_byte_is_never_a_token() {
    for end in 0..DONE.len() {
        let found = outcome(completing().answer(response(200, DONE.get(..end).unwrap_or_default())));
        assert_eq!(found, json!({ "error": "bad_response", "retryable": false }), "cut after {end} bytes");
    }
    assert!(outcome(completing().answer(response(200, DONE)))["token"].is_object());
}

#[test]
fn a_session_cut_at_any_byte_takes_no_card() {
    let whole = session(&json!({ "allowed_schemes": ["visa"] }));
    for end in 0..whole.len() {
        let mut vault = open(&grant());
        sent(vault.prepare());
        let found = outcome(vault.answer(response(200, whole.get(..end).unwrap_or_default())));
        assert_eq!(found["error"], "bad_response", "cut after {end} bytes");
    }
}

#[test]
fn what_is_printed_shows_nothing_of_the_card_the_code_or_the_session() {
    let mut vault = prepared(&session(&json!({})));
    let printed = format!("{:?}", vault.begin(call(&visa(), &json!({ "name": "Jane Doe" }))));
    for secret in ["4242", "123", "Jane"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    let printed = format!("{:?}", open(&grant()).prepare());
    assert!(!printed.contains("0d6e3c4a"), "{printed}");
}

#[test]
fn every_grant_of_the_table_is_opened_or_refused_before_anything_is_sent() {
    for row in read(include_str!("vectors/hellgate/grants.json")) {
        let found = match open_with(&row["grant"], Set::ALL) {
            Ok(mut vault) => json!({ "url": shown(&sent(vault.prepare()))["url"] }),
            Err(error) => failure(&error),
        };
        assert_eq!(found, row["expect"], "{}", row["name"]);
    }
}
