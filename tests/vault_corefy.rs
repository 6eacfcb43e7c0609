//! Corefy's card gateway, against the tables in `tests/vectors/corefy`, which were written from its documents.
#![allow(clippy::expect_used, reason = "a test that panics is a test that fails")]

mod vault;

use serde_json::{Value, json};
use tokenframe::card::brand::Set;
use tokenframe::http::Lost;
use tokenframe::message::ToHost;
use tokenframe::vault::{Browser, Call, Reply, Step, Vault};
use vault::{answer, call, failure, open, open_with, outcome, read, response, sent, shown};

const DONE: &str = r#"{"status":"processed"}"#;

fn grant() -> Value {
    json!({ "vault": "corefy", "invoiceId": "cpi_9mT4cWq0RzXu2LbH", "bearer": "eyJ0eXAi.eyJjcGki.c2ln" })
}

fn visa() -> Value {
    json!({ "number": "4242424242424242", "expiry": "12/30", "cvc": "123" })
}

/// A vault to which the card was sent.
fn paying() -> Box<dyn Vault> {
    let mut vault = open(&grant());
    assert_eq!(vault.prepare(), Step::Ready, "nothing is asked before a card comes");
    sent(vault.begin(call(&visa(), &json!({}))));
    vault
}

fn browser(row: &Value) -> Browser {
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let pair = |name: &str| [0, 1].map(|at| row[name][at].as_str().unwrap_or_default().to_owned());
    Browser {
        language: text("language"),
        user_agent: text("userAgent"),
        screen: pair("screen"),
        window: pair("window"),
        color_depth: text("colorDepth"),
        time_zone: text("timeZone"),
    }
}

#[test]
fn every_card_of_the_table_is_sent_as_the_contract_says() {
    for row in read(include_str!("vectors/corefy/requests.json")) {
        let mut vault = open(&row["grant"]);
        let paid = Call { browser: browser(&row["browser"]), ..call(&row["form"], &row["billing"]) };
        assert_eq!(shown(&sent(vault.begin(paid))), row["request"], "{}", row["name"]);
    }
}

#[test]
fn every_answer_of_the_table_means_what_the_table_says_at_the_top_and_below_its_attributes() {
    for row in read(include_str!("vectors/corefy/answers.json")) {
        let mut vault = paying();
        assert_eq!(outcome(vault.answer(answer(&row))), row["expect"], "{}", row["name"]);
        assert!(vault.is_spent(), "{}: an invoice is paid once", row["name"]);
        let Ok(payment @ Value::Object(_)) = serde_json::from_str(row["body"].as_str().expect("a body")) else {
            continue;
        };
        let below = json!({ "data": { "type": "sale-operation", "id": "cgi_1", "attributes": payment } });
        let row = json!({ "status": row["status"], "body": below.to_string(), "type": row["type"],
            "retryAfter": row["retryAfter"], "name": row["name"], "expect": row["expect"] });
        assert_eq!(outcome(paying().answer(answer(&row))), row["expect"], "{} below data.attributes", row["name"]);
    }
}

#[test]
fn every_status_is_judged_in_each_of_the_three_shapes_of_an_error() {
    for row in read(include_str!("vectors/corefy/refusals.json")) {
        for body in [
            json!({ "errors": [{ "status": "422", "title": "Unprocessable Entity", "detail": "amount is required" }] }),
            json!({ "request_id": "req_81c0", "error_type": "validation_error", "error_codes": ["amount_required"] }),
            json!({ "error": { "message": "Unauthorized" } }),
            // Nothing in the body says that it is not an error.
            json!({ "status": "processed" }),
        ] {
            let status = row["status"].as_u64().and_then(|status| status.try_into().ok()).expect("a status");
            let found = outcome(paying().answer(response(status, &body.to_string())));
            assert_eq!(found, row["expect"], "{status} {body}");
        }
    }
}

#[test]
fn the_banks_step_reaches_the_shop_as_a_form_to_post() {
    let params = json!({ "PaReq": "eJxVUk1TwjAQ", "MD": "cpi_9mT4", "TermUrl": "https://shop.example/back" });
    let auth = json!({ "action": "https://acs.bank.example/pareq", "method": "POST", "params": params });
    let body = json!({ "status": "process_pending", "auth_payload": auth }).to_string();
    let Some(Step::Done(result)) = paying().answer(response(200, &body)) else { panic!("an end") };
    let told: Value = serde_json::from_str(&ToHost::Result(1, &result).write()).expect("JSON");
    let step = json!({ "type": "post", "url": "https://acs.bank.example/pareq", "params": params });
    assert_eq!(told["token"]["nextAction"], step);
    assert_eq!(told["token"]["id"], "cpi_9mT4cWq0RzXu2LbH");
}

#[test]
fn a_step_of_more_than_a_form_is_refused() {
    let params = |count: usize, length: usize| {
        let params: serde_json::Map<_, _> =
            (0..count).map(|at| (format!("p{at:02}"), "a".repeat(length).into())).collect();
        json!({ "status": "process_pending", "auth_payload": { "action": "https://acs.bank.example/", "params": params } })
    };
    for (body, taken) in [
        (params(16, 1), true),
        (params(17, 1), false),
        (params(1, 4096), true),
        (params(1, 4097), false),
        (params(0, 0), true),
    ] {
        let found = outcome(paying().answer(response(200, &body.to_string())));
        assert_eq!(found["token"].is_object(), taken, "{found}");
        assert!(taken || found["error"] == "unknown_outcome");
    }
}

#[test]
fn an_answer_that_is_lost_leaves_the_outcome_unknown_since_the_card_may_be_charged() {
    for lost in [Lost::Unreachable, Lost::Cut, Lost::TooLong] {
        let mut vault = paying();
        let found = outcome(vault.answer(Reply::Lost(lost)));
        assert_eq!(found, json!({ "error": "unknown_outcome", "retryable": false }), "{lost:?}");
        assert!(vault.is_spent());
        assert_eq!(vault.answer(response(200, DONE)), None, "the answer is over");
    }
}

#[test]
fn an_invoice_is_paid_once_and_nothing_follows_its_end() {
    for end in [DONE, r#"{"status":"process_failed"}"#, "{}", "[]", ""] {
        let mut vault = paying();
        assert!(vault.is_spent(), "whatever comes, the card is on its way");
        assert!(matches!(vault.answer(response(200, end)), Some(Step::Done(_))), "{end}");
        assert_eq!(vault.answer(response(200, DONE)), None, "after {end}");
        assert_eq!(vault.answer(Reply::Lost(Lost::Cut)), None, "after {end}");
    }
    assert!(!open(&grant()).is_spent());
}

#[test]
fn what_is_no_answer_is_passed_over() {
    let mut vault = paying();
    let said = tokenframe::json::Value::parse(DONE.as_bytes()).expect("JSON");
    for other in [Reply::Said(said), Reply::Waited, Reply::Encrypted("a.b.c.d.e".into())] {
        assert_eq!(vault.answer(other), None);
    }
    assert!(outcome(vault.answer(response(200, DONE)))["token"].is_object());
    assert_eq!(open(&grant()).answer(response(200, DONE)), None, "before a card");
}

#[test]
fn an_answer_cut_at_any_byte_is_never_a_token() {
    for end in 0..DONE.len() {
        let found = outcome(paying().answer(response(200, DONE.get(..end).unwrap_or_default())));
        assert_eq!(found, json!({ "error": "unknown_outcome", "retryable": false }), "cut after {end} bytes");
    }
    assert!(outcome(paying().answer(response(200, DONE)))["token"].is_object());
}

#[test]
fn a_call_without_a_card_sends_nothing_and_leaves_the_invoice_open() {
    let mut vault = open(&grant());
    let found = outcome(Some(vault.begin(Call::default())));
    assert_eq!(found, json!({ "error": "element_mismatch", "retryable": false }));
    assert!(!vault.is_spent());
}

#[test]
fn a_request_that_is_printed_shows_nothing_of_the_card_or_the_bearer() {
    let printed = format!("{:?}", open(&grant()).begin(call(&visa(), &json!({ "name": "Jane Doe" }))));
    for secret in ["4242", "123", "eyJ0", "Jane"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn every_grant_of_the_table_is_opened_or_refused_before_anything_is_sent() {
    for row in read(include_str!("vectors/corefy/grants.json")) {
        let found = match open_with(&row["grant"], Set::ALL) {
            Ok(mut vault) => json!({ "url": shown(&sent(vault.begin(call(&visa(), &json!({})))))["url"] }),
            Err(error) => failure(&error),
        };
        assert_eq!(found, row["expect"], "{}", row["name"]);
    }
}
