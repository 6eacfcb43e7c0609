//! Hellgate's keys: Commerce's and its scoped ones, Guardian's key API; and what a log may hold.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;
#[path = "support/hellgate.rs"]
mod vault;

use serde_json::{Value, json};
use support::{Bench, NOW_MS, Reply, VISA};
use vault::{JSON, card, seal};

const KEYS: &str = "/hellgate/api/admin/api-keys";

async fn guardian(bench: &Bench, method: &str, path: &str, body: &Value) -> Reply {
    let headers = [("x-admin-token", bench.hellgate("adminToken")), JSON];
    bench.ask(method, &format!("{KEYS}{path}"), &headers, &body.to_string()).await
}

async fn guardian_as(bench: &Bench, key: &str, method: &str, path: &str, body: &Value) -> Reply {
    bench.ask(method, &format!("{KEYS}{path}"), &[("x-api-key", key), JSON], &body.to_string()).await
}

async fn made(bench: &Bench, body: &Value) -> (String, String) {
    let reply = guardian(bench, "POST", "", body).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let text = |name: &str| reply.json()[name].as_str().unwrap().to_owned();
    (text("id"), text("key_value"))
}

#[tokio::test]
async fn a_scoped_key_may_do_what_its_operating_model_allows() {
    let bench = Bench::new().await;
    let id = bench.token_id(&card(VISA)).await;
    bench.clock.set(NOW_MS + 1_000);
    let ask = |merchant: &str| json!({"amount": 1, "currency_code": "EUR", "reference": "r", "merchant_id": merchant});
    let path = format!("/tokens/{id}/payment-data");
    let bundle = bench.commerce("POST", &path, &ask("m1")).await.json();
    let other = bench.commerce("POST", &path, &ask("m2")).await.json();

    let wanted = json!({"label": "shop", "merchants": ["m1"]});
    assert_eq!(bench.post("/_sandbox/hellgate/api-keys", &wanted).await.status, 400, "not in the default model");
    bench.switch(&json!({"model": "ecosystem"})).await;
    let scoped = bench.post("/_sandbox/hellgate/api-keys", &wanted).await.json()["apiKey"].as_str().unwrap().to_owned();

    let forward = |bundle: &Value| format!("/payment-data/{}/forward", bundle["id"].as_str().unwrap());
    // 422 and 400 are what the endpoint itself says; 403 is what the scope says.
    let calls = [
        ("GET", "/tokens".to_owned(), [200, 403, 403]),
        ("GET", format!("/tokens/{id}"), [200, 403, 403]),
        ("GET", path.clone(), [200, 403, 403]),
        ("POST", forward(&bundle), [422, 422, 403]),
        ("POST", forward(&other), [404, 404, 403]),
        ("POST", "/forward".to_owned(), [400, 400, 403]),
        ("POST", "/tokens/session".to_owned(), [403, 403, 403]),
        ("POST", path.clone(), [403, 403, 403]),
        ("POST", format!("/tokens/{id}/refresh-session"), [403, 403, 403]),
        ("POST", format!("/tokens/{id}/consume"), [403, 403, 403]),
        ("DELETE", format!("/tokens/{id}"), [403, 403, 403]),
    ];
    for (at, model) in ["ecosystem", "managed_ecosystem", "platform"].into_iter().enumerate() {
        bench.switch(&json!({"model": model})).await;
        for (method, path, statuses) in &calls {
            let body = if *method == "GET" { Value::Null } else { json!({}) };
            let reply = bench.commerce_as(&scoped, method, path, &body).await;
            assert_eq!(reply.status, statuses[at], "{model} {method} {path}: {}", reply.text);
        }
        assert_eq!(bench.commerce("GET", "/tokens", &Value::Null).await.status, 200, "a whole key may do all");
    }
    bench.switch(&json!({"model": "ecosystem"})).await;
    let listed = bench.commerce_as(&scoped, "GET", &path, &Value::Null).await.json();
    assert_eq!(listed["data"], json!([bundle]), "the bundles of its merchants");
}

#[tokio::test]
async fn a_commerce_key_is_shown_once_and_revoked_for_good() {
    let bench = Bench::new().await;
    let made = bench.post("/_sandbox/hellgate/api-keys", &json!({"label": "second"})).await.json();
    let (id, key) = (made["id"].as_str().unwrap(), made["apiKey"].as_str().unwrap());
    assert_eq!(bench.commerce_as(key, "GET", "/tokens", &Value::Null).await.status, 200);
    let listed = bench.get("/_sandbox/hellgate/api-keys").await;
    assert_eq!(listed.json()["apiKeys"].as_array().unwrap().len(), 2);
    assert!(!listed.text.contains(key) && !listed.text.contains(bench.hellgate("apiKey")));
    let names = ["id", "label", "masked", "merchants", "createdAt", "revokedAt"];
    assert_eq!(listed.json()["apiKeys"][1].as_object().unwrap().keys().collect::<Vec<_>>(), names);
    let one = bench.get(&format!("/_sandbox/hellgate/api-keys/{id}")).await;
    assert_eq!((one.status, &one.json()), (200, &listed.json()["apiKeys"][1]));
    assert_eq!(one.json()["masked"], format!("hlg-sbx-...{}", &key[key.len() - 4..]));
    let digits = key.strip_prefix("hlg-sbx-").unwrap();
    assert!(!digits.as_bytes().windows(5).any(|part| one.text.contains(std::str::from_utf8(part).unwrap())));
    assert_eq!(bench.get("/_sandbox/hellgate/api-keys/walnut").await.status, 404);
    for (label, status) in [("ü".repeat(100), 200), ("u".repeat(101), 400), (String::new(), 400)] {
        assert_eq!(bench.post("/_sandbox/hellgate/api-keys", &json!({"label": label})).await.status, status, "{label}");
    }
    let path = format!("/_sandbox/hellgate/api-keys/{id}");
    assert_eq!(bench.ask("DELETE", &path, &[], "").await.status, 204);
    assert_eq!(bench.commerce_as(key, "GET", "/tokens", &Value::Null).await.status, 401);
    assert_eq!(bench.ask("DELETE", "/_sandbox/hellgate/api-keys/walnut", &[], "").await.status, 404);
}

#[tokio::test]
async fn a_guardian_key_is_made_shown_once_changed_and_deleted() {
    let bench = Bench::new().await;
    let scopes = json!(["pci:tokens:create", "pci:tokens:read"]);
    let reply = guardian(&bench, "POST", "", &json!({"scopes": scopes, "expires_in": 60})).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let made = reply.json();
    let names: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "created_at", "expires_at", "key_value", "scopes"]);
    assert_eq!(
        (&made["created_at"], &made["expires_at"]),
        (&json!("2026-06-15T00:00:00Z"), &json!("2026-06-15T00:01:00Z"))
    );
    let key = made["key_value"].as_str().unwrap();
    let path = format!("/{}", made["id"].as_str().unwrap());

    let read = guardian(&bench, "GET", &path, &json!({})).await;
    let masked = format!("{}xxxx", &key[..11]);
    assert_eq!(read.json()["masked_key_value"], masked);
    assert_eq!(read.json()["scopes"], scopes);
    assert!(!read.text.contains(key) && !guardian(&bench, "GET", "", &json!({})).await.text.contains(key));
    let changed = guardian(&bench, "PATCH", &path, &json!({"scopes": ["admin:api-keys:read"]})).await;
    assert_eq!((changed.status, &changed.json()["scopes"]), (200, &json!(["admin:api-keys:read"])));
    assert_eq!(guardian_as(&bench, key, "GET", "", &json!({})).await.status, 200);
    let deleted = guardian(&bench, "DELETE", &path, &json!({})).await;
    assert_eq!((deleted.status, &*deleted.text), (204, ""));
    assert_eq!(guardian(&bench, "GET", &path, &json!({})).await.status, 404);
    assert_eq!(guardian(&bench, "PATCH", &path, &json!({"scopes": ["pci:tokens:read"]})).await.status, 404);
    assert_eq!(guardian_as(&bench, key, "GET", "", &json!({})).await.status, 401);
}

#[tokio::test]
async fn a_guardian_key_does_what_its_scopes_say_until_it_expires() {
    let bench = Bench::new().await;
    let (id, key) =
        made(&bench, &json!({"scopes": ["admin:api-keys:create", "pci:tokens:read"], "expires_in": 60})).await;
    let within = json!({"scopes": ["pci:tokens:read"]});
    assert_eq!(guardian_as(&bench, &key, "POST", "", &within).await.status, 201);
    let beyond = json!({"scopes": ["admin:api-keys:delete"]});
    assert_eq!(guardian_as(&bench, &key, "POST", "", &beyond).await.status, 403, "more than it has");
    for (method, path) in
        [("GET", String::new()), ("GET", format!("/{id}")), ("PATCH", format!("/{id}")), ("DELETE", format!("/{id}"))]
    {
        let reply = guardian_as(&bench, &key, method, &path, &within).await;
        assert_eq!((reply.status, &reply.json()["classifier"]), (403, &json!("FORBIDDEN")), "{method} {path}");
    }
    bench.clock.set(NOW_MS + 59_999);
    assert_eq!(guardian_as(&bench, &key, "POST", "", &within).await.status, 201);
    bench.clock.set(NOW_MS + 60_000);
    assert_eq!(guardian_as(&bench, &key, "POST", "", &within).await.status, 401);
    // Two products: neither's key opens the other.
    assert_eq!(bench.commerce_as(&key, "GET", "/tokens", &Value::Null).await.status, 401);
    assert_eq!(guardian_as(&bench, bench.hellgate("apiKey"), "GET", "", &json!({})).await.status, 401);
    let wrong = [("x-admin-token", "walnut"), JSON];
    assert_eq!(bench.ask("GET", KEYS, &wrong, "").await.status, 401);
    assert_eq!(bench.ask("GET", KEYS, &[], "").await.status, 401);
}

#[tokio::test]
async fn guardian_keys_are_listed_from_a_cursor_and_asked_for_strictly() {
    let bench = Bench::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(made(&bench, &json!({"scopes": ["pci:tokens:read"]})).await.0);
    }
    let page = guardian(&bench, "GET", "?limit=2", &json!({})).await.json();
    let shown: Vec<&str> = page["data"].as_array().unwrap().iter().map(|key| key["id"].as_str().unwrap()).collect();
    assert_eq!(shown, ids[..2]);
    assert_eq!(page["data"][0].get("expires_at"), None);
    let next = page["links"]["next"].as_str().unwrap();
    let query = next.strip_prefix("/api/admin/api-keys").unwrap();
    let rest = guardian(&bench, "GET", query, &json!({})).await.json();
    assert_eq!((&rest["data"][0]["id"], &rest["links"]["next"]), (&json!(ids[2]), &Value::Null));
    for wrong in [
        json!({}),
        json!({"scopes": []}),
        json!({"scopes": ["walnut"]}),
        json!({"scopes": "pci:tokens:read"}),
        json!({"scopes": ["pci:tokens:read"], "expires_in": 0}),
        json!({"scopes": ["pci:tokens:read"], "expires_in": 7_776_001}),
    ] {
        assert_eq!(guardian(&bench, "POST", "", &wrong).await.status, 400, "{wrong}");
    }
    for wrong in ["?limit=0", "?limit=101", "?after=walnut"] {
        assert_eq!(guardian(&bench, "GET", wrong, &json!({})).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_journal_holds_no_hellgate_key_session_seal_or_card() {
    let bench = Bench::new().await;
    let session = bench.open_session(&Value::Null).await;
    let data = bench.state(&session).await["data"].clone();
    let sealed = seal(&data["jwk"], &card(VISA));
    let done = bench.complete(&session, "tokenize_card", &sealed).await.json();
    let id = done["data"]["token_id"].as_str().unwrap();
    let url = format!("http://{}/_sandbox/gateway", bench.address);
    let key = bench.hellgate("apiKey");
    let headers = [("x-api-key", key), ("x-hellgate-token", id), ("x-destination-url", &*url), JSON];
    let body = r#"{"amount":1,"currency":"usd","card":{"number":"{{ account_number }}"}}"#;
    assert_eq!(bench.ask("POST", "/hellgate/forward", &headers, body).await.status, 200);
    let (_, guardian_key) = made(&bench, &json!({"scopes": ["admin:api-keys:read"]})).await;
    guardian_as(&bench, &guardian_key, "GET", "", &json!({})).await;

    let text = bench.get("/_sandbox/requests").await.text;
    let session_key = data["api_key"].as_str().unwrap();
    let secrets = [key, bench.hellgate("adminToken"), &session, &sealed, session_key, id, &guardian_key, VISA];
    let found = |text: &str| secrets.iter().filter(|secret| text.contains(**secret)).count();
    assert_eq!(found(&text), 0, "{text}");
    for secret in secrets {
        let planted = text.replacen("[redacted", secret, 1);
        assert_eq!(found(&planted), 1, "the search must find a planted value");
    }
    let entries = bench.journal().await;
    assert_eq!(entries[2]["path"], "/hellgate/sessions/[redacted, 36 bytes]/complete-action");
    assert_eq!(entries[2]["body"], json!({"action": "string", "result": ["enc_payload"]}));
}

#[tokio::test]
async fn hellgate_takes_faults_and_refuses_in_its_own_form() {
    let bench = Bench::new().await;
    let session = bench.open_session(&Value::Null).await;
    let path = format!("/hellgate/sessions/{session}");
    bench.arm(&json!({"vault": "hellgate", "path": "/sessions", "times": 1, "kind": "status", "status": 503})).await;
    assert_eq!(bench.get(&path).await.status, 503);
    let sealed = seal(&bench.state(&session).await["data"]["jwk"], &card(VISA));
    bench.arm(&json!({"vault": "hellgate", "path": "/sessions", "times": 1, "kind": "drop", "after": true})).await;
    let body = json!({"action": "tokenize_card", "result": {"enc_payload": sealed}}).to_string();
    assert!(bench.try_ask("POST", &format!("{path}/complete-action"), &[JSON], &body).await.is_err());
    assert_eq!(bench.state(&session).await["status"], "success", "the work was done before the line broke");
    let unknown = bench.get("/hellgate/walnut").await.json();
    assert_eq!((&unknown["code"], &unknown["classifier"]), (&json!(404), &json!("NOT_FOUND")));
    assert_eq!(bench.get("/hellgate/forward").await.json()["code"], 405);
    let text = [("content-type", "text/plain")];
    assert_eq!(bench.ask("POST", &format!("{path}/complete-action"), &text, "{}").await.status, 415);
}
