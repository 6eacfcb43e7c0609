//! A disk that takes no more: what cannot be kept is refused, what was answered stays, and reading goes on.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/program.rs"]
mod program;
mod support;

use program::{Folder, Program};
use serde_json::json;
use support::Bench;

/// More than a fresh file has, and little enough to be full soon.
const ROOM_KIB: u64 = 512;
const MOST_KEYS: usize = 20_000;

async fn make(bench: &Bench) -> (u16, String) {
    let body = json!({"api_key": {"description": "x".repeat(60)}}).to_string();
    let reply = bench.ask("POST", &bench.vaultera("/api_keys"), &[("content-type", "application/json")], &body).await;
    (reply.status, reply.text)
}

async fn listed(bench: &Bench) -> String {
    let reply = bench.get(&bench.vaultera("/api_keys")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_refuses_what_it_cannot_keep_and_loses_nothing() {
    let folder = Folder::new("full");
    let data = folder.file("data");
    // So that there is a file, and its beginning is no part of what is tried.
    drop(Program::start(&data).stop());
    let program = Program::with_room(&data, ROOM_KIB);
    let bench = program.bench().await;
    let mut kept = Vec::new();
    let (status, said) = loop {
        assert!(kept.len() < MOST_KEYS, "the file never was full");
        let (status, text) = make(&bench).await;
        if status != 200 {
            break (status, text);
        }
        let made: serde_json::Value = serde_json::from_str(&text).unwrap();
        kept.push(made["data"]["attributes"]["id"].as_str().unwrap().to_owned());
    };
    assert_eq!(status, 503, "{said}");
    assert!(!kept.is_empty());
    for word in ["SQLite", "sqlite", "disk", "data"] {
        assert!(!said.contains(word), "{said}");
    }
    // It goes on: it reads, and says no to the next one too.
    let shown = listed(&bench).await;
    assert!(kept.iter().all(|id| shown.contains(&**id)));
    assert_eq!(make(&bench).await.0, 503);
    drop(program.stop());
    // With room again all of it is there, and more can be made.
    let program = Program::start(&data);
    let bench = program.bench().await;
    let shown = listed(&bench).await;
    assert!(kept.iter().all(|id| shown.contains(&**id)));
    assert_eq!(make(&bench).await.0, 200);
}
