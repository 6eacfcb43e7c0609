//! After a session with keys, cards and sessions of every vault, no secret and no card number stands
//! in the journal, in what the program prints, or in any byte of its data.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/corefy.rs"]
mod corefy;
#[path = "support/hellgate.rs"]
mod hellgate;
mod payconex;
#[path = "support/program.rs"]
mod program;
mod support;

use program::{Folder, Program};
use serde_json::{Value, json};
use support::{Bench, VISA, card, stored};

const HOLDER: &str = "WALNUT FLOWERPOT";

/// What must be found nowhere, each with a name for the report.
#[derive(Default)]
struct Secrets(Vec<(String, String)>);

impl Secrets {
    fn add(&mut self, name: &str, value: &Value) {
        let value = value.as_str().unwrap_or_else(|| panic!("{name} is no text"));
        assert!(value.len() >= 12, "{name} is so short that it would be found by chance");
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// The names of those that stand in `bytes`: as they are, in hex, in base64, or in UTF-16.
    fn found(&self, bytes: &[u8]) -> Vec<&str> {
        // Each byte as the character of that number, since a text is searched much faster.
        let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
        let whole = text(bytes);
        let stands = |part: &[u8]| whole.contains(&text(part));
        let found = self.0.iter().filter(|(_, secret)| {
            let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let hex = payconex::hex(secret.as_bytes());
            let base64 = payconex::base64(secret.as_bytes());
            // The end of base64 hangs on what follows.
            let base64 = &base64[..base64.len() - 4];
            [secret.as_bytes(), &wide, hex.as_bytes(), base64.as_bytes()].into_iter().any(stands)
        });
        found.map(|(name, _)| &**name).collect()
    }
}

async fn vaultera(bench: &Bench, secrets: &mut Secrets) {
    let made = bench.post(&bench.vaultera("/api_keys"), &json!({"api_key": {"description": "d"}})).await.json();
    secrets.add("vaultera key", &made["data"]["attributes"]["api_key"]);
    let wanted = support::but(stored("4111111111111111"), &json!({"cardholder_name": HOLDER}));
    secrets.add("vaultera card token", &json!(bench.store_card(&wanted).await));
    for scope in ["card", "show_card", "show_service_code"] {
        secrets.add(scope, &json!(bench.session(scope).await));
    }
    let path = format!("/api_keys/{}", made["data"]["id"].as_str().unwrap());
    assert_eq!(bench.ask("DELETE", &bench.vaultera(&path), &[], "").await.status, 204);
}

async fn payconex(bench: &Bench, secrets: &mut Secrets) {
    let first = payconex::Key::first(bench);
    let made = first.make(bench, &json!({"label": "leak", "scopes": ["pcx:api_key:*"]})).await;
    secrets.add("payconex secret", &json!(made.secret));
    secrets.add("payconex basic", &json!(made.basic()));
    assert_eq!(made.lists(bench).await, 200);
    let (bearer, _) = payconex::open(bench, &json!({"savePaymentOption": "required"}), &json!({})).await;
    secrets.add("payconex bearer", &json!(bearer));
    let paid = payconex::tokenize(bench, &bearer, &payconex::entered("5555555555554444")).await.json();
    secrets.add("payconex reference", &paid["bfTokenReference"]);
}

async fn hellgate(bench: &Bench, secrets: &mut Secrets) {
    let made = bench.post("/_sandbox/hellgate/api-keys", &json!({"label": "leak"})).await.json();
    secrets.add("hellgate key", &made["apiKey"]);
    let headers = [("x-admin-token", bench.hellgate("adminToken")), hellgate::JSON];
    let wanted = json!({"scopes": ["admin:api-keys:read"]}).to_string();
    let made = bench.ask("POST", "/hellgate/api/admin/api-keys", &headers, &wanted).await.json();
    secrets.add("guardian key", &made["key_value"]);
    let session = bench.open_session(&Value::Null).await;
    let state = bench.state(&session).await;
    let done = bench
        .complete(&session, "tokenize_card", &hellgate::seal(&state["data"]["jwk"], &hellgate::card(VISA)))
        .await
        .json();
    secrets.add("hellgate session", &json!(session));
    secrets.add("hellgate session key", &state["data"]["api_key"]);
    secrets.add("hellgate token", &done["data"]["token_id"]);
}

async fn clover_and_corefy(bench: &Bench, secrets: &mut Secrets) {
    secrets.add("clover token", &bench.token(&json!({"card": card("378282246310005")})).await.json()["id"]);
    let body = json!({"client_id": bench.clover("clientId"), "refresh_token": bench.clover("refreshToken")});
    let pair = bench.post("/clover/oauth/v2/refresh", &body).await.json();
    secrets.add("clover access token", &pair["access_token"]);
    secrets.add("clover refresh token", &pair["refresh_token"]);

    let wanted = json!({"type": "Live", "preset": "Write", "description": HOLDER});
    secrets.add("corefy key", &bench.post("/_sandbox/corefy/api-keys", &wanted).await.json()["apiKey"]);
    let invoice = bench.created(&corefy::invoice("order-1")).await;
    secrets.add("corefy bearer", &json!(corefy::bearer(&invoice)));
    let paid = bench.sale(corefy::bearer(&invoice), &corefy::card("6011111111111117")).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    let id = invoice["id"].as_str().unwrap();
    secrets.add("corefy token", &bench.invoice(id).await["attributes"]["payload"]["token"]);
}

#[tokio::test]
async fn no_secret_and_no_card_stands_in_journal_output_or_data() {
    let folder = Folder::new("leak");
    let data = folder.file("data");
    let program = Program::start(&data);
    let bench = program.bench().await;
    let mut secrets = Secrets::default();
    for vault in ["clover", "vaultera", "payconex", "hellgate", "corefy"] {
        for (name, value) in bench.credentials[vault].as_object().unwrap() {
            secrets.add(&format!("{vault} {name}"), value);
        }
    }
    for number in [VISA, "4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"] {
        secrets.add(number, &json!(number));
    }
    secrets.add("holder", &json!(HOLDER));
    vaultera(&bench, &mut secrets).await;
    payconex(&bench, &mut secrets).await;
    hellgate(&bench, &mut secrets).await;
    clover_and_corefy(&bench, &mut secrets).await;
    assert!(secrets.0.len() > 40, "{}", secrets.0.len());

    // Every test card and every credential counts, so the public ids do, too: ids in a path are redacted.
    let journal = bench.get("/_sandbox/requests").await.text;
    assert!(journal.contains("/payconex/api/v4/accounts"), "{journal}");
    assert_eq!(secrets.found(journal.as_bytes()), Vec::<&str>::new());

    let look = |when: &str| {
        let files = folder.files();
        let mut names: Vec<_> = files.iter().map(|(path, _)| path.file_name().unwrap().to_str().unwrap()).collect();
        names.retain(|name| *name != "data.key");
        for (path, bytes) in &files {
            assert_eq!(secrets.found(bytes), Vec::<&str>::new(), "{when}: {}", path.display());
        }
        // The control: what is no secret is found, so the files hold the session and were read.
        let whole: Vec<u8> = files.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
        let mut public = Secrets::default();
        for table in ["vaultera/card", "hellgate/token", "payconex/reference", "corefy/invoice", "clover/token"] {
            public.add(table, &json!(table));
        }
        assert_eq!(public.found(&whole).len(), public.0.len(), "{when}: a table is missing");
        names.join(" ")
    };
    assert_eq!(look("while it runs"), "data data-wal");
    assert_eq!(program.kill(), "");
    assert_eq!(look("after a kill"), "data data-wal");
    let program = Program::start(&data);
    assert_eq!(look("after a restart"), "data data-wal");
    assert_eq!(program.stop(), "");
    assert_eq!(look("after its end"), "data");

    // And the control of the other side: each secret is found where it stands in clear.
    let scratch = folder.file("scratch");
    for (name, secret) in &secrets.0 {
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for form in [secret.as_bytes().to_vec(), wide, payconex::hex(secret.as_bytes()).into_bytes()] {
            std::fs::write(&scratch, [b"some text ", &*form, b" and more"].concat()).unwrap();
            assert!(secrets.found(&std::fs::read(&scratch).unwrap()).contains(&&**name), "{name} was not found");
        }
    }
}
