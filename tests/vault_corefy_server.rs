//! Corefy's invoices and callbacks, as a server makes, reads and verifies them. Contract: 5, 6, 8, 11, 12.
#![allow(clippy::expect_used, reason = "an answer that cannot be read must fail its test")]

mod vault;

use serde_json::{Value, json};
use tokenframe::card::brand::Brand;
use tokenframe::error::Code;
use tokenframe::http::Response;
use tokenframe::secret::Secret;
use tokenframe::vault::corefy::callback::{Rejected, verified};
use tokenframe::vault::corefy::invoice::{Invoice, Order, Service, Wish};
use vault::shown;

const BASE: &str = "https://com.paycore.io";

fn order() -> Order {
    Order {
        reference_id: "order-5501".into(),
        currency: "USD".into(),
        amount: "25.50".into(),
        service: Some("payment_card_usd_hpp".into()),
        description: None,
    }
}

fn answer(status: u16, body: &Value) -> Response {
    Response { status, json: true, retry_after: Some(3), body: Secret::copied(&body.to_string()) }
}

/// The contract's example, for a payment that was made.
fn processed() -> Value {
    json!({"data":{"type":"payment-invoices","id":"cpi_9mT4cWq0RzXu2LbH","attributes":{
        "status":"processed","resolution":"ok","amount":25,"currency":"USD","reference_id":"order-5501","test_mode":true,
        "metadata":[],"flow":"hpp","flow_data":{"action":"https://x.example","method":"GET","params":[],"metadata":{"token":"eyJ0eXAi"}},
        "created":1735725600,"payload":{"client_ip":"198.51.100.7","payment_card":{"first":"555555","last":"4444",
            "mask":"555555******4444","brand":"mastercard","holder":"ADA EXAMPLE","expiry_month":"10","expiry_year":"31"},
            "token":"k3VbQ8wLz1Yd7NfR0xTg5MhJ2sPcE9uA"}}}})
}

#[test]
fn an_invoice_is_made_as_the_contract_says() {
    let wish = Wish {
        return_url: Some("https://shop.example/back".into()),
        test_mode: Some(true),
        callback_url: Some("https://shop.example/callback".into()),
        customer: Some("shopper-7".into()),
        tokenize: true,
        token: None,
    };
    // printf 'coma_0123456789abcdef:Zk4' | base64
    let key = Secret::copied("Zk4");
    let request = Invoice::create(BASE, "coma_0123456789abcdef", &key, &order(), &wish).expect("a request");
    assert_eq!(
        shown(&request),
        json!({
            "method": "POST",
            "url": "https://com.paycore.io/api/payment-invoices",
            "headers": {
                "accept": "application/json",
                "content-type": "application/json",
                "authorization": "Basic Y29tYV8wMTIzNDU2Nzg5YWJjZGVmOlprNA==",
            },
            "body": concat!(
                r#"{"data":{"type":"payment-invoices","attributes":{"reference_id":"order-5501","currency":"USD","amount":25.50,"#,
                r#""service":"payment_card_usd_hpp","test_mode":true,"callback_url":"https://shop.example/callback","return_url":"https://shop.example/back","#,
                r#""customer":{"reference_id":"shopper-7"},"gateway_options":{"cardgate":{"tokenize":true}}}}}"#,
            ),
        })
    );
    // An id that is none is not even sent: escaped or not, two dots would be another path.
    for id in ["cpi_1/../x", "..", ""] {
        let refused = [Invoice::get(BASE, "coma", &key, id), Invoice::get_public(BASE, id)];
        assert_eq!(refused.map(|request| request.err().map(|error| error.code)), [Some(Code::NotFound); 2], "{id}");
    }
    let request = shown(&Invoice::get(BASE, "coma_0123456789abcdef", &key, "cpi_1").expect("a request"));
    assert_eq!(request["url"], "https://com.paycore.io/api/payment-invoices/cpi_1");
    assert_eq!(request["headers"]["authorization"], "Basic Y29tYV8wMTIzNDU2Nzg5YWJjZGVmOlprNA==");
    for amount in ["", "25,50", "1e", "NaN", "\"1\"", "01"] {
        let order = Order { amount: amount.into(), ..order() };
        let refused = Invoice::create(BASE, "coma", &key, &order, &Wish::default());
        assert_eq!(refused.err().map(|error| error.code), Some(Code::RequestRefused), "{amount}");
    }
}

#[test]
fn the_public_api_takes_a_public_key_and_no_other() {
    let request = Invoice::create_public(BASE, "pk_test_abc", &order()).expect("a request");
    assert_eq!(
        shown(&request),
        json!({
            "method": "POST",
            "url": "https://com.paycore.io/public-api/payment-invoices",
            "headers": { "accept": "application/json", "content-type": "application/json" },
            "body": r#"{"public_key":"pk_test_abc","reference_id":"order-5501","currency":"USD","amount":25.50,"service":"payment_card_usd_hpp"}"#,
        })
    );
    let request = shown(&Service::prerequest(BASE, "com_pk_live_abc", "USD").expect("a request"));
    assert_eq!(request["url"], "https://com.paycore.io/public-api/payment-prerequest");
    assert_eq!(request["body"], r#"{"public_key":"com_pk_live_abc","currency":"USD"}"#);
    let request = shown(&Invoice::get_public(BASE, "cpi_1").expect("a request"));
    assert_eq!(request["url"], "https://com.paycore.io/public-api/payment-invoices/cpi_1");
    assert_eq!(request["headers"], json!({ "accept": "application/json" }));
    for secret in ["sk_test_abc", "Zk4", ""] {
        let refused = Service::prerequest(BASE, secret, "USD").err().map(|error| error.code);
        assert_eq!(refused, Some(Code::SecretInBrowser), "{secret}");
        assert!(Invoice::create_public(BASE, secret, &order()).is_err(), "{secret}");
    }
}

#[test]
fn the_ways_to_pay_are_read() {
    let service = json!({"code":"payment_card_usd_hpp","method":"payment_card","flow":"hpp","currency":"USD","status":"available",
        "fields":[{"key":"phone","required":true},{"key":"email","required":false},{"key":"tax"}]});
    let body = |services: Value| json!({"data":{"type":"payment-prerequest","attributes":{"currency":"USD","services":services}}});
    let found = Service::read(&answer(200, &body(json!({"payment_card_usd_hpp": service})))).expect("services");
    assert_eq!(
        found,
        [Service {
            code: "payment_card_usd_hpp".into(),
            method: "payment_card".into(),
            flow: Some("hpp".into()),
            available: true,
            required: vec!["phone".into()],
        }]
    );
    assert_eq!(Service::read(&answer(200, &body(json!([])))).expect("none"), []);
    for bad in [json!({"x": {"method": "m"}}), json!([1]), json!("x"), Value::Null] {
        assert!(Service::read(&answer(200, &body(bad.clone()))).is_err(), "{bad}");
    }
}

#[test]
fn the_stored_card_is_in_the_invoice() {
    let invoice = Invoice::read(&answer(200, &processed())).expect("an invoice");
    assert_eq!((invoice.id.as_str(), invoice.status.as_str()), ("cpi_9mT4cWq0RzXu2LbH", "processed"));
    assert_eq!(invoice.token, Some(Secret::copied("k3VbQ8wLz1Yd7NfR0xTg5MhJ2sPcE9uA")));
    assert_eq!(invoice.bearer, Some(Secret::copied("eyJ0eXAi")));
    assert_eq!((invoice.brand, invoice.last4.as_deref()), (Some(Brand::MASTERCARD), Some("4444")));
    assert_eq!(invoice.expiry.map(|month| (month.year, month.month)), Some((2031, 10)));
    assert!(invoice.test_mode);
    assert!(!format!("{invoice:?}").contains("k3VbQ"), "a token is not printed");

    // Before it was paid: empty objects come as lists.
    let mut fresh = processed();
    fresh["data"]["attributes"]["payload"] = json!([]);
    fresh["data"]["attributes"]["flow_data"] = json!([]);
    let invoice = Invoice::read(&answer(201, &fresh)).expect("an invoice");
    assert!(invoice.token.is_none() && invoice.bearer.is_none() && invoice.last4.is_none());
}

#[test]
fn every_error_of_the_contract_has_a_code() {
    let code =
        |status, body: Value| Invoice::read(&answer(status, &body)).err().map(|error| (error.code, error.reason));
    for (status, body, expected, reason) in [
        (401, json!({"error":{"message":"Unauthorized"}}), Code::KeyRejected, None),
        (403, json!({"errors":[{"status":"403","title":"Forbidden"}]}), Code::NotPermitted, None),
        (404, json!({"errors":[]}), Code::NotFound, None),
        (
            422,
            json!({"request_id":"r","error_type":"validation_error","error_codes":["amount_required"]}),
            Code::RequestRefused,
            Some("amount_required"),
        ),
        (422, json!({"error_codes":["4242 4242"]}), Code::RequestRefused, None),
        (429, json!({}), Code::RateLimited, None),
        (502, json!({}), Code::VaultUnavailable, None),
        (200, json!({"data":{}}), Code::BadResponse, None),
        (200, json!([]), Code::BadResponse, None),
        (302, json!({}), Code::BadResponse, None),
    ] {
        assert_eq!(code(status, body), Some((expected, reason.map(Into::into))), "{status}");
    }
}

#[test]
fn a_callback_counts_when_its_signature_is_right() {
    let key = Secret::copied("sk_test_AbC123");
    let body = r#"{"data":{"type":"payment-invoices","id":"cpi_1","attributes":{"status":"processed","test_mode":true,"payload":{"token":"k3VbQ8wLz1Yd7NfR0xTg5MhJ2sPcE9uA"}}}}"#;
    // printf of key, body, key | openssl sha1 -binary | base64
    let signature = "qAMp1KVft31CUsZcf2jiNZCD1pI=";
    let invoice = verified(body.as_bytes(), signature, &key).expect("an invoice");
    assert_eq!(
        (invoice.id.as_str(), invoice.token),
        ("cpi_1", Some(Secret::copied("k3VbQ8wLz1Yd7NfR0xTg5MhJ2sPcE9uA")))
    );

    let rejected =
        |body: &str, signature: &str, key: &str| verified(body.as_bytes(), signature, &Secret::copied(key)).err();
    assert_eq!(rejected(body, signature, "sk_live_AbC123"), Some(Rejected::Signature));
    assert_eq!(
        rejected(&body.replace("processed", "refunded"), signature, "sk_test_AbC123"),
        Some(Rejected::Signature)
    );
    for wrong in ["", "AAAA", "not base64", "hQArz+OiGtYL5kKAnH1mfk36ddU="] {
        assert_eq!(rejected(body, wrong, "sk_test_AbC123"), Some(Rejected::Signature), "{wrong}");
    }
    assert_eq!(rejected("[]", "hQArz+OiGtYL5kKAnH1mfk36ddU=", "sk_test_AbC123"), Some(Rejected::Shape));
}
