//! The sandbox's own endpoints: credentials, journal, faults, limits.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;

use serde_json::{Value, json};
use support::{Bench, SHOP, VISA, card, stored};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn credentials_are_those_of_the_start_and_differ_between_starts() {
    let bench = Bench::new().await;
    let reply = bench.get("/_sandbox/credentials").await;
    assert_eq!(reply.json(), bench.credentials);
    let mut names: Vec<String> = reply.json()["clover"].as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "accessToken",
            "clientId",
            "clientSecret",
            "merchantId",
            "privateKey",
            "productionPublicKey",
            "publicKey",
            "refreshToken"
        ]
    );
    let same_seed = Bench::new().await;
    assert_eq!(same_seed.credentials, bench.credentials);
    let other = Bench::with(|options| options.entropy = std::sync::Arc::new(tokenframe_sandbox::OsEntropy)).await;
    assert_ne!(other.key(), bench.key());
}

#[tokio::test]
async fn a_page_that_renames_loopback_cannot_read_the_credentials() {
    let bench = Bench::new().await;
    for (host, status) in [("rebound.example.com", 421), ("localhost:4102", 200), ("[::1]:4102", 200), ("", 421)] {
        let reply = bench.ask("GET", "/_sandbox/credentials", &[("host", host)], "").await;
        assert_eq!(reply.status, status, "{host}");
    }
}

#[tokio::test]
async fn the_journal_holds_names_and_shapes_and_no_value_of_a_card_or_key() {
    let bench = Bench::new().await;
    let number = "4111111111111111";
    bench.token(&json!({"card": card(VISA)})).await;
    bench.token(&json!({VISA: card(VISA)})).await;
    let bearer = format!("Bearer {}", bench.clover("accessToken"));
    bench.ask("GET", "/clover/pakms/apikey", &[("authorization", &bearer)], "").await;
    bench
        .ask("POST", &format!("/clover/v1/{VISA}?{VISA}={VISA}&scope={VISA}"), &[("x-4242424242424242", VISA)], VISA)
        .await;
    let stored = bench.store_card(&stored(number)).await;
    let session = bench.session("card").await;
    bench.get(&format!("/vaultera/api/v1/capture_form?session_token={session}&only=visa")).await;
    let url = format!("http%3A%2F%2F{}%2F_sandbox%2Fgateway", bench.address);
    let charge = json!({"amount": 1, "currency": "USD", "card": {"number": "%CARD_NUMBER%"}});
    let sent = bench.post(&bench.vaultera(&format!("/cards/{stored}/send?method=post&url={url}")), &charge).await;
    assert_eq!(sent.status, 200, "{}", sent.text);

    let text = bench.get("/_sandbox/requests").await.text;
    let secrets =
        [VISA, number, bench.clover("publicKey"), bench.clover("accessToken"), bench.key(), &stored, &session];
    let found = |text: &str| secrets.iter().filter(|secret| text.contains(**secret)).count();
    assert_eq!(found(&text), 0, "{text}");
    for secret in secrets {
        let planted = text.replacen("[redacted", secret, 1);
        assert_eq!(found(&planted), 1, "the search must find a planted value");
    }

    let entries = bench.journal().await;
    assert_eq!(entries.len(), 9, "{text}");
    let first = &entries[0];
    assert_eq!(first["body"], json!({"card": ["number", "exp_month", "exp_year", "cvv"]}));
    assert_eq!((&first["vault"], &first["path"]), (&json!("clover"), &json!("/clover/v1/tokens")));
    assert_eq!((&first["method"], &first["status"]), (&json!("POST"), &json!(200)));
    assert_eq!(first["at"], "2026-06-15T00:00:00.000Z");
    assert_eq!(first["apikey"], "[redacted, 32 bytes]");
    assert!(first["headers"].as_array().unwrap().contains(&json!("apikey")));
    assert_eq!(entries[2]["authorization"], "Bearer [redacted, 48 bytes]");
    assert_eq!(entries[6]["query"], json!({"session_token": "[redacted, 32 bytes]", "only": "visa"}));
    // The gateway was asked while the send was running, so it stands after it.
    assert_eq!((&entries[7]["vault"], &entries[7]["status"]), (&json!("vaultera"), &json!(200)));
    assert_eq!((&entries[8]["vault"], &entries[8]["path"]), (&json!("gateway"), &json!("/_sandbox/gateway")));

    bench.ask("DELETE", "/_sandbox/requests", &[], "").await;
    assert_eq!(bench.journal().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_fault_strikes_its_vault_path_and_method_as_often_as_ordered() {
    let bench = Bench::new().await;
    let body = json!({"card": card(VISA)});
    let error = json!({"message": "503 Service Unavailable", "error": {"code": "missing"}});
    bench
        .arm(&json!({
            "vault": "clover", "path": "/v1/tokens", "method": "POST", "times": 2,
            "kind": "status", "status": 503, "body": error, "headers": {"retry-after": "2"},
        }))
        .await;
    assert_eq!(bench.get("/clover/assets/keys.json").await.status, 200);
    for _ in 0..2 {
        let reply = bench.token(&body).await;
        assert_eq!((reply.status, reply.header("retry-after")), (503, Some("2")));
        assert_eq!(reply.json(), error);
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
    assert_eq!(bench.token(&body).await.status, 200);
    let faults = bench.get("/_sandbox/faults").await.json();
    assert_eq!((&faults["faults"][0]["hits"], &faults["faults"][0]["times"]), (&json!(2), &json!(2)));

    bench.arm(&json!([{"vault": "clover", "kind": "status", "status": 500}])).await;
    assert_eq!(bench.token(&body).await.status, 500);
    assert_eq!(bench.token(&body).await.status, 500);
    let headers = [("origin", SHOP)];
    assert_eq!(bench.ask("OPTIONS", "/clover/v1/tokens", &headers, "").await.status, 204, "preflights are spared");
    assert_eq!(bench.ask("DELETE", "/_sandbox/faults", &[], "").await.status, 204);
    assert_eq!(bench.token(&body).await.status, 200);
}

#[tokio::test]
async fn documented_codes_that_a_mock_cannot_bring_about_come_by_fault() {
    let bench = Bench::new().await;
    for (status, code) in [(500, "missing"), (500, "processing_error"), (429, "rate_limit"), (404, "resource_missing")]
    {
        let body = json!({"message": "refused", "error": {"code": code}});
        bench.arm(&json!({"vault": "clover", "times": 1, "kind": "status", "status": status, "body": body})).await;
        let reply = bench.token(&json!({"card": card(VISA)})).await;
        assert_eq!((reply.status, &*reply.code()), (status, code));
    }
    let reply = bench.get("/clover/v1/walnut").await;
    assert_eq!((reply.status, &*reply.code()), (404, "resource_missing"));
}

#[tokio::test]
async fn each_kind_of_answer_fault_gives_its_answer() {
    let bench = Bench::new().await;
    let body = json!({"card": card(VISA)});
    let once = |fault: Value| support::but(fault, &json!({"vault": "clover", "path": "/v1/tokens", "times": 1}));

    bench.arm(&once(json!({"kind": "body", "text": "<p>hi", "contentType": "text/html"}))).await;
    let reply = bench.token(&body).await;
    assert_eq!((reply.status, &*reply.text, reply.header("content-type")), (200, "<p>hi", Some("text/html")));

    bench.arm(&once(json!({"kind": "redirect", "location": "http://127.0.0.1:1/steal"}))).await;
    let reply = bench.token(&body).await;
    assert_eq!((reply.status, reply.header("location")), (307, Some("http://127.0.0.1:1/steal")));

    bench.arm(&once(json!({"kind": "garbage"}))).await;
    let reply = bench.token(&body).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    assert!(serde_json::from_str::<Value>(&reply.text).is_err());

    bench.arm(&once(json!({"kind": "noCors"}))).await;
    let headers = [("origin", SHOP), ("apikey", bench.clover("publicKey")), ("content-type", "application/json")];
    let reply = bench.ask("POST", "/clover/v1/tokens", &headers, &body.to_string()).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, None));
    let reply = bench.ask("POST", "/clover/v1/tokens", &headers, &body.to_string()).await;
    assert_eq!(reply.header("access-control-allow-origin"), Some(SHOP), "used up");

    bench.arm(&once(json!({"kind": "noCors", "method": "OPTIONS"}))).await;
    let reply = bench.ask("OPTIONS", "/clover/v1/tokens", &headers, "").await;
    assert_eq!((reply.status, reply.header("access-control-allow-headers")), (204, None));

    bench.arm(&once(json!({"kind": "delay", "ms": 1}))).await;
    assert_eq!(bench.token(&body).await.status, 200);
    assert_eq!(bench.journal().await.last().unwrap()["fault"], "delay");
}

#[tokio::test]
async fn a_dropped_connection_ends_without_a_reply_before_or_after_the_work() {
    let bench = Bench::new().await;
    let session = bench.session("card").await;
    let path = format!("/vaultera/api/v1/capture_form?session_token={session}");
    bench.arm(&json!({"vault": "vaultera", "times": 1, "kind": "drop"})).await;
    assert!(bench.try_ask("GET", &path, &[], "").await.is_err());
    bench.arm(&json!({"vault": "vaultera", "times": 1, "kind": "drop", "after": true})).await;
    assert!(bench.try_ask("GET", &path, &[], "").await.is_err());
    // The first was dropped before the vault saw it, the second after: the token is spent.
    assert_eq!(bench.get(&path).await.status, 401);
    let journal = bench.journal().await;
    let last: Vec<_> = journal.iter().rev().take(3).map(|entry| (&entry["fault"], &entry["status"])).collect();
    let (none, drop) = (Value::Null, json!("drop"));
    assert_eq!(last, [(&none, &json!(401)), (&drop, &none), (&drop, &none)]);
}

#[tokio::test]
async fn a_truncated_body_announces_its_whole_length() {
    let bench = Bench::new().await;
    bench.arm(&json!({"vault": "clover", "times": 2, "kind": "truncate", "bytes": 10})).await;
    assert!(bench.try_ask("GET", "/clover/assets/keys.json", &[], "").await.is_err());
    let mut stream = tokio::net::TcpStream::connect(bench.address).await.unwrap();
    stream.write_all(b"GET /clover/assets/keys.json HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).await.unwrap();
    let text = String::from_utf8(raw).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let whole = bench.get("/clover/assets/keys.json").await.text;
    assert!(head.contains(&format!("content-length: {}", whole.len())), "{head}");
    assert_eq!(body, whole.chars().take(10).collect::<String>());
}

#[tokio::test]
async fn a_hanging_request_is_answered_by_nothing_but_the_end() {
    let mut bench = Bench::new().await;
    bench.arm(&json!({"vault": "clover", "kind": "hang"})).await;
    let address = bench.address;
    let hanging = tokio::spawn(async move { support::ask(address, "GET", "/clover/assets/keys.json", &[], b"").await });
    while bench.journal().await.is_empty() {}
    let entry = bench.journal().await.remove(0);
    assert_eq!((&entry["fault"], &entry["status"]), (&json!("hang"), &Value::Null));
    assert!(!hanging.is_finished());
    bench.stop().await;
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused_whole() {
    let bench = Bench::new().await;
    for wrong in [
        json!({"vault": "walnut", "kind": "hang"}),
        json!({"vault": "clover", "kind": "walnut"}),
        json!({"vault": "clover"}),
        json!({"vault": "clover", "kind": "delay"}),
        json!({"vault": "clover", "kind": "delay", "ms": 1_000_000}),
        json!({"vault": "clover", "kind": "status", "status": 99}),
        json!({"vault": "clover", "kind": "status", "status": 500, "headers": {"a b": "c"}}),
        json!({"vault": "clover", "kind": "redirect"}),
        json!({"vault": "clover", "kind": "hang", "walnut": 1}),
        json!([{"vault": "clover", "kind": "hang"}, {"vault": "clover", "kind": "walnut"}]),
        json!(1),
    ] {
        let reply = bench.post("/_sandbox/faults", &wrong).await;
        assert_eq!((reply.status, &*reply.code()), (400, "fault_invalid"), "{wrong}");
    }
    assert_eq!(bench.get("/_sandbox/faults").await.json(), json!({"faults": []}));
    let plain = bench.ask("POST", "/_sandbox/faults", &[("content-type", "text/plain")], "[]").await;
    assert_eq!(plain.status, 415);
}

#[tokio::test]
async fn a_body_of_more_than_64_kib_is_refused_in_the_vaults_form() {
    let bench = Bench::new().await;
    let json = [("content-type", "application/json")];
    let clover = bench.ask("POST", "/clover/v1/tokens", &json, &" ".repeat(65_537)).await;
    assert_eq!((clover.status, &clover.json()["message"]), (413, &json!("413 Payload Too Large")));
    let vaultera = bench.ask("POST", &bench.vaultera("/cards"), &json, &" ".repeat(65_537)).await;
    assert_eq!(vaultera.status, 413);
    assert!(vaultera.json()["errors"]["code"].is_string());
    let fits = bench.ask("POST", &bench.vaultera("/cards"), &json, &" ".repeat(65_536)).await;
    assert_eq!(fits.status, 400);
}

#[tokio::test]
async fn every_answer_forbids_caching_and_guessing() {
    let bench = Bench::new().await;
    for path in ["/clover/assets/keys.json", "/vaultera/api/v1/capture_form", "/_sandbox/health", "/walnut"] {
        let reply = bench.get(path).await;
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[tokio::test]
async fn a_request_head_that_never_ends_is_cut_off() {
    let bench = Bench::with(|options| options.patience = std::time::Duration::from_millis(20)).await;
    let mut stream = tokio::net::TcpStream::connect(bench.address).await.unwrap();
    stream.write_all(b"GET /_sandbox/health HTTP/1.1\r\nhost: loc").await.unwrap();
    let mut rest = Vec::new();
    // Ends only when the sandbox closes the connection.
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(!rest.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn requests_that_could_be_read_two_ways_are_not_answered_as_good() {
    let bench = Bench::new().await;
    let many = "x: y\r\n".repeat(1_000);
    for raw in [
        "POST /clover/v1/tokens HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}"
            .to_owned(),
        format!("GET /_sandbox/health HTTP/1.1\r\nhost: localhost\r\n{many}\r\n"),
        "walnut\r\n\r\n".to_owned(),
    ] {
        let mut stream = tokio::net::TcpStream::connect(bench.address).await.unwrap();
        stream.write_all(raw.as_bytes()).await.unwrap();
        let mut reply = Vec::new();
        // A reset is as good as a refusal.
        drop(stream.read_to_end(&mut reply).await);
        let text = String::from_utf8_lossy(&reply);
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 4"), "{text}");
    }
}

#[tokio::test]
async fn every_guess_names_its_vault_and_section() {
    let bench = Bench::new().await;
    let shown = bench.get("/_sandbox/guesses").await.json();
    assert_eq!(shown["guesses"].as_array().unwrap().len(), tokenframe_sandbox::GUESSES.len());
    for guess in tokenframe_sandbox::GUESSES {
        assert!(guess.name.to_lowercase().starts_with(guess.vault), "{}", guess.name);
        assert!(guess.section.contains(':'), "{}", guess.name);
    }
}
