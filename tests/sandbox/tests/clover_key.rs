//! Keys, OAuth and CORS, against clover.md.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;

use serde_json::{Value, json};
use support::{Bench, NOW_MS, Reply, SHOP, VISA, card};

fn form_a() -> Value {
    json!({"message": "401 Unauthorized"})
}

async fn pakms(bench: &Bench, authorization: &str) -> Reply {
    bench.ask("GET", "/clover/pakms/apikey", &[("authorization", authorization)], "").await
}

async fn tokenize(bench: &Bench, headers: &[(&str, &str)]) -> Reply {
    let mut all = vec![("content-type", "application/json")];
    all.extend_from_slice(headers);
    bench.ask("POST", "/clover/v1/tokens", &all, &json!({"card": card(VISA)}).to_string()).await
}

#[tokio::test]
async fn the_key_service_gives_the_same_key_and_time_twice() {
    let bench = Bench::new().await;
    let bearer = format!("Bearer {}", bench.clover("accessToken"));
    let first = pakms(&bench, &bearer).await;
    assert_eq!(first.status, 200);
    assert_eq!(
        first.json(),
        json!({
            "active": true,
            "apiAccessKey": bench.clover("publicKey"),
            "createdTime": NOW_MS,
            "developerAppUuid": bench.clover("clientId"),
            "merchantUuid": bench.clover("merchantId"),
            "modifiedTime": NOW_MS,
        })
    );
    bench.clock.set(NOW_MS + 3_600_000);
    assert_eq!(pakms(&bench, &bearer).await.text, first.text);
}

#[tokio::test]
async fn a_bad_bearer_is_refused_in_form_a() {
    let bench = Bench::new().await;
    let token = bench.clover("accessToken");
    for wrong in [
        "Bearer walnut".to_owned(),
        "Bearer ".to_owned(),
        token.to_owned(),
        format!("Basic {token}"),
        format!("Bearer {token} "),
        format!("Bearer {}", token.to_lowercase()),
        format!("Bearer {}", bench.clover("publicKey")),
        format!("Bearer {}", bench.clover("privateKey")),
    ] {
        let reply = pakms(&bench, &wrong).await;
        // A trailing blank is not part of a header's value.
        if wrong.ends_with(' ') && wrong.contains(token) {
            assert_eq!(reply.status, 200);
        } else {
            assert_eq!((reply.status, reply.json()), (401, form_a()), "{wrong}");
        }
    }
    let none = bench.get("/clover/pakms/apikey").await;
    assert_eq!((none.status, none.json()), (401, form_a()));
}

#[tokio::test]
async fn an_access_token_dies_at_its_expiry_and_does_not_come_back() {
    let bench = Bench::new().await;
    let bearer = format!("Bearer {}", bench.clover("accessToken"));
    bench.clock.set(NOW_MS + 86_400_000 - 1);
    assert_eq!(pakms(&bench, &bearer).await.status, 200);
    bench.clock.set(NOW_MS + 86_400_000);
    assert_eq!(pakms(&bench, &bearer).await.status, 401);
    bench.clock.set(NOW_MS);
    assert_eq!(pakms(&bench, &bearer).await.status, 401);
}

#[tokio::test]
async fn tokens_take_the_sandbox_key_and_no_other() {
    let bench = Bench::new().await;
    let key = bench.clover("publicKey");
    assert_eq!(tokenize(&bench, &[("apikey", key)]).await.status, 200);
    assert_eq!(tokenize(&bench, &[("apiKey", key)]).await.status, 200);
    let huge = "a".repeat(4_000);
    for wrong in [
        "",
        "walnut",
        &*huge,
        &*key.to_uppercase(),
        bench.clover("productionPublicKey"),
        bench.clover("accessToken"),
        bench.clover("privateKey"),
    ] {
        let reply = tokenize(&bench, &[("apikey", wrong)]).await;
        assert_eq!((reply.status, reply.json()), (401, form_a()));
    }
    assert_eq!(tokenize(&bench, &[]).await.status, 401);
    assert_eq!(tokenize(&bench, &[("apikey", key), ("apikey", key)]).await.status, 401);
}

#[tokio::test]
async fn an_authorization_header_at_tokens_is_refused() {
    let bench = Bench::new().await;
    let bearer = format!("Bearer {}", bench.clover("accessToken"));
    let reply = tokenize(&bench, &[("apikey", bench.clover("publicKey")), ("authorization", &bearer)]).await;
    assert_eq!((reply.status, &*reply.code()), (400, "invalid_request"));
}

#[tokio::test]
async fn a_disabled_key_shows_inactive_and_makes_no_tokens() {
    let bench = Bench::new().await;
    let bearer = format!("Bearer {}", bench.clover("accessToken"));
    let key = [("apikey", bench.clover("publicKey"))];
    bench.clock.set(NOW_MS + 5_000);
    assert_eq!(bench.post("/_sandbox/clover/key", &json!({"active": false})).await.status, 200);
    let shown = pakms(&bench, &bearer).await.json();
    assert_eq!((&shown["active"], &shown["createdTime"]), (&json!(false), &json!(NOW_MS)));
    assert_eq!(shown["modifiedTime"], NOW_MS + 5_000);
    assert_eq!(tokenize(&bench, &key).await.status, 401);
    bench.post("/_sandbox/clover/key", &json!({"active": true})).await;
    assert_eq!(tokenize(&bench, &key).await.status, 200);
    assert_eq!(bench.post("/_sandbox/clover/key", &json!({"active": "no"})).await.status, 400);
}

#[tokio::test]
async fn a_refresh_token_works_once_and_times_are_in_seconds() {
    let bench = Bench::new().await;
    let body = json!({"client_id": bench.clover("clientId"), "refresh_token": bench.clover("refreshToken")});
    let first = bench.post("/clover/oauth/v2/refresh", &body).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let pair = first.json();
    assert_eq!(pair["access_token_expiration"], NOW_MS / 1_000 + 86_400);
    assert_eq!(pair["refresh_token_expiration"], NOW_MS / 1_000 + 31_536_000);
    assert_eq!(pair.as_object().unwrap().len(), 4);
    let bearer = format!("Bearer {}", pair["access_token"].as_str().unwrap());
    assert_eq!(pakms(&bench, &bearer).await.status, 200);

    let second = bench.post("/clover/oauth/v2/refresh", &body).await;
    assert_eq!((second.status, second.json()), (400, json!({"message": "Invalid OAuth credentials"})));
    let next = json!({
        "client_id": bench.clover("clientId"),
        "client_secret": bench.clover("clientSecret"),
        "refresh_token": pair["refresh_token"],
    });
    assert_eq!(bench.post("/clover/oauth/v2/refresh", &next).await.status, 200);
}

async fn authorize(bench: &Bench, more: &str) -> Reply {
    let path = format!(
        "/clover/oauth/v2/authorize?client_id={}&redirect_uri=http%3A%2F%2Flocalhost%3A4100%2Fback{more}",
        bench.clover("clientId")
    );
    bench.get(&path).await
}

fn code(reply: &Reply) -> String {
    let location = reply.header("location").unwrap();
    let url = url::Url::parse(location).unwrap();
    assert_eq!(url.path(), "/back");
    url.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
}

#[tokio::test]
async fn an_authorization_code_is_exchanged_once() {
    let bench = Bench::new().await;
    let reply = authorize(&bench, "&state=s1").await;
    assert_eq!(reply.status, 302);
    let location = reply.header("location").unwrap();
    assert!(location.contains(bench.clover("merchantId")) && location.contains("state=s1"), "{location}");
    let body = json!({
        "client_id": bench.clover("clientId"),
        "client_secret": bench.clover("clientSecret"),
        "code": code(&reply),
    });
    let wrong = support::but(body.clone(), &json!({"client_secret": "walnut"}));
    assert_eq!(bench.post("/clover/oauth/v2/token", &wrong).await.status, 400);
    assert_eq!(bench.post("/clover/oauth/v2/token", &body).await.status, 200);
    assert_eq!(bench.post("/clover/oauth/v2/token", &body).await.status, 400);
}

#[tokio::test]
async fn a_challenged_code_wants_its_verifier() {
    let bench = Bench::new().await;
    let challenge = "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    for (verifier, status) in [("walnut", 400), ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", 200)] {
        let code = code(&authorize(&bench, challenge).await);
        let body = json!({"client_id": bench.clover("clientId"), "code_verifier": verifier, "code": code});
        assert_eq!(bench.post("/clover/oauth/v2/token", &body).await.status, status, "{verifier}");
    }
}

#[tokio::test]
async fn authorize_redirects_to_loopback_only() {
    let bench = Bench::new().await;
    let client = bench.clover("clientId");
    for target in ["https%3A%2F%2Fexample.com%2F", "javascript%3Aalert(1)", "", "http%3A%2F%2Flocalhost.example.com"] {
        let reply = bench.get(&format!("/clover/oauth/v2/authorize?client_id={client}&redirect_uri={target}")).await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{target}");
    }
}

#[tokio::test]
async fn the_encryption_keys_hold_a_modulus_and_an_exponent() {
    let bench = Bench::new().await;
    let keys = bench.get("/clover/assets/keys.json").await.json();
    for name in ["TA_PUBLIC_KEY_DEV", "TA_PUBLIC_KEY_PROD"] {
        let text = keys[name].as_str().unwrap();
        let hex = hex_of_base64(text);
        // 512 digits of modulus, a filler digit, then the exponent.
        assert_eq!(hex.len(), 512 + 1 + 5, "{name}");
        assert!(hex.ends_with("10001"), "{hex}");
        assert_ne!(&hex[..1], "0", "a modulus of fewer than 2048 bits");
    }
    assert_ne!(keys["TA_PUBLIC_KEY_DEV"], keys["TA_PUBLIC_KEY_PROD"]);
}

fn hex_of_base64(text: &str) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.trim_end_matches('=').chars().map(|symbol| alphabet.find(symbol).unwrap());
    let bits: String = digits.map(|digit| format!("{digit:06b}")).collect();
    let nibbles = bits.len() / 8 * 2;
    (0..nibbles).map(|at| format!("{:x}", u8::from_str_radix(&bits[4 * at..4 * at + 4], 2).unwrap())).collect()
}

async fn with_origin(bench: &Bench, method: &str, path: &str, origin: &str) -> Reply {
    let key = bench.clover("publicKey");
    let headers = [("origin", origin), ("apikey", key), ("content-type", "application/json")];
    bench.ask(method, path, &headers, &json!({"card": card(VISA)}).to_string()).await
}

#[tokio::test]
async fn tokens_name_the_origin_of_the_shop_and_no_other() {
    let bench = Bench::new().await;
    let allowed = with_origin(&bench, "POST", "/clover/v1/tokens", SHOP).await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (200, Some(SHOP)));
    assert_eq!(allowed.header("vary"), Some("Origin"));
    assert_eq!(allowed.header("access-control-allow-credentials"), None);
    for origin in ["null", "http://127.0.0.1:4199", "https://127.0.0.1:4101", "*", "http://127.0.0.1:41011"] {
        let other = with_origin(&bench, "POST", "/clover/v1/tokens", origin).await;
        assert_eq!(other.header("access-control-allow-origin"), None, "{origin}");
        assert_eq!(other.header("vary"), Some("Origin"));
    }
    assert_eq!(bench.token(&json!({"card": card(VISA)})).await.header("access-control-allow-origin"), None);
    // A refusal must be readable too.
    let refused = bench.ask("POST", "/clover/v1/tokens", &[("origin", SHOP)], "").await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (401, Some(SHOP)));
}

#[tokio::test]
async fn a_preflight_allows_the_documented_headers_to_the_shop_only() {
    let bench = Bench::new().await;
    let allowed = with_origin(&bench, "OPTIONS", "/clover/v1/tokens", SHOP).await;
    assert_eq!((allowed.status, &*allowed.text), (204, ""));
    assert_eq!(allowed.header("access-control-allow-origin"), Some(SHOP));
    assert_eq!(allowed.header("access-control-allow-headers"), Some("apikey, content-type, accept"));
    assert_eq!(allowed.header("access-control-allow-methods"), Some("POST"));
    let other = with_origin(&bench, "OPTIONS", "/clover/v1/tokens", "http://127.0.0.1:4199").await;
    assert_eq!((other.status, other.header("access-control-allow-origin")), (204, None));
    assert_eq!(other.header("access-control-allow-headers"), None);
    let pakms = with_origin(&bench, "OPTIONS", "/clover/pakms/apikey", SHOP).await;
    assert_eq!(pakms.header("access-control-allow-headers"), Some("authorization, accept"));
}

#[tokio::test]
async fn nothing_else_has_cors() {
    let bench = Bench::new().await;
    for path in [
        "/clover/v1/charges",
        "/clover/oauth/v2/token",
        "/clover/assets/keys.json",
        "/vaultera/api/v1/session_tokens",
        "/vaultera/api/v1/cards",
        "/vaultera/api/v1/capture_form",
        "/_sandbox/credentials",
        "/_sandbox/faults",
    ] {
        for method in ["OPTIONS", "GET", "POST"] {
            let reply = with_origin(&bench, method, path, SHOP).await;
            let cors = reply.headers.keys().any(|name| name.as_str().starts_with("access-control"));
            assert!(!cors, "{method} {path}");
        }
    }
}
