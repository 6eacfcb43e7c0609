//! The sandbox as the model drives it: over HTTP, on a data file that outlives its crashes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokenframe_sandbox::{ManualClock, Options, Sandbox};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::lasting::Lasting;
use crate::payconex;
use crate::program::Folder;
use crate::reference::{
    Key, Method, Model, Rights, SESSION_S, START_S, Shape, State, Step, Ticket, VAULTS, Vault, Verdict,
};
use crate::support::{Reply, VISA, card};

#[path = "rows.rs"]
mod rows;
#[path = "spending.rs"]
mod spending;

use rows::*;

const JSON: (&str, &str) = ("content-type", "application/json");
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// A key as its owner holds it.
#[derive(Debug)]
struct Held {
    id: String,
    secret: String,
}

pub struct System {
    data: PathBuf,
    clock: Arc<ManualClock>,
    client: Option<Lasting>,
    served: JoinHandle<()>,
    stop: oneshot::Sender<()>,
    credentials: Value,
    keys: Vec<Held>,
    /// What each ticket is in clear.
    tickets: Vec<String>,
    drawn: u64,
    _folder: Folder,
}

impl System {
    pub async fn start(at: u64) -> Self {
        let folder = Folder::in_memory(&format!("model-{at}"));
        let data = folder.file("data");
        let clock = Arc::new(ManualClock::at(START_S * 1_000));
        let (client, served, stop, credentials) = open(&data, &clock).await;
        let client = Some(client);
        let text = |name: &str| credentials["clover"][name].as_str().unwrap().to_owned();
        let tickets = vec![text("accessToken"), text("refreshToken")];
        let keys = Vec::new();
        Self { data, clock, client, served, stop, credentials, keys, tickets, drawn: 0, _folder: folder }
    }

    async fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers: Vec<_> = headers.iter().copied().chain([JSON]).collect();
        self.client.as_mut().unwrap().ask(method, path, &headers, &body).await.unwrap()
    }

    fn first(&self) -> payconex::Key {
        let text = |name: &str| self.credentials["payconex"][name].as_str().unwrap().to_owned();
        payconex::Key { account: text("accountId"), id: text("keyId"), secret: text("secret") }
    }

    fn payconex(&self, at: Option<usize>) -> payconex::Key {
        match at.map(|at| &self.keys[at]) {
            Some(held) => payconex::Key { id: held.id.clone(), secret: held.secret.clone(), ..self.first() },
            None => self.first(),
        }
    }

    fn text(&self, vault: &str, name: &str) -> String {
        self.credentials[vault][name].as_str().unwrap().to_owned()
    }

    fn vaultera(&self, at: Option<usize>, path: &str) -> String {
        let key = at.map_or_else(|| self.text("vaultera", "apiKey"), |at| self.keys[at].secret.clone());
        format!("/vaultera/api/v1{path}?api_key={key}")
    }

    fn corefy(&self, secret: &str) -> String {
        let pair = format!("{}:{secret}", self.text("corefy", "accountId"));
        format!("Basic {}", payconex::base64(pair.as_bytes()))
    }

    fn admin(&self, at: Option<usize>) -> (&'static str, String) {
        match at {
            Some(at) => ("x-api-key", self.keys[at].secret.clone()),
            None => ("x-admin-token", self.text("hellgate", "adminToken")),
        }
    }

    /// Path of a vault's keys, and how its owner asks.
    fn managed(&self, vault: Vault, by: Option<usize>, more: &str) -> (String, Vec<(&'static str, String)>) {
        match vault {
            Vault::Vaultera => (self.vaultera(by, &format!("/api_keys{more}")), Vec::new()),
            Vault::PayConex => {
                let key = self.payconex(by);
                (format!("/payconex{}", key.path(&format!("/api-keys{more}"))), vec![("authorization", key.basic())])
            }
            Vault::Guardian => (format!("/hellgate/api/admin/api-keys{more}"), vec![self.admin(by)]),
            Vault::Hellgate => (format!("/_sandbox/hellgate/api-keys{more}"), Vec::new()),
            Vault::Corefy => (format!("/_sandbox/corefy/api-keys{more}"), Vec::new()),
        }
    }

    async fn manage(&mut self, vault: Vault, by: Option<usize>, method: &str, more: &str, body: &Value) -> Reply {
        let (path, headers) = self.managed(vault, by, more);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, &**value)).collect();
        self.ask(method, &path, &headers, body).await
    }

    async fn create(&mut self, vault: Vault, shape: Shape, by: Option<usize>) -> Reply {
        let body = match vault {
            Vault::Vaultera => json!({"api_key": {"description": null}}),
            Vault::PayConex => {
                let method = match shape.method {
                    Method::Basic => "BASIC",
                    Method::Hmac => "HMAC",
                    Method::All => "ALL",
                };
                let mut body = json!({"label": "model", "methods": [method], "scopes": scopes(vault, shape.rights)});
                if let Some(life_s) = shape.life_s {
                    body["expiresIn"] = json!(format!("{life_s} seconds"));
                }
                body
            }
            Vault::Guardian => json!({"scopes": scopes(vault, shape.rights), "expires_in": shape.life_s}),
            Vault::Hellgate => json!({"label": "model", "merchants": shape.is_scoped.then_some(["m"])}),
            Vault::Corefy => {
                let preset = match (shape.rights.reads, shape.rights.works) {
                    (true, true) => "Full access",
                    (true, false) => "Read-only",
                    _ => "Write",
                };
                json!({"type": "Test", "preset": preset})
            }
        };
        let reply = self.manage(vault, by, "POST", "", &body).await;
        if reply.status < 300 {
            let made = reply.json();
            let (shown, secret) = match vault {
                Vault::Vaultera => (&made["data"]["attributes"], "api_key"),
                Vault::PayConex => (&made, "secret"),
                Vault::Guardian => (&made, "key_value"),
                Vault::Hellgate | Vault::Corefy => (&made, "apiKey"),
            };
            let text = |name: &str| shown[name].as_str().unwrap().to_owned();
            self.keys.push(Held { id: text("id"), secret: text(secret) });
        }
        reply
    }

    fn nonce(&mut self) -> String {
        self.drawn += 1;
        format!("{:064x}", self.drawn)
    }

    async fn use_key(&mut self, at: usize, vault: Vault, reads: bool, method: Method, now_s: u64) -> Reply {
        let secret = self.keys[at].secret.clone();
        let header = match vault {
            Vault::Vaultera => {
                let (method, path) = if reads { ("GET", "/api_keys") } else { ("POST", "/session_tokens") };
                let path = self.vaultera(Some(at), path);
                let body = if reads { Value::Null } else { json!({"session_token": {"scope": "show_card"}}) };
                return self.ask(method, &path, &[], &body).await;
            }
            Vault::PayConex => {
                let key = self.payconex(Some(at));
                let path = key.path(if reads { "/api-keys?limit=1" } else { "/payment-iframe?limit=1" });
                let header = match method {
                    Method::Hmac => key.sign("GET", &path, &self.nonce(), now_s, ""),
                    _ => key.basic(),
                };
                return self.ask("GET", &format!("/payconex{path}"), &[("authorization", &header)], &Value::Null).await;
            }
            Vault::Guardian | Vault::Hellgate => ("x-api-key", secret),
            Vault::Corefy => ("authorization", self.corefy(&secret)),
        };
        self.drawn += 1;
        let (method, path, body) = match (vault, reads) {
            (Vault::Guardian, true) => ("GET", "/hellgate/api/admin/api-keys?limit=1".to_owned(), Value::Null),
            (Vault::Guardian, false) => ("DELETE", format!("/hellgate/api/admin/api-keys/{NOBODY}"), Value::Null),
            (Vault::Hellgate, true) => ("GET", "/hellgate/tokens".to_owned(), Value::Null),
            (Vault::Hellgate, false) => ("POST", "/hellgate/tokens/session".to_owned(), Value::Null),
            (_, true) => ("GET", format!("/corefy/api/payment-invoices/?filter[reference_id]={NOBODY}"), Value::Null),
            (_, false) => {
                let attributes = json!({"reference_id": format!("{}", self.drawn), "currency": "USD", "amount": 1});
                let data = json!({"data": {"type": "payment-invoices", "attributes": attributes}});
                ("POST", "/corefy/api/payment-invoices".to_owned(), data)
            }
        };
        self.ask(method, &path, &[(header.0, &header.1)], &body).await
    }

    /// Every key that the model knows of is listed as it stands, and no secret with it.
    async fn list(&mut self, vault: Vault, state: &State) -> Reply {
        let more = match vault {
            Vault::PayConex => "?limit=1000",
            Vault::Guardian => "?limit=100",
            _ => "",
        };
        let reply = self.manage(vault, None, "GET", more, &Value::Null).await;
        let shown = reply.json();
        let rows = match vault {
            Vault::PayConex => &shown,
            Vault::Vaultera | Vault::Guardian => &shown["data"],
            Vault::Hellgate | Vault::Corefy => &shown["apiKeys"],
        };
        for (key, held) in state.keys.iter().zip(&self.keys).filter(|(key, _)| key.vault == vault) {
            assert!(!reply.text.contains(&held.secret), "a secret is shown twice");
            let row = rows.as_array().unwrap().iter().find(|row| row["id"] == *held.id);
            assert_eq!(row.map(|row| standing(vault, row)), standing_of(key), "{key:?}");
        }
        reply
    }

    /// Takes one step; the status, and which one stands for a good answer.
    async fn step(&mut self, state: &State, step: &Step) -> Option<(u16, &'static [u16])> {
        const DONE: &[u16] = &[200, 201, 204];
        let reply = match step {
            Step::Create(vault, shape, by) => {
                // A key that has just been made does not make itself.
                let before = State { keys: state.keys[..self.keys.len()].to_vec(), ..state.clone() };
                self.create(*vault, *shape, before.maker(*vault, *by)).await
            }
            Step::Use(at, reads, method) => {
                let (at, now_s) = (state.key(*at), state.now_s);
                let vault = state.keys[at].vault;
                let good: &[u16] = if vault == Vault::Guardian && !reads { &[404] } else { DONE };
                return Some((self.use_key(at, vault, *reads, *method, now_s).await.status, good));
            }
            Step::Edge(at, _) => {
                self.clock.set(state.wall_s * 1_000);
                let at = state.key(*at);
                let Key { vault, shape, .. } = &state.keys[at];
                let method = if shape.method == Method::Hmac { Method::Hmac } else { Method::Basic };
                self.use_key(at, *vault, true, method, state.now_s).await
            }
            Step::UseAltered(at) => {
                let at = state.key(*at);
                let (vault, secret) = (state.keys[at].vault, self.keys[at].secret.clone());
                let last = if secret.ends_with('0') { "1" } else { "0" };
                self.keys[at].secret = format!("{}{last}", &secret[..secret.len() - 1]);
                let reply = self.use_key(at, vault, true, Method::Basic, state.now_s).await;
                self.keys[at].secret = secret;
                reply
            }
            Step::Enable(at, _) | Step::Change(at, _) | Step::Prolong(at, _) => {
                let at = state.key(*at);
                let vault = state.keys[at].vault;
                let change = match step {
                    Step::Enable(_, is) => json!({"enabled": is}),
                    Step::Prolong(_, life_s) => json!({"expiresIn": format!("{life_s} seconds")}),
                    Step::Change(_, rights) => json!({"scopes": scopes(vault, *rights)}),
                    _ => Value::Null,
                };
                let more = format!("/{}", self.keys[at].id);
                self.manage(vault, None, "PATCH", &more, &change).await
            }
            Step::Revoke(at) => {
                let at = state.key(*at);
                let more = format!("/{}", self.keys[at].id);
                self.manage(state.keys[at].vault, None, "DELETE", &more, &Value::Null).await
            }
            Step::List(vault) => self.list(*vault, state).await,
            Step::SwitchModel(model) => {
                let model = match model {
                    Model::PrimaryMerchant => "primary_merchant",
                    Model::Ecosystem => "ecosystem",
                    Model::ManagedEcosystem => "managed_ecosystem",
                };
                self.ask("PATCH", "/_sandbox/hellgate/account", &[], &json!({"model": model})).await
            }
            Step::SwitchPublicKey(is) => self.ask("POST", "/_sandbox/clover/key", &[], &json!({"active": is})).await,
            Step::Tokenize => {
                let key = self.text("clover", "publicKey");
                let reply =
                    self.ask("POST", "/clover/v1/tokens", &[("apikey", &key)], &json!({"card": far(card(VISA))})).await;
                self.keep(&reply, "/id");
                reply
            }
            Step::OpenSession(by) => {
                let path = self.vaultera(state.maker(Vault::Vaultera, *by), "/session_tokens");
                let reply = self.ask("POST", &path, &[], &json!({"session_token": {"scope": "card"}})).await;
                self.keep(&reply, "/data/attributes/session_token");
                reply
            }
            Step::OpenCheckout(by) => {
                let reply = self.open_checkout(state.maker(Vault::PayConex, *by)).await;
                self.keep(&reply, "/bearerToken");
                reply
            }
            Step::Sign(at) => {
                let key = self.payconex(Some(state.key(*at)));
                let nonce = self.nonce();
                self.tickets.push(key.sign("GET", &key.path("/api-keys?limit=1"), &nonce, state.now_s, ""));
                return None;
            }
            Step::Spend(at) => {
                // The tickets of before the step: a refresh adds two.
                let at = State::ticket(*at, self.tickets.len());
                self.spend(at, &state.tickets[at]).await
            }
            Step::Clock(_) => {
                self.clock.set(state.wall_s * 1_000);
                let shown = self.ask("GET", "/_sandbox/clock", &[], &Value::Null).await;
                assert_eq!(shown.json()["nowMs"], state.now_s * 1_000, "the clock");
                shown
            }
            Step::Crash | Step::Restart => {
                self.again(matches!(step, Step::Crash)).await;
                return None;
            }
        };
        Some((reply.status, DONE))
    }

    fn keep(&mut self, reply: &Reply, pointer: &str) {
        if reply.status < 300 {
            self.tickets.push(reply.json().pointer(pointer).unwrap().as_str().unwrap().to_owned());
        }
    }

    /// Ends this process's part of the sandbox, in the middle of whatever it does or in good order.
    async fn again(&mut self, crashes: bool) {
        let (stop, _) = oneshot::channel();
        let stop = std::mem::replace(&mut self.stop, stop);
        if crashes {
            self.served.abort();
        } else {
            // A connection that stays is waited for.
            self.client = None;
            drop(stop);
        }
        drop((&mut self.served).await);
        let credentials = self.credentials.clone();
        let client;
        (client, self.served, self.stop, self.credentials) = open(&self.data, &self.clock).await;
        self.client = Some(client);
        assert_eq!(self.credentials, credentials, "other credentials after a restart");
    }

    pub async fn check(&mut self, state: &State, step: &Step) {
        let Some((status, good)) = self.step(state, step).await else { return };
        let fits = match state.verdict {
            Verdict::Good => good.contains(&status),
            Verdict::Unauthorized => status == 401,
            Verdict::Forbidden => status == 403,
            Verdict::Gone => status == 404,
            Verdict::Refused => status == 400,
        };
        assert!(fits, "{step:?} is answered {status}, and should be {:?}", state.verdict);
        assert_eq!((self.keys.len(), self.tickets.len()), (state.keys.len(), state.tickets.len()), "{step:?}");
    }
}
