//! Hellgate's sessions and seals.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;
#[path = "support/hellgate.rs"]
mod vault;

use serde_json::{Value, json};
use support::{Bench, NOW_MS, SHOP, VISA, but};
use vault::{card, seal, seal_with};

#[tokio::test]
async fn a_sealed_card_becomes_a_token_with_both_oaep_variants_and_both_places_of_the_name() {
    let bench = Bench::new().await;
    let flat = but(card(VISA), &json!({"additional_data": null, "cardholder_name": "Ada Flat"}));
    for (alg, plain, name) in [("RSA-OAEP", card(VISA), "Ada Example"), ("RSA-OAEP-256", flat, "Ada Flat")] {
        let session = bench.open_session(&Value::Null).await;
        let state = bench.state(&session).await;
        assert_eq!(state["next_action"], "tokenize_card");
        let data = state["data"].as_object().unwrap();
        assert_eq!(data.keys().collect::<Vec<_>>(), ["provider", "api_key", "base_url", "jwk"]);
        assert_eq!(data["provider"], "guardian");
        assert!(data["api_key"].as_str().unwrap().starts_with("sk_guardian_"));
        assert_eq!(data["base_url"], format!("http://{}/hellgate/cde", bench.address));
        let jwk = data["jwk"].as_object().unwrap();
        assert_eq!(jwk.keys().collect::<Vec<_>>(), ["kty", "e", "n"]);
        assert_eq!((&jwk["kty"], &jwk["e"]), (&json!("RSA"), &json!("AQAB")));
        assert_eq!(jwk["n"].as_str().unwrap().len(), 342, "2048 bits");

        let sealed = seal_with(&data["jwk"], &json!({"alg": alg, "enc": "A256GCM"}), &plain);
        let done = bench.complete(&session, "tokenize_card", &sealed).await;
        assert_eq!((done.status, &done.json()["status"]), (200, &json!("success")), "{}", done.text);
        let id = done.json()["data"]["token_id"].as_str().unwrap().to_owned();
        assert_eq!(bench.state(&session).await, done.json(), "the last word stays");
        let token = bench.commerce("GET", &format!("/tokens/{id}"), &Value::Null).await.json();
        assert_eq!(token["cardholder_name"], name);
    }
}

#[tokio::test]
async fn a_seal_that_is_not_whole_is_refused_alike_and_leaves_the_session_open() {
    let bench = Bench::new().await;
    let session = bench.open_session(&Value::Null).await;
    let jwk = bench.state(&session).await["data"]["jwk"].clone();
    let good = seal(&jwk, &card(VISA));
    let swapped = |part: usize| {
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        let first = if parts[part].starts_with('A') { "B" } else { "A" };
        parts[part].replace_range(..1, first);
        parts.join(".")
    };
    let other_header = |header: Value| seal_with(&jwk, &header, &card(VISA));
    let mut texts = Vec::new();
    for wrong in [
        swapped(1),
        swapped(2),
        swapped(3),
        swapped(4),
        good.replace('.', "..").chars().take(900).collect(),
        format!("{good}.AAAA"),
        format!("{good}="),
        other_header(json!({"alg": "RSA1_5", "enc": "A256GCM"})),
        other_header(json!({"alg": "dir", "enc": "A256GCM"})),
        other_header(json!({"alg": "RSA-OAEP", "enc": "A128GCM"})),
        other_header(json!({"alg": "RSA-OAEP", "enc": "A256GCM", "zip": "DEF"})),
        other_header(json!({"alg": "RSA-OAEP", "enc": "A256GCM", "crit": ["exp"]})),
        // A header that says OAEP-256 on a key wrapped with SHA-1, and is not what was signed.
        good.replacen(
            good.split('.').next().unwrap(),
            other_header(json!({"alg": "RSA-OAEP-256", "enc": "A256GCM"})).split('.').next().unwrap(),
            1,
        ),
        String::new(),
    ] {
        let reply = bench.complete(&session, "tokenize_card", &wrong).await;
        assert_eq!((reply.status, &reply.json()["classifier"]), (422, &json!("UNPROCESSABLE_CONTENT")), "{wrong}");
        texts.push(reply.text);
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "the cause does not show: {texts:?}");
    assert_eq!(bench.complete(&session, "tokenize_card", &good).await.json()["status"], "success");
}

#[tokio::test]
async fn a_session_is_finished_once_even_by_many_at_once() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let session = bench.open_session(&Value::Null).await;
    let jwk = bench.state(&session).await["data"]["jwk"].clone();
    let sealed = seal(&jwk, &card(VISA));
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (bench, session, sealed) = (bench.clone(), session.clone(), sealed.clone());
        tries.spawn(async move { bench.complete(&session, "tokenize_card", &sealed).await.status });
    }
    let statuses = tries.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 7, "{statuses:?}");
    let tokens = bench.commerce("GET", "/tokens", &Value::Null).await.json();
    assert_eq!(tokens["pagination"]["total_items"], 1);
}

#[tokio::test]
async fn a_session_lives_for_fifteen_minutes_and_is_then_unknown() {
    let bench = Bench::new().await;
    let session = bench.open_session(&Value::Null).await;
    let jwk = bench.state(&session).await["data"]["jwk"].clone();
    bench.clock.set(NOW_MS + 15 * 60_000 - 1);
    bench.state(&session).await;
    bench.clock.set(NOW_MS + 15 * 60_000);
    let read = bench.get(&format!("/hellgate/sessions/{session}")).await;
    assert_eq!(
        (read.status, read.json()),
        (404, json!({"code": 404, "message": "The session was not found", "classifier": "NOT_FOUND"}))
    );
    let done = bench.complete(&session, "tokenize_card", &seal(&jwk, &card(VISA))).await;
    assert_eq!((done.status, &done.json()["message"]), (404, &json!("The session_context was not found")));
}

#[tokio::test]
async fn a_finished_session_says_wait_as_often_as_ordered() {
    let bench = Bench::new().await;
    bench.switch(&json!({"waits": 2})).await;
    let session = bench.open_session(&Value::Null).await;
    let jwk = bench.state(&session).await["data"]["jwk"].clone();
    let wait = json!({"next_action": "wait", "data": {}});
    assert_eq!(bench.complete(&session, "tokenize_card", &seal(&jwk, &card(VISA))).await.json(), wait);
    assert_eq!(bench.state(&session).await, wait);
    let last = bench.state(&session).await;
    assert_eq!((last.get("next_action"), &last["status"]), (None, &json!("success")));
    bench.switch(&json!({"waits": 0, "pending": true})).await;
    assert_eq!(bench.tokenize(&Value::Null, &card(VISA)).await.json()["status"], "pending");
}

#[tokio::test]
async fn a_refused_card_is_no_http_error_and_each_cause_has_its_code() {
    let bench = Bench::new().await;
    for (change, code) in [
        (json!({"account_number": "4929000000001230"}), "invalid_test_card"),
        (json!({"account_number": "4242424242424241"}), "invalid_account_number"),
        (json!({"account_number": null}), "invalid_account_number"),
        (json!({"expiry_month": 13}), "invalid_expiry_date"),
        (json!({"expiry_month": "09"}), "invalid_expiry_date"),
        (json!({"expiry_year": 31}), "invalid_expiry_date"),
        (json!({"expiry_month": 5, "expiry_year": 2026}), "card_expired"),
        (json!({"security_code": "12"}), "invalid_security_code"),
        (json!({"security_code": 123}), "invalid_security_code"),
        (json!({"additional_data": {"cardholder_name": VISA}}), "invalid_cardholder_name"),
        (json!({"expiration_date": "2026-06-14T23:59:59.999Z"}), "invalid_expiration_date"),
        (json!({"ephemeral": "yes"}), "invalid_expiration_date"),
    ] {
        assert_eq!(bench.reason_code(&but(card(VISA), &change)).await, code, "{change}");
    }
    let real = bench.tokenize(&Value::Null, &card("4929000000001230")).await;
    let reason = json!({"reason": "Invalid test card", "reason_code": "invalid_test_card"});
    assert_eq!(real.json(), json!({"status": "failure", "data": reason}));
    bench.switch(&json!({"failureWord": "failed"})).await;
    assert_eq!(bench.tokenize(&Value::Null, &card("4242")).await.json()["status"], "failed");
    let tokens = bench.commerce("GET", "/tokens", &Value::Null).await.json();
    assert_eq!(tokens["data"], json!([]));
}

#[tokio::test]
async fn a_failure_spends_the_session() {
    let bench = Bench::new().await;
    let session = bench.open_session(&Value::Null).await;
    let jwk = bench.state(&session).await["data"]["jwk"].clone();
    let refused = bench.complete(&session, "tokenize_card", &seal(&jwk, &card("4242"))).await;
    assert_eq!(refused.json()["status"], "failure");
    assert_eq!(bench.complete(&session, "tokenize_card", &seal(&jwk, &card(VISA))).await.status, 422);
    assert_eq!(bench.state(&session).await, refused.json());
}

#[tokio::test]
async fn allowed_schemes_are_shown_and_kept() {
    let bench = Bench::new().await;
    bench.switch(&json!({"allowedSchemes": ["visa", "americanexpress"]})).await;
    let session = bench.open_session(&Value::Null).await;
    assert_eq!(bench.state(&session).await["data"]["allowed_schemes"], json!(["visa", "americanexpress"]));
    bench.token_id(&card(VISA)).await;
    bench.token_id(&card("378282246310005")).await;
    assert_eq!(bench.reason_code(&card("5555555555554444")).await, "scheme_not_supported");
    assert_eq!(bench.reason_code(&card("6759649826438453")).await, "scheme_not_supported");
    let wrong = json!({"allowedSchemes": ["walnut"]}).to_string();
    assert_eq!(bench.ask("PATCH", "/_sandbox/hellgate/account", &[vault::JSON], &wrong).await.status, 400);
}

#[tokio::test]
async fn the_lifecycle_decides_whether_a_token_ends() {
    let bench = Bench::new().await;
    let (none, soon) = (json!({}), json!({"expiration_time": 60}));
    let (day, minute, date) = ("2026-06-16T00:00:00Z", "2026-06-15T00:01:00Z", "2026-07-01T12:00:00Z");
    let (eph, dated) =
        (json!({"ephemeral": true}), json!({"ephemeral": true, "expiration_date": "2026-07-01T12:00:00.000Z"}));
    for (lifecycle, opening, member, end) in [
        (Value::Null, &none, &none, Value::Null),
        (Value::Null, &none, &eph, json!(day)),
        (json!("user_choice"), &none, &dated, json!(date)),
        (json!("user_choice"), &soon, &none, json!(minute)),
        (json!("ephemeral_only"), &none, &none, json!(day)),
        (json!("ephemeral_only"), &none, &dated, json!(date)),
        (json!("persistent_only"), &none, &dated, Value::Null),
    ] {
        bench.switch(&json!({"lifecycle": lifecycle})).await;
        let session = bench.open_session(opening).await;
        let data = bench.state(&session).await["data"].clone();
        assert_eq!(data.get("lifecycle"), Some(&lifecycle).filter(|value| !value.is_null()));
        let sealed = seal(&data["jwk"], &but(card(VISA), member));
        let done = bench.complete(&session, "tokenize_card", &sealed).await.json();
        let path = format!("/tokens/{}", done["data"]["token_id"].as_str().unwrap());
        let token = bench.commerce("GET", &path, &Value::Null).await.json();
        assert_eq!(token["expires_at"], end, "{lifecycle} {opening} {member}");
    }
}

#[tokio::test]
async fn a_refresh_session_takes_the_security_code_alone() {
    let bench = Bench::new().await;
    let id = bench.token_id(&card(VISA)).await;
    let opened = bench.commerce("POST", &format!("/tokens/{id}/refresh-session"), &Value::Null).await;
    let session = opened.json()["session_id"].as_str().unwrap().to_owned();
    let state = bench.state(&session).await;
    let jwk = state["data"]["jwk"].clone();
    assert_eq!(state["next_action"], "refresh_security_code");
    assert_eq!(
        but(state["data"].clone(), &json!({"jwk": null})),
        json!({
            "account_number_last_four": "4242", "account_number_length": 16, "issuer_identification_number": "424242",
            "expiry_month": 9, "expiry_year": 2031, "scheme": "VISA",
        })
    );
    let sealed = seal(&jwk, &json!({"security_code": "321"}));
    assert_eq!(bench.complete(&session, "tokenize_card", &sealed).await.status, 422, "another action");
    let done = bench.complete(&session, "refresh_security_code", &sealed).await;
    assert_eq!(done.json(), json!({"status": "success", "data": {"token_id": id}}));
    let unknown = bench.commerce("POST", "/tokens/walnut/refresh-session", &Value::Null).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_session_is_opened_with_a_key_and_with_what_is_documented() {
    let bench = Bench::new().await;
    for key in [&[][..], &[("x-api-key", "walnut")], &[("x-api-key", bench.hellgate("adminToken"))]] {
        let reply = bench.ask("POST", "/hellgate/tokens/session", key, "").await;
        assert_eq!((reply.status, &reply.json()["classifier"]), (401, &json!("UNAUTHORIZED")));
    }
    let twice = [("x-api-key", bench.hellgate("apiKey")), ("x-api-key", bench.hellgate("apiKey"))];
    assert_eq!(bench.ask("POST", "/hellgate/tokens/session", &twice, "").await.status, 401);
    for (body, status) in [
        (json!({"bypass_identification": true, "expiration_time": 2_592_000}), 200),
        (json!({"expiration_time": 2_592_001}), 400),
        (json!({"expiration_time": 0}), 400),
        (json!({"expiration_time": "60"}), 400),
        (json!({"bypass_identification": "no"}), 400),
        (json!([]), 400),
    ] {
        assert_eq!(bench.commerce("POST", "/tokens/session", &body).await.status, status, "{body}");
    }
}

#[tokio::test]
async fn other_origins_reach_sessions_and_nothing_else() {
    let bench = Bench::new().await;
    let session = bench.open_session(&Value::Null).await;
    let path = format!("/hellgate/sessions/{session}");
    let shop = [("origin", SHOP)];
    let read = bench.ask("GET", &path, &shop, "").await;
    assert_eq!(read.header("access-control-allow-origin"), Some(SHOP));
    assert_eq!(read.header("access-control-allow-credentials"), None);
    let ahead = bench.ask("OPTIONS", &format!("{path}/complete-action"), &shop, "").await;
    assert_eq!(
        (ahead.status, ahead.header("access-control-allow-methods"), ahead.header("access-control-allow-headers")),
        (204, Some("GET, POST"), Some("content-type"))
    );
    let other = bench.ask("GET", &path, &[("origin", "http://other.example")], "").await;
    assert_eq!(other.header("access-control-allow-origin"), None);
    for path in ["/tokens", "/tokens/session", "/forward", "/api/admin/api-keys"] {
        for method in ["GET", "POST", "OPTIONS"] {
            let reply = bench.ask(method, &format!("/hellgate{path}"), &shop, "").await;
            assert_eq!(reply.header("access-control-allow-origin"), None, "{method} {path}");
        }
    }
    let unknown = bench.ask("GET", "/hellgate/sessions/walnut", &shop, "").await;
    assert_eq!((unknown.status, unknown.header("access-control-allow-origin")), (404, Some(SHOP)));
}
