//! Clover's token service, against the tables in `tests/vectors/clover`, which were written from its documents.

mod vault;

use proptest::prelude::*;
use serde_json::{Value, json};
use tokenframe::http::Lost;
use tokenframe::vault::{Reply, Step, Vault};
use vault::{answer, call, open, outcome, read, response, sent, shown};

/// The contract's example of an answer, for the card of `paying`.
const EXAMPLE: &str = r#"{"id":"clv_1TSTSa1b2c3d4e5f6g7h8j9k","object":"token","card":{"exp_month":"12","exp_year":"2030","first6":"424242","last4":"4242","brand":"VISA"}}"#;

fn grant() -> Value {
    json!({ "vault": "clover", "environment": "sandbox", "apiKey": "0f1e2d3c4b5a69788796a5b4c3d2e1f0" })
}

fn visa() -> Value {
    json!({ "number": "4242424242424242", "expiry": "12/30", "cvc": "123" })
}

/// A vault to which the card was sent.
fn paying() -> Box<dyn Vault> {
    let mut vault = open(&grant());
    assert_eq!(vault.prepare(), Step::Ready, "the key is there: nothing is asked before a card comes");
    sent(vault.begin(call(&visa(), &json!({}))));
    vault
}

#[test]
fn every_card_of_the_table_is_sent_as_the_contract_says() {
    for row in read(include_str!("vectors/clover/requests.json")) {
        let mut vault = open(&row["grant"]);
        let request = sent(vault.begin(call(&row["form"], &row["billing"])));
        assert_eq!(shown(&request), row["request"], "{}", row["name"]);
    }
}

#[test]
fn every_answer_of_the_table_means_what_the_table_says() {
    for row in read(include_str!("vectors/clover/answers.json")) {
        let found = outcome(paying().answer(answer(&row)));
        assert_eq!(found, row["expect"], "{}", row["name"]);
    }
}

#[test]
fn every_documented_code_names_its_field_in_both_forms_of_the_error() {
    for row in read(include_str!("vectors/clover/refusals.json")) {
        let code = row["code"].as_str().expect("a code");
        for status in [400, 402, 404, 409] {
            for error in [
                json!({ "code": code }),
                json!({ "type": "invalid_request_error", "code": code, "message": "Please provide valid card number." }),
                json!({ "code": code, "type": null, "param": "card", "doc_url": "https://docs.clover.com", "new": [] }),
            ] {
                let body = json!({ "message": "400 Bad Request", "error": error }).to_string();
                let found = outcome(paying().answer(response(status, &body)));
                assert_eq!(found["error"], row["error"], "{status} {code}");
                let fields = row["field"].as_str().map(|field| json!({ field: row["error"] }));
                assert_eq!(found["fields"], fields.unwrap_or_default(), "{status} {code}");
            }
        }
    }
}

#[test]
fn an_answer_cut_at_any_byte_is_never_a_token() {
    for end in 0..EXAMPLE.len() {
        let found = outcome(paying().answer(response(200, EXAMPLE.get(..end).unwrap_or_default())));
        assert_eq!(found, json!({ "error": "bad_response", "retryable": false }), "cut after {end} bytes");
    }
    assert!(outcome(paying().answer(response(200, EXAMPLE)))["token"].is_object());
}

#[test]
fn an_answer_of_the_longest_length_is_read() {
    let padding = "x".repeat(tokenframe::http::BODY_LIMIT - EXAMPLE.len() - 20);
    let body = EXAMPLE.replacen('{', &format!(r#"{{"padding":"{padding}","#), 1);
    assert!(outcome(paying().answer(response(200, &body)))["token"].is_object());
}

#[test]
fn an_answer_that_is_lost_says_whether_a_token_may_exist() {
    for (lost, error, retryable) in [
        (Lost::Unreachable, "network_failed", true),
        (Lost::Cut, "unknown_outcome", false),
        (Lost::TooLong, "bad_response", false),
    ] {
        let found = outcome(paying().answer(Reply::Lost(lost)));
        assert_eq!(found, json!({ "error": error, "retryable": retryable }), "{lost:?}");
    }
}

#[test]
fn no_error_is_followed_by_another_request() {
    let rows = read(include_str!("vectors/clover/answers.json"));
    let lost = [Lost::Unreachable, Lost::Cut, Lost::TooLong].map(Reply::Lost);
    for reply in rows.iter().map(answer).chain(lost) {
        let mut vault = paying();
        assert!(matches!(vault.answer(reply), Some(Step::Done(_))));
        // The call is over: whatever else comes is nobody's.
        assert_eq!(vault.answer(response(200, EXAMPLE)), None);
        assert_eq!(vault.answer(Reply::Lost(Lost::Cut)), None);
        assert!(!vault.is_spent(), "a key is good for many cards");
    }
}

#[test]
fn another_card_can_be_sent_after_an_error_and_after_a_token() {
    let mut vault = paying();
    let body = r#"{"error":{"code":"incorrect_cvc"}}"#;
    assert_eq!(outcome(vault.answer(response(400, body)))["fields"], json!({ "cvc": "cvc_refused" }));
    for _ in 0..2 {
        let request = sent(vault.begin(call(&visa(), &json!({}))));
        assert_eq!(shown(&request)["headers"]["apikey"], "0f1e2d3c4b5a69788796a5b4c3d2e1f0");
        assert!(outcome(vault.answer(response(200, EXAMPLE)))["token"].is_object());
    }
}

#[test]
fn an_answer_is_for_the_card_that_was_sent_last() {
    let mut vault = paying();
    let amex = json!({ "number": "378282246310005", "expiry": "09/28", "cvc": "1234" });
    sent(vault.begin(call(&amex, &json!({}))));
    assert_eq!(outcome(vault.answer(response(200, EXAMPLE)))["error"], "bad_response");
}

#[test]
fn what_a_page_says_is_nothing_to_a_vault_without_one() {
    let mut vault = paying();
    let said = tokenframe::json::Value::parse(EXAMPLE.as_bytes()).expect("JSON");
    assert_eq!(vault.answer(Reply::Said(said)), None);
    assert!(outcome(vault.answer(response(200, EXAMPLE)))["token"].is_object());
}

#[test]
fn a_call_without_a_card_sends_nothing() {
    let found = outcome(Some(open(&grant()).begin(Default::default())));
    assert_eq!(found, json!({ "error": "element_mismatch", "retryable": false }));
}

#[test]
fn a_request_that_is_printed_shows_nothing_of_the_card_or_the_key() {
    let printed = format!("{:?}", open(&grant()).begin(call(&visa(), &json!({ "name": "Jane Doe" }))));
    for secret in ["4242", "123", "0f1e", "Jane"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_but_the_right_one_is_a_token(status in 100..600u16, body in "\\PC{0,64}", json in any::<bool>()) {
        let row = json!({ "status": status, "body": body, "type": if json { Value::Null } else { "text/html".into() } });
        let found = outcome(paying().answer(answer(&row)));
        prop_assert!(found["error"].is_string(), "{}", found);
    }

    #[test]
    fn one_byte_that_differs_gives_the_same_token_or_none(at in 0..EXAMPLE.len(), byte in any::<u8>()) {
        let mut body = EXAMPLE.as_bytes().to_vec();
        body[at] = byte;
        let response = tokenframe::http::Response { status: 200, json: true, retry_after: None, body: body.clone().into() };
        let found = outcome(paying().answer(Reply::Response(response)));
        if found["token"].is_object() {
            prop_assert_eq!(&found["token"]["last4"], "4242");
            let id = found["token"]["id"].as_str().unwrap_or_default();
            prop_assert!(id.strip_prefix("clv_").is_some_and(|tail| tail.bytes().all(|byte| byte.is_ascii_alphanumeric())));
            prop_assert!(body.windows(id.len()).any(|part| part == id.as_bytes()));
        } else {
            prop_assert_eq!(&found["error"], "bad_response");
        }
    }
}
