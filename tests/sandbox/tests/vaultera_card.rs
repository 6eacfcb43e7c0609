//! Vaultera's keys and cards, against vaultera.md.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;

use std::sync::Arc;

use serde_json::{Value, json};
use support::{Bench, NOW_MS, Reply, but, stored};

const NUMBER: &str = "4111111111111111";

fn unauthorized() -> Value {
    json!({"errors": {"code": "unauthorized", "title": "Unauthorized"}})
}

async fn new_key(bench: &Bench) -> Value {
    let body = json!({"api_key": {"description": "checkout server"}});
    let reply = bench.post(&bench.vaultera("/api_keys"), &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["data"].clone()
}

#[tokio::test]
async fn a_new_key_is_shown_whole_once_and_masked_ever_after() {
    let bench = Bench::new().await;
    let created = new_key(&bench).await;
    let attributes = &created["attributes"];
    let secret = attributes["api_key"].as_str().unwrap();
    assert_eq!(secret.len(), 32);
    assert_eq!(created["type"], "api_key");
    assert_eq!(created["id"], attributes["id"]);
    assert_eq!(attributes["description"], "checkout server");
    assert_eq!(attributes["status"], "active");
    assert_eq!(attributes["created_at"], "2026-06-15T00:00:00.000Z");
    assert_eq!(attributes["revoked_at"], Value::Null);

    let id = created["id"].as_str().unwrap();
    let read = bench.get(&bench.vaultera(&format!("/api_keys/{id}"))).await;
    let masked = format!("...{}", secret.chars().skip(26).collect::<String>());
    assert_eq!(read.json()["data"]["attributes"]["api_key"], masked);
    let list = bench.get(&bench.vaultera("/api_keys")).await;
    assert_eq!(list.json()["data"].as_array().unwrap().len(), 2);
    for reply in [read, list] {
        assert_eq!(reply.status, 200);
        assert!(!reply.text.contains(secret) && !reply.text.contains(bench.key()));
    }
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once_and_so_is_what_it_issued() {
    let bench = Bench::new().await;
    let created = new_key(&bench).await;
    let secret = created["attributes"]["api_key"].as_str().unwrap();
    let id = created["id"].as_str().unwrap();
    let as_it = format!("/vaultera/api/v1/session_tokens?api_key={secret}");
    let scope = json!({"session_token": {"scope": "card"}});
    let session = bench.post(&as_it, &scope).await.json();
    let session = session["data"]["attributes"]["session_token"].as_str().unwrap();

    bench.clock.set(NOW_MS + 1_500);
    let revoked = bench.ask("DELETE", &bench.vaultera(&format!("/api_keys/{id}")), &[], "").await;
    assert_eq!((revoked.status, &*revoked.text), (204, ""));
    let refused = bench.post(&as_it, &scope).await;
    assert_eq!((refused.status, refused.json()), (401, unauthorized()));
    let page = bench.get(&format!("/vaultera/api/v1/capture_form?session_token={session}")).await;
    assert_eq!(page.status, 401);

    let shown = bench.get(&bench.vaultera(&format!("/api_keys/{id}"))).await.json();
    assert_eq!(shown["data"]["attributes"]["status"], "revoked");
    assert_eq!(shown["data"]["attributes"]["revoked_at"], "2026-06-15T00:00:01.500Z");
    bench.clock.set(NOW_MS + 9_000);
    bench.ask("DELETE", &bench.vaultera(&format!("/api_keys/{id}")), &[], "").await;
    let again = bench.get(&bench.vaultera(&format!("/api_keys/{id}"))).await.json();
    assert_eq!(again, shown, "a second revoke changes nothing");
}

#[tokio::test]
async fn unknown_missing_and_double_keys_get_the_same_bytes() {
    let bench = Bench::new().await;
    let key = bench.key();
    let mut texts = Vec::new();
    for query in [
        String::new(),
        "?api_key=".to_owned(),
        "?api_key=walnut".to_owned(),
        format!("?apikey={key}"),
        format!("?api_key={}", key.to_uppercase()),
        format!("?api_key={key}%20"),
        format!("?api_key={key}%00"),
        format!("?api_key={key}&api_key={key}"),
        format!("?api_key={}", "a".repeat(8_000)),
    ] {
        let reply = bench.get(&format!("/vaultera/api/v1/api_keys{query}")).await;
        assert_eq!(reply.status, 401, "{query}");
        texts.push(reply.text);
    }
    texts.dedup();
    assert_eq!(texts, [unauthorized().to_string()]);
    assert_eq!(bench.get(&bench.vaultera("/api_keys/unknown")).await.status, 404);
}

#[tokio::test]
async fn a_stored_card_is_read_masked_and_deleted() {
    let bench = Bench::new().await;
    let created = bench.post(&bench.vaultera("/cards"), &json!({"card": stored(NUMBER)})).await;
    assert_eq!(created.status, 200, "{}", created.text);
    let data = created.json()["data"].clone();
    let token = data["attributes"]["card_token"].as_str().unwrap();
    assert_eq!(token.len(), 32);
    assert_eq!(
        data,
        json!({"id": token, "type": "card", "attributes": {
            "card_token": token, "card_number": "411111******1111", "card_type": "visa",
            "cardholder_name": "ANN EXAMPLE", "expiration_month": "12", "expiration_year": "2030",
            "service_code": "***",
        }})
    );
    let path = bench.vaultera(&format!("/cards/{token}"));
    assert_eq!(bench.get(&path).await.json()["data"], data);
    let deleted = bench.ask("DELETE", &path, &[], "").await;
    assert_eq!((deleted.status, deleted.json()), (200, json!({"success": true})));
    assert_eq!(bench.get(&path).await.status, 404);
    assert_eq!(bench.ask("DELETE", &path, &[], "").await.status, 404);
}

#[tokio::test]
async fn a_wrong_card_is_refused_with_details_by_member_and_never_repeated() {
    let bench = Bench::new().await;
    for (wrong, member, text) in [
        (json!({"card_number": null}), "card_number", "is required"),
        (json!({"card_number": "4111111111111112"}), "card_number", "is invalid"),
        (json!({"card_number": "4929000000001230"}), "card_number", "The sandbox accepts test cards only."),
        (json!({"card_number": 4111}), "card_number", "is not a string"),
        (json!({"card_type": "mastercard"}), "card_type", "is not the type of the number"),
        (json!({"expiration_month": "7"}), "expiration_month", "is invalid"),
        (json!({"expiration_month": "13"}), "expiration_month", "is invalid"),
        (json!({"expiration_year": "30"}), "expiration_year", "is invalid"),
        (json!({"expiration_month": "05", "expiration_year": "2026"}), "expiration_year", "is in the past"),
        (json!({"service_code": "12"}), "service_code", "is invalid"),
        (json!({"cardholder_name": NUMBER}), "cardholder_name", "is invalid"),
        (json!({"cvv": "123"}), "card", "has a member that is not documented"),
    ] {
        let reply = bench.post(&bench.vaultera("/cards"), &json!({"card": but(stored(NUMBER), &wrong)})).await;
        assert_eq!(reply.status, 422, "{wrong}: {}", reply.text);
        let errors = &reply.json()["errors"];
        assert_eq!(errors["code"], "validation_error");
        assert_eq!(errors["details"], json!({member: [text]}), "{wrong}");
        assert!(!reply.text.contains("4929") && !reply.text.contains(NUMBER));
    }
    let bare = json!({"card": {"card_number": NUMBER, "expiration_month": "06", "expiration_year": "2026"}});
    let reply = bench.post(&bench.vaultera("/cards"), &bare).await;
    assert_eq!(reply.json()["data"]["attributes"]["service_code"], Value::Null);
}

async fn send(bench: &Bench, token: &str, url: &str, body: &Value) -> Reply {
    let url: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    bench.post(&bench.vaultera(&format!("/cards/{token}/send?method=post&url={url}")), body).await
}

fn payment() -> Value {
    json!({"amount": 1250, "currency": "USD", "card": {
        "number": "%CARD_NUMBER%", "name": "%CARDHOLDER_NAME%", "cvv": "%SERVICE_CODE%",
        "month": "%EXPIRATION_MM%", "year": "%EXPIRATION_YYYY%", "yy": "%EXPIRATION_YY%", "type": "%CARD_TYPE%",
    }})
}

#[tokio::test]
async fn a_sent_card_reaches_the_gateway_filled_in() {
    let bench = Bench::new().await;
    let gateway = format!("http://{}/_sandbox/gateway", bench.address);
    let token = bench.store_card(&stored(NUMBER)).await;
    let reply = send(&bench, &token, &gateway, &payment()).await;
    assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("approved")), "{}", reply.text);
    assert!(!reply.text.contains(NUMBER));
    // The gateway takes no number but a real test card's, so the drop-in was filled in.
    let unfilled = json!({"amount": 1250, "currency": "USD", "card": {"number": "%WALNUT%"}});
    assert_eq!(send(&bench, &token, &gateway, &unfilled).await.status, 400);
    let declined = bench.store_card(&stored("4000000000000002")).await;
    let reply = send(&bench, &declined, &gateway, &payment()).await;
    assert_eq!((reply.status, &reply.json()["status"]), (402, &json!("declined")));
}

#[tokio::test]
async fn every_drop_in_arrives_in_body_and_headers() {
    let bench = Bench::new().await;
    let token = bench.store_card(&but(stored(NUMBER), &json!({"cardholder_name": "ANN \"A\" O'NEIL"}))).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let target = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = String::new();
        let mut buffer = [0; 4_096];
        while !seen.ends_with("}}") {
            let count = stream.read(&mut buffer).await.unwrap();
            assert_ne!(count, 0, "closed early: {seen}");
            seen.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
        stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\nx-y: z\r\n\r\nok").await.unwrap();
        seen
    });
    let path = bench.vaultera(&format!("/cards/{token}/send?method=put&url=http%3A%2F%2F{address}%2Fpay%3Fa%3Db"));
    let headers = [("content-type", "application/json"), ("x-month", "%EXPIRATION_MM%"), ("x-plain", "100%")];
    let reply = bench.ask("POST", &path, &headers, &payment().to_string()).await;
    assert_eq!((reply.status, &*reply.text), (201, "ok"));
    let seen = target.await.unwrap();
    assert!(seen.starts_with("PUT /pay?a=b HTTP/1.1\r\n"), "{seen}");
    assert!(seen.contains("x-month: 12\r\n") && seen.contains("x-plain: 100%\r\n"), "{seen}");
    assert!(!seen.contains(bench.key()), "the key stays with the vault");
    let body: Value = serde_json::from_str(seen.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(
        body["card"],
        json!({
            "number": NUMBER, "name": "ANN \"A\" O'NEIL", "cvv": "123",
            "month": "12", "year": "2030", "yy": "30", "type": "visa",
        })
    );
}

#[tokio::test]
async fn the_service_code_outlives_sends_and_is_gone_once_it_was_wiped() {
    let bench = Bench::new().await;
    let gateway = format!("http://{}/_sandbox/gateway", bench.address);
    let token = bench.store_card(&stored(NUMBER)).await;
    bench.arm(&json!({"vault": "gateway", "kind": "status", "status": 500, "times": 1})).await;
    assert_eq!(send(&bench, &token, &gateway, &payment()).await.status, 500);
    assert_eq!(send(&bench, &token, &gateway, &payment()).await.status, 200);
    assert_eq!(send(&bench, &token, &gateway, &payment()).await.status, 200);

    let wiped = bench.post(&bench.vaultera(&format!("/cards/{token}/authorize")), &json!({})).await;
    assert_eq!(wiped.json()["data"]["attributes"]["service_code"], Value::Null);
    bench.ask("DELETE", "/_sandbox/requests", &[], "").await;
    let refused = send(&bench, &token, &gateway, &payment()).await;
    assert_eq!((refused.status, &refused.json()["errors"]["code"]), (422, &json!("drop_in_missing")));
    let reached = bench.journal().await.iter().any(|entry| entry["vault"] == "gateway");
    assert!(!reached, "nothing is sent when a value is missing");
    let without = but(payment(), &json!({"card": {"number": "%CARD_NUMBER%"}}));
    assert_eq!(send(&bench, &token, &gateway, &without).await.status, 200);
}

#[tokio::test]
async fn a_card_is_sent_to_loopback_only() {
    let bench = Bench::new().await;
    let token = bench.store_card(&stored(NUMBER)).await;
    for url in [
        "https://127.0.0.1/",
        "http://example.com/",
        "http://127.0.0.1.example.com/",
        "http://localhost@192.0.2.1/",
        "http://192.0.2.1/",
        "http://0.0.0.0/",
        "http://[::ffff:192.0.2.1]/",
        "ftp://127.0.0.1/",
        "walnut",
        "",
    ] {
        let reply = send(&bench, &token, url, &payment()).await;
        assert_eq!(reply.status, 422, "{url}");
        assert_eq!(reply.json()["errors"]["details"]["url"], json!(["is not an http address on loopback"]));
    }
    // Nobody listens on a port that was just given back.
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    assert_eq!(send(&bench, &token, &format!("http://127.0.0.1:{port}/"), &payment()).await.status, 502);
}

#[tokio::test]
async fn after_a_revoke_was_answered_no_request_gets_in() {
    let bench = Arc::new(Bench::new().await);
    let created = new_key(&bench).await;
    let path = format!("/vaultera/api/v1/api_keys?api_key={}", created["attributes"]["api_key"].as_str().unwrap());
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (bench, path) = (bench.clone(), path.clone());
        tries.spawn(async move { bench.get(&path).await.status });
    }
    let id = created["id"].as_str().unwrap();
    bench.ask("DELETE", &bench.vaultera(&format!("/api_keys/{id}")), &[], "").await;
    for _ in 0..20 {
        assert_eq!(bench.get(&path).await.status, 401);
    }
    assert!(tries.join_all().await.iter().all(|status| matches!(status, 200 | 401)));
}
