//! Clients that are slow, too large or not clients at all: each is let go in bounded time, and who
//! behaves is answered meanwhile.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;

use std::time::Duration;

use support::Bench;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_millis(200);
const HEAD: &[u8] = b"GET /_sandbox/health HTTP/1.1\r\nhost: localhost\r\n";

async fn impatient() -> Bench {
    Bench::with(|options| options.patience = PATIENCE).await
}

/// What the sandbox says until it closes; a test that waits for ever has failed. A reset is an end too.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    drop(stream.read_to_end(&mut said).await);
    String::from_utf8_lossy(&said).into_owned()
}

/// Sends `bytes` over and over, `at_once` of them at a time, until the sandbox hangs up.
async fn drip(address: std::net::SocketAddr, head: &[u8], bytes: &[u8], pace: Duration) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head).await.unwrap();
    let (mut read, mut write) = stream.split();
    let mut said = Vec::new();
    let mut ticks = tokio::time::interval(pace);
    let sent = async {
        loop {
            ticks.tick().await;
            if write.write_all(bytes).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = sent => {}
        _ = read.read_to_end(&mut said) => {}
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn a_head_or_a_body_that_comes_byte_by_byte_is_cut_off() {
    let bench = impatient().await;
    let slow = PATIENCE / 20;
    let head = drip(bench.address, HEAD, b"x", slow).await;
    assert!(!head.starts_with("HTTP/1.1 2"), "{head}");
    for (path, form) in [("/clover/v1/tokens", "408 Request Timeout"), ("/_sandbox/clock", "request_timeout")] {
        let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9999\r\n\r\n");
        let body = drip(bench.address, head.as_bytes(), b" ", slow).await;
        assert!(body.starts_with("HTTP/1.1 408") && body.contains(form), "{body}");
        let head = head.replace("content-length: 9999", "transfer-encoding: chunked");
        let body = drip(bench.address, head.as_bytes(), b"1\r\n \r\n", slow).await;
        assert!(body.starts_with("HTTP/1.1 408"), "{body}");
    }
}

#[tokio::test]
async fn five_hundred_half_open_connections_are_closed_and_hold_nobody_up() {
    let bench = impatient().await;
    let mut open = Vec::new();
    for at in 0..500 {
        let mut stream = TcpStream::connect(bench.address).await.unwrap();
        // Nothing at all, a part of a head, or a whole request and then nothing.
        match at % 3 {
            0 => {}
            1 => stream.write_all(HEAD).await.unwrap(),
            _ => stream.write_all(&[HEAD, b"\r\n"].concat()).await.unwrap(),
        }
        open.push(stream);
        if at % 50 == 0 {
            assert_eq!(bench.get("/_sandbox/health").await.status, 200);
        }
    }
    for (at, mut stream) in open.into_iter().enumerate() {
        let said = until_closed(&mut stream).await;
        assert_eq!(said.starts_with("HTTP/1.1 200"), at % 3 == 2, "{said}");
    }
    assert_eq!(bench.get("/_sandbox/health").await.status, 200);
}

#[tokio::test]
async fn there_are_only_so_many_places_and_a_place_is_given_back() {
    let bench = Bench::with(|options| options.patience = Duration::from_secs(2)).await;
    let mut open = Vec::new();
    for _ in 0..1_100 {
        open.push(TcpStream::connect(bench.address).await.unwrap());
    }
    // The last ones were closed at once, without a word.
    for stream in &mut open[1_024..] {
        assert_eq!(until_closed(stream).await, "");
    }
    drop(open);
    while bench.try_ask("GET", "/_sandbox/health", &[], "").await.is_err() {}
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_not_read_to_its_end() {
    let bench = Bench::new().await;
    let send =
        async |head: String, more: Vec<u8>| drip(bench.address, head.as_bytes(), &more, Duration::from_nanos(1)).await;
    let started = "GET /_sandbox/health HTTP/1.1\r\nhost: localhost\r\nx: ";
    let said = send(format!("{started}{}\r\n\r\n", "y".repeat(80_000)), Vec::new()).await;
    assert!(said.starts_with("HTTP/1.1 431"), "{said}");
    // Without an end: the sandbox hangs up, and whether its answer arrives before the reset is chance.
    for endless in [vec![b'y'; 65_536], b"\r\nx: y".repeat(1_000)] {
        let said = send(started.to_owned(), endless).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    }
    let post = "POST /clover/v1/tokens HTTP/1.1\r\nhost: localhost\r\n";
    for (head, endless) in [
        (format!("{post}content-length: 1000000000\r\n\r\n"), vec![b' '; 65_536]),
        (
            format!("{post}transfer-encoding: chunked\r\n\r\n"),
            [b"10000\r\n", vec![b' '; 65_536].as_slice(), b"\r\n"].concat(),
        ),
    ] {
        let said = send(head, endless).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 413"), "{said}");
    }
    assert_eq!(bench.get("/_sandbox/health").await.status, 200);
}

#[tokio::test]
async fn who_asks_and_never_takes_the_answers_is_let_go() {
    let bench = impatient().await;
    let mut stream = TcpStream::connect(bench.address).await.unwrap();
    let ask = [b"GET /_sandbox/guesses HTTP/1.1\r\nhost: localhost\r\n", b"\r\n".as_slice()].concat().repeat(100);
    // The sandbox stops reading once it cannot write, and then hangs up.
    while stream.write_all(&ask).await.is_ok() {}
    assert_eq!(bench.get("/_sandbox/health").await.status, 200);
}

#[tokio::test]
async fn of_requests_in_a_row_the_good_are_answered_in_order_and_nonsense_ends_it() {
    let bench = Bench::new().await;
    let mut stream = TcpStream::connect(bench.address).await.unwrap();
    let asks = [
        "GET /_sandbox/health HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "POST /clover/v1/tokens HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}",
        "GET /walnut HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "\u{0}\u{1}walnut \r\n\r\n",
        "GET /_sandbox/health HTTP/1.1\r\nhost: localhost\r\n\r\n",
    ];
    stream.write_all(asks.concat().as_bytes()).await.unwrap();
    let said = until_closed(&mut stream).await;
    let statuses: Vec<_> = said.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["200", "401", "404", "400"]);
}
