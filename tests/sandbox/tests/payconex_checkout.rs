//! PayConex's checkout component and what its page does over HTTP, against payconex.md 7 and 8.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod payconex;
mod support;

use payconex::{Key, VISA, ask, entered, open, tokenize};
use serde_json::{Value, json};
use support::{Bench, NOW_MS, Reply, SHOP, but};

async fn session(bench: &Bench, bearer: &str) -> Reply {
    ask(bench, "GET", "/checkout/session", &format!("Bearer {bearer}"), &Value::Null).await
}

async fn page(bench: &Bench, instance: &str) -> Reply {
    bench.get(&format!("/payconex/checkout?instance={instance}")).await
}

#[tokio::test]
async fn a_configuration_is_made_listed_changed_and_deleted() {
    let bench = Bench::new().await;
    let key = Key::first(&bench);
    let body = json!({"label": "Shop", "allowedPaymentMethods": ["CARD", "ACH"], "allowedParentDomains": ["*"]});
    let made = key.ask(&bench, "POST", "/payment-iframe", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let shown = made.json();
    let id = shown["id"].as_str().unwrap();
    assert!(id.starts_with("ifr_") && id.len() == 36, "{id}");
    assert_eq!(
        (&shown["timeout"], &shown["language"], &shown["currency"]),
        (&json!(300), &json!("ENGLISH"), &json!("USD"))
    );
    let path = format!("/payment-iframe/{id}");
    assert_eq!(key.ask(&bench, "GET", &path, &Value::Null).await.json(), shown);
    assert_eq!(key.ask(&bench, "GET", "/payment-iframe", &Value::Null).await.json(), json!([shown]));
    let changed = key.ask(&bench, "PATCH", &path, &json!({"timeout": 60})).await;
    assert_eq!((changed.status, &changed.json()["timeout"]), (200, &json!(60)));
    for wrong in [
        json!({"timeout": 59}),
        json!({"timeout": 1_801}),
        json!({"allowedPaymentMethods": ["CASH"]}),
        json!({"allowedParentDomains": ["shop.example; script-src *"]}),
        json!({"cardSettings": {"cvv": "maybe"}}),
        json!({"cardSettings": {"billingAddress": {"planet": "required"}}}),
        json!({"currency": "EUR"}),
        json!({"colour": "red"}),
    ] {
        assert_eq!(key.ask(&bench, "PATCH", &path, &wrong).await.status, 422, "{wrong}");
        assert_eq!(key.ask(&bench, "POST", "/payment-iframe", &but(body.clone(), &wrong)).await.status, 422, "{wrong}");
    }
    assert_eq!(key.ask(&bench, "DELETE", &path, &Value::Null).await.status, 204);
    assert_eq!(key.ask(&bench, "GET", &path, &Value::Null).await.status, 404);
}

#[tokio::test]
async fn an_instance_keeps_the_settings_of_its_moment_with_its_overrides() {
    let bench = Bench::new().await;
    let key = Key::first(&bench);
    let configuration = json!({"cardSettings": {"cvv": "omit", "capturePhone": "optional"}});
    let overrides = json!({"amount": "27.98", "cardSettings": {"billingAddress": {"zip": "required"}}});
    let (bearer, made) = open(&bench, &configuration, &overrides).await;
    let iframe = key.ask(&bench, "GET", "/payment-iframe", &Value::Null).await.json()[0]["id"].clone();
    let path = format!("/payment-iframe/{}", iframe.as_str().unwrap());
    key.ask(&bench, "PATCH", &path, &json!({"cardSettings": {"cvv": "required"}})).await;
    let shown = session(&bench, &bearer).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let shown = shown.json();
    assert_eq!(
        (&shown["cvv"], &shown["amount"], &shown["expiresInMs"]),
        (&json!("omit"), &json!("27.98"), &json!(300_000))
    );
    assert_eq!(shown["fields"], json!([{"name": "zip", "required": true}, {"name": "phone", "required": false}]));
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("ifri_") && made.get("transactionId").is_none());
    let read = key.ask(&bench, "GET", &format!("{path}/instance/{id}"), &Value::Null).await.json();
    assert_eq!(
        (&read["label"], &read["amount"], &read["currency"]),
        (&json!("One checkout"), &json!("27.98"), &json!("USD"))
    );
    assert_eq!(read.get("bearerToken"), None);
    let claims = bearer.split('.').nth(1).unwrap();
    assert_eq!(bearer.split('.').count(), 3);
    assert_eq!(
        claims.trim_end_matches(|symbol: char| symbol.is_ascii_alphanumeric() || symbol == '-' || symbol == '_'),
        ""
    );
    assert_eq!(key.ask(&bench, "POST", &format!("{path}/instance/init"), &json!({})).await.status, 422);
}

#[tokio::test]
async fn a_bearer_may_be_mounted_again_and_tokenizes_once() {
    let bench = Bench::new().await;
    let (bearer, _) = open(&bench, &json!({}), &json!({})).await;
    assert_eq!(session(&bench, &bearer).await.status, 200);
    assert_eq!(session(&bench, &bearer).await.status, 200);
    let expired =
        but(entered(VISA), &json!({"card": {"number": VISA, "expiryMonth": "05", "expiryYear": "2026", "cvv": "123"}}));
    let refused = tokenize(&bench, &bearer, &expired).await;
    assert_eq!((refused.status, &refused.json()["details"][0]["source"]), (422, &json!("card.expiry")));
    let done = tokenize(&bench, &bearer, &entered(VISA)).await;
    assert_eq!(done.status, 200, "a refused card leaves the frame usable: {}", done.text);
    assert_eq!((&done.json()["type"], &done.json()["meta"]["savePaymentOption"]), (&json!("CARD"), &json!(false)));
    assert_eq!(done.json()["bfTokenReference"].as_str().unwrap().len(), 32);
    assert_eq!(tokenize(&bench, &bearer, &entered(VISA)).await.status, 401);
    assert_eq!(session(&bench, &bearer).await.status, 401);
}

#[tokio::test]
async fn of_many_submits_at_once_one_gets_a_reference() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let (bearer, _) = open(&bench, &json!({}), &json!({})).await;
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (bench, bearer) = (bench.clone(), bearer.clone());
        all.spawn(async move { tokenize(&bench, &bearer, &entered(VISA)).await.status });
    }
    assert_eq!(all.join_all().await.iter().filter(|status| **status == 200).count(), 1);
}

#[tokio::test]
async fn a_bearer_dies_at_its_timeout_and_with_its_key_and_is_no_other_credential() {
    let bench = Bench::new().await;
    let (bearer, _) = open(&bench, &json!({}), &json!({"timeout": 60})).await;
    bench.clock.set(NOW_MS + 60_000 - 1);
    assert_eq!(session(&bench, &bearer).await.json()["expiresInMs"], 1);
    bench.clock.set(NOW_MS + 60_000);
    assert_eq!(session(&bench, &bearer).await.status, 401);
    assert_eq!(tokenize(&bench, &bearer, &entered(VISA)).await.status, 401);

    let (bearer, _) = open(&bench, &json!({}), &json!({})).await;
    let (head, signature) = bearer.rsplit_once('.').unwrap();
    for wrong in
        [format!("{head}."), format!("{head}.{}", signature.to_lowercase()), head.to_owned(), "walnut".to_owned()]
    {
        assert_eq!(session(&bench, &wrong).await.status, 401, "{wrong}");
    }
    let key = Key::first(&bench);
    let reply = ask(&bench, "GET", &key.path("/api-keys"), &format!("Bearer {bearer}"), &Value::Null).await;
    assert_eq!(reply.status, 401, "a bearer is not a key");
    assert_eq!(session(&bench, &bearer).await.status, 200);
    key.ask(&bench, "PATCH", &format!("/api-keys/{}", key.id), &json!({"enabled": false})).await;
    assert_eq!(session(&bench, &bearer).await.status, 401);
}

#[tokio::test]
async fn the_shopper_decides_about_saving_only_where_the_merchant_lets_them() {
    let bench = Bench::new().await;
    for (setting, choice, saved) in [
        ("optional", json!(true), true),
        ("optional", json!(false), false),
        ("optional", Value::Null, false),
        ("required", json!(false), true),
        ("omit", json!(true), false),
    ] {
        let (bearer, _) = open(&bench, &json!({"savePaymentOption": setting}), &json!({})).await;
        assert_eq!(session(&bench, &bearer).await.json()["savePaymentOption"], setting);
        let done = tokenize(&bench, &bearer, &but(entered(VISA), &json!({"save": choice}))).await;
        assert_eq!(done.json()["meta"]["savePaymentOption"], saved, "{setting} {choice}");
    }
}

#[tokio::test]
async fn test_cards_only_and_each_wrong_field_is_named() {
    let bench = Bench::new().await;
    let settings = json!({"cardSettings": {"billingAddress": "required", "captureEmail": "required"}});
    let (bearer, _) = open(&bench, &settings, &json!({})).await;
    let address = json!({"address1": "1 Main Street", "city": "Sunnyvale", "state": "CA", "zip": "94085", "email": "a@b.example"});
    let whole = but(entered(VISA), &json!({"customer": address}));
    for (change, source, text) in [
        (json!({"number": "4929000000001230"}), "card.number", "The sandbox accepts test cards only."),
        (json!({"number": "4111111111111112"}), "card.number", "is not a card number"),
        (json!({"expiryMonth": "13"}), "card.expiry", "is not a month and a year"),
        (json!({"cvv": Value::Null}), "card.cvv", "is required"),
        (json!({"cvv": "1234"}), "card.cvv", "is not a security code"),
    ] {
        let card = but(whole["card"].clone(), &change);
        let reply = tokenize(&bench, &bearer, &but(whole.clone(), &json!({"card": card}))).await;
        assert_eq!(reply.status, 422, "{change}");
        assert_eq!(reply.json()["details"], json!([{"message": text, "source": source, "value": null}]), "{change}");
        assert!(!reply.text.contains("4929") && !reply.text.contains("4111"));
    }
    let no_zip = but(whole["customer"].clone(), &json!({"zip": Value::Null}));
    let reply = tokenize(&bench, &bearer, &but(whole.clone(), &json!({"customer": no_zip}))).await;
    assert_eq!(reply.json()["details"][0]["source"], "customer.zip");
    let misplaced = but(whole["customer"].clone(), &json!({"city": "4929 0000 0000 1230"}));
    assert_eq!(tokenize(&bench, &bearer, &but(whole.clone(), &json!({"customer": misplaced}))).await.status, 422);
    assert_eq!(tokenize(&bench, &bearer, &whole).await.status, 200);
}

#[tokio::test]
async fn the_page_is_framed_by_the_listed_parents_only_and_runs_no_inline_code() {
    let bench = Bench::new().await;
    for (domains, ancestors) in [
        (json!(["shop.example"]), "http://shop.example:* https://shop.example:*"),
        (
            json!(["*.shop.example", "127.0.0.1:4101"]),
            "http://*.shop.example:* https://*.shop.example:* http://127.0.0.1:4101 https://127.0.0.1:4101",
        ),
        (json!(["shop.example", "*"]), "*"),
        (json!([]), "*"),
    ] {
        let (_, made) = open(&bench, &json!({"allowedParentDomains": domains}), &json!({})).await;
        let page = page(&bench, made["id"].as_str().unwrap()).await;
        assert_eq!(page.status, 200);
        assert_eq!(
            page.header("content-security-policy").unwrap(),
            format!(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {ancestors}"
            )
        );
        for inline in ["<style", " style=", " onclick", "<script>"] {
            assert!(!page.text.contains(inline), "{inline}");
        }
        for id in ["number", "expiry", "cvv", "save"] {
            assert!(
                page.text.contains(&format!("<input id=\"{id}\""))
                    && page.text.contains(&format!("<label for=\"{id}\">")),
                "{id}"
            );
        }
    }
    let bench = Bench::with(|options| options.frame_ancestors = Some("http://localhost:4100".to_owned())).await;
    let reply = page(&bench, "walnut").await;
    let policies: Vec<_> = reply.headers.get_all("content-security-policy").iter().collect();
    assert_eq!((policies.len(), policies[1].to_str().unwrap()), (2, "frame-ancestors http://localhost:4100"));
}

#[tokio::test]
async fn the_component_needs_nothing_that_a_strict_page_forbids() {
    let bench = Bench::new().await;
    let script = bench.get("/payconex/iframe-v2/iframe-v2.0.0.min.js").await;
    assert_eq!((script.status, script.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(script.header("cross-origin-resource-policy"), Some("cross-origin"));
    for forbidden in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "srcdoc",
        "setAttribute",
        "cssText",
        "\"*\"",
    ] {
        assert!(!script.text.contains(forbidden), "{forbidden}");
    }
    assert!(script.text.contains("window.IframeV2"));
    for callback in ["iframeLoaded", "checkoutComplete", "error", "timeout"] {
        assert!(script.text.contains(&format!("\"{callback}\"")), "{callback}");
    }
    for (name, kind) in
        [("checkout.css", "text/css"), ("checkout.js", "text/javascript"), ("card.js", "text/javascript")]
    {
        let file = bench.get(&format!("/payconex/checkout/assets/{name}")).await;
        assert_eq!((file.status, file.header("content-type").unwrap().split(';').next().unwrap()), (200, kind));
    }
    assert_eq!(bench.get("/payconex/checkout/assets/..%2Fmod.rs").await.status, 404);
}

#[tokio::test]
async fn completion_comes_twice_when_it_is_switched_so() {
    let bench = Bench::new().await;
    let (bearer, _) = open(&bench, &json!({}), &json!({})).await;
    assert_eq!(session(&bench, &bearer).await.json()["completeTwice"], false);
    for twice in [true, false] {
        let reply = bench.post("/_sandbox/payconex/component", &json!({"completeTwice": twice})).await;
        assert_eq!((reply.status, reply.json()), (200, json!({"completeTwice": twice})));
        assert_eq!(session(&bench, &bearer).await.json()["completeTwice"], twice);
    }
    assert_eq!(bench.post("/_sandbox/payconex/component", &json!({"completeTwice": 2})).await.status, 400);
}

#[tokio::test]
async fn no_path_answers_another_origin() {
    let bench = Bench::new().await;
    let key = Key::first(&bench);
    let headers = [("origin", SHOP), ("authorization", &*key.basic())];
    for path in
        [&*key.path("/api-keys"), &*key.path("/payments/sale"), "/checkout/session", "/checkout/tokenize", "/checkout"]
    {
        for method in ["OPTIONS", "GET", "POST"] {
            let reply = bench.ask(method, &format!("/payconex{path}"), &headers, "").await;
            assert!(!reply.headers.keys().any(|name| name.as_str().starts_with("access-control")), "{method} {path}");
        }
    }
    let plain = [("authorization", "Bearer walnut"), ("content-type", "text/plain")];
    assert_eq!(bench.ask("POST", "/payconex/checkout/tokenize", &plain, "{}").await.status, 401);
    assert_eq!(bench.get("/payconex/walnut").await.json()["errorCode"], 40_005);
}

#[tokio::test]
async fn faults_strike_the_frames_own_calls() {
    let bench = Bench::new().await;
    let (bearer, _) = open(&bench, &json!({}), &json!({})).await;
    let body = json!({"message": "Internal Server Error", "errorCode": 40_004});
    bench
        .arm(&json!([
            {"vault": "payconex", "path": "/checkout/tokenize", "times": 1, "kind": "status", "status": 500, "body": body},
            {"vault": "payconex", "path": "/checkout/session", "times": 1, "kind": "garbage"},
        ]))
        .await;
    let broken = tokenize(&bench, &bearer, &entered(VISA)).await;
    assert_eq!((broken.status, broken.json()), (500, body));
    assert!(serde_json::from_str::<Value>(&session(&bench, &bearer).await.text).is_err());
    bench
        .arm(&json!({"vault": "payconex", "path": "/checkout/tokenize", "times": 1, "kind": "drop", "after": true}))
        .await;
    let headers = [("authorization", &*format!("Bearer {bearer}")), ("content-type", "application/json")];
    let lost = bench.try_ask("POST", "/payconex/checkout/tokenize", &headers, &entered(VISA).to_string()).await;
    assert!(lost.is_err());
    assert_eq!(session(&bench, &bearer).await.status, 401, "the answer was lost after the work");
}
