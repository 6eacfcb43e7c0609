//! Corefy's invoices, the card gateway, tokens and callbacks.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;
#[path = "support/corefy.rs"]
mod vault;

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use support::{Bench, NOW_MS, VISA, but};
use vault::{DECLINED, THREE_DS, bearer, called, card, invoice, shop, without};

#[tokio::test]
async fn an_invoice_takes_a_card_and_its_payment_shows_the_token() {
    let bench = Bench::new().await;
    let data = bench.created(&invoice("order-1")).await;
    let id = data["id"].as_str().unwrap();
    assert!(id.starts_with("cpi_") && id.len() == 20, "{id}");
    assert_eq!(data["type"], "payment-invoices");
    let attributes = &data["attributes"];
    let form = attributes["flow_data"]["action"].as_str().unwrap();
    assert!(form.starts_with(&format!("http://{}/corefy/hpp/", bench.address)), "{form}");
    let cleared = json!({"flow_data": null, "hpp_url": null});
    assert_eq!(
        but(attributes.clone(), &cleared),
        json!({
            "status": "process_pending", "resolution": "ok", "amount": 25, "payment_amount": 25, "currency": "USD",
            "service_currency": "USD", "reference_id": "order-1", "description": null, "test_mode": true, "fee": 0,
            "deposit": 25, "processed": null, "processed_amount": null, "metadata": {}, "flow": "hpp",
            "created": NOW_MS / 1_000, "updated": NOW_MS / 1_000, "payload": {},
        })
    );
    assert_eq!(data["relationships"]["payment-service"]["data"]["id"], "payment_card_usd_hpp");
    assert_eq!(data["links"]["self"], format!("/api/payment-invoices/{id}"));

    let paid = bench.sale(bearer(&data), &card("5555555555554444")).await;
    assert_eq!((paid.status, &paid.json()["status"]), (200, &json!("processed")), "{}", paid.text);
    assert_eq!(paid.json().get("auth_payload"), None);
    let after = bench.invoice(id).await["attributes"].clone();
    assert_eq!((&after["status"], &after["processed_amount"]), (&json!("processed"), &json!(25)));
    assert_eq!(after["processed"], NOW_MS / 1_000);
    assert_eq!(after["flow_data"], json!({}));
    let token = after["payload"]["token"].as_str().unwrap();
    assert_eq!(token.len(), 32);
    assert_eq!(
        but(after["payload"].clone(), &json!({"token": null})),
        json!({"client_ip": "198.51.100.7", "payment_card": {
            "first": "555555", "last": "4444", "mask": "555555******4444", "brand": "mastercard",
            "holder": "ADA EXAMPLE", "expiry_month": "10", "expiry_year": "31", "issuer_name": "EXAMPLE BANK",
            "issuer_country": "DE",
        }})
    );
    let again = bench.sale(bearer(&data), &card(VISA)).await;
    assert_eq!(again.status, 429, "{}", again.text);
}

#[tokio::test]
async fn a_token_comes_only_when_asked_for_and_the_bearer_is_shown_once() {
    let bench = Bench::new().await;
    let (id, _) = bench.paid(&without(invoice("order-1"), "gateway_options"), &card(VISA)).await;
    assert_eq!(bench.invoice(&id).await["attributes"]["payload"].get("token"), None);
    let data = bench.created(&invoice("order-2")).await;
    let read = bench.invoice(data["id"].as_str().unwrap()).await;
    assert_eq!(read["attributes"]["flow_data"]["metadata"], json!({}));
    let nobody = bench.create_as(bench.corefy("apiKey"), &without(invoice("order-3"), "customer")).await;
    assert_eq!(nobody.status, 422);
    let pointer = &nobody.json()["errors"][0]["source"]["pointer"];
    assert_eq!(pointer, "/data/attributes/customer/reference_id");
}

#[tokio::test]
async fn a_declined_card_ends_the_invoice_and_says_so_with_200() {
    let bench = Bench::new().await;
    for (reference, number, amount) in [("order-1", DECLINED, json!(25)), ("order-2", VISA, json!(99_999))] {
        let (id, reply) = bench.paid(&but(invoice(reference), &json!({"amount": amount})), &card(number)).await;
        assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("process_failed")), "{}", reply.text);
        assert!(reply.json()["errors"][0]["title"].is_string() && reply.json()["errors"][0]["status"].is_string());
        let after = bench.invoice(&id).await["attributes"].clone();
        assert_eq!((&after["status"], &after["resolution"]), (&json!("process_failed"), &json!("declined")));
        assert_eq!(after["payload"], json!({}));
    }
    let (_, good) = bench.paid(&but(invoice("order-3"), &json!({"amount": 99_997})), &card(VISA)).await;
    assert_eq!(good.json()["status"], "processed");
    let (id, broken) = bench.paid(&invoice("order-4"), &card("4005571702222222")).await;
    assert_eq!(broken.status, 502);
    assert_eq!(bench.invoice(&id).await["attributes"]["status"], "process_pending");
}

#[tokio::test]
async fn a_pending_card_waits_for_the_bank_and_the_token_for_the_shoppers_yes() {
    let bench = Bench::new().await;
    let wanted = but(invoice("order-1"), &json!({"return_url": "http://127.0.0.1:4101/thanks"}));
    let (id, reply) = bench.paid(&wanted, &card(THREE_DS)).await;
    assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("process_pending")));
    let auth = reply.json()["auth_payload"].clone();
    assert_eq!(auth["action"], format!("http://{}/corefy/acs/{id}", bench.address));
    assert_eq!(auth["method"], "POST");
    let request = auth["params"]["creq"].as_str().unwrap();
    assert_eq!(bench.invoice(&id).await["attributes"]["payload"], json!({}));

    assert_eq!(bench.bank(&id, "creq=walnut&answer=yes").await.status, 404);
    let page = bench.bank(&id, &format!("creq={request}")).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.text.contains("value=\"yes\"") && page.text.contains(request), "{}", page.text);
    assert_eq!(bench.invoice(&id).await["attributes"]["status"], "process_pending");
    let yes = bench.bank(&id, &format!("creq={request}&answer=yes")).await;
    assert_eq!((yes.status, yes.header("location")), (303, Some("http://127.0.0.1:4101/thanks")));
    let after = bench.invoice(&id).await["attributes"].clone();
    assert_eq!(after["status"], "processed");
    assert_eq!(after["payload"]["token"].as_str().unwrap().len(), 32);
    assert_eq!(bench.bank(&id, &format!("creq={request}&answer=no")).await.status, 404, "asked once");
}

#[tokio::test]
async fn a_shopper_who_says_no_or_comes_after_half_an_hour_has_not_paid() {
    let bench = Bench::new().await;
    bench.switch_account(&json!({"outcome": "process_pending", "threeDs": 1})).await;
    let mut pending = Vec::new();
    for reference in ["order-1", "order-2", "order-3"] {
        let (id, reply) = bench.paid(&invoice(reference), &card(VISA)).await;
        let params = reply.json()["auth_payload"]["params"].clone();
        assert_eq!(params.as_object().unwrap().keys().collect::<Vec<_>>(), ["PaReq", "MD", "TermUrl"]);
        pending.push((id, params["PaReq"].as_str().unwrap().to_owned()));
    }
    for (at, minutes, answer, status) in [
        (0, 0, "no", "process_failed"),
        (1, 30 * 60_000 - 1, "yes", "processed"),
        (2, 30 * 60_000, "yes", "process_failed"),
    ] {
        let (id, request) = &pending[at];
        bench.clock.set(NOW_MS + minutes);
        assert_eq!(bench.bank(id, &format!("PaReq={request}&answer={answer}")).await.status, 200);
        assert_eq!(bench.invoice(id).await["attributes"]["status"], status);
    }
    let failed = bench.invoice(&pending[0].0).await["attributes"].clone();
    assert_eq!((&failed["resolution"], &failed["payload"]), (&json!("card_verification_failed"), &json!({})));
}

#[tokio::test]
async fn of_many_cards_for_one_invoice_at_once_one_is_taken() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let data = bench.created(&invoice("order-1")).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (bench, data) = (bench.clone(), data.clone());
        tries.spawn(async move { bench.sale(bearer(&data), &card(VISA)).await.status });
    }
    let statuses = tries.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[tokio::test]
async fn a_card_is_judged_member_by_member_and_test_cards_are_the_only_ones() {
    let bench = Bench::new().await;
    let data = bench.created(&invoice("order-1")).await;
    for (change, member) in [
        (json!({"card_number": "4929000000001230"}), "/card_number"),
        (json!({"card_number": 4242}), "/card_number"),
        (json!({"exp_month": "1"}), "/exp_month"),
        (json!({"exp_month": "13"}), "/exp_month"),
        (json!({"exp_year": "2031"}), "/exp_year"),
        (json!({"exp_month": "05", "exp_year": "26"}), "/exp_year"),
        (json!({"cvv": null}), "/cvv"),
        (json!({"card_holder": VISA}), "/card_holder"),
        (json!({"browser_info": "mine"}), "/browser_info"),
        (json!({"google_pay": {}}), "/google_pay"),
        (json!({"walnut": 1}), ""),
    ] {
        let reply = bench.sale(bearer(&data), &but(card(VISA), &change)).await;
        let error = reply.json()["errors"][0].clone();
        assert_eq!((reply.status, &error["status"]), (422, &json!("422")), "{change}");
        assert_eq!(error["source"]["pointer"], format!("/data/attributes{member}"), "{change}");
        assert!(!reply.text.contains("4929"), "{}", reply.text);
    }
    let real = bench.sale(bearer(&data), &card("4929000000001230")).await;
    assert_eq!(real.json()["errors"][0]["detail"], "The sandbox accepts test cards only.");
    assert_eq!(bench.sale(bearer(&data), &card("5123817234060000")).await.json()["status"], "processed");
}

#[tokio::test]
async fn a_bearer_is_for_its_invoice_and_for_half_an_hour() {
    let bench = Bench::new().await;
    let data = bench.created(&invoice("order-1")).await;
    for wrong in ["walnut", bench.corefy("apiKey"), bench.corefy("publicKey"), bench.corefy("privateKey")] {
        assert_eq!(bench.sale(wrong, &card(VISA)).await.status, 401);
    }
    bench.clock.set(NOW_MS + 30 * 60_000);
    assert_eq!(bench.sale(bearer(&data), &card(VISA)).await.status, 401);
    let other = bench.created(&invoice("order-2")).await;
    assert_eq!(bench.sale(bearer(&other), &card(VISA)).await.status, 200);
    assert_eq!(bench.invoice(data["id"].as_str().unwrap()).await["attributes"]["status"], "process_pending");
}

#[tokio::test]
async fn a_token_pays_again_for_its_customer_until_the_card_expires() {
    let bench = Bench::new().await;
    let token = bench.saved("order-1", VISA).await;
    let again = |reference: &str, customer: &str| {
        but(
            invoice(reference),
            &json!({
                "token": token, "customer": {"reference_id": customer},
                "gateway_options": {"cardgate": {"instant": true}},
            }),
        )
    };
    let paid = bench.created(&again("order-2", "customer-1")).await;
    assert_eq!(paid["attributes"]["status"], "processed");
    assert_eq!(paid["attributes"]["payload"]["token"], token);
    let key = bench.corefy("apiKey");
    assert_eq!(bench.create_as(key, &again("order-3", "customer-2")).await.status, 422);
    assert_eq!(bench.create_as(key, &without(again("order-3", ""), "customer")).await.status, 422);
    let declined = bench.created(&but(again("order-4", "customer-1"), &json!({"amount": 99_999}))).await;
    assert_eq!(declined["attributes"]["status"], "process_failed");
    let asked = but(again("order-5", "customer-1"), &json!({"gateway_options": null}));
    assert_eq!(bench.created(&asked).await["attributes"]["status"], "process_pending", "not without the shopper");
    // 2031-11-01T00:00:00Z, the month after the card's last.
    bench.clock.set(1_951_257_600_000 - 1);
    assert_eq!(bench.create_as(key, &again("order-6", "customer-1")).await.status, 201);
    bench.clock.set(1_951_257_600_000);
    assert_eq!(bench.create_as(key, &again("order-7", "customer-1")).await.status, 422);
}

#[tokio::test]
async fn a_callback_brings_the_token_signed_and_is_sent_until_answered_with_200() {
    let bench = Bench::new().await;
    let (url, calls) = shop(vec![StatusCode::NO_CONTENT]).await;
    let (id, _) = bench.paid(&but(invoice("order-1"), &json!({"callback_url": url})), &card(VISA)).await;
    let (headers, body) = called(&calls, 1).await.remove(0);
    let secret = bench.corefy("privateKey");
    let digest = Sha1::digest(format!("{secret}{body}{secret}"));
    assert_eq!(headers.get("x-signature").unwrap().to_str().unwrap(), STANDARD.encode(digest));
    assert_eq!(headers.get("content-type").unwrap(), "application/json");
    let sent: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(sent["data"], bench.invoice(&id).await);
    assert_eq!(sent["data"]["attributes"]["payload"]["token"].as_str().unwrap().len(), 32);

    // The first was answered with 204, which is not 200.
    let callbacks = loop {
        let listed = bench.get("/_sandbox/corefy/callbacks").await.json()["callbacks"].clone();
        if listed[0]["attempts"] == 1 {
            break listed;
        }
    };
    assert_eq!((&callbacks[0]["invoice"], &callbacks[0]["delivered"]), (&json!(id), &json!(false)));
    for attempts in [2, 2] {
        let retried = bench.post("/_sandbox/corefy/callbacks", &json!({})).await.json()["callbacks"].clone();
        assert_eq!((&retried[0]["attempts"], &retried[0]["delivered"]), (&json!(attempts), &json!(true)));
    }
    assert_eq!(calls.lock().unwrap().len(), 2);
    let (_, failed) = bench.paid(&but(invoice("order-2"), &json!({"callback_url": url})), &card(DECLINED)).await;
    assert_eq!(failed.json()["status"], "process_failed");
    assert!(called(&calls, 3).await[2].1.contains("process_failed"));
    let outside = but(invoice("order-3"), &json!({"callback_url": "https://shop.example/callback"}));
    assert_eq!(bench.create_as(bench.corefy("apiKey"), &outside).await.status, 422);
}

#[tokio::test]
async fn an_invoice_is_asked_for_strictly_and_a_reference_is_used_once() {
    let bench = Bench::new().await;
    let key = bench.corefy("apiKey");
    for wrong in [
        json!({"reference_id": null}),
        json!({"currency": "usd"}),
        json!({"amount": "25"}),
        json!({"amount": 0}),
        json!({"amount": -1.5}),
        json!({"service": "payment_card_eur_hpp"}),
        json!({"flow": "walnut"}),
        json!({"customer": {"email": "ada@example.com"}}),
        json!({"gateway_options": {"cardgate": {"tokenize": "yes"}}}),
        json!({"return_url": "javascript:0"}),
        json!({"walnut": 1}),
    ] {
        assert_eq!(bench.create_as(key, &but(invoice("order-1"), &wrong)).await.status, 422, "{wrong}");
    }
    let singular = json!({"data": {"type": "payment-invoice", "attributes": invoice("order-1")}});
    assert_eq!(bench.private_as(key, "POST", "", &singular).await.status, 201);
    assert_eq!(bench.create_as(key, &invoice("order-1")).await.status, 429);
    let other = json!({"data": {"type": "walnut", "attributes": invoice("order-2")}});
    assert_eq!(bench.private_as(key, "POST", "", &other).await.status, 422);
    let open = bench.created(&without(invoice("order-3"), "service")).await["attributes"].clone();
    assert_eq!((&open["status"], &open["flow_data"]), (&json!("created"), &json!({})));
    let found = bench.private_as(key, "GET", "/?filter%5Breference_id%5D=order-3", &Value::Null).await.json();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert_eq!(found["data"][0]["attributes"]["reference_id"], "order-3");
    let all = bench.private_as(key, "GET", "", &Value::Null).await.json();
    assert_eq!(all["data"].as_array().unwrap().len(), 2);
}
