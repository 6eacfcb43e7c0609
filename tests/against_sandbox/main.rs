//! The adapters against the sandbox, over HTTP: a typed test card in, that vault's token out, and a server that can use
//! it. Both sides were written from the contracts and neither from the other, so that what one misread shows here.
#![allow(clippy::expect_used, reason = "a test that panics is a test that fails")]

#[path = "../sandbox/tests/support/mod.rs"]
mod support;
#[path = "../vault/mod.rs"]
mod vault;

mod browser;
mod clover;
mod corefy;
mod faults;
mod hellgate;
mod seal;

use serde_json::{Value, json};

/// A test card as a shopper types it.
fn typed(number: &str) -> Value {
    json!({ "number": number, "expiry": "12 / 30", "cvc": "123", "name": "Ada Example" })
}

/// A grant with these members, for a vault of the sandbox.
fn grant(bench: &support::Bench, vault: &str, members: &Value) -> Value {
    let mut grant = json!({ "vault": vault, "baseUrl": format!("http://{}/{vault}", bench.address) });
    grant.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone());
    grant
}
