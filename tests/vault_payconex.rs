//! PayConex' checkout component, against the tables in `tests/vectors/payconex`, which were written from its documents.
#![allow(clippy::expect_used, reason = "a test that panics is a test that fails")]

mod vault;

use serde_json::{Value, json};
use tokenframe::card::brand::Set;
use tokenframe::error::Code;
use tokenframe::http::Lost;
use tokenframe::tokenize::{Effect, Input, Tokenizer};
use tokenframe::vault::{Component, Reply, Step, Vault};
use vault::{failure, open, open_with, outcome, read, response};

fn grant() -> Value {
    json!({ "vault": "payconex", "environment": "sandbox", "bearerToken": "eyJ0eXAi.eyJzdWIi.c2ln" })
}

fn component(grant: &Value) -> Component {
    match open(grant).prepare() {
        Step::Embed(component) => component,
        other => panic!("not a component: {other:?}"),
    }
}

/// A component that is shown.
fn shown() -> Box<dyn Vault> {
    let mut vault = open(&grant());
    assert!(matches!(vault.prepare(), Step::Embed(_)));
    vault
}

/// A component whose token a call waits for.
fn called() -> Box<dyn Vault> {
    let mut vault = shown();
    assert_eq!(vault.begin(Default::default()), Step::Listen);
    vault
}

fn parsed(message: &Value) -> tokenframe::json::Value {
    tokenframe::json::Value::parse(message.to_string().as_bytes()).expect("JSON")
}

fn said(message: &Value) -> Reply {
    Reply::Said(parsed(message))
}

fn event(name: &str) -> Reply {
    said(&json!({ "event": name, "data": null }))
}

fn complete(reference: &str) -> Value {
    json!({ "event": "checkoutComplete", "data": { "bfTokenReference": reference } })
}

fn id(found: &Value) -> &Value {
    &found["token"]["id"]
}

#[test]
fn every_grant_of_the_table_is_opened_or_refused_before_anything_is_loaded() {
    for row in read(include_str!("vectors/payconex/grants.json")) {
        let found = match open_with(&row["grant"], Set::ALL) {
            Ok(_) => {
                let Component { script, host, bearer } = component(&row["grant"]);
                json!({ "script": script, "host": host, "bearer": bearer })
            }
            Err(error) => failure(&error),
        };
        assert_eq!(found, row["expect"], "{}", row["name"]);
    }
}

#[test]
fn every_callback_of_the_table_means_what_the_table_says_before_a_call_and_under_it() {
    for row in read(include_str!("vectors/payconex/callbacks.json")) {
        let name = &row["name"];
        let mut waiting = called();
        let step = waiting.answer(said(&row["callback"]));
        let found = if step.is_none() { "passed over".into() } else { outcome(step) };
        assert_eq!(found, row["expect"], "{name}");
        assert_eq!(waiting.is_spent(), found != "passed over", "{name}: an instance is good for one end");

        // Before the shop asks: a token waits for it, and what ends the component ends it at once.
        let mut early = shown();
        let step = early.answer(said(&row["callback"]));
        assert_eq!(early.is_complete(), found["token"].is_object(), "{name}");
        assert_eq!(early.is_spent(), found["error"].is_string(), "{name}");
        let early = match step {
            Some(step) => outcome(Some(step)),
            None => match early.begin(Default::default()) {
                Step::Listen => "passed over".into(),
                step => outcome(Some(step)),
            },
        };
        assert_eq!(early, row["expect"], "{name}, before the call");
    }
}

#[test]
fn a_callback_that_comes_twice_settles_once() {
    let mut vault = called();
    assert_eq!(id(&outcome(vault.answer(said(&complete("first"))))), "first");
    for again in ["first", "second"] {
        assert_eq!(vault.answer(said(&complete(again))), None);
    }
    assert_eq!(vault.answer(event("error")), None);
    assert!(vault.is_spent());
}

#[test]
fn of_two_tokens_before_a_call_the_first_counts() {
    let mut vault = shown();
    for reference in ["first", "second", "first"] {
        assert_eq!(vault.answer(said(&complete(reference))), None);
    }
    for after in ["error", "timeout", "blocked"] {
        assert_eq!(vault.answer(event(after)), None);
    }
    assert_eq!(id(&outcome(Some(vault.begin(Default::default())))), "first");
    assert!(vault.is_spent());
}

#[test]
fn a_shopper_who_tries_again_in_the_component_after_an_error_can_pay() {
    let mut vault = shown();
    assert_eq!(vault.answer(event("iframeLoaded")), None);
    for before in ["error", "resize", "error"] {
        let told = (before == "error").then_some(Step::Warn(Code::PageRefused));
        assert_eq!(vault.answer(event(before)), told, "the shop hears of it, and nothing is taken away");
        assert!(!vault.is_complete() && !vault.is_spent());
    }
    assert_eq!(vault.answer(said(&complete("t"))), None);
    assert!(vault.is_complete());
    assert_eq!(id(&outcome(Some(vault.begin(Default::default())))), "t");
}

#[test]
fn a_call_for_a_component_that_the_shopper_has_not_finished_in_ends_at_once_and_takes_nothing_away() {
    let mut before = shown();
    assert_eq!(before.answer(event("iframeLoaded")), None);
    let mut while_loading = called();
    let steps = [Some(before.begin(Default::default())), while_loading.answer(event("iframeLoaded"))];
    for (mut vault, step) in [before, while_loading].into_iter().zip(steps) {
        assert_eq!(outcome(step), json!({ "error": "card_invalid", "retryable": false }));
        assert!(!vault.is_spent());
        assert_eq!(vault.answer(event("error")), Some(Step::Warn(Code::PageRefused)));
        assert_eq!(vault.answer(said(&complete("t"))), None, "the call is over: the token waits for the next");
        assert_eq!(id(&outcome(Some(vault.begin(Default::default())))), "t");
    }
}

#[test]
fn a_component_that_never_was_there_is_of_no_use() {
    for (event_name, code) in [("error", "page_refused"), ("blocked", "page_silent"), ("timeout", "session_expired")] {
        let mut vault = shown();
        assert_eq!(outcome(vault.answer(event(event_name)))["error"], code);
        assert!(vault.is_spent());
    }
}

#[test]
fn the_shop_can_pay_once_the_component_has_its_token_and_not_before() {
    let mut vault = shown();
    assert!(!vault.is_complete() && !vault.is_valid());
    for event in ["iframeLoaded", "resize", "error"] {
        let _ = vault.answer(said(&json!({ "event": event })));
        assert!(!vault.is_complete(), "{event}");
    }
    let mut vault = shown();
    assert_eq!(vault.answer(said(&complete("t"))), None);
    assert!(vault.is_complete() && vault.is_valid());
}

#[test]
fn a_token_that_comes_after_an_abort_is_for_the_next_call() {
    let mut vault = called();
    vault.abort();
    assert_eq!(vault.answer(said(&complete("t"))), None);
    assert!(!vault.is_spent());
    assert_eq!(id(&outcome(Some(vault.begin(Default::default())))), "t");
}

#[test]
fn a_shopper_who_pressed_the_components_button_in_vain_need_not_type_the_card_again() {
    let (mut machine, _) = Tokenizer::new();
    let _ = machine.handle(Input::Grant(Ok(open(&grant()))));
    assert_eq!(machine.handle(Input::Begin(1, Default::default())), []);
    assert_eq!(machine.handle(Input::Abort(1)), [Effect::Settle(1, Err(Code::Aborted.into()))]);
    assert_eq!(machine.handle(Input::Said(parsed(&complete("t")))), []);
    let effects = machine.handle(Input::Begin(2, Default::default()));
    assert!(matches!(&effects[..], [Effect::Settle(2, Ok(token))] if token.id == "t"), "{effects:?}");
}

#[test]
fn an_answer_of_the_network_is_nothing_to_a_vault_that_sends_nothing() {
    let mut vault = called();
    for other in [response(200, "{}"), Reply::Lost(Lost::Cut), Reply::Waited, Reply::Encrypted("a".into())] {
        assert_eq!(vault.answer(other), None);
    }
    assert_eq!(id(&outcome(vault.answer(said(&complete("t"))))), "t");
}

#[test]
fn an_instance_that_is_used_up_is_replaced_before_the_shopper_goes_on() {
    for (event, code) in
        [("error", Code::PageRefused), ("timeout", Code::SessionExpired), ("blocked", Code::PageSilent)]
    {
        let (mut machine, _) = Tokenizer::new();
        let opened = machine.handle(Input::Grant(Ok(open(&grant()))));
        assert!(matches!(opened[..], [Effect::Embed(_), Effect::Prepared]), "{opened:?}");
        assert_eq!(machine.handle(Input::Begin(1, Default::default())), []);
        let effects = machine.handle(Input::Said(parsed(&json!({ "event": event }))));
        assert_eq!(effects, [Effect::Settle(1, Err(code.into())), Effect::AskGrant], "{event}");
        assert_eq!(machine.handle(Input::Said(parsed(&complete("late")))), [], "{event}");
        assert_eq!(machine.handle(Input::Begin(2, Default::default())), []);
        let reopened = machine.handle(Input::Grant(Ok(open(&grant()))));
        assert!(matches!(reopened[..], [Effect::Embed(_), Effect::Prepared]), "{reopened:?}");
        let effects = machine.handle(Input::Said(parsed(&complete("t"))));
        assert!(matches!(&effects[..], [Effect::Settle(2, Ok(token))] if token.id == "t"), "{effects:?}");
    }
}

#[test]
fn a_component_is_asked_for_its_token_once() {
    let (mut machine, _) = Tokenizer::new();
    let _ = machine.handle(Input::Grant(Ok(open(&grant()))));
    assert_eq!(machine.handle(Input::Said(parsed(&complete("t")))), [], "nobody asked yet");
    let effects = machine.handle(Input::Begin(1, Default::default()));
    assert!(matches!(&effects[..], [Effect::Settle(1, Ok(token))] if token.id == "t"), "{effects:?}");
    // A token is spent by its use: the next call is for another card.
    assert_eq!(machine.handle(Input::Begin(2, Default::default())), [Effect::AskGrant]);
}
