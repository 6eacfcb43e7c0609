//! Every route of every vault but PayConex, with no key, a wrong one, a revoked one, one that lacks
//! the right, and one that has this right and no other.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/corefy.rs"]
mod corefy;
#[path = "support/hellgate.rs"]
mod hellgate;
mod support;

use serde_json::{Value, json};
use support::{Bench, NOW_MS, VISA, card, routes_of, stored};

const JSON: (&str, &str) = ("content-type", "application/json");

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn status(bench: &Bench, method: &str, path: &str, header: Option<(&str, &str)>, body: &Value) -> u16 {
    let mut headers = vec![JSON];
    headers.extend(header);
    let body = if body.is_null() { String::new() } else { body.to_string() };
    bench.ask(method, path, &headers, &body).await.status
}

#[tokio::test]
async fn vaultera_wants_an_active_key_everywhere_but_behind_a_session_token() {
    let bench = Bench::new().await;
    let made = async || {
        let reply = bench.post(&bench.vaultera("/api_keys"), &json!({"api_key": {}})).await.json();
        (text(&reply["data"]["id"]), text(&reply["data"]["attributes"]["api_key"]))
    };
    let (revoked_id, revoked) = made().await;
    let (victim, _) = made().await;
    let revoke = bench.vaultera(&format!("/api_keys/{revoked_id}"));
    assert_eq!(bench.ask("DELETE", &revoke, &[], "").await.status, 204);
    let token = bench.store_card(&stored(VISA)).await;
    let none = Value::Null;
    let rows = [
        ("GET", "/api_keys".to_owned(), none.clone(), 200),
        ("POST", "/api_keys".to_owned(), json!({"api_key": {}}), 200),
        ("GET", format!("/api_keys/{victim}"), none.clone(), 200),
        ("DELETE", format!("/api_keys/{victim}"), none.clone(), 204),
        ("POST", "/session_tokens".to_owned(), json!({"session_token": {"scope": "card"}}), 200),
        ("POST", "/cards".to_owned(), json!({"card": stored(VISA)}), 200),
        ("GET", format!("/cards/{token}"), none.clone(), 200),
        // What the endpoint itself says of a send without its target.
        ("POST", format!("/cards/{token}/send"), none.clone(), 422),
        ("POST", format!("/cards/{token}/authorize"), none.clone(), 200),
        ("DELETE", format!("/cards/{token}"), none.clone(), 200),
    ];
    for (method, path, body, good) in &rows {
        let ask = async |key: &str| status(&bench, method, &format!("/vaultera/api/v1{path}{key}"), None, body).await;
        assert_eq!(ask("").await, 401, "{method} {path} without a key");
        assert_eq!(ask("?api_key=0123456789abcdef0123456789abcdef").await, 401, "{method} {path} with a wrong key");
        assert_eq!(ask(&format!("?api_key={revoked}")).await, 401, "{method} {path} with a revoked key");
        let twice = format!("?api_key={}&api_key={}", bench.key(), bench.key());
        assert_eq!(ask(&twice).await, 401, "{method} {path} with two keys");
        assert_eq!(ask(&format!("?api_key={}", bench.key())).await, *good, "{method} {path}");
    }
    // A key opens no page, since a page is for a session token.
    let key = bench.key();
    let pages = [
        ("GET", format!("/capture_form?api_key={key}&session_token={key}"), none.clone(), 401),
        ("POST", "/capture_form".to_owned(), json!({"session_token": key, "card": stored(VISA)}), 401),
        ("GET", format!("/show_card?card_token={token}&session_token={key}"), none.clone(), 401),
        ("POST", "/show_card/service_code".to_owned(), json!({"card_token": token, "service_code_token": key}), 401),
    ];
    for (method, path, body, refused) in &pages {
        assert_eq!(status(&bench, method, &format!("/vaultera/api/v1{path}"), None, body).await, *refused, "{path}");
    }
    assert_eq!(status(&bench, "GET", "/vaultera/assets/page.css", None, &none).await, 200, "holds nothing");
    assert_eq!(rows.len() + pages.len() + 1, routes_of("vaultera"));
}

#[tokio::test]
async fn clover_wants_each_credential_at_its_own_place() {
    let bench = Bench::new().await;
    let (key, access, private) = (bench.clover("publicKey"), bench.clover("accessToken"), bench.clover("privateKey"));
    let production = bench.clover("productionPublicKey");
    let token = bench.token(&json!({"card": card(VISA)})).await.json()["id"].clone();
    let charge = json!({"amount": 1, "currency": "usd", "source": token});
    let bearer = |secret: &str| format!("Bearer {secret}");
    let ask = async |method: &str, path: &str, header: Option<(&str, &str)>, body: &Value| {
        status(&bench, method, &format!("/clover{path}"), header, body).await
    };
    // Each place, what it takes, and what it does not.
    let pakms = [(access, 200), (private, 401), (key, 401), ("walnut", 401)];
    for (secret, wanted) in pakms {
        let header = bearer(secret);
        assert_eq!(ask("GET", "/pakms/apikey", Some(("authorization", &header)), &Value::Null).await, wanted);
    }
    assert_eq!(ask("GET", "/pakms/apikey", None, &Value::Null).await, 401);

    let body = json!({"card": card(VISA)});
    for (secret, wanted) in [(key, 200), (production, 401), (access, 401), (private, 401), ("walnut", 401)] {
        assert_eq!(ask("POST", "/v1/tokens", Some(("apikey", secret)), &body).await, wanted);
    }
    assert_eq!(ask("POST", "/v1/tokens", None, &body).await, 401);

    for (secret, wanted) in [(key, 401), ("walnut", 401), (private, 200), (access, 400)] {
        let header = bearer(secret);
        let status = ask("POST", "/v1/charges", Some(("authorization", &header)), &charge).await;
        assert_eq!(status, wanted, "400 is the token's, which the charge before has spent");
    }
    assert_eq!(ask("POST", "/v1/charges", None, &charge).await, 401);
    assert_eq!(ask("POST", "/v1/charges", Some(("apikey", key)), &charge).await, 401);

    for wrong in ["walnut", key, private] {
        let app = json!({"client_id": wrong, "refresh_token": bench.clover("refreshToken")});
        assert_eq!(ask("POST", "/oauth/v2/refresh", None, &app).await, 400);
        let refresh = json!({"client_id": bench.clover("clientId"), "refresh_token": wrong});
        assert_eq!(ask("POST", "/oauth/v2/refresh", None, &refresh).await, 400);
        let code = json!({"client_id": bench.clover("clientId"), "client_secret": bench.clover("clientSecret"), "code": wrong});
        assert_eq!(ask("POST", "/oauth/v2/token", None, &code).await, 400);
        let redirect = format!("/oauth/v2/authorize?client_id={wrong}&redirect_uri=http%3A%2F%2Flocalhost%2F");
        assert_eq!(ask("GET", &redirect, None, &Value::Null).await, 400);
    }
    assert_eq!(ask("GET", "/assets/keys.json", None, &Value::Null).await, 200, "public");

    // Switched off, and run out: both at the next call.
    bench.post("/_sandbox/clover/key", &json!({"active": false})).await;
    assert_eq!(ask("POST", "/v1/tokens", Some(("apikey", key)), &body).await, 401);
    bench.clock.set(NOW_MS + 86_400_000);
    for (path, method, old) in [("/pakms/apikey", "GET", access), ("/v1/charges", "POST", access)] {
        let header = bearer(old);
        assert_eq!(ask(method, path, Some(("authorization", &header)), &charge).await, 401, "{path}");
    }
    assert_eq!(routes_of("clover"), 7, "a place that is not looked at here");
}

const GUARDIAN: [&str; 4] =
    ["admin:api-keys:create", "admin:api-keys:read", "admin:api-keys:update", "admin:api-keys:delete"];

#[tokio::test]
async fn guardian_wants_the_scope_of_each_route() {
    let bench = Bench::new().await;
    let path = "/hellgate/api/admin/api-keys";
    let admin = ("x-admin-token", bench.hellgate("adminToken"));
    let made = async |scopes: &[&str], seconds: Option<u64>| {
        let body = json!({"scopes": scopes, "expires_in": seconds}).to_string();
        let reply = bench.ask("POST", path, &[admin, JSON], &body).await.json();
        (text(&reply["id"]), text(&reply["key_value"]))
    };
    let (expired, deleted) = (made(&GUARDIAN, Some(1)).await.1, made(&GUARDIAN, None).await);
    assert_eq!(status(&bench, "DELETE", &format!("{path}/{}", deleted.0), Some(admin), &Value::Null).await, 204);
    let (victim, _) = made(&["pci:tokens:read"], None).await;
    bench.clock.set(NOW_MS + 1_000);
    let [create, read, update, delete] = GUARDIAN;
    // What every key here holds and hands on, so that a refusal is the route's own.
    let held = "pci:tokens:read";
    let rows = [
        ("GET", path.to_owned(), Value::Null, read, 200),
        ("POST", path.to_owned(), json!({"scopes": [held]}), create, 201),
        ("GET", format!("{path}/{victim}"), Value::Null, read, 200),
        ("PATCH", format!("{path}/{victim}"), json!({"scopes": [held]}), update, 200),
        ("DELETE", format!("{path}/{victim}"), Value::Null, delete, 204),
    ];
    for (method, path, body, scope, good) in &rows {
        let ask = async |key: &str| status(&bench, method, path, Some(("x-api-key", key)), body).await;
        assert_eq!(status(&bench, method, path, None, body).await, 401, "{method} without a key");
        for (what, key) in [("wrong", "hlg-sbx-walnut"), ("deleted", &*deleted.1), ("expired", &expired)] {
            assert_eq!(ask(key).await, 401, "{method} {path} with a {what} key");
        }
        assert_eq!(ask(bench.hellgate("apiKey")).await, 401, "{method} {path} with a key of Commerce");
        let others: Vec<&str> = GUARDIAN.into_iter().filter(|one| one != scope).chain([held]).collect();
        assert_eq!(ask(&made(&others, None).await.1).await, 403, "{method} {path} without {scope}");
        assert_eq!(ask(&made(&[scope, held], None).await.1).await, *good, "{method} {path} with {scope}");
    }
}

#[tokio::test]
async fn hellgate_wants_a_key_and_of_a_scoped_one_the_operating_model_of_each_route() {
    let bench = Bench::new().await;
    let id = bench.token_id(&hellgate::card(VISA)).await;
    let keys = "/_sandbox/hellgate/api-keys";
    let revoked = bench.post(keys, &json!({"label": "l"})).await.json();
    bench.ask("DELETE", &format!("{keys}/{}", text(&revoked["id"])), &[], "").await;
    bench.switch(&json!({"model": "ecosystem"})).await;
    let scoped = text(&bench.post(keys, &json!({"label": "l", "merchants": ["m"]})).await.json()["apiKey"]);
    let models = ["primary_merchant", "platform", "ecosystem", "managed_ecosystem"];
    // Whether a scoped key may, by model; and what the endpoint itself says to a whole key.
    let (never, reads, forwards) = ([false; 4], [false, false, true, false], [false, false, true, true]);
    let rows = [
        ("POST", "/tokens/session".to_owned(), never, 200),
        ("GET", "/tokens".to_owned(), reads, 200),
        ("GET", format!("/tokens/{id}"), reads, 200),
        ("POST", format!("/tokens/{id}/refresh-session"), never, 200),
        ("POST", format!("/tokens/{id}/consume"), never, 204),
        ("GET", format!("/tokens/{id}/payment-data"), reads, 200),
        ("POST", format!("/tokens/{id}/payment-data"), never, 400),
        ("POST", "/payment-data/walnut/forward".to_owned(), forwards, 404),
        ("POST", "/forward".to_owned(), forwards, 400),
        ("DELETE", format!("/tokens/{id}"), never, 200),
    ];
    for (method, path, may, good) in &rows {
        let body = if *method == "POST" { json!({}) } else { Value::Null };
        let path = format!("/hellgate{path}");
        let ask = async |key: &str| status(&bench, method, &path, Some(("x-api-key", key)), &body).await;
        assert_eq!(status(&bench, method, &path, None, &body).await, 401, "{method} {path} without a key");
        for key in ["hlg-sbx-walnut", revoked["apiKey"].as_str().unwrap(), bench.hellgate("adminToken")] {
            assert_eq!(ask(key).await, 401, "{method} {path} with a wrong or revoked key");
        }
        for (model, may) in models.into_iter().zip(may) {
            bench.switch(&json!({"model": model})).await;
            assert_eq!(ask(&scoped).await, if *may { *good } else { 403 }, "{model}: {method} {path}");
        }
        assert_eq!(ask(bench.hellgate("apiKey")).await, *good, "{method} {path}");
    }
    // Behind a session's id alone, and Guardian's five.
    for (method, path) in [("GET", "/hellgate/sessions/walnut"), ("POST", "/hellgate/sessions/walnut/complete-action")]
    {
        let header = Some(("x-api-key", bench.hellgate("apiKey")));
        assert_eq!(status(&bench, method, path, header, &json!({})).await, 404, "no key opens a session");
    }
    assert_eq!(rows.len() + 2 + 5, routes_of("hellgate"));
}

const ENTITIES: [&str; 10] = [
    "customer",
    "currency_account",
    "merchant_account",
    "payment_route",
    "payment_statement",
    "payment_transaction",
    "payment_commit",
    "payment_request",
    "payment_command",
    "payment_scheme",
];

#[tokio::test]
async fn corefy_wants_the_right_the_type_and_the_account_of_each_route() {
    let bench = Bench::new().await;
    let keys = "/_sandbox/corefy/api-keys";
    let made = async |kind: &str, permissions: &[String]| {
        bench.post(keys, &json!({"type": kind, "preset": "Custom", "permissions": permissions})).await.json()
    };
    let all: Vec<String> = ENTITIES.iter().flat_map(|one| [format!("{one}:view"), format!("{one}:edit")]).collect();
    let revoked = made("Test", &all).await;
    bench.ask("DELETE", &format!("{keys}/{}", text(&revoked["id"])), &[], "").await;
    let id = text(&bench.created(&corefy::invoice("order-0")).await["id"]);
    let wanted =
        |reference: &str| json!({"data": {"type": "payment-invoices", "attributes": corefy::invoice(reference)}});
    let rows = [
        ("GET", "".to_owned(), Value::Null, "view", 200, 200),
        ("GET", "/".to_owned(), Value::Null, "view", 200, 200),
        ("GET", format!("/{id}"), Value::Null, "view", 200, 404),
        ("POST", "".to_owned(), wanted("order-1"), "edit", 201, 201),
    ];
    for (method, path, body, right, good, of_the_other_type) in &rows {
        let path = format!("/corefy/api/payment-invoices{path}");
        let with = async |header: &str| status(&bench, method, &path, Some(("authorization", header)), body).await;
        assert_eq!(status(&bench, method, &path, None, body).await, 401, "{method} {path} without a key");
        for key in
            ["walnut", revoked["apiKey"].as_str().unwrap(), bench.corefy("publicKey"), bench.corefy("privateKey")]
        {
            assert_eq!(with(&bench.basic(key)).await, 401, "{method} {path} with a wrong or revoked key");
        }
        assert_eq!(with(&format!("Bearer {}", bench.corefy("apiKey"))).await, 401, "{method} {path} as a bearer");
        let needed = format!("payment_request:{right}");
        let others: Vec<String> = all.iter().filter(|one| **one != needed).cloned().collect();
        let lacking = made("Test", &others).await;
        assert_eq!(with(&bench.basic(&text(&lacking["apiKey"]))).await, 403, "{method} {path} without {needed}");
        let narrow = made("Test", std::slice::from_ref(&needed)).await;
        assert_eq!(with(&bench.basic(&text(&narrow["apiKey"]))).await, *good, "{method} {path} with {needed}");
        // In the other mode there is another set of invoices, with one list of references.
        let other = made("Live", &[needed]).await;
        let body = if *method == "POST" { wanted("order-2") } else { body.clone() };
        let header = bench.basic(&text(&other["apiKey"]));
        let status = status(&bench, method, &path, Some(("authorization", &header)), &body).await;
        assert_eq!(status, *of_the_other_type, "{method} {path} with a Live key");
    }
    let listed = bench.private_as(bench.corefy("liveApiKey"), "GET", "", &Value::Null).await.json();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1, "the Live one");

    // With a public key, with the bearer of one invoice, or with an id alone: no API key opens these.
    let key = bench.corefy("apiKey");
    let public = json!({"public_key": key, "currency": "USD", "amount": 1});
    let bearer = format!("Bearer {key}");
    let sale = json!({"data": {"type": "sale-operation", "attributes": corefy::card(VISA)}});
    let others = [
        ("POST", "/public-api/payment-prerequest", public.clone(), 401),
        ("POST", "/public-api/payment-invoices", public, 401),
        ("GET", "/public-api/payment-invoices/walnut", Value::Null, 404),
        ("POST", "/payment/sale", sale, 401),
        ("POST", "/acs/walnut", json!({}), 404),
    ];
    for (method, path, body, refused) in &others {
        let header = Some(("authorization", &*bearer));
        assert_eq!(status(&bench, method, &format!("/corefy{path}"), header, body).await, *refused, "{method} {path}");
    }
    assert_eq!(rows.len() + others.len(), routes_of("corefy"));
}
