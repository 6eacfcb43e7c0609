//! What the vaults answer, in whatever order: a call is settled once, in words of ours, and no card comes back.
//!
//! The data are lines. `B` begins a call, `A` aborts it, `D` ends its time, `C` clears, `X` ends the grant's time;
//! `r200 {…}` answers with JSON, `p200 …` with another type, `l0` loses the answer, `s{…}` is what a page says.

use std::collections::BTreeMap;
use tokenframe::card::expiry::Month;
use tokenframe::card::{Card, Form, Need, Wanted, brand, postal};
use tokenframe::http::{Lost, Response};
use tokenframe::json::Value;
use tokenframe::message::ToHost;
use tokenframe::secret::Secret;
use tokenframe::tokenize::{Effect, Input, Tokenizer};
use tokenframe::vault::{self, Call, Reply};

const NUMBER: &str = "4242424242424242";
const SPELLINGS: [&str; 3] = [NUMBER, "4242 4242 4242 4242", "4242-4242-4242-4242"];
const MOST: usize = 256;

pub fn clover(data: &[u8]) {
    run(r#"{"vault":"clover","environment":"sandbox","apiKey":"0f1e2d3c4b5a69788796a5b4c3d2e1f0"}"#, data);
}

pub fn vaultera(data: &[u8]) {
    run(r#"{"vault":"vaultera","sessionToken":"f3b1d5a7c9e1f3b5d7a9c1e3f5b7d9a1"}"#, data);
}

pub fn payconex(data: &[u8]) {
    run(
        r#"{"vault":"payconex","environment":"sandbox","bearerToken":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJpZnJpXzdjMWYifQ.c2lnbmF0dXJl"}"#,
        data,
    );
}

pub fn hellgate(data: &[u8]) {
    run(r#"{"vault":"hellgate","environment":"sandbox","sessionId":"0d6e3c4a-51b7-4c06-9d7e-2f8b6a9c1e35"}"#, data);
}

pub fn corefy(data: &[u8]) {
    run(
        r#"{"vault":"corefy","invoiceId":"cpi_9mT4cWq0RzXu2LbH","bearer":"eyJ0eXAiOiJKV1QifQ.eyJjcGkiOiI5bVQ0In0.c2ln"}"#,
        data,
    );
}

struct Run<'a> {
    grant: &'a str,
    machine: Tokenizer,
    ticket: Option<u32>,
    /// How often each call was settled.
    settled: BTreeMap<u32, usize>,
    last: u32,
    steps: usize,
}

fn run(grant: &str, data: &[u8]) {
    let (machine, effects) = Tokenizer::new();
    let mut run = Run { grant, machine, ticket: None, settled: BTreeMap::new(), last: 0, steps: 0 };
    run.work(effects);
    for line in data.split(|&byte| byte == b'\n').take(MOST) {
        let Some((word, rest)) = line.split_first() else { continue };
        match word {
            b'B' => {
                run.last += 1;
                run.settled.insert(run.last, 0);
                run.hear(Input::Begin(run.last, Box::new(call())));
            }
            b'A' => run.hear(Input::Abort(run.last)),
            b'D' => run.hear(Input::Deadline(run.last)),
            b'C' => run.hear(Input::Clear),
            b'X' => run.hear(Input::Expired),
            b'r' | b'p' => {
                let (status, body) = rest.split_at(rest.len().min(4));
                let status = String::from_utf8_lossy(status).trim().parse().unwrap_or(200);
                let body = Secret::joined(&[body]);
                let response = Response { status, json: *word == b'r', retry_after: None, body };
                run.reply(Reply::Response(response));
            }
            b'l' => {
                let why = [Lost::Unreachable, Lost::Cut, Lost::TooLong];
                run.reply(Reply::Lost(why[rest.first().map_or(0, |&byte| usize::from(byte) % 3)]));
            }
            b's' => {
                if let Some(message) = Value::parse(rest) {
                    run.hear(Input::Said(message));
                }
            }
            _ => {}
        }
    }
    // Whatever is under way ends with the time.
    for id in 1..=run.last {
        run.hear(Input::Deadline(id));
    }
    assert!(run.settled.values().all(|&times| times == 1), "calls were settled {:?} times", run.settled);
}

impl Run<'_> {
    fn hear(&mut self, input: Input) {
        let effects = self.machine.handle(input);
        self.work(effects);
    }

    fn reply(&mut self, reply: Reply) {
        if let Some(ticket) = self.ticket.take() {
            self.hear(Input::Reply(ticket, reply));
        }
    }

    fn work(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.steps += 1;
            if self.steps > 4 * MOST {
                return;
            }
            match effect {
                Effect::AskGrant => {
                    let grant = Value::parse(self.grant.as_bytes()).expect("a grant");
                    self.hear(Input::Grant(vault::open(&grant, brand::Set::ALL)));
                }
                Effect::Send(ticket, request) => {
                    assert!(
                        !SPELLINGS.iter().any(|text| request.url.expose_str().contains(text)),
                        "a card in an address"
                    );
                    assert!(request.url.expose_str().starts_with("https://"), "a request in clear");
                    self.ticket = Some(ticket);
                }
                Effect::Encrypt(ticket, _) => {
                    self.hear(Input::Reply(ticket, Reply::Encrypted("e30.AA.AA.AA.AA".into())))
                }
                Effect::Wait(ticket, ms) => {
                    assert!(ms <= 60_000, "a wait of {ms} ms");
                    self.ticket = Some(ticket);
                }
                Effect::Settle(id, result) => {
                    no_card(&ToHost::Result(id, &result).write());
                    *self.settled.entry(id).or_default() += 1;
                }
                Effect::Failed(error) | Effect::Warn(error) => no_card(&ToHost::Failed(&error).write()),
                Effect::Cancel(_) => self.ticket = None,
                Effect::Open(_) | Effect::Embed(_) | Effect::Tell(_) | Effect::Prepared => {}
            }
        }
    }
}

fn no_card(message: &str) {
    assert!(!SPELLINGS.iter().any(|text| message.contains(text)), "the shop reads a card number");
    let _: serde_json::Value = serde_json::from_str(message).expect("the shop reads JSON");
}

fn call() -> Call {
    let form = Form { number: NUMBER, expiry: "12/30", cvc: "737", holder: "", postal_code: "" };
    let wanted = Wanted {
        this_month: Month { year: 2026, month: 9 },
        accepted: brand::Set::ALL,
        name: Need::Optional,
        postal_code: Need::Optional,
        country: postal::Country::Other,
        preferred: None,
    };
    Call { card: Some(Card::parse(&form, &wanted).expect("a card")), ..Call::default() }
}
