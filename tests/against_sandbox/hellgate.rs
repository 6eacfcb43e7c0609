//! A token that a server reads and forwards, and everything that a session can ask for.

use super::browser::Frame;
use super::support::{Bench, NOW_MS, Reply, VISA};
use super::vault::call;
use super::{grant, typed};
use serde_json::{Value, json};
use tokenframe::secret::Secret;
use tokenframe::vault::Call;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

async fn commerce(bench: &Bench, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Reply {
    let key = bench.credentials["hellgate"]["apiKey"].as_str().expect("a key");
    let mut headers = vec![("x-api-key", key), ("content-type", "application/json")];
    headers.extend(more);
    bench.ask(method, &format!("/hellgate{path}"), &headers, body).await
}

pub async fn session(bench: &Bench) -> Value {
    let opened = commerce(bench, "POST", "/tokens/session", &[], "").await.json();
    grant(bench, "hellgate", &json!({ "sessionId": opened["session_id"] }))
}

async fn switch(bench: &Bench, changes: &Value) {
    let json = [("content-type", "application/json")];
    let reply = bench.ask("PATCH", "/_sandbox/hellgate/account", &json, &changes.to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
}

async fn pay(bench: &Bench, number: &str) -> Value {
    Frame::new(bench).pay(&session(bench).await, call(&typed(number), &json!({}))).await
}

fn id(found: &Value) -> &str {
    found["token"]["id"].as_str().unwrap_or_else(|| panic!("{found}"))
}

/// A destination that keeps the one request that it is sent.
async fn destination() -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/pay", listener.local_addr().expect("an address"));
    let kept = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut seen = Vec::new();
        while !seen.ends_with(b"}}") {
            assert_ne!(stream.read_buf(&mut seen).await.expect("bytes"), 0, "it ended early");
        }
        let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\nconnection: close\r\n\r\n{\"ok\":true}";
        stream.write_all(answer).await.expect("an answer");
        String::from_utf8(seen).expect("text")
    });
    (url, kept)
}

#[tokio::test]
async fn a_typed_card_becomes_a_token_that_a_server_reads_and_forwards() {
    let bench = Bench::new().await;
    let address = json!({ "line1": "1 Main Street", "city": "Boston", "postalCode": "02134" });
    let found = Frame::new(&bench).pay(&session(&bench).await, call(&typed("4111111111111111"), &address)).await;
    let id = id(&found);
    assert_eq!(
        found["token"],
        json!({ "id": id, "vault": "hellgate", "kind": "card", "brand": "visa", "last4": "1111", "expMonth": 12, "expYear": 2030 })
    );
    let read = commerce(&bench, "GET", &format!("/tokens/{id}"), &[], "").await.json();
    for (name, value) in [
        ("masked_account_number", json!("411111******1111")),
        ("cardholder_name", json!("Ada Example")),
        ("expiry_month", json!(12)),
        ("expiry_year", json!(2030)),
        ("scheme", json!("VISA")),
        ("expires_at", Value::Null),
    ] {
        assert_eq!(read[name], value, "{name}");
    }
    let (url, kept) = destination().await;
    let body = r#"{"card":{"n":"{{ account_number }}","h":"{{ cardholder_name }}","m":"{{ expiration_month | unwrap }}","y":"{{ expiration_year | unwrap }}","c":"{{ security_code }}"}}"#;
    let headers = [("x-hellgate-token", id), ("x-destination-url", &*url)];
    let forwarded = commerce(&bench, "POST", "/forward", &headers, body).await;
    assert_eq!((forwarded.status, forwarded.json()), (200, json!({ "ok": true })), "{}", forwarded.text);
    let seen = kept.await.expect("a request");
    let filled = r#"{"card":{"n":"4111111111111111","h":"Ada Example","m":12,"y":2030,"c":"123"}}"#;
    assert!(seen.ends_with(filled), "{seen}");
}

#[tokio::test]
async fn a_session_that_says_wait_is_asked_again_until_it_has_its_token() {
    let bench = Bench::new().await;
    switch(&bench, &json!({ "waits": 3 })).await;
    let mut frame = Frame::new(&bench);
    let found = frame.pay(&session(&bench).await, call(&typed(VISA), &json!({}))).await;
    assert_eq!((id(&found).is_empty(), frame.waits), (false, 3));
}

#[tokio::test]
async fn the_shop_or_the_session_says_how_long_a_token_lives() {
    let bench = Bench::new().await;
    for (lifecycle, save, ends) in [
        (Value::Null, None, false),
        (Value::Null, Some(true), false),
        (Value::Null, Some(false), true),
        (json!("user_choice"), Some(false), true),
        (json!("ephemeral_only"), Some(true), true),
        (json!("persistent_only"), Some(false), false),
    ] {
        switch(&bench, &json!({ "lifecycle": lifecycle })).await;
        let paid = Call { save, ..call(&typed(VISA), &json!({})) };
        let found = Frame::new(&bench).pay(&session(&bench).await, paid).await;
        let read = commerce(&bench, "GET", &format!("/tokens/{}", id(&found)), &[], "").await.json();
        assert_eq!(!read["expires_at"].is_null(), ends, "{lifecycle} {save:?}");
    }
}

#[tokio::test]
async fn a_stored_card_takes_a_new_security_code_and_nothing_else() {
    let bench = Bench::new().await;
    let found = pay(&bench, VISA).await;
    let first = id(&found);
    let opened = commerce(&bench, "POST", &format!("/tokens/{first}/refresh-session"), &[], "").await.json();
    let refresh = grant(&bench, "hellgate", &json!({ "sessionId": opened["session_id"] }));
    let whole = Frame::new(&bench).pay(&refresh, call(&typed(VISA), &json!({}))).await;
    assert_eq!(whole["error"], "element_mismatch");
    let code = Call { cvc: Some(Secret::copied("321")), ..Call::default() };
    let refreshed = Frame::new(&bench).pay(&refresh, code).await;
    assert_eq!(refreshed["token"], found["token"], "the same card");
    let code = Call { cvc: Some(Secret::copied("321")), ..Call::default() };
    assert_eq!(Frame::new(&bench).pay(&session(&bench).await, code).await["error"], "element_mismatch");
}

#[tokio::test]
async fn what_the_vault_refuses_has_its_reason() {
    let bench = Bench::new().await;
    for word in ["failure", "failed"] {
        switch(&bench, &json!({ "failureWord": word })).await;
        let found = pay(&bench, "4929000000001230").await;
        assert_eq!(
            found,
            json!({ "error": "card_refused", "retryable": false, "reason": "invalid_test_card" }),
            "{word}"
        );
    }
    switch(&bench, &json!({ "allowedSchemes": ["mastercard", "americanexpress"] })).await;
    assert_eq!(pay(&bench, VISA).await["error"], "brand_refused");
    assert!(!id(&pay(&bench, "5555555555554444").await).is_empty());
}

#[tokio::test]
async fn a_session_is_good_for_one_card_and_a_quarter_of_an_hour() {
    let bench = Bench::new().await;
    let session = session(&bench).await;
    let pay = async || Frame::new(&bench).pay(&session, call(&typed(VISA), &json!({}))).await;
    assert!(!id(&pay().await).is_empty());
    assert_eq!(pay().await["error"], "session_spent");
    bench.clock.set(NOW_MS + 15 * 60_000);
    assert_eq!(pay().await["error"], "session_expired");
    let unknown = grant(&bench, "hellgate", &json!({ "sessionId": "0d6e3c4a-51b7-4c06-9d7e-2f8b6a9c1e35" }));
    let found = Frame::new(&bench).pay(&unknown, call(&typed(VISA), &json!({}))).await;
    assert_eq!(found["error"], "session_expired");
}
