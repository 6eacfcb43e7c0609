//! A sandbox on a free port, with a clock that stands still, and a client that speaks plain HTTP.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]
#![allow(dead_code, reason = "every test file uses another part")]

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokenframe_sandbox::{ManualClock, Options, Sandbox, SeededEntropy};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// 2026-06-15T00:00:00Z.
pub const NOW_MS: u64 = 1_781_481_600_000;
pub const SHOP: &str = "http://127.0.0.1:4101";
pub const VISA: &str = "4242424242424242";

pub struct Bench {
    pub address: SocketAddr,
    pub clock: Arc<ManualClock>,
    pub credentials: Value,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

/// The connection ended before a whole reply was read.
#[derive(Debug)]
pub struct Broken;

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// `error.code` of Clover's form B.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or("no code").to_owned()
    }
}

impl Bench {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(ManualClock::at(NOW_MS));
        let mut options =
            Options { clock: clock.clone(), entropy: Arc::new(SeededEntropy::new(1)), ..Options::default() };
        change(&mut options);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let sandbox = Sandbox::new(options).unwrap();
        let credentials = sandbox.credentials();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            sandbox.serve(listener, stopped).await.unwrap();
        });
        Self { address, clock, credentials, stop: Some(stop), served: Some(served) }
    }

    /// A sandbox in another process, which has the machine's clock.
    pub async fn at(address: SocketAddr) -> Self {
        let shown = ask(address, "GET", "/_sandbox/credentials", &[], b"").await.unwrap();
        Self { address, clock: Arc::default(), credentials: shown.json(), stop: None, served: None }
    }

    /// Asks the sandbox to stop and waits until it has.
    pub async fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(served) = self.served.take() {
            served.await.unwrap();
        }
    }

    pub fn clover(&self, name: &str) -> &str {
        self.credentials["clover"][name].as_str().unwrap()
    }

    pub fn key(&self) -> &str {
        self.credentials["vaultera"]["apiKey"].as_str().unwrap()
    }

    pub async fn try_ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Reply, Broken> {
        ask(self.address, method, path, headers, body.as_bytes()).await
    }

    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.try_ask(method, path, headers, body).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.ask("POST", path, &[("content-type", "application/json")], &body.to_string()).await
    }

    /// `POST /clover/v1/tokens` with the sandbox's public key.
    pub async fn token(&self, body: &Value) -> Reply {
        let headers = [("apikey", self.clover("publicKey")), ("content-type", "application/json")];
        self.ask("POST", "/clover/v1/tokens", &headers, &body.to_string()).await
    }

    pub async fn charge(&self, body: &Value) -> Reply {
        let bearer = format!("Bearer {}", self.clover("privateKey"));
        let headers = [("authorization", &*bearer), ("content-type", "application/json")];
        self.ask("POST", "/clover/v1/charges", &headers, &body.to_string()).await
    }

    /// A path of Vaultera's API with the merchant's key.
    pub fn vaultera(&self, path: &str) -> String {
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("/vaultera/api/v1{path}{joint}api_key={}", self.key())
    }

    pub async fn session(&self, scope: &str) -> String {
        let reply = self.post(&self.vaultera("/session_tokens"), &json!({"session_token": {"scope": scope}})).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["data"]["attributes"]["session_token"].as_str().unwrap().to_owned()
    }

    pub async fn store_card(&self, card: &Value) -> String {
        let reply = self.post(&self.vaultera("/cards"), &json!({"card": card})).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["data"]["attributes"]["card_token"].as_str().unwrap().to_owned()
    }

    pub async fn arm(&self, fault: &Value) {
        let reply = self.post("/_sandbox/faults", fault).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    pub async fn journal(&self) -> Vec<Value> {
        self.get("/_sandbox/requests").await.json()["requests"].as_array().unwrap().clone()
    }
}

pub async fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Reply, Broken> {
    let stream = TcpStream::connect(address).await.map_err(|_| Broken)?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| Broken)?;
    let connection = tokio::spawn(connection);
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header("host", address.to_string());
    for (name, value) in headers {
        request = if *name == "host" {
            let map = request.headers_mut().unwrap();
            map.insert("host", value.parse().unwrap());
            request
        } else {
            request.header(*name, *value)
        };
    }
    let request = request.body(Full::new(Bytes::copy_from_slice(body))).unwrap();
    let answer = sender.send_request(request).await.map_err(|_| Broken)?;
    let (head, body) = answer.into_parts();
    let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
    connection.abort();
    Ok(Reply { status: head.status.as_u16(), headers: head.headers, text: String::from_utf8_lossy(&body).into_owned() })
}

/// A good Clover card.
pub fn card(number: &str) -> Value {
    json!({"number": number, "exp_month": "12", "exp_year": "2030", "cvv": "123"})
}

/// A good Vaultera card.
pub fn stored(number: &str) -> Value {
    json!({
        "card_number": number,
        "cardholder_name": "ANN EXAMPLE",
        "expiration_month": "12",
        "expiration_year": "2030",
        "service_code": "123",
    })
}

/// A good ACH account, in the words of clover.md 3b.
pub fn bank_account() -> Value {
    json!({
        "bank_account_number": "1234567891",
        "bank_routing_number": "110000021",
        "check_type": "personal_check",
        "account_type": "checking",
        "customer_id_type": "driver_license",
        "customer_id_state": "CA",
        "customer_id": "D1234567",
        "first_name": "Ann",
        "last_name": "Example",
        "email": "ann@example.com",
        "phone": "5555550100",
        "address_line1": "1 Main Street",
        "address_city": "Sunnyvale",
        "address_state": "CA",
        "address_zip": "94085",
        "agreement": {
            "agreement_id": "2c74dcc0-61ad-4f08-8764-a29aeb98f4a4",
            "type": "E_CHECK_ICA_PERSONAL_SETTLEMENT",
            "locale": "en-US",
        },
    })
}

/// `value` with some members replaced, or taken out where the new value is null.
pub fn but(mut value: Value, changes: &Value) -> Value {
    let members = value.as_object_mut().unwrap();
    for (name, change) in changes.as_object().unwrap() {
        if change.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), change.clone());
        }
    }
    value
}

/// How many methods on paths a vault has: a table of its routes must have as many rows.
pub fn routes_of(vault: &str) -> usize {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(vault).join("mod.rs");
    let source = std::fs::read_to_string(path).unwrap();
    let routes = source.split_once("fn routes()").unwrap().1.split_once("\n}\n").unwrap().0;
    ["get(", "post(", "put(", "patch(", "delete("].iter().map(|method| routes.matches(method).count()).sum()
}
