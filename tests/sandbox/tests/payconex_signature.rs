//! Basic and HMAC, against payconex.md 4. The contract's own vectors are literals here and in the
//! vault's signature module, because a sandbox draws its keys.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod payconex;
mod support;

use payconex::{Key, base64, raw};
use serde_json::{Value, json};
use support::{Bench, NOW_MS, Reply};

const NONCE: &str = "3b8f0a6de2c94b7ea1d5c0479f6e88127c41d9b05ea34f0c8b2296e1ad73f450";
const NOW: u64 = NOW_MS / 1_000;

fn nonce(number: u32) -> String {
    format!("{number:064x}")
}

fn assert_unauthenticated(reply: &Reply, what: &str) {
    let mut body = reply.json();
    assert_eq!(body.as_object_mut().unwrap().remove("traceId").map(|id| id.as_str().unwrap().len()), Some(36));
    let same = json!({
        "message": "Unauthenticated", "errorType": "authentication", "errorCode": 40_002,
        "value": "Authorization", "source": "headers", "details": [],
    });
    assert_eq!((reply.status, body), (401, same), "{what}");
}

#[tokio::test]
async fn the_client_of_these_tests_signs_the_contracts_vectors_as_written() {
    let key = Key {
        account: "120615523104".to_owned(),
        id: "api_11112222333344445555666677778888".to_owned(),
        secret: "0f1e2d3c4b5a69788796a5b4c3d2e1f0".to_owned(),
    };
    assert_eq!(
        key.basic(),
        "Basic YXBpXzExMTEyMjIyMzMzMzQ0NDQ1NTU1NjY2Njc3Nzc4ODg4OjBmMWUyZDNjNGI1YTY5Nzg4Nzk2YTViNGMzZDJlMWYw"
    );
    for (method, body, response) in [
        ("GET", "", "662c50c66bcfa19e14399ba7ca62ff742d05652d4b031e2d4e4bd981faee4f2e"),
        (
            "POST",
            r#"{"label":"Storefront key","scopes":["pcx:iframe:*"],"methods":["HMAC"]}"#,
            "bf0daf57d9e430e591692e07c8f7fde2940c4971be90e2abef0d734c1ff2f00c",
        ),
    ] {
        assert_eq!(
            key.sign(method, "/api/v4/accounts/120615523104/api-keys", NONCE, 1_767_225_600, body),
            format!(
                "Hmac id=\"api_11112222333344445555666677778888\", nonce=\"{NONCE}\", timestamp=\"1767225600\", response=\"{response}\""
            )
        );
    }
}

#[tokio::test]
async fn a_signed_request_is_taken_with_and_without_a_body() {
    let bench = Bench::new().await;
    let key = Key::first(&bench);
    let path = key.path("/api-keys");
    let get = key.sign("GET", &path, &nonce(1), NOW, "");
    assert_eq!(raw(&bench, "GET", &path, &get, "").await.status, 200);
    let body = r#"{"label":"Storefront key","scopes":["pcx:iframe:*"],"methods":["HMAC"]}"#;
    let post = key.sign("POST", &path, &nonce(2), NOW, body);
    let made = raw(&bench, "POST", &path, &post, body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let paged = format!("{path}?limit=1");
    let signed = key.sign("GET", &paged, &nonce(3), NOW, "");
    assert_eq!(raw(&bench, "GET", &paged, &signed, "").await.json().as_array().unwrap().len(), 1);
    let bare = key.sign("GET", &path, &nonce(4), NOW, "");
    assert_unauthenticated(&raw(&bench, "GET", &paged, &bare, "").await, "the query is signed");
}

#[tokio::test]
async fn a_request_that_differs_from_what_was_signed_is_refused() {
    let bench = Bench::new().await;
    let key = Key::first(&bench);
    let path = key.path("/api-keys");
    let body = r#"{"label":"Storefront key","scopes":[]}"#;
    let good = key.sign("POST", &path, &nonce(1), NOW, body);
    let wrong_secret = Key { secret: "0".repeat(32), ..key.clone() }.sign("POST", &path, &nonce(1), NOW, body);
    let nobody = Key { id: format!("api_{}", "0".repeat(32)), ..key.clone() };
    let changed_nonce = good.replace(&nonce(1), &nonce(2));
    let changed_time = good.replace(&NOW.to_string(), &(NOW + 1).to_string());
    let upper = good.split_once("response=\"").map(|(head, digest)| {
        let digest = digest.trim_end_matches('"').to_uppercase();
        format!("{head}response=\"{digest}\"")
    });
    for (what, method, path, header, sent) in [
        ("another body", "POST", &path, &good, r#"{"label":"Storefront key","scopes":[] }"#),
        ("another method", "PATCH", &format!("{path}/{}", key.id), &good, body),
        ("another path", "POST", &key.path("/payment-iframe"), &good, body),
        ("another nonce", "POST", &path, &changed_nonce, body),
        ("another time", "POST", &path, &changed_time, body),
        ("another secret", "POST", &path, &wrong_secret, body),
        ("another key", "POST", &path, &nobody.sign("POST", &path, &nonce(1), NOW, body), body),
        ("an upper-case digest", "POST", &path, &upper.unwrap(), body),
        ("another scheme", "POST", &path, &good.replace("Hmac", "hmac"), body),
        ("the older name of the id", "POST", &path, &good.replace("id=", "username="), body),
        ("no spaces", "POST", &path, &good.replace(", ", ","), body),
        ("a short nonce", "POST", &path, &key.sign("POST", &path, "abc", NOW, body), body),
        (
            "the prefix signed too",
            "POST",
            &path,
            &key.sign("POST", &format!("/payconex{path}"), &nonce(1), NOW, body),
            body,
        ),
    ] {
        assert_unauthenticated(&raw(&bench, method, path, header, sent).await, what);
    }
    assert_eq!(raw(&bench, "POST", &path, &good, body).await.status, 201, "none of them spent the nonce");
}

#[tokio::test]
async fn a_nonce_is_good_once_per_key_and_a_timestamp_for_five_minutes() {
    let bench = Bench::new().await;
    let key = Key::first(&bench);
    let other = key.make(&bench, &json!({"label": "Other", "scopes": ["pcx:api_key:read"]})).await;
    let path = key.path("/api-keys");
    let signed = key.sign("GET", &path, NONCE, NOW, "");
    assert_eq!(raw(&bench, "GET", &path, &signed, "").await.status, 200);
    assert_unauthenticated(&raw(&bench, "GET", &path, &signed, "").await, "replayed");
    let again = key.sign("GET", &path, NONCE, NOW + 1, "");
    assert_unauthenticated(&raw(&bench, "GET", &path, &again, "").await, "same nonce, another time");
    let theirs = other.sign("GET", &path, NONCE, NOW, "");
    assert_eq!(raw(&bench, "GET", &path, &theirs, "").await.status, 200, "another key's nonce");
    for (number, timestamp, status) in
        [(1, NOW - 300, 200), (2, NOW - 301, 401), (3, NOW + 300, 200), (4, NOW + 301, 401)]
    {
        let signed = key.sign("GET", &path, &nonce(number), timestamp, "");
        assert_eq!(raw(&bench, "GET", &path, &signed, "").await.status, status, "{number}");
    }
    let ahead = key.sign("GET", &path, &nonce(3), NOW + 300, "");
    bench.clock.set(NOW_MS + 600_000);
    assert_unauthenticated(&raw(&bench, "GET", &path, &ahead, "").await, "remembered while its time is good");
}

#[tokio::test]
async fn of_many_equal_requests_at_once_one_is_taken() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let key = Key::first(&bench);
    let path = key.path("/api-keys");
    let signed = key.sign("GET", &path, NONCE, NOW, "");
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (bench, path, signed) = (bench.clone(), path.clone(), signed.clone());
        all.spawn(async move { raw(&bench, "GET", &path, &signed, "").await.status });
    }
    assert_eq!(all.join_all().await.iter().filter(|status| **status == 200).count(), 1);
}

#[tokio::test]
async fn a_key_takes_the_methods_that_it_lists() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    let path = first.path("/api-keys");
    for (number, methods, basic, hmac) in [
        (1, json!(["HMAC"]), 401, 200),
        (2, json!(["BASIC"]), 200, 401),
        (3, json!(["ALL"]), 200, 200),
        (4, json!(["HMAC", "BASIC"]), 200, 200),
        (5, json!([]), 401, 401),
    ] {
        let body = json!({"label": "Method", "scopes": ["pcx:api_key:read"], "methods": methods});
        let key = first.make(&bench, &body).await;
        assert_eq!(key.lists(&bench).await, basic, "{methods}");
        let signed = key.sign("GET", &path, &nonce(number), NOW, "");
        assert_eq!(raw(&bench, "GET", &path, &signed, "").await.status, hmac, "{methods}");
    }
}

#[tokio::test]
async fn a_bad_credential_is_refused_in_the_same_words() {
    let bench = Bench::new().await;
    let key = Key::first(&bench);
    let path = key.path("/api-keys");
    let basic = |text: String| format!("Basic {}", base64(text.as_bytes()));
    for wrong in [
        String::new(),
        "Basic".to_owned(),
        "Basic !".to_owned(),
        basic(key.id.clone()),
        basic(format!("{}:", key.id)),
        basic(format!("{}:{}x", key.id, key.secret)),
        basic(format!(":{}", key.secret)),
        basic(format!("{}:{}", key.secret, key.id)),
        key.basic().replace("Basic", "Bearer"),
        key.basic().trim_end_matches('=').to_owned() + "A",
    ] {
        assert_unauthenticated(&raw(&bench, "GET", &path, &wrong, "").await, &wrong);
    }
    let none = bench.get(&format!("/payconex{path}")).await;
    assert_unauthenticated(&none, "no header");
    let good = key.basic();
    let two = [("authorization", &*good), ("authorization", &*good)];
    assert_unauthenticated(&bench.ask("GET", &format!("/payconex{path}"), &two, "").await, "two headers");
    assert_eq!(key.ask(&bench, "GET", "/api-keys", &Value::Null).await.status, 200);
}
