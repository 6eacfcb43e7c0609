//! Corefy's keys: types, presets, the public key's limits; and what a log may hold.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;
#[path = "support/corefy.rs"]
mod vault;

use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use support::{Bench, SHOP, VISA, but};
use vault::{JSON, bearer, called, card, invoice, shop};

const PREREQUEST: &str = "/corefy/public-api/payment-prerequest";
const PUBLIC: &str = "/corefy/public-api/payment-invoices";

fn public(bench: &Bench, name: &str, reference: &str) -> Value {
    json!({
        "public_key": bench.corefy(name), "reference_id": reference, "currency": "USD", "amount": 25,
        "service": "payment_card_usd_hpp", "metadata": {"basket": "7"},
    })
}

async fn made(bench: &Bench, kind: &str, preset: &str) -> String {
    let reply = bench.post("/_sandbox/corefy/api-keys", &json!({"type": kind, "preset": preset})).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["apiKey"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_keys_have_the_forms_of_the_contract() {
    let bench = Bench::new().await;
    let lengths = [("accountId", "coma_", 21), ("publicKey", "pk_test_", 51), ("privateKey", "sk_test_", 51)];
    let live = [("livePublicKey", "pk_live_", 51), ("livePrivateKey", "sk_live_", 51), ("apiKey", "", 43)];
    for (name, prefix, length) in lengths.into_iter().chain(live) {
        let value = bench.corefy(name);
        assert!(value.starts_with(prefix) && value.len() == length, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_live_key_never_touches_a_test_invoice_nor_the_other_way_round() {
    let bench = Bench::new().await;
    let keys = [("apiKey", "liveApiKey", true), ("liveApiKey", "apiKey", false)];
    for (at, (own, other, test_mode)) in keys.into_iter().enumerate() {
        let (own, other) = (bench.corefy(own), bench.corefy(other));
        let wanted = but(invoice(&format!("order-{at}")), &json!({"test_mode": test_mode}));
        assert_eq!(bench.create_as(other, &wanted).await.status, 403);
        let data = bench.create_as(own, &wanted).await.json()["data"].clone();
        assert_eq!(data["attributes"]["test_mode"], test_mode);
        let path = format!("/{}", data["id"].as_str().unwrap());
        assert_eq!(bench.private_as(own, "GET", &path, &Value::Null).await.status, 200);
        assert_eq!(bench.private_as(other, "GET", &path, &Value::Null).await.status, 404);
        let listed = |key: &str| {
            let key = key.to_owned();
            let bench = &bench;
            async move { bench.private_as(&key, "GET", "", &Value::Null).await.text }
        };
        assert!(listed(own).await.contains(&path[1..]) && !listed(other).await.contains(&path[1..]));
    }
    // A token of a test payment is none in live mode.
    let token = bench.saved("order-2", VISA).await;
    let again = but(invoice("order-3"), &json!({"token": token, "gateway_options": {"cardgate": {"instant": true}}}));
    assert_eq!(bench.create_as(bench.corefy("liveApiKey"), &again).await.status, 422);
    assert_eq!(bench.create_as(bench.corefy("apiKey"), &again).await.status, 201);
    // A decline by amount is a thing of test services.
    let large = but(invoice("order-4"), &json!({"amount": 99_999}));
    let live = bench.create_as(bench.corefy("liveApiKey"), &large).await.json()["data"].clone();
    assert_eq!(bench.sale(bearer(&live), &card(VISA)).await.json()["status"], "processed");
}

#[tokio::test]
async fn a_live_callback_is_signed_with_the_live_private_key() {
    let bench = Bench::new().await;
    let (url, calls) = shop(Vec::new()).await;
    let wanted = but(invoice("order-1"), &json!({"callback_url": url}));
    let live = bench.create_as(bench.corefy("liveApiKey"), &wanted).await.json()["data"].clone();
    bench.sale(bearer(&live), &card(VISA)).await;
    let (headers, body) = called(&calls, 1).await.remove(0);
    let signed = |secret: &str| {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(Sha1::digest(format!("{secret}{body}{secret}")))
    };
    let presented = headers.get("x-signature").unwrap().to_str().unwrap();
    assert_eq!(presented, signed(bench.corefy("livePrivateKey")));
    assert_ne!(presented, signed(bench.corefy("privateKey")));
}

#[tokio::test]
async fn a_preset_says_what_a_key_may_and_the_key_is_shown_once() {
    let bench = Bench::new().await;
    for (at, (preset, creates, reads)) in
        [("Read-only", 403, 200), ("Write", 201, 403), ("Full access", 201, 200)].into_iter().enumerate()
    {
        let key = made(&bench, "Test", preset).await;
        assert_eq!(bench.create_as(&key, &invoice(&format!("order-{at}"))).await.status, creates, "{preset}");
        assert_eq!(bench.private_as(&key, "GET", "", &Value::Null).await.status, reads, "{preset}");
        assert!(!bench.get("/_sandbox/corefy/api-keys").await.text.contains(&key));
    }
    let custom = json!({"type": "Test", "preset": "Custom", "permissions": ["customer:edit"], "name": "n"});
    let custom = bench.post("/_sandbox/corefy/api-keys", &custom).await.json();
    let key = custom["apiKey"].as_str().unwrap();
    assert_eq!(bench.private_as(key, "GET", "", &Value::Null).await.status, 403);
    let path = format!("/_sandbox/corefy/api-keys/{}", custom["id"].as_str().unwrap());
    for method in ["PATCH", "PUT", "POST"] {
        let changed = bench.ask(method, &path, &[JSON], "{\"preset\":\"Full access\"}").await;
        assert_eq!(changed.status, 405, "a key never changes");
    }
    assert_eq!(bench.ask("DELETE", &path, &[], "").await.status, 204);
    assert_eq!(bench.private_as(key, "GET", "", &Value::Null).await.status, 401);
    for wrong in [
        json!({"preset": "Write"}),
        json!({"type": "Both", "preset": "Write"}),
        json!({"type": "Test", "preset": "Custom"}),
        json!({"type": "Test", "preset": "Write", "permissions": []}),
        json!({"type": "Test", "preset": "Custom", "permissions": ["walnut:view"]}),
    ] {
        assert_eq!(bench.post("/_sandbox/corefy/api-keys", &wrong).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_key_is_listed_and_read_with_all_that_a_person_filled_in_and_none_of_its_digits_but_four() {
    let bench = Bench::new().await;
    let wanted = json!({"type": "Live", "name": "Shop", "description": "the till", "preset": "Read-only"});
    let mut made = bench.post("/_sandbox/corefy/api-keys", &wanted).await.json();
    let key = made["apiKey"].as_str().unwrap().to_owned();
    made.as_object_mut().unwrap().shift_remove("apiKey");
    let names = ["id", "type", "name", "description", "preset", "permissions", "masked", "createdAt", "revokedAt"];
    assert_eq!(made.as_object().unwrap().keys().collect::<Vec<_>>(), names);
    assert_eq!(
        (&made["name"], &made["description"], &made["type"]),
        (&json!("Shop"), &json!("the till"), &json!("Live"))
    );
    assert_eq!((&made["createdAt"], &made["revokedAt"]), (&json!("2026-06-15T00:00:00.000Z"), &Value::Null));
    assert_eq!(made["masked"], format!("...{}", &key[39..]));
    let path = format!("/_sandbox/corefy/api-keys/{}", made["id"].as_str().unwrap());
    let (one, all) = (bench.get(&path).await, bench.get("/_sandbox/corefy/api-keys").await);
    assert_eq!((one.json(), &all.json()["apiKeys"][2]), (made.clone(), &made));
    for text in [&one.text, &all.text] {
        assert!(!key.as_bytes().windows(5).any(|part| text.contains(std::str::from_utf8(part).unwrap())), "{text}");
    }
    bench.clock.set(support::NOW_MS + 1_500);
    bench.ask("DELETE", &path, &[], "").await;
    bench.clock.set(support::NOW_MS + 9_000);
    bench.ask("DELETE", &path, &[], "").await;
    assert_eq!(bench.get(&path).await.json()["revokedAt"], "2026-06-15T00:00:01.500Z", "the first time counts");
    assert_eq!(bench.get("/_sandbox/corefy/api-keys/walnut").await.status, 404);
}

#[tokio::test]
async fn a_preset_of_which_one_switch_differs_is_custom() {
    let bench = Bench::new().await;
    let made = async |wanted: Value| bench.post("/_sandbox/corefy/api-keys", &wanted).await.json();
    let all = made(json!({"type": "Test", "preset": "Read-only"})).await["permissions"].clone();
    let mut turned: Vec<Value> = all.as_array().unwrap().clone();
    turned.reverse();
    let whole = made(json!({"type": "Test", "preset": "Read-only", "permissions": turned})).await;
    assert_eq!((&whole["preset"], &whole["permissions"]), (&json!("Read-only"), &all));
    turned.pop();
    let less = made(json!({"type": "Test", "preset": "Read-only", "permissions": turned})).await;
    assert_eq!((&less["preset"], less["permissions"].as_array().unwrap().len()), (&json!("Custom"), turned.len()));
    let unnamed = made(json!({"type": "Test", "permissions": ["customer:view", "customer:view"]})).await;
    assert_eq!((&unnamed["preset"], &unnamed["permissions"]), (&json!("Custom"), &json!(["customer:view"])));
}

#[tokio::test]
async fn a_name_has_a_length_and_says_so() {
    let bench = Bench::new().await;
    for (member, longest) in [("name", 100), ("description", 1_000)] {
        // Counted in characters, not in bytes.
        for (text, status) in [("ü".repeat(longest), 200), ("u".repeat(longest + 1), 400)] {
            let wanted = json!({"type": "Test", "preset": "Write", member: text});
            let reply = bench.post("/_sandbox/corefy/api-keys", &wanted).await;
            assert_eq!(reply.status, status, "{member}: {}", reply.text);
            assert!(status == 200 || reply.text.contains(&format!("{member} is a text of at most {longest}")));
        }
        let number = json!({"type": "Test", "preset": "Write", member: 1});
        assert_eq!(bench.post("/_sandbox/corefy/api-keys", &number).await.status, 400, "{member}");
    }
}

#[tokio::test]
async fn the_private_api_wants_the_account_and_its_key() {
    let bench = Bench::new().await;
    use base64::Engine;
    let encode = |text: String| format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text));
    let (id, key) = (bench.corefy("accountId"), bench.corefy("apiKey"));
    for (header, status) in [
        (encode(format!("{id}:{key}")), 200),
        (encode(format!("coma_0000000000000000:{key}")), 401),
        (encode(format!("{id}:walnut")), 401),
        (encode(format!("{id}{key}")), 401),
        (encode(format!("{id}:{}", bench.corefy("publicKey"))), 401),
        (encode(format!("{id}:{}", bench.corefy("privateKey"))), 401),
        (format!("Bearer {key}"), 401),
        ("Basic !".to_owned(), 401),
    ] {
        let reply = bench.ask("GET", "/corefy/api/payment-invoices", &[("authorization", &header)], "").await;
        assert_eq!(reply.status, status, "{header}: {}", reply.text);
    }
    let nobody = bench.get("/corefy/api/payment-invoices").await;
    assert_eq!((nobody.status, &nobody.json()["errors"][0]["title"]), (401, &json!("Unauthorized")));
}

#[tokio::test]
async fn a_public_key_offers_services_and_makes_an_invoice_without_secrets() {
    let bench = Bench::new().await;
    for (name, test_mode) in [("publicKey", true), ("livePublicKey", false)] {
        let ask = json!({"public_key": bench.corefy(name), "currency": "USD"});
        let reply = bench.post(&format!("{PREREQUEST}?include%5B0%5D=x"), &ask).await;
        let attributes = reply.json()["data"]["attributes"].clone();
        assert_eq!((reply.status, &attributes["test_mode"]), (200, &json!(test_mode)), "{}", reply.text);
        let service = &attributes["services"]["payment_card_usd_hpp"];
        assert_eq!(
            (&service["method"], &service["flow"], &service["status"]),
            (&json!("payment_card"), &json!("hpp"), &json!("available"))
        );
        assert_eq!(attributes["methods"]["payment_card"]["category"], "bank_cards");

        let made = bench.post(PUBLIC, &public(&bench, name, name)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let data = made.json()["data"].clone();
        assert_eq!(data["attributes"]["test_mode"], test_mode);
        assert_eq!(data["attributes"]["flow_data"]["metadata"], json!({}), "no bearer");
        assert_eq!(data["attributes"]["metadata"], json!({}));
        let read = bench.get(&format!("{PUBLIC}/{}", data["id"].as_str().unwrap())).await;
        assert_eq!((read.status, read.json()["data"].clone()), (200, data));
    }
    let (id, _) = bench.paid(&invoice("order-1"), &card(VISA)).await;
    let seen = bench.get(&format!("{PUBLIC}/{id}")).await.json()["data"]["attributes"].clone();
    assert_eq!((&seen["status"], &seen["payload"]), (&json!("processed"), &json!({})), "no token on a page");
    assert_eq!(bench.get(&format!("{PUBLIC}/cpi_walnut")).await.status, 404);
}

#[tokio::test]
async fn a_public_key_may_not_ask_for_what_is_a_servers_nor_on_another_domain() {
    let bench = Bench::new().await;
    for member in ["customer", "callback_url", "gateway_options", "token", "test_mode", "return_url"] {
        let reply = bench.post(PUBLIC, &but(public(&bench, "publicKey", "order-1"), &json!({member: "x"}))).await;
        assert_eq!(reply.status, 422, "{member}");
    }
    for key in ["walnut", bench.corefy("apiKey"), bench.corefy("privateKey")] {
        let wrong = json!({"public_key": key});
        assert_eq!(bench.post(PUBLIC, &but(public(&bench, "publicKey", "order-1"), &wrong)).await.status, 401);
        assert_eq!(bench.post(PREREQUEST, &json!({"public_key": key, "currency": "USD"})).await.status, 401);
    }
    assert_eq!(bench.private_as(bench.corefy("publicKey"), "GET", "", &Value::Null).await.status, 401);
    bench.switch_account(&json!({"hostedPageDomain": "shop.example"})).await;
    let body = public(&bench, "publicKey", "order-1").to_string();
    for (origin, status) in [("https://shop.example", 201), ("https://shop.example.evil.test", 403), (SHOP, 403)] {
        assert_eq!(bench.ask("POST", PUBLIC, &[("origin", origin), JSON], &body).await.status, status, "{origin}");
    }
    bench.switch_account(&json!({"hostedPageDomain": null, "allowPublicCreation": false})).await;
    assert_eq!(bench.post(PUBLIC, &public(&bench, "publicKey", "order-2")).await.status, 403);
    assert_eq!(
        bench.post(PREREQUEST, &json!({"public_key": bench.corefy("publicKey"), "currency": "USD"})).await.status,
        200
    );
}

#[tokio::test]
async fn other_origins_reach_the_public_api_and_the_card_gateway_and_nothing_else() {
    let bench = Bench::new().await;
    let shop = [("origin", SHOP)];
    for path in [PREREQUEST, PUBLIC] {
        let ahead = bench.ask("OPTIONS", path, &shop, "").await;
        assert_eq!(
            (ahead.status, ahead.header("access-control-allow-origin"), ahead.header("access-control-allow-headers")),
            (204, Some(SHOP), Some("content-type"))
        );
    }
    let ahead = bench.ask("OPTIONS", "/corefy/payment/sale", &shop, "").await;
    assert_eq!(
        (ahead.status, ahead.header("access-control-allow-origin"), ahead.header("access-control-allow-headers")),
        (204, Some(SHOP), Some("authorization, content-type"))
    );
    for path in ["/corefy/api/payment-invoices", "/corefy/acs/x"] {
        for method in ["GET", "POST", "OPTIONS"] {
            let reply = bench.ask(method, path, &shop, "").await;
            assert_eq!(reply.header("access-control-allow-origin"), None, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_journal_holds_no_corefy_key_bearer_token_or_card() {
    let bench = Bench::new().await;
    let data = bench.created(&invoice("order-1")).await;
    let (id, bearer) = (data["id"].as_str().unwrap(), bearer(&data));
    bench.sale(bearer, &card(VISA)).await;
    let token = bench.invoice(id).await["attributes"]["payload"]["token"].as_str().unwrap().to_owned();
    bench.created(&but(invoice("order-2"), &json!({"token": token}))).await;
    bench.post(PUBLIC, &public(&bench, "publicKey", "order-3")).await;
    bench.get(&format!("/corefy/hpp/?public_key={}&cpi={id}", bench.corefy("publicKey"))).await;

    let text = bench.get("/_sandbox/requests").await.text;
    let basic = bench.basic(bench.corefy("apiKey"));
    let secrets = [bench.corefy("apiKey"), bench.corefy("publicKey"), &basic[6..], bearer, &token, id, VISA];
    let found = |text: &str| secrets.iter().filter(|secret| text.contains(**secret)).count();
    assert_eq!(found(&text), 0, "{text}");
    for secret in secrets {
        let planted = text.replacen("[redacted", secret, 1);
        assert_eq!(found(&planted), 1, "the search must find a planted value");
    }
    let entries = bench.journal().await;
    assert_eq!((&entries[1]["vault"], &entries[1]["path"]), (&json!("corefy"), &json!("/corefy/payment/sale")));
    assert_eq!(entries[1]["body"], json!({"data": ["type", "attributes"]}));
}

#[tokio::test]
async fn corefy_takes_faults_and_refuses_in_its_own_form() {
    let bench = Bench::new().await;
    let body = json!({"request_id": "req_1", "error_type": "validation_error", "error_codes": ["amount_required"]});
    bench
        .arm(&json!({"vault": "corefy", "path": "/api", "times": 1, "kind": "status", "status": 422, "body": body}))
        .await;
    assert_eq!(bench.create_as(bench.corefy("apiKey"), &invoice("order-1")).await.json(), body);
    let data = bench.created(&invoice("order-1")).await;
    bench.arm(&json!({"vault": "corefy", "path": "/payment", "times": 1, "kind": "drop", "after": true})).await;
    let sale = json!({"data": {"type": "sale-operation", "attributes": card(VISA)}}).to_string();
    let bearer = format!("Bearer {}", bearer(&data));
    assert!(bench.try_ask("POST", "/corefy/payment/sale", &[("authorization", &bearer), JSON], &sale).await.is_err());
    let after = bench.invoice(data["id"].as_str().unwrap()).await;
    assert_eq!(after["attributes"]["status"], "processed", "the work was done before the line broke");
    for (path, status) in [("/corefy/walnut", "404"), ("/corefy/payment/sale", "405")] {
        assert_eq!(bench.get(path).await.json()["errors"][0]["status"], status);
    }
}
