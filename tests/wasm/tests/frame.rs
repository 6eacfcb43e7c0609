//! The frame with a fake edge: what it posts, what it sends, and what stays in its memory.
#![cfg(target_arch = "wasm32")]

mod edge;
mod flat;
mod memory;

use edge::{clear_edge, fill, is_formatted, posted, sent};
use flat::flat;
use serde_json::Value;
use tokenframe::frame::{filled, lost, start};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const GRANT: &str = r#"{"t":"grant","grant":{"vault":"clover","environment":"sandbox","apiKey":"public"}}"#;
const TOKEN: &str = r#"{"id":"clv_1TSTSa1b2c3d4e5f6g7h8j9k","object":"token","card":{"first6":"371449","last4":"8431","brand":"AMEX"}}"#;

fn told(message: &str) {
    tokenframe::frame::told(&flat(message));
}

fn reply(ticket: u32, status: u16, body: &str) {
    tokenframe::frame::reply(ticket, status, -1, flat(body));
}

/// A form that is ready, with a card typed.
fn ready() {
    clear_edge();
    start(255, 0);
    told(r#"{"t":"config"}"#);
    told(GRANT);
    fill();
    for field in 0..3 {
        filled(field, 20, true);
    }
}

fn pay(id: u32) {
    told(&format!(r#"{{"t":"tokenize","id":{id},"timeoutMs":15000}}"#));
}

/// The messages of one kind, oldest first.
fn said(kind: &str) -> Vec<Value> {
    posted()
        .into_iter()
        .filter_map(|text| serde_json::from_str::<Value>(&text).ok())
        .filter(|message| message["t"] == kind)
        .collect()
}

#[wasm_bindgen_test]
fn a_typed_card_is_formatted_and_reported_without_a_digit() {
    ready();
    let state = said("state").pop().unwrap();
    assert_eq!(state["state"]["brand"], "american-express");
    assert_eq!(state["state"]["complete"], true);
    assert!(!posted().concat().contains("3714"));
    assert!(is_formatted());
}

#[wasm_bindgen_test]
fn a_card_becomes_a_token() {
    ready();
    pay(1);
    let [request] = sent().try_into().unwrap();
    assert_eq!(
        request,
        "POST https://token-sandbox.dev.clover.com/v1/tokens accept,content-type,apikey card:number,exp_month,exp_year,cvv"
    );
    reply(1, 200, TOKEN);
    let result = said("result").pop().unwrap();
    assert_eq!(result["token"]["id"], "clv_1TSTSa1b2c3d4e5f6g7h8j9k");
    assert_eq!(result["token"]["last4"], "8431");
}

#[wasm_bindgen_test]
fn nothing_of_the_number_stays_in_memory_after_a_token() {
    ready();
    pay(1);
    reply(1, 200, TOKEN);
    assert_eq!(memory::copies(), 0);
}

#[wasm_bindgen_test]
fn nothing_but_the_field_holds_the_number_after_an_error() {
    ready();
    pay(1);
    reply(1, 400, r#"{"error":{"code":"incorrect_number"}}"#);
    assert_eq!(said("result").pop().unwrap()["error"]["code"], "number_refused");
    assert_eq!(memory::copies(), memory::ONE);
    pay(2);
    lost(2, 0);
    assert_eq!(said("result").pop().unwrap()["error"]["code"], "network_failed");
    assert_eq!(memory::copies(), memory::ONE);
    told(r#"{"t":"clear"}"#);
    assert_eq!(memory::copies(), 0);
}

#[wasm_bindgen_test]
fn nothing_but_the_field_holds_the_number_after_an_abort() {
    ready();
    pay(1);
    told(r#"{"t":"abort","id":1}"#);
    assert_eq!(said("result").pop().unwrap()["error"]["code"], "aborted");
    assert_eq!(memory::copies(), memory::ONE);
}

#[wasm_bindgen_test]
fn nothing_but_the_field_holds_the_number_while_it_is_only_typed() {
    ready();
    assert_eq!(memory::copies(), memory::ONE);
}

#[wasm_bindgen_test]
fn the_number_is_found_where_it_is() {
    // The control: the same search finds a copy on the heap, and the body that is being sent.
    clear_edge();
    start(255, 0);
    let heap = memory::planted();
    assert!(memory::copies() > 0);
    drop(heap);
    assert_eq!(memory::copies(), 0);
    ready();
    pay(1);
    assert!(edge::copies_while_sending() > 0);
}
