//! What a browser does for the frame: it sends what the frame may send, hides what the vault does not show, and
//! encrypts.

use super::seal;
use super::support::{Bench, SHOP};
use super::vault::{failure, open, outcome};
use serde_json::Value;
use std::collections::VecDeque;
use tokenframe::http::{Lost, Request, Response};
use tokenframe::secret::Secret;
use tokenframe::tokenize::{Effect, Input, Tokenizer};
use tokenframe::vault::{Call, Reply, Step};

/// One frame, from its grant on.
pub struct Frame<'a> {
    bench: &'a Bench,
    machine: Tokenizer,
    effects: VecDeque<Effect>,
    /// How often the vault asked to be asked again.
    pub waits: usize,
    /// Whether the vault is asked by a program, which no CORS stops.
    native: bool,
}

impl<'a> Frame<'a> {
    pub fn new(bench: &'a Bench) -> Self {
        let (machine, effects) = Tokenizer::new();
        Self { bench, machine, effects: effects.into(), waits: 0, native: false }
    }

    pub fn native(bench: &'a Bench) -> Self {
        Self { native: true, ..Self::new(bench) }
    }

    /// What comes of one call under this grant, as the tables of the vaults write it.
    pub async fn pay(&mut self, grant: &Value, call: Call) -> Value {
        self.effects.extend(self.machine.handle(Input::Begin(1, Box::new(call))));
        while let Some(effect) = self.effects.pop_front() {
            let input = match effect {
                Effect::AskGrant => Input::Grant(Ok(open(grant))),
                Effect::Send(ticket, request) => Input::Reply(ticket, self.fetch(&request).await),
                Effect::Encrypt(ticket, encryption) => Input::Reply(ticket, Reply::Encrypted(seal::jwe(&encryption))),
                Effect::Wait(ticket, _) => {
                    self.waits += 1;
                    Input::Reply(ticket, Reply::Waited)
                }
                Effect::Settle(_, result) => return outcome(Some(Step::Done(result))),
                Effect::Failed(error) if self.machine.call().is_none() => return failure(&error),
                _ => continue,
            };
            self.effects.extend(self.machine.handle(input));
        }
        panic!("nothing came of it")
    }

    async fn fetch(&self, request: &Request) -> Reply {
        let text = |secret: &Secret| secret.expose_str().to_owned();
        let origin = format!("http://{}", self.bench.address);
        let url = text(&request.url);
        let path = url.strip_prefix(&origin).expect("a frame that is granted the sandbox asks nobody else");
        let method = request.method.as_str();
        let own: Vec<_> = request.headers.iter().map(|(name, value)| (*name, text(value))).collect();
        let mut headers: Vec<_> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if !self.native {
            headers.push(("origin", SHOP));
            if !self.may(path, &headers).await {
                return Reply::Lost(Lost::Unreachable);
            }
        }
        let body = request.body.as_ref().map(text).unwrap_or_default();
        let Ok(answer) = self.bench.try_ask(method, path, &headers, &body).await else {
            return Reply::Lost(Lost::Unreachable);
        };
        // The frame follows no redirect.
        if (300..400).contains(&answer.status) {
            return Reply::Lost(Lost::Unreachable);
        }
        if !self.native && answer.header("access-control-allow-origin") != Some(SHOP) {
            return Reply::Lost(Lost::Unreachable);
        }
        // A page is shown no header of another origin's but those that the answer names.
        let named = answer.header("access-control-expose-headers").unwrap_or_default().to_lowercase();
        let shown = answer.header("retry-after").filter(|_| self.native || named.contains("retry-after"));
        Reply::Response(Response {
            status: answer.status,
            json: answer.header("content-type").is_some_and(|kind| kind.starts_with("application/json")),
            retry_after: shown.and_then(|seconds| seconds.parse().ok()),
            body: Secret::copied(&answer.text),
        })
    }

    /// The request that a browser sends ahead, for any header that a form could not send.
    async fn may(&self, path: &str, headers: &[(&str, &str)]) -> bool {
        let ahead = self.bench.ask("OPTIONS", path, &[("origin", SHOP)], "").await;
        let allowed = ahead.header("access-control-allow-headers").unwrap_or_default().to_owned();
        let plain = ["accept", "origin"];
        let mut asked = headers.iter().map(|(name, _)| *name).filter(|name| !plain.contains(name)).peekable();
        let open = ahead.header("access-control-allow-origin") == Some(SHOP);
        asked.peek().is_none() || (open && asked.all(|name| allowed.split(", ").any(|allowed| allowed == name)))
    }
}
