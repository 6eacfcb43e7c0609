//! PayConex payments on a reference, against payconex.md 9; and what the journal keeps.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod payconex;
mod support;

use payconex::{Key, VISA, entered, open, reference, sale, tokenize};
use serde_json::{Value, json};
use support::{Bench, NOW_MS, Reply, but};

const DECLINED: &str = "4000000000000002";
const BROKEN: &str = "4005571702222222";

async fn pay(bench: &Bench, kind: &str, body: &Value) -> Reply {
    Key::first(bench).ask(bench, "POST", &format!("/payments/{kind}"), body).await
}

#[tokio::test]
async fn a_sale_pays_with_a_reference_once() {
    let bench = Bench::new().await;
    let reference = reference(&bench, VISA, "omit").await;
    let body = but(sale(&reference), &json!({"trace": {"source": "shop", "customId": "order-1"}}));
    let paid = pay(&bench, "sale", &body).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let shown = paid.json();
    assert_eq!(
        (&shown["status"], &shown["amounts"]),
        (&json!("CAPTURED"), &json!({"total": "5.00", "currency": "USD"}))
    );
    assert_eq!(
        (&shown["timestamp"], &shown["trace"]["customId"]),
        (&json!("2026-06-15T00:00:00.000000Z"), &json!("order-1"))
    );
    assert_eq!((shown.get("bfTokenReference"), shown.get("shieldConexToken")), (None, None));
    let path = format!("/payments/{}", shown["transactionId"].as_str().unwrap());
    assert_eq!(Key::first(&bench).ask(&bench, "GET", &path, &Value::Null).await.json(), shown);
    let again = pay(&bench, "sale", &sale(&reference)).await;
    assert_eq!((again.status, &again.json()["message"]), (400, &json!("bfTokenReference has already been used")));
    let nobody = pay(&bench, "sale", &sale("walnut")).await;
    assert_eq!((nobody.status, &nobody.json()["errorCode"]), (400, &json!(40_001)));
}

#[tokio::test]
async fn an_unsaved_reference_lives_ten_minutes_and_a_stored_one_stays() {
    let bench = Bench::new().await;
    let (unsaved, saved) = (reference(&bench, VISA, "omit").await, reference(&bench, VISA, "required").await);
    let stored = pay(&bench, "sale", &sale(&saved)).await.json();
    assert_eq!(stored["bfTokenReference"], saved);
    let stand_in = stored["shieldConexToken"]["cardNumber"].as_str().unwrap();
    assert!(stand_in.starts_with('9') && stand_in.ends_with("1111"), "{stand_in}");
    assert_eq!(stored["shieldConexToken"]["cardExpiration"], "1230");
    let late = reference(&bench, VISA, "omit").await;
    bench.clock.set(NOW_MS + 600_000 - 1);
    assert_eq!(pay(&bench, "sale", &sale(&unsaved)).await.status, 200);
    bench.clock.set(NOW_MS + 600_000);
    let expired = pay(&bench, "sale", &sale(&late)).await;
    assert_eq!((expired.status, &expired.json()["message"]), (400, &json!("bfTokenReference is expired")));
    assert_eq!(pay(&bench, "sale", &sale(&saved)).await.status, 200, "a stored reference pays again");
}

#[tokio::test]
async fn storing_wants_the_shoppers_consent_and_happens_once() {
    let bench = Bench::new().await;
    let body = |reference: &str| json!({"bfTokenReference": reference, "posProfile": "ECOMMERCE"});
    let unsaved = reference(&bench, VISA, "omit").await;
    let refused = pay(&bench, "store", &body(&unsaved)).await;
    assert_eq!(refused.status, 400);
    let mut members: Vec<String> = refused.json().as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(members, ["errorCode", "errorType", "message", "traceId"]);
    assert_eq!(refused.json()["message"], "Cannot store token when savePaymentOption is false");
    let saved = reference(&bench, VISA, "required").await;
    let stored = pay(&bench, "store", &body(&saved)).await;
    assert_eq!((stored.status, &stored.json()["status"]), (200, &json!("SAVED")));
    assert_eq!(stored.json()["bfTokenReference"], saved);
    assert_eq!(pay(&bench, "store", &body(&saved)).await.json()["message"], "Payment already stored");
    assert_eq!(pay(&bench, "sale", &sale(&saved)).await.status, 200);
}

#[tokio::test]
async fn a_declined_card_is_402_and_a_broken_issuer_500_with_what_became_of_it() {
    let bench = Bench::new().await;
    for (number, status, word, code) in [(DECLINED, 402, "DECLINED", 40_001), (BROKEN, 500, "FAILED", 40_004)] {
        let reference = reference(&bench, number, "required").await;
        let refused = pay(&bench, "sale", &sale(&reference)).await;
        assert_eq!((refused.status, &refused.json()["errorCode"]), (status, &json!(code)));
        let metadata = refused.json()["metadata"].clone();
        assert_eq!((&metadata["status"], metadata.get("shieldConexToken")), (&json!(word), None));
        let path = format!("/payments/{}", metadata["transactionId"].as_str().unwrap());
        assert_eq!(Key::first(&bench).ask(&bench, "GET", &path, &Value::Null).await.json()["status"], word);
    }
}

#[tokio::test]
async fn a_transaction_of_an_instance_is_used_once() {
    let bench = Bench::new().await;
    let (bearer, made) = open(&bench, &json!({}), &json!({"initializeTransaction": true})).await;
    let id = made["transactionId"].as_str().unwrap();
    assert!(id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()));
    let done = tokenize(&bench, &bearer, &entered(VISA)).await.json();
    let body = but(sale(done["bfTokenReference"].as_str().unwrap()), &json!({"transactionId": id}));
    assert_eq!(pay(&bench, "sale", &body).await.json()["transactionId"], id);
    let other = but(sale(&reference(&bench, VISA, "omit").await), &json!({"transactionId": id}));
    assert_eq!(pay(&bench, "sale", &other).await.json()["message"], "Transaction ID has already been used");
    let unknown = but(other, &json!({"transactionId": "000000000000"}));
    assert_eq!(pay(&bench, "sale", &unknown).await.status, 404);
}

#[tokio::test]
async fn an_authorization_is_captured_once_and_refunded_up_to_its_amount() {
    let bench = Bench::new().await;
    let held = pay(&bench, "auth", &sale(&reference(&bench, VISA, "omit").await)).await.json();
    assert_eq!(held["status"], "AUTHORIZED");
    let id = held["transactionId"].as_str().unwrap();
    let part = |total: &str| json!({"amounts": {"total": total, "currency": "USD"}});
    for (path, body, status, word) in [
        ("refund", json!({}), 400, ""),
        ("capture", part("5.01"), 400, ""),
        ("capture", part("4.00"), 200, "CAPTURED"),
        ("capture", json!({}), 400, ""),
        ("refund", part("4.01"), 400, ""),
        ("refund", part("1.50"), 200, "REFUNDED"),
        ("refund", json!({}), 200, "REFUNDED"),
        ("refund", part("0.01"), 400, ""),
    ] {
        let reply = pay(&bench, &format!("{id}/{path}"), &body).await;
        assert_eq!(reply.status, status, "{path} {body}: {}", reply.text);
        if status == 200 {
            assert_eq!(reply.json()["status"], word);
        }
    }
    assert_eq!(pay(&bench, "000000000000/capture", &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_payment_that_does_not_conform_is_refused_and_spends_nothing() {
    let bench = Bench::new().await;
    let reference = reference(&bench, VISA, "omit").await;
    for change in [
        json!({"colour": "red"}),
        json!({"posProfile": Value::Null}),
        json!({"posProfile": "CARRIER_PIGEON"}),
        json!({"amounts": Value::Null}),
        json!({"amounts": {"total": 5.0, "currency": "USD"}}),
        json!({"amounts": {"total": "5.005", "currency": "USD"}}),
        json!({"amounts": {"total": "5.00", "currency": "EUR"}}),
        json!({"credentialOnFile": {"transactionInitiator": "NOBODY"}}),
        json!({"bfTokenReference": "4929 0000 0000 1230"}),
    ] {
        let reply = pay(&bench, "sale", &but(sale(&reference), &change)).await;
        assert_eq!(reply.status, 422, "{change}");
        assert!(!reply.text.contains("4929"));
    }
    assert_eq!(pay(&bench, "sale", &sale(&reference)).await.status, 200);
}

#[tokio::test]
async fn the_journal_holds_no_key_bearer_card_or_reference() {
    let bench = Bench::new().await;
    let key = Key::first(&bench);
    let (bearer, made) = open(&bench, &json!({"savePaymentOption": "required"}), &json!({})).await;
    bench.get(&format!("/payconex/checkout?instance={}", made["id"].as_str().unwrap())).await;
    let done = tokenize(&bench, &bearer, &entered(VISA)).await.json();
    let reference = done["bfTokenReference"].as_str().unwrap();
    pay(&bench, "sale", &sale(reference)).await;
    let path = key.path("/api-keys");
    let signed = key.sign("GET", &path, &"ab".repeat(32), NOW_MS / 1_000, "");
    payconex::raw(&bench, "GET", &path, &signed, "").await;
    key.ask(&bench, "GET", &format!("/api-keys/{VISA}"), &Value::Null).await;

    let text = bench.get("/_sandbox/requests").await.text;
    let basic = key.basic();
    let credential = basic.strip_prefix("Basic ").unwrap();
    let secrets = [VISA, &*key.secret, credential, &*bearer, reference, &*signed];
    let found = |text: &str| secrets.iter().filter(|secret| text.contains(**secret)).count();
    assert_eq!(found(&text), 0, "{text}");
    for secret in secrets {
        assert!(found(&text.replacen("[redacted", secret, 1)) >= 1, "the search must find a planted value");
    }
    let entries = bench.journal().await;
    assert_eq!(entries.len(), 7, "{text}");
    let tokenized = &entries[3];
    assert_eq!(tokenized["path"], "/payconex/checkout/tokenize");
    assert_eq!(tokenized["body"], json!({"card": ["number", "expiryMonth", "expiryYear", "cvv"]}));
    assert_eq!(tokenized["authorization"], format!("Bearer [redacted, {} bytes]", bearer.len()));
}
