//! What was answered is there after `kill -9`: rounds of keys made and revoked at every vault at
//! once, a kill in the middle of it, a restart, and a look at every key.
//!
//! A few rounds by default; `CRASHES=200` for as many.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/corefy.rs"]
mod corefy;
mod payconex;
#[path = "support/program.rs"]
mod program;
mod support;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use program::{Folder, Program};
use serde_json::{Value, json};
use support::{Bench, Broken, Reply};
use tokenframe_sandbox::{Entropy, SeededEntropy};
use tokio::sync::Notify;

const JSON: (&str, &str) = ("content-type", "application/json");
const LIVES_AT_ONCE: usize = 2;
/// Every round looks at whole lists, which grow with the file.
const ROUNDS_PER_FILE: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vault {
    Vaultera,
    PayConex,
    Guardian,
    Hellgate,
    Corefy,
}

const VAULTS: [Vault; 5] = [Vault::Vaultera, Vault::PayConex, Vault::Guardian, Vault::Hellgate, Vault::Corefy];

/// What is known of a key that was answered.
#[derive(Debug, Clone)]
struct Key {
    vault: Vault,
    id: String,
    secret: String,
    revoke: Revoke,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Revoke {
    No,
    /// Asked, and never answered: it may have been done.
    Asked,
    Answered,
}

impl Vault {
    /// Path of the keys, and the headers with which they may be made and taken.
    fn keys(self, bench: &Bench) -> (String, Vec<(&'static str, String)>) {
        match self {
            Self::Vaultera => ("/vaultera/api/v1/api_keys".to_owned(), Vec::new()),
            Self::PayConex => {
                let first = payconex::Key::first(bench);
                (format!("/payconex{}", first.path("/api-keys")), vec![("authorization", first.basic())])
            }
            Self::Guardian => {
                let token = bench.credentials["hellgate"]["adminToken"].as_str().unwrap();
                ("/hellgate/api/admin/api-keys".to_owned(), vec![("x-admin-token", token.to_owned())])
            }
            Self::Hellgate => ("/_sandbox/hellgate/api-keys".to_owned(), Vec::new()),
            Self::Corefy => ("/_sandbox/corefy/api-keys".to_owned(), Vec::new()),
        }
    }

    async fn ask(self, bench: &Bench, method: &str, more: &str, body: &Value) -> Result<Reply, Broken> {
        let (path, headers) = self.keys(bench);
        let mut path = format!("{path}{more}");
        if self == Self::Vaultera {
            path = format!("{path}?api_key={}", bench.key());
        }
        let mut all = vec![JSON];
        all.extend(headers.iter().map(|(name, value)| (*name, &**value)));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        bench.try_ask(method, &path, &all, &body).await
    }

    async fn create(self, bench: &Bench) -> Result<Key, Broken> {
        let body = match self {
            Self::Vaultera => json!({"api_key": {"description": "crash"}}),
            Self::PayConex => json!({"label": "crash", "scopes": ["pcx:api_key:read"]}),
            Self::Guardian => json!({"scopes": ["admin:api-keys:read"]}),
            Self::Hellgate => json!({"label": "crash"}),
            Self::Corefy => json!({"type": "Test", "preset": "Read-only"}),
        };
        let reply = self.ask(bench, "POST", "", &body).await?;
        assert!((200..300).contains(&reply.status), "{self:?}: {} {}", reply.status, reply.text);
        let made = reply.json();
        let shown = if self == Self::Vaultera { &made["data"]["attributes"] } else { &made };
        let secret = match self {
            Self::Vaultera => "api_key",
            Self::PayConex => "secret",
            Self::Guardian => "key_value",
            Self::Hellgate | Self::Corefy => "apiKey",
        };
        let text = |name: &str| shown[name].as_str().unwrap().to_owned();
        Ok(Key { vault: self, id: text("id"), secret: text(secret), revoke: Revoke::No })
    }

    async fn revoke(self, bench: &Bench, id: &str) -> Result<(), Broken> {
        let reply = self.ask(bench, "DELETE", &format!("/{id}"), &Value::Null).await?;
        assert_eq!(reply.status, 204, "{self:?}: {}", reply.text);
        Ok(())
    }

    /// The ids of the listed keys that are not marked as revoked.
    async fn listed(self, bench: &Bench) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        // The longest pages: each of them makes the vault look at all of its keys.
        let mut more = Some(match self {
            Self::PayConex => "?limit=1000".to_owned(),
            Self::Guardian => "?limit=100".to_owned(),
            _ => String::new(),
        });
        while let Some(query) = more {
            let (path, headers) = self.keys(bench);
            let joint = if self == Self::Vaultera { format!("?api_key={}", bench.key()) } else { query };
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, &**value)).collect();
            let reply = bench.ask("GET", &format!("{path}{joint}"), &headers, "").await;
            assert_eq!(reply.status, 200, "{self:?}: {}", reply.text);
            let shown = reply.json();
            let (rows, revoked) = match self {
                Self::Vaultera => (&shown["data"], "revoked_at"),
                Self::PayConex => (&shown, ""),
                Self::Guardian => (&shown["data"], ""),
                Self::Hellgate | Self::Corefy => (&shown["apiKeys"], "revokedAt"),
            };
            for row in rows.as_array().unwrap() {
                let row = if self == Self::Vaultera { &row["attributes"] } else { row };
                if row.get(revoked).is_none_or(Value::is_null) {
                    assert!(found.insert(row["id"].as_str().unwrap().to_owned()), "{self:?}: listed twice");
                }
            }
            more = match self {
                Self::Guardian => {
                    let next = shown["links"]["next"].as_str();
                    next.map(|next| format!("?{}", next.split_once('?').unwrap().1))
                }
                Self::PayConex => {
                    let next = reply.header("x-next-page-url").filter(|url| !url.is_empty());
                    next.map(|next| format!("?{}", next.split_once('?').unwrap().1))
                }
                _ => None,
            };
        }
        found
    }

    /// What a key that reads is answered: 200 while it is good, 401 afterwards.
    async fn used(self, bench: &Bench, key: &Key) -> u16 {
        let secret = &*key.secret;
        let (path, header) = match self {
            Self::Vaultera => (format!("/vaultera/api/v1/api_keys/{}?api_key={secret}", key.id), None),
            Self::PayConex => {
                let account = payconex::Key::first(bench).account;
                let own = payconex::Key { account, id: key.id.clone(), secret: secret.to_owned() };
                (format!("/payconex{}", own.path("/api-keys?limit=1")), Some(("authorization", own.basic())))
            }
            Self::Guardian => {
                ("/hellgate/api/admin/api-keys?limit=1".to_owned(), Some(("x-api-key", secret.to_owned())))
            }
            Self::Hellgate => ("/hellgate/tokens".to_owned(), Some(("x-api-key", secret.to_owned()))),
            Self::Corefy => ("/corefy/api/payment-invoices".to_owned(), Some(("authorization", bench.basic(secret)))),
        };
        let headers: Vec<_> = header.iter().map(|(name, value)| (*name, &**value)).collect();
        bench.ask("GET", &path, &headers, "").await.status
    }
}

/// When to kill: at the request with this number, and so many turns of the others later.
struct Moment {
    asked: AtomicUsize,
    at: usize,
    come: Notify,
}

impl Moment {
    fn ask(&self) {
        if self.asked.fetch_add(1, Ordering::SeqCst) + 1 == self.at {
            self.come.notify_one();
        }
    }
}

/// Makes keys, and revokes every second, until the connection breaks.
async fn live(vault: Vault, bench: Arc<Bench>, moment: Arc<Moment>, ledger: Arc<Mutex<Vec<Key>>>) {
    for turn in 1_usize.. {
        moment.ask();
        let Ok(key) = vault.create(&bench).await else { return };
        let at = {
            let mut ledger = ledger.lock().unwrap();
            ledger.push(key.clone());
            ledger.len() - 1
        };
        if turn % 2 != 0 {
            continue;
        }
        ledger.lock().unwrap()[at].revoke = Revoke::Asked;
        moment.ask();
        if vault.revoke(&bench, &key.id).await.is_err() {
            return;
        }
        ledger.lock().unwrap()[at].revoke = Revoke::Answered;
    }
}

#[derive(Debug, Default)]
struct Counts {
    created: usize,
    revoked: usize,
    unanswered: usize,
    checks: usize,
}

/// Every key of a round: listed and good, or revoked and refused.
async fn look(bench: &Bench, keys: &[Key], counts: &mut Counts) {
    for vault in VAULTS {
        let listed = vault.listed(bench).await;
        for key in keys.iter().filter(|key| key.vault == vault) {
            let (is_listed, status) = (listed.contains(&key.id), vault.used(bench, key).await);
            let fits = match key.revoke {
                Revoke::No => is_listed && status == 200,
                Revoke::Answered => !is_listed && status == 401,
                // Done or not, and nothing in between.
                Revoke::Asked => (is_listed, status) == (true, 200) || (is_listed, status) == (false, 401),
            };
            assert!(fits, "{key:?}: listed {is_listed}, answered {status}");
            counts.checks += 1;
        }
    }
}

fn chance(entropy: &SeededEntropy, below: usize) -> usize {
    let mut bytes = [0; 2];
    entropy.fill(&mut bytes);
    usize::from(u16::from_be_bytes(bytes)) % below
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answered_key_and_no_answered_revoke_is_lost_by_a_kill() {
    let rounds: usize = std::env::var("CRASHES").map_or(4, |text| text.parse().unwrap());
    let folder = Folder::new("crash");
    let entropy = SeededEntropy::new(20_260_615);
    let mut counts = Counts::default();
    let mut all: Vec<Key> = Vec::new();
    let mut credentials = Value::Null;

    let mut data = folder.file("data-0");
    let mut program = Program::start(&data);
    for round in 0..rounds {
        if round > 0 && round % ROUNDS_PER_FILE == 0 {
            look(&program.bench().await, &all, &mut counts).await;
            all.clear();
            data = folder.file(&format!("data-{round}"));
            program = Program::start(&data);
        }
        let bench = Arc::new(program.bench().await);
        let is_first = round % ROUNDS_PER_FILE == 0;
        assert!(is_first || bench.credentials == credentials, "round {round}: other credentials");
        credentials.clone_from(&bench.credentials);
        let moment =
            Arc::new(Moment { asked: AtomicUsize::new(0), at: 1 + chance(&entropy, 160), come: Notify::new() });
        let later = chance(&entropy, 400);
        let ledger = Arc::new(Mutex::new(Vec::new()));
        let lives: Vec<_> = VAULTS
            .iter()
            .flat_map(|vault| std::iter::repeat_n(*vault, LIVES_AT_ONCE))
            .map(|vault| tokio::spawn(live(vault, bench.clone(), moment.clone(), ledger.clone())))
            .collect();
        moment.come.notified().await;
        for _ in 0..later {
            tokio::task::yield_now().await;
        }
        assert_eq!(program.kill(), "", "round {round}: something was printed");
        for one in lives {
            one.await.unwrap();
        }
        let keys = std::mem::take(&mut *ledger.lock().unwrap());
        counts.created += keys.len();
        counts.revoked += keys.iter().filter(|key| key.revoke == Revoke::Answered).count();
        // Each life ends with one request that was not answered.
        counts.unanswered += VAULTS.len() * LIVES_AT_ONCE;

        program = Program::start(&data);
        look(&program.bench().await, &keys, &mut counts).await;
        all.extend(keys);
    }
    look(&program.bench().await, &all, &mut counts).await;
    assert!(counts.created > rounds && (rounds < 20 || counts.revoked > rounds), "hardly anything was done");
    println!(
        "{rounds} kills: {} keys answered, {} revokes answered, {} requests cut off, {} looks, nothing lost",
        counts.created, counts.revoked, counts.unanswered, counts.checks
    );
}
