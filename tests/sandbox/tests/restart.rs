//! `--data`: what works before a `kill -9` works after it, and what is never kept is gone.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/corefy.rs"]
mod corefy;
#[path = "support/hellgate.rs"]
mod hellgate;
mod payconex;
#[path = "support/program.rs"]
mod program;
mod support;

use program::{Folder, Program};
use serde_json::{Value, json};
use support::{Bench, VISA, card, stored};

/// A program, killed and started again on the same data.
async fn again(program: Program, data: &std::path::Path) -> (Program, Bench) {
    program.kill();
    let program = Program::start(data);
    let bench = program.bench().await;
    (program, bench)
}

#[tokio::test]
async fn the_credentials_are_issued_once_and_each_start_draws_anew() {
    let folder = Folder::new("credentials");
    let data = folder.file("data");
    let program = Program::start(&data);
    let before = program.bench().await;
    before.arm(&json!({"vault": "clover", "kind": "status", "status": 503})).await;
    assert_eq!((before.token(&json!({"card": card(VISA)})).await.status, before.journal().await.len()), (503, 1));
    let (program, after) = again(program, &data).await;
    assert_eq!(after.credentials, before.credentials);
    assert_eq!(after.journal().await, Vec::<Value>::new(), "the journal is in no file");
    assert_eq!(after.token(&json!({"card": card(VISA)})).await.status, 200, "nor is a fault");
    assert_eq!(after.get("/_sandbox/hellgate/api-keys").await.json()["apiKeys"].as_array().unwrap().len(), 1);
    let other = Folder::new("credentials-other");
    let elsewhere = Program::start(&other.file("data"));
    assert_ne!(elsewhere.bench().await.credentials, before.credentials);
    drop((program, elsewhere));
}

#[tokio::test]
async fn a_seed_that_begins_again_draws_no_id_twice() {
    let folder = Folder::new("seed");
    let data = folder.file("data");
    let mut drawn = std::collections::BTreeSet::new();
    for start in 1..=3 {
        let mut bench = Bench::with(|options| options.data = Some(data.clone())).await;
        for _ in 0..4 {
            let made = bench.post("/_sandbox/hellgate/api-keys", &json!({"label": "l"})).await.json();
            assert!(drawn.insert(made["id"].as_str().unwrap().to_owned()), "start {start}");
        }
        let listed = bench.get("/_sandbox/hellgate/api-keys").await.json()["apiKeys"].as_array().unwrap().len();
        assert_eq!(listed, 1 + drawn.len());
        bench.stop().await;
    }
}

#[tokio::test]
async fn a_clock_that_was_advanced_does_not_fall_back() {
    let folder = Folder::new("clock");
    let data = folder.file("data");
    let program = Program::start(&data);
    let bench = program.bench().await;
    bench.post("/_sandbox/clock", &json!({"advanceMs": 40 * 86_400_000_u64})).await;
    let before = bench.get("/_sandbox/clock").await.json()["nowMs"].as_u64().unwrap();
    let (program, bench) = again(program, &data).await;
    assert!(bench.get("/_sandbox/clock").await.json()["nowMs"].as_u64().unwrap() >= before);
    drop(program);
}

#[tokio::test]
async fn a_clover_token_pays_and_a_refresh_token_stays_used() {
    let folder = Folder::new("clover");
    let data = folder.file("data");
    let program = Program::start(&data);
    let bench = program.bench().await;
    let charge = async |bench: &Bench, token: &Value| {
        bench.charge(&json!({"amount": 100, "currency": "usd", "source": token})).await.status
    };
    let (spent, fresh) = (
        bench.token(&json!({"card": card(VISA)})).await.json(),
        bench.token(&json!({"card": card(VISA)})).await.json(),
    );
    assert_eq!(charge(&bench, &spent["id"]).await, 200);
    let refresh = async |bench: &Bench, token: &Value| {
        let body = json!({"client_id": bench.clover("clientId"), "refresh_token": token});
        bench.post("/clover/oauth/v2/refresh", &body).await
    };
    let first = json!(bench.clover("refreshToken"));
    let pair = refresh(&bench, &first).await.json();
    assert_eq!(bench.post("/_sandbox/clover/key", &json!({"active": false})).await.status, 200);

    let (program, bench) = again(program, &data).await;
    assert_eq!((charge(&bench, &spent["id"]).await, charge(&bench, &fresh["id"]).await), (400, 200));
    assert_eq!(refresh(&bench, &first).await.status, 400, "a used one stays used");
    let bearer = format!("Bearer {}", pair["access_token"].as_str().unwrap());
    let shown = bench.ask("GET", "/clover/pakms/apikey", &[("authorization", &bearer)], "").await;
    assert_eq!((shown.status, &shown.json()["active"]), (200, &json!(false)));
    assert_eq!(refresh(&bench, &pair["refresh_token"]).await.status, 200, "and the next works");
    drop(program);
}

#[tokio::test]
async fn a_vaultera_card_is_there_its_security_code_is_not_and_a_session_opens_once() {
    let folder = Folder::new("vaultera");
    let data = folder.file("data");
    let program = Program::start(&data);
    let bench = program.bench().await;
    let token = bench.store_card(&stored("4111111111111111")).await;
    let (opened, fresh) = (bench.session("card").await, bench.session("card").await);
    let form = async |bench: &Bench, session: &str| {
        bench.get(&format!("/vaultera/api/v1/capture_form?session_token={session}")).await.status
    };
    assert_eq!(form(&bench, &opened).await, 200);
    let mut shown = bench.get(&bench.vaultera(&format!("/cards/{token}"))).await.json()["data"]["attributes"].clone();
    assert_eq!(shown["service_code"].take(), "***");

    let (program, bench) = again(program, &data).await;
    let after = bench.get(&bench.vaultera(&format!("/cards/{token}"))).await.json()["data"]["attributes"].clone();
    assert_eq!(after, shown, "with null for the code, which is in no file");
    assert_eq!((form(&bench, &opened).await, form(&bench, &fresh).await, form(&bench, &fresh).await), (401, 200, 401));
    drop(program);
}

#[tokio::test]
async fn a_payconex_checkout_goes_on_and_hmac_takes_what_is_signed_after_the_restart_alone() {
    let folder = Folder::new("payconex");
    let data = folder.file("data");
    let program = Program::start(&data);
    let bench = program.bench().await;
    let first = payconex::Key::first(&bench);
    let (bearer, _) = payconex::open(&bench, &json!({}), &json!({})).await;
    let gone = first.make(&bench, &json!({"label": "gone", "scopes": ["pcx:api_key:read"]})).await;
    let path = format!("/api-keys/{}", gone.id);
    assert_eq!(first.ask(&bench, "PATCH", &path, &json!({"enabled": false})).await.status, 200);
    let now_s = async |bench: &Bench| bench.get("/_sandbox/clock").await.json()["nowMs"].as_u64().unwrap() / 1_000;
    let list = first.path("/api-keys");
    let signed = |nonce: &str, second: u64| first.sign("GET", &list, &nonce.repeat(64), second, "");
    let before_s = now_s(&bench).await;
    let old = signed("a", before_s);
    assert_eq!(payconex::raw(&bench, "GET", &list, &old, "").await.status, 200);
    // So that the next start is in a later second.
    bench.post("/_sandbox/clock", &json!({"advanceMs": 2_000})).await;

    let (program, bench) = again(program, &data).await;
    assert_eq!(payconex::raw(&bench, "GET", &list, &old, "").await.status, 401, "its nonce is forgotten");
    let new = signed("b", now_s(&bench).await);
    assert_eq!(payconex::raw(&bench, "GET", &list, &new, "").await.status, 200);
    assert_eq!(payconex::raw(&bench, "GET", &list, &new, "").await.status, 401, "once");
    assert_eq!(gone.lists(&bench).await, 401, "a disabled key stays disabled");
    let reply = payconex::tokenize(&bench, &bearer, &payconex::entered(payconex::VISA)).await;
    let reference = reply.json()["bfTokenReference"].as_str().unwrap().to_owned();

    let (program, bench) = again(program, &data).await;
    let sold = first.ask(&bench, "POST", "/payments/sale", &payconex::sale(&reference)).await;
    assert_eq!((sold.status, &sold.json()["status"]), (200, &json!("CAPTURED")), "{}", sold.text);
    drop(program);
}

#[tokio::test]
async fn a_hellgate_session_is_completed_with_what_was_sealed_before() {
    let folder = Folder::new("hellgate");
    let data = folder.file("data");
    let program = Program::start(&data);
    let bench = program.bench().await;
    let session = bench.open_session(&Value::Null).await;
    let sealed = hellgate::seal(&bench.state(&session).await["data"]["jwk"], &hellgate::card(VISA));
    let changes = json!({"model": "ecosystem"});
    bench.ask("PATCH", "/_sandbox/hellgate/account", &[hellgate::JSON], &changes.to_string()).await;
    let scoped = bench.post("/_sandbox/hellgate/api-keys", &json!({"label": "s", "merchants": ["m"]})).await.json();

    let (program, bench) = again(program, &data).await;
    let done = bench.complete(&session, "tokenize_card", &sealed).await.json();
    assert_eq!(done["status"], "success");
    let path = format!("/tokens/{}", done["data"]["token_id"].as_str().unwrap());
    let key = scoped["apiKey"].as_str().unwrap();
    assert_eq!(bench.commerce_as(key, "GET", &path, &Value::Null).await.status, 200);
    assert_eq!(bench.commerce_as(key, "DELETE", &path, &Value::Null).await.status, 403);
    drop(program);
}

#[tokio::test]
async fn a_corefy_invoice_is_paid_and_its_token_pays_again() {
    let folder = Folder::new("corefy");
    let data = folder.file("data");
    let program = Program::start(&data);
    let bench = program.bench().await;
    let invoice = bench.created(&corefy::invoice("order-1")).await;
    let id = invoice["id"].as_str().unwrap();

    let (program, bench) = again(program, &data).await;
    let paid = bench.sale(corefy::bearer(&invoice), &corefy::card(VISA)).await;
    assert_eq!(paid.json()["status"], "processed", "{}", paid.text);
    let token = bench.invoice(id).await["attributes"]["payload"]["token"].clone();

    let (program, bench) = again(program, &data).await;
    let options = json!({"token": token, "gateway_options": {"cardgate": {"instant": true}}});
    let second = bench.created(&support::but(corefy::invoice("order-2"), &options)).await;
    assert_eq!(second["attributes"]["status"], "processed");
    assert_eq!(bench.create_as(bench.corefy("apiKey"), &corefy::invoice("order-1")).await.status, 429);
    drop(program);
}
