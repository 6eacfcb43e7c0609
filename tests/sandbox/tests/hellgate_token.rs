//! Hellgate's tokens and forwarding.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;
#[path = "support/hellgate.rs"]
mod vault;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::any;
use serde_json::{Value, json};
use support::{Bench, NOW_MS, Reply, VISA, but};
use vault::{JSON, card};

type Seen = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A destination on loopback that keeps what it was sent, and answers 402 with a word.
async fn destination() -> (String, Seen) {
    let seen = Seen::default();
    let kept = seen.clone();
    let routes = Router::new().fallback(any(move |headers: HeaderMap, body: Bytes| async move {
        kept.lock().unwrap().push((headers, String::from_utf8(body.to_vec()).unwrap()));
        (axum::http::StatusCode::PAYMENT_REQUIRED, [("content-type", "application/json")], "{\"psp\":\"no\"}")
    }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/pay", listener.local_addr().unwrap());
    tokio::spawn(async move { axum_serve(listener, routes).await });
    (url, seen)
}

/// axum is here without its own server.
async fn axum_serve(listener: tokio::net::TcpListener, routes: Router) {
    while let Ok((stream, _)) = listener.accept().await {
        let service = hyper_util::service::TowerToHyperService::new(routes.clone());
        let stream = hyper_util::rt::TokioIo::new(stream);
        tokio::spawn(async move {
            drop(hyper::server::conn::http1::Builder::new().serve_connection(stream, service).await);
        });
    }
}

async fn forward(bench: &Bench, token: &str, url: &str, more: &[(&str, &str)], body: &str) -> Reply {
    let mut headers =
        vec![("x-api-key", bench.hellgate("apiKey")), ("x-hellgate-token", token), ("x-destination-url", url), JSON];
    headers.extend(more);
    bench.ask("POST", "/hellgate/forward", &headers, body).await
}

#[tokio::test]
async fn a_token_is_shown_masked_and_its_network_token_comes_later() {
    let bench = Bench::new().await;
    let id = bench.token_id(&card("4111111111111111")).await;
    let path = format!("/tokens/{id}");
    let shown = bench.commerce("GET", &path, &Value::Null).await;
    assert_eq!(
        shown.json(),
        json!({
            "id": id, "cardholder_name": "Ada Example", "card_art_url": null, "created_at": "2026-06-15T00:00:00Z",
            "expiry_month": 9, "expiry_year": 2031, "expires_at": null, "issuer_identification_number": "411111",
            "masked_account_number": "411111******1111", "network_token_status": "pending", "scheme": "VISA",
        })
    );
    assert!(shown.header("x-hellgate-version").is_some());
    bench.clock.set(NOW_MS + 1_000);
    assert_eq!(bench.commerce("GET", &path, &Value::Null).await.json()["network_token_status"], "active");
    let deleted = bench.commerce("DELETE", &path, &Value::Null).await;
    assert_eq!((deleted.status, &deleted.json()["network_token_status"]), (200, &json!("deleted")));
    assert_eq!(bench.commerce("GET", &path, &Value::Null).await.status, 404);
    assert_eq!(bench.commerce("DELETE", &path, &Value::Null).await.status, 404);
}

#[tokio::test]
async fn tokens_are_listed_in_pages_by_day_order_and_status() {
    let bench = Bench::new().await;
    let first = bench.token_id(&card(VISA)).await;
    bench.clock.set(NOW_MS + 86_400_000);
    let second = bench.token_id(&card("5555555555554444")).await;
    let third = bench.token_id(&but(card(VISA), &json!({"ephemeral": true}))).await;
    for (query, ids) in [
        ("", vec![&third, &second, &first]),
        ("?sort=created_at+asc", vec![&first, &second, &third]),
        ("?limit=1&page=2", vec![&second]),
        ("?limit=2&page=3", vec![]),
        ("?to=2026-06-15", vec![&first]),
        ("?from=2026-06-16&to=2026-06-16", vec![&third, &second]),
        ("?network_token_status=active", vec![&first]),
        ("?network_token_status=pending,inactive&sort=created_at%20desc", vec![&third, &second]),
    ] {
        let reply = bench.commerce("GET", &format!("/tokens{query}"), &Value::Null).await.json();
        let data = reply["data"].as_array().unwrap();
        let shown: Vec<&str> = data.iter().map(|token| token["id"].as_str().unwrap()).collect();
        assert_eq!(shown, ids, "{query}");
    }
    let paged = bench.commerce("GET", "/tokens?limit=2&page=2", &Value::Null).await.json();
    let wanted = json!({"current_page": 2, "page_size": 2, "total_items": 3, "total_pages": 2});
    assert_eq!(paged["pagination"], wanted);
    for wrong in ["limit=0", "limit=501", "page=0", "sort=walnut", "from=today", "network_token_status=walnut"] {
        let reply = bench.commerce("GET", &format!("/tokens?{wrong}"), &Value::Null).await;
        assert_eq!((reply.status, &reply.json()["classifier"]), (400, &json!("INVALID_REQUEST")), "{wrong}");
    }
    // An ephemeral token is gone from one moment to the next.
    bench.clock.set(NOW_MS + 2 * 86_400_000 - 1);
    assert_eq!(bench.commerce("GET", &format!("/tokens/{third}"), &Value::Null).await.status, 200);
    bench.clock.set(NOW_MS + 2 * 86_400_000);
    assert_eq!(bench.commerce("GET", &format!("/tokens/{third}"), &Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_forward_fills_the_card_in_and_passes_the_answer_back() {
    let bench = Bench::new().await;
    let (url, seen) = destination().await;
    let id = bench.token_id(&card(VISA)).await;
    let body = r#"{"card":{"n":"{{ account_number }}","h":"{{cardholder_name}}","m":"{{ expiration_month }}","u":"{{ expiration_month | unwrap }}","y":{{ expiration_year | unwrap }},"c":"{{ security_code }}"}}"#;
    let pairs = [
        ("x-psp-name", "Authorization"),
        ("x-psp-value", "Bearer psp-secret"),
        ("x-own-name", "X-Api-Key"),
        ("x-own-value", "psp-key"),
        ("x-hellgate-version", "2025-01-01"),
        ("idempotency-key", "order-1"),
    ];
    let reply = forward(&bench, &id, &url, &pairs, body).await;
    assert_eq!((reply.status, &*reply.text), (402, "{\"psp\":\"no\"}"));
    let (headers, sent) = seen.lock().unwrap().remove(0);
    assert_eq!(
        serde_json::from_str::<Value>(&sent).unwrap(),
        json!({"card": {"n": VISA, "h": "Ada Example", "m": "09", "u": 9, "y": 2031, "c": "123"}})
    );
    let value = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!(value("authorization"), Some("Bearer psp-secret"));
    assert_eq!(value("x-api-key"), Some("psp-key"), "the destination's, not the vault's");
    assert_eq!(value("idempotency-key"), Some("order-1"));
    assert_eq!(value("content-type"), Some("application/json"));
    for own in ["x-hellgate-token", "x-destination-url", "x-hellgate-version", "x-psp-name", "x-psp-value"] {
        assert_eq!(value(own), None, "{own}");
    }
}

#[tokio::test]
async fn the_sandboxs_gateway_can_be_charged_through_a_forward() {
    let bench = Bench::new().await;
    let id = bench.token_id(&card(VISA)).await;
    let url = format!("http://{}/_sandbox/gateway", bench.address);
    let body = r#"{"amount":100,"currency":"usd","card":{"number":"{{ account_number }}"}}"#;
    let reply = forward(&bench, &id, &url, &[], body).await;
    assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("approved")), "{}", reply.text);
}

#[tokio::test]
async fn a_forward_that_is_not_right_sends_nothing() {
    let bench = Bench::new().await;
    let (url, seen) = destination().await;
    let id = bench.token_id(&but(card(VISA), &json!({"security_code": null, "additional_data": null}))).await;
    for (token, url, more, body, status) in [
        ("walnut", &*url, vec![], "{}", 404),
        (&*id, "https://api.example.com/pay", vec![], "{}", 403),
        (&id, "http://192.0.2.1/pay", vec![], "{}", 403),
        (&id, "http://127.0.0.1.example.com/", vec![], "{}", 403),
        (&id, &url, vec![], "{{ walnut }}", 422),
        (&id, &url, vec![], "{{ security_code }}", 422),
        (&id, &url, vec![], "{{ cardholder_name }}", 422),
        (&id, &url, vec![], "{{ account_number | unwrap }}", 422),
        (&id, &url, vec![("x-psp-name", "authorization")], "{}", 400),
        (&id, &url, vec![("x-psp-value", "secret")], "{}", 400),
        (&id, &url, vec![("x-psp-name", "host"), ("x-psp-value", "a")], "{}", 400),
        (&id, &url, vec![("x-psp-name", "a b"), ("x-psp-value", "a")], "{}", 400),
        (&id, "http://127.0.0.1:1/", vec![], "{}", 502),
    ] {
        let reply = forward(&bench, token, url, &more, body).await;
        assert_eq!(reply.status, status, "{url} {more:?} {body}: {}", reply.text);
    }
    let without = [("x-api-key", bench.hellgate("apiKey")), JSON];
    assert_eq!(bench.ask("POST", "/hellgate/forward", &without, "{}").await.status, 400);
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_security_code_is_there_until_consumed_or_an_hour_has_passed_and_can_be_captured_again() {
    let bench = Bench::new().await;
    let (url, _) = destination().await;
    let id = bench.token_id(&card(VISA)).await;
    let with_code = async || forward(&bench, &id, &url, &[], r#"{"c":"{{ security_code }}"}"#).await.status;
    assert_eq!(with_code().await, 402);
    assert_eq!(bench.commerce("POST", &format!("/tokens/{id}/consume"), &Value::Null).await.status, 204);
    assert_eq!(with_code().await, 422);

    let opened = bench.commerce("POST", &format!("/tokens/{id}/refresh-session"), &Value::Null).await.json();
    let session = opened["session_id"].as_str().unwrap();
    let jwk = bench.state(session).await["data"]["jwk"].clone();
    bench.complete(session, "refresh_security_code", &vault::seal(&jwk, &json!({"security_code": "321"}))).await;
    assert_eq!(with_code().await, 402);
    bench.clock.set(NOW_MS + 3_600_000);
    assert_eq!(with_code().await, 422);
}

#[tokio::test]
async fn a_cryptogram_needs_an_active_network_token_and_is_forwarded_to_the_merchants_address() {
    let bench = Bench::new().await;
    let (url, seen) = destination().await;
    let id = bench.token_id(&card(VISA)).await;
    let path = format!("/tokens/{id}/payment-data");
    let ask = json!({"amount": 1250, "currency_code": "EUR", "reference": "order-1", "merchant_id": "m1"});
    let early = bench.commerce("POST", &path, &ask).await.json();
    assert_eq!((&early["success"], &early["encrypted_authentication_data"]), (&json!(false), &Value::Null));
    assert_eq!(early["failure_details"][0]["classifier"], "NETWORK_TOKEN_NOT_ACTIVE");
    bench.clock.set(NOW_MS + 1_000);
    let bundle = bench.commerce("POST", &path, &ask).await.json();
    assert_eq!((&bundle["success"], &bundle["merchant_id"]), (&json!(true), &json!("m1")));
    assert!(bundle["encrypted_authentication_data"].as_str().unwrap().starts_with("eyJ"));
    let listed = bench.commerce("GET", &path, &Value::Null).await.json();
    assert_eq!(listed["data"], json!([early, bundle]));

    let forward = format!("/payment-data/{}/forward", bundle["id"].as_str().unwrap());
    let body = json!({
        "n": "{{ network_token }}", "c": "{{ cryptogram }}", "e": "{{ eci }}",
        "a": "{{ amount | unwrap }}", "k": "{{ currency_code }}",
    });
    assert_eq!(bench.commerce("POST", &forward, &body).await.status, 422, "no address in the settings");
    bench.switch(&json!({"paymentDataDestination": url})).await;
    assert_eq!(bench.commerce("POST", &forward, &body).await.status, 402);
    let sent: Value = serde_json::from_str(&seen.lock().unwrap().remove(0).1).unwrap();
    assert_eq!(
        (&sent["n"], &sent["e"], &sent["a"], &sent["k"]),
        (&json!(VISA), &json!("07"), &json!(1250), &json!("EUR"))
    );
    assert_eq!(sent["c"].as_str().unwrap().len(), 28);

    for wrong in
        [json!({"amount": -1}), json!({"amount": 1.5}), json!({"currency_code": "eur"}), json!({"reference": ""})]
    {
        assert_eq!(bench.commerce("POST", &path, &but(ask.clone(), &wrong)).await.status, 400, "{wrong}");
    }
    bench.switch(&json!({"gated": false})).await;
    assert_eq!(bench.commerce("POST", &path, &ask).await.status, 403);
    assert_eq!(bench.commerce("POST", &forward, &body).await.status, 403);
}
