//! How much the sandbox takes, and what becomes of that as its store grows. Prints JSON.
//!
//! `load`: tokenisations over 64 connections for `SECONDS` (60), beside a bare handler of the same
//! HTTP library, one after the other. `growth`: with 10^3 to `KEYS` (10^6) keys, in memory and in a file.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench that panics has failed")]
#![allow(clippy::disallowed_types, reason = "what a bench is for is the real time")]

#[path = "../tests/support/lasting.rs"]
mod lasting;
#[path = "../tests/support/program.rs"]
mod program;
#[path = "../tests/support/mod.rs"]
mod support;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Response;
use http_body_util::BodyExt;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use lasting::Lasting;
use program::{Folder, Program};
use serde_json::{Value, json};
use support::{VISA, card};

const CONNECTIONS: usize = 64;
const JSON: (&str, &str) = ("content-type", "application/json");
/// What a tokenisation is answered with, as long as the real one.
const ANSWER: &str = r#"{"id":"clv_1TSTS0000000000000000000","object":"token","card":{"exp_month":"12","exp_year":"2037","first6":"424242","last4":"4242","brand":"VISA"}}"#;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// A handler that reads its request and answers it, and nothing else.
async fn bare() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| async move {
            let read = request.into_body().collect().await.map(http_body_util::Collected::to_bytes);
            let answer = read.map(|_| Body::from(ANSWER));
            answer.map(|body| Response::builder().header("content-type", "application/json").body(body).unwrap())
        });
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

struct Bare(Child);

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn start_bare() -> (Bare, SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap()).arg("bare").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Bare(child), line.trim().parse().unwrap())
}

fn figures(mut times: Vec<Duration>, errors: usize, took: Duration) -> Value {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0;
    json!({
        "perSecond": (times.len() as f64 / took.as_secs_f64()).round(),
        "p50Ms": at(0.5), "p99Ms": at(0.99), "requests": times.len(), "errors": errors,
    })
}

/// The same tokenisation over every connection, again and again.
async fn loaded(address: SocketAddr, key: &str, seconds: u64) -> Value {
    let body = json!({"card": but_far(card(VISA))}).to_string();
    let (start, end) = (Instant::now(), Duration::from_secs(seconds));
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (key, body) = (key.to_owned(), body.clone());
            tokio::spawn(async move {
                let (mut times, mut errors) = (Vec::new(), 0);
                let mut client = Lasting::connect(address).await.unwrap();
                while start.elapsed() < end {
                    let asked = Instant::now();
                    let reply = client.ask("POST", "/clover/v1/tokens", &[("apikey", &key), JSON], &body).await;
                    times.push(asked.elapsed());
                    errors += usize::from(!reply.is_ok_and(|reply| reply.status == 200));
                }
                (times, errors)
            })
        })
        .collect();
    let (mut times, mut errors) = (Vec::new(), 0);
    for client in clients {
        let (more, wrong) = client.await.unwrap();
        times.extend(more);
        errors += wrong;
    }
    figures(times, errors, start.elapsed())
}

fn but_far(card: Value) -> Value {
    support::but(card, &json!({"exp_year": "2037"}))
}

async fn load() -> Value {
    let seconds = number("SECONDS", 60);
    let (bare, address) = start_bare();
    loaded(address, "none", 2).await;
    let of_bare = loaded(address, "none", seconds).await;
    drop(bare);
    let program = Program::in_memory();
    let bench = program.bench().await;
    loaded(program.address, bench.clover("publicKey"), 2).await;
    let mut of_sandbox = loaded(program.address, bench.clover("publicKey"), seconds).await;
    of_sandbox["residentMiB"] = json!(program.resident_kib().0 / 1_024);
    json!({"connections": CONNECTIONS, "seconds": seconds, "bare": of_bare, "sandbox": of_sandbox})
}

/// Microseconds of one request, the middle of many.
async fn median(client: &mut Lasting, method: &str, path: &str, header: (&str, &str), body: &str) -> f64 {
    let mut times = Vec::new();
    for _ in 0..200 {
        let asked = Instant::now();
        let reply = client.ask(method, path, &[header, JSON], body).await.unwrap();
        times.push(asked.elapsed());
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    times.sort_unstable();
    (times[100].as_secs_f64() * 10_000_000.0).round() / 10.0
}

const KEYS: &str = "/_sandbox/hellgate/api-keys";

async fn grow(program: &Program, at_most: u64) -> Vec<Value> {
    let bench = program.bench().await;
    let admin = bench.credentials["hellgate"]["adminToken"].as_str().unwrap().to_owned();
    let mut client = Lasting::connect(program.address).await.unwrap();
    let (mut keys, mut rows) = (1, Vec::new());
    let sizes = (3..).map(|power| 10_u64.pow(power)).take_while(|size| *size <= at_most);
    let mut last = bench.credentials["hellgate"]["apiKey"].as_str().unwrap().to_owned();
    for size in sizes {
        while keys < size {
            let reply = client.ask("POST", KEYS, &[JSON], r#"{"label":"growth"}"#).await.unwrap();
            keys += 1;
            if keys == size / 2 {
                last = reply.json()["apiKey"].as_str().unwrap().to_owned();
            }
        }
        let key = ("x-api-key", &*last);
        let admin = ("x-admin-token", &*admin);
        let token = json!({"card": but_far(card(VISA))}).to_string();
        rows.push(json!({
            "keys": size,
            "useKeyUs": median(&mut client, "POST", "/hellgate/tokens/session", key, "{}").await,
            "createKeyUs": median(&mut client, "POST", KEYS, key, r#"{"label":"growth"}"#).await,
            "readGuardianPageUs": median(&mut client, "GET", "/hellgate/api/admin/api-keys?limit=20", admin, "").await,
            "tokenizeUs": median(&mut client, "POST", "/clover/v1/tokens", ("apikey", bench.clover("publicKey")), &token).await,
            "residentMiB": program.resident_kib().0 / 1_024,
        }));
        keys += 200;
    }
    rows
}

async fn growth() -> Value {
    let at_most = number("KEYS", 1_000_000);
    let in_memory = grow(&Program::in_memory(), at_most).await;
    let folder = Folder::in_memory("growth");
    let data = folder.file("data");
    let program = Program::start(&data);
    let in_file = grow(&program, at_most).await;
    drop(program);
    let start = Instant::now();
    drop(Program::start(&data));
    json!({"inMemory": in_memory, "inFile": in_file, "startOnFileMs": start.elapsed().as_millis() as u64})
}

#[tokio::main]
async fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    let shown = match what.as_str() {
        "bare" => return bare().await,
        "load" => load().await,
        "growth" => growth().await,
        // As `cargo test` and a plain `cargo bench` start it.
        _ => return,
    };
    println!("{shown}");
}
