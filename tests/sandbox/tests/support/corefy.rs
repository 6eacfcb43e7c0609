//! What a Corefy test needs: invoices, cards, and an address to call back.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]
#![allow(dead_code, reason = "every test file uses another part")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Bench, Reply, but};

pub const JSON: (&str, &str) = ("content-type", "application/json");
pub const THREE_DS: &str = "4000002500003155";
pub const DECLINED: &str = "4000000000000002";

/// A good invoice of a server that wants a token.
pub fn invoice(reference: &str) -> Value {
    json!({
        "reference_id": reference, "currency": "USD", "amount": 25, "service": "payment_card_usd_hpp",
        "customer": {"reference_id": "customer-1"}, "gateway_options": {"cardgate": {"tokenize": true}},
    })
}

/// A good card.
pub fn card(number: &str) -> Value {
    json!({
        "card_number": number, "card_holder": "ADA EXAMPLE", "cvv": "123", "exp_month": "10", "exp_year": "31",
        "browser_info": {"browser_ip": "198.51.100.7", "browser_java_enabled": false},
    })
}

impl Bench {
    pub fn corefy(&self, name: &str) -> &str {
        self.credentials["corefy"][name].as_str().unwrap()
    }

    pub fn basic(&self, key: &str) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{key}", self.corefy("accountId"))))
    }

    /// A call of the merchant's server.
    pub async fn private_as(&self, key: &str, method: &str, path: &str, body: &Value) -> Reply {
        let basic = self.basic(key);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.ask(method, &format!("/corefy/api/payment-invoices{path}"), &[("authorization", &basic), JSON], &body)
            .await
    }

    pub async fn create_as(&self, key: &str, attributes: &Value) -> Reply {
        let body = json!({"data": {"type": "payment-invoices", "attributes": attributes}});
        self.private_as(key, "POST", "", &body).await
    }

    /// `data` of a new test invoice.
    pub async fn created(&self, attributes: &Value) -> Value {
        let reply = self.create_as(self.corefy("apiKey"), attributes).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()["data"].clone()
    }

    pub async fn invoice(&self, id: &str) -> Value {
        let reply = self.private_as(self.corefy("apiKey"), "GET", &format!("/{id}"), &Value::Null).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["data"].clone()
    }

    pub async fn sale(&self, bearer: &str, attributes: &Value) -> Reply {
        let body = json!({"data": {"type": "sale-operation", "attributes": attributes}});
        let bearer = format!("Bearer {bearer}");
        self.ask("POST", "/corefy/payment/sale", &[("authorization", &bearer), JSON], &body.to_string()).await
    }

    /// The id of an invoice that was paid with a card, and the answer to the card.
    pub async fn paid(&self, attributes: &Value, card: &Value) -> (String, Reply) {
        let data = self.created(attributes).await;
        let reply = self.sale(bearer(&data), card).await;
        (data["id"].as_str().unwrap().to_owned(), reply)
    }

    /// A token of `customer-1`.
    pub async fn saved(&self, reference: &str, number: &str) -> String {
        let (id, reply) = self.paid(&invoice(reference), &card(number)).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        self.invoice(&id).await["attributes"]["payload"]["token"].as_str().unwrap().to_owned()
    }

    pub async fn switch_account(&self, changes: &Value) {
        let reply = self.ask("PATCH", "/_sandbox/corefy/account", &[JSON], &changes.to_string()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    /// The bank's page, with what the shopper pressed.
    pub async fn bank(&self, id: &str, form: &str) -> Reply {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.ask("POST", &format!("/corefy/acs/{id}"), &[kind], form).await
    }
}

pub fn bearer(data: &Value) -> &str {
    data["attributes"]["flow_data"]["metadata"]["token"].as_str().unwrap()
}

pub fn without(attributes: Value, name: &str) -> Value {
    but(attributes, &json!({name: null}))
}

pub type Calls = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// An address on loopback that keeps its callbacks and answers the first ones with `statuses`.
pub async fn shop(mut statuses: Vec<StatusCode>) -> (String, Calls) {
    let calls = Calls::default();
    let (kept, left) = (calls.clone(), Arc::new(Mutex::new(statuses.split_off(0))));
    let routes = Router::new().fallback(any(move |headers: HeaderMap, body: Bytes| async move {
        kept.lock().unwrap().push((headers, String::from_utf8(body.to_vec()).unwrap()));
        left.lock().unwrap().pop().unwrap_or(StatusCode::OK)
    }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = hyper_util::service::TowerToHyperService::new(routes.clone());
            let stream = hyper_util::rt::TokioIo::new(stream);
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(stream, service);
            tokio::spawn(async move { drop(connection.await) });
        }
    });
    (url, calls)
}

/// Waits until so many callbacks have come; a test that waits for ever has failed.
pub async fn called(calls: &Calls, times: usize) -> Vec<(HeaderMap, String)> {
    loop {
        let seen = calls.lock().unwrap().clone();
        if seen.len() >= times {
            return seen;
        }
        tokio::task::yield_now().await;
    }
}
