//! The memory that a sandbox uses does not grow with what was made in it.
//!
//! A few tokens by default, which tells little; `TOKENS=1000000` for as many of each kind.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/lasting.rs"]
mod lasting;
#[path = "support/program.rs"]
mod program;
mod support;

use lasting::Lasting;
use program::Program;
use serde_json::json;
use support::{VISA, but, card, stored};

const CLIENTS: u64 = 8;
const JSON: (&str, &str) = ("content-type", "application/json");
/// Of each kind the newest 100000 are kept (`PASSING_RECORDS`), which must fit in this.
const MOST_KIB: u64 = 250 * 1_024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_million_tokens_take_no_more_memory_than_the_newest_of_them() {
    let tokens: u64 = std::env::var("TOKENS").map_or(800, |text| text.parse().unwrap());
    let program = Program::in_memory();
    let bench = program.bench().await;
    let later = |card, name: &str| but(card, &json!({name: "2037"}));
    let asks = [
        ("/clover/v1/tokens".to_owned(), json!({"card": later(card(VISA), "exp_year")})),
        (bench.vaultera("/session_tokens"), json!({"session_token": {"scope": "card"}})),
        (bench.vaultera("/cards"), json!({"card": later(stored(VISA), "expiration_year")})),
    ];
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (asks, address, key) = (asks.clone(), program.address, bench.clover("publicKey").to_owned());
            tokio::spawn(async move {
                let mut client = Lasting::connect(address).await.unwrap();
                for (path, body) in asks {
                    let body = body.to_string();
                    for _ in 0..tokens / CLIENTS {
                        let reply = client.ask("POST", &path, &[("apikey", &key), JSON], &body).await.unwrap();
                        assert_eq!(reply.status, 200, "{}", reply.text);
                    }
                }
            })
        })
        .collect();
    let (before_kib, _) = program.resident_kib();
    for client in clients {
        client.await.unwrap();
    }
    let (now_kib, most_kib) = program.resident_kib();
    println!("3 x {tokens} made: {before_kib} KiB before, {now_kib} KiB now, {most_kib} KiB at most");
    assert!(most_kib < MOST_KIB, "{most_kib} KiB");
    // The first keys are there however much came after them.
    assert_eq!(bench.get(&bench.vaultera("/api_keys")).await.status, 200);
}
