//! SIGTERM under load: what was asked is answered, what was answered is there afterwards, and the
//! program ends.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/lasting.rs"]
mod lasting;
#[path = "support/program.rs"]
mod program;
mod support;

use std::collections::BTreeSet;

use lasting::Lasting;
use program::{Folder, Program};
use serde_json::{Value, json};

const CLIENTS: usize = 16;
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_asked_to_stop_answers_whoever_has_asked_it_and_loses_nothing() {
    let folder = Folder::new("stop");
    let data = folder.file("data");
    let mut program = Program::start(&data);
    let bench = program.bench().await;
    let path = bench.vaultera("/api_keys");
    // Some wait for an answer that would come in two minutes, the others ask without a break: for
    // what is written to the disk, and for what takes no time at all.
    bench.arm(&json!({"vault": "clover", "kind": "delay", "ms": 120_000})).await;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|at| {
            let (path, address) = (path.clone(), program.address);
            tokio::spawn(async move {
                let mut made = Vec::new();
                let mut client = Lasting::connect(address).await.unwrap();
                while !client.is_over {
                    if at % 4 < 2 {
                        let path = if at % 4 == 0 { "/clover/assets/keys.json" } else { "/_sandbox/health" };
                        let reply = client.ask("GET", path, &[], "").await;
                        assert_eq!(reply.expect("an answer, however late").status, 200);
                        continue;
                    }
                    let reply = client.ask("POST", &path, &[JSON], r#"{"api_key":{}}"#).await;
                    let reply = reply.expect("an answer to each request on an open connection");
                    assert_eq!(reply.status, 200, "{}", reply.text);
                    made.push(reply.json()["data"]["id"].as_str().unwrap().to_owned());
                }
                made
            })
        })
        .collect();
    let waiting = |journal: &[Value]| journal.iter().filter(|entry| entry["fault"] == "delay").count();
    let asked = |journal: &[Value]| journal.iter().filter(|entry| entry["vault"] == "vaultera").count();
    loop {
        let journal = bench.journal().await;
        if waiting(&journal) == CLIENTS / 4 && asked(&journal) > 40 {
            break;
        }
    }
    program.terminate();
    let mut made = BTreeSet::new();
    for client in clients {
        made.extend(client.await.unwrap());
    }
    assert_eq!(program.exit_code(), Some(0));
    assert!(made.len() > 20, "{}", made.len());

    let again = Program::start(&data);
    let bench = again.bench().await;
    let listed = bench.get(&bench.vaultera("/api_keys")).await.json();
    let listed: BTreeSet<_> =
        listed["data"].as_array().unwrap().iter().map(|key| key["id"].as_str().unwrap().to_owned()).collect();
    // Beside the one that was issued, and nothing that nobody was told of.
    assert!(made.is_subset(&listed) && listed.len() == made.len() + 1, "{} of {}", listed.len(), made.len());
}
