//! The keys of every vault, as a server makes, lists, restricts and ends them: what is sent, and what the answers mean.
#![allow(clippy::expect_used, reason = "an answer that cannot be read must fail its test")]

mod hellgate;
mod payconex;
#[path = "../vault/mod.rs"]
mod vault;

use serde_json::{Value, json};
use tokenframe::error::{Code, Error};
use tokenframe::http::{Request, Response};
use tokenframe::secret::Secret;
use tokenframe::vault::key::{Environment, SandboxKey, Status};
use tokenframe::vault::payconex::signature::Way;
use tokenframe::vault::vaultera::account::Account as Vaultera;
use tokenframe::vault::{clover, corefy, vaultera};
use vault::shown;

/// 2026-01-15T09:30:00Z
const NOW: u64 = 1_768_469_400_000;

fn answer(status: u16, body: &Value) -> Response {
    Response { status, json: true, retry_after: None, body: Secret::copied(&body.to_string()) }
}

fn empty(status: u16) -> Response {
    Response { status, json: false, retry_after: None, body: Secret::default() }
}

/// Method, URL and body of a request that was made.
fn sent(request: Result<Request, Error>) -> (String, String, Value) {
    let request = shown(&request.expect("a request"));
    let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let body = request["body"].as_str().map_or(Value::Null, |body| serde_json::from_str(body).expect("JSON"));
    (text("method"), text("url"), body)
}

fn code<T>(result: Result<T, Error>) -> Option<Code> {
    result.err().map(|error| error.code)
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn an_id_cannot_leave_its_path() {
    let vaultera = Vaultera { base_url: "https://v.example".into(), api_key: Secret::copied("key") };
    for id in ["..", ".", "", "a/b", "a?b", "a%2fb", "ä", &"a".repeat(129)] {
        assert_eq!(code(vaultera::keys::Key::get(&vaultera, id)), Some(Code::NotFound), "{id}");
        assert_eq!(code(vaultera::cards::StoredCard::delete(&vaultera, id)), Some(Code::NotFound), "{id}");
        assert_eq!(
            code(tokenframe::vault::payconex::keys::ApiKey::delete(&payconex::account(), id, &Way::Basic)),
            Some(Code::NotFound),
            "{id}"
        );
        assert_eq!(
            code(tokenframe::vault::hellgate::keys::ApiKey::revoke("https://v.example", id)),
            Some(Code::NotFound),
            "{id}"
        );
        assert_eq!(code(corefy::keys::ApiKey::get("https://v.example", id)), Some(Code::NotFound), "{id}");
    }
}

#[test]
fn a_key_of_vaultera_is_whole_once_and_masked_ever_after() {
    use vaultera::keys::Key;
    let account = Vaultera { base_url: "https://v.example".into(), api_key: Secret::copied("k/1") };
    let at = |path: &str| format!("https://v.example/api/v1/api_keys{path}?api_key=k%2F1");
    assert_eq!(sent(Ok(Key::list(&account))), ("GET".into(), at(""), Value::Null));
    assert_eq!(sent(Key::get(&account, "7d0c-1")), ("GET".into(), at("/7d0c-1"), Value::Null));
    assert_eq!(sent(Key::revoke(&account, "7d0c-1")), ("DELETE".into(), at("/7d0c-1"), Value::Null));
    let body = json!({ "api_key": { "description": "till \"1\"" } });
    assert_eq!(sent(Ok(Key::create(&account, Some("till \"1\"")))), ("POST".into(), at(""), body));
    assert_eq!(sent(Ok(Key::create(&account, None))).2, json!({ "api_key": {} }));

    let attributes = json!({"id":"7d0c","api_key":"b7e2c9d4f1a60358b7e2c9d4f1a60358","description":"till","status":"active",
        "created_at":"2026-01-15T09:30:00.123Z","revoked_at":null,"new":[]});
    let whole = json!({ "data": { "id": "7d0c", "type": "api_key", "attributes": attributes } });
    let made = Key::read_created(&answer(200, &whole)).expect("a key");
    assert_eq!(made.secret.expose_str(), "b7e2c9d4f1a60358b7e2c9d4f1a60358");
    assert_eq!((made.key.record.masked.as_str(), made.key.record.label.as_deref()), ("...a60358", Some("till")));
    assert!(!format!("{made:?}").contains("b7e2c9"));
    // What a list should have masked is masked here.
    let listed = Key::read_list(&answer(200, &json!({ "data": [whole["data"]] }))).expect("a list");
    assert!(!format!("{listed:?}").contains("b7e2c9"));
    let mut masked = whole.clone();
    masked["data"]["attributes"]["api_key"] = json!("...a60358");
    assert_eq!(code(Key::read_created(&answer(200, &masked))), Some(Code::BadResponse), "a mask is no key");
    masked["data"]["attributes"]["status"] = json!("revoked");
    assert_eq!(Key::read(&answer(200, &masked)).expect("a key").record.status, Status::Revoked);
    masked["data"]["attributes"]["status"] = json!("locked");
    assert_eq!(Key::read(&answer(200, &masked)).expect("a key").record.status, Status::Revoked);
    assert_eq!(code(Key::read_list(&answer(200, &json!({ "data": [{}] })))), Some(Code::BadResponse));
    for (status, expected) in [
        (401, Code::KeyRejected),
        (403, Code::NotPermitted),
        (404, Code::NotFound),
        (422, Code::RequestRefused),
        (503, Code::VaultUnavailable),
        (429, Code::RateLimited),
    ] {
        assert_eq!(code(Key::read_revoked(&empty(status))), Some(expected), "{status}");
    }
    assert_eq!(Key::read_revoked(&empty(204)), Ok(()));
}

#[test]
fn a_card_of_vaultera_goes_in_whole_and_comes_out_masked() {
    use vaultera::cards::{NewCard, StoredCard};
    let account = Vaultera { base_url: "https://v.example".into(), api_key: Secret::copied("k") };
    let secret = Secret::copied;
    let card = NewCard {
        card_number: secret("4111111111111111"),
        cardholder_name: secret("Zoë \"Z\""),
        expiration_month: secret("12"),
        expiration_year: secret("2030"),
        service_code: Some(secret("123")),
        card_type: None,
    };
    let (method, url, body) = sent(Ok(StoredCard::store(&account, &card)));
    assert_eq!((method.as_str(), url.as_str()), ("POST", "https://v.example/api/v1/cards?api_key=k"));
    assert_eq!(
        body["card"],
        json!({"card_number":"4111111111111111","cardholder_name":"Zoë \"Z\"","expiration_month":"12","expiration_year":"2030","service_code":"123"})
    );
    assert!(!format!("{:?}", StoredCard::store(&account, &card)).contains("4111"));

    let stored = |number: &str| json!({"data":{"attributes":{"card_token":"9c2f","card_number":number,"card_type":"visa","expiration_month":"12","service_code":"***"}}});
    let read = StoredCard::read(&answer(200, &stored("411111******1111"))).expect("a card");
    assert_eq!(
        (read.card_token.as_str(), read.card_type.as_deref(), read.cardholder_name),
        ("9c2f", Some("visa"), None)
    );
    assert_eq!(
        code(StoredCard::read(&answer(200, &stored("4111111111111111")))),
        Some(Code::BadResponse),
        "nobody asked for digits"
    );

    let send =
        |method| StoredCard::send(&account, "9c2f", method, "https://psp.example/pay?a=1&b=2", Some("%CARD_NUMBER%"));
    let request = shown(&send("PUT").expect("a request"));
    assert_eq!(
        request["url"],
        "https://v.example/api/v1/cards/9c2f/send?api_key=k&method=PUT&url=https%3A%2F%2Fpsp.example%2Fpay%3Fa%3D1%26b%3D2"
    );
    assert_eq!(
        (&request["method"], &request["body"], &request["headers"]),
        (&json!("POST"), &json!("%CARD_NUMBER%"), &json!({}))
    );
    assert_eq!(code(send("TRACE")), Some(Code::RequestRefused));
}

#[test]
fn a_preset_of_corefy_is_custom_as_soon_as_one_switch_differs() {
    use corefy::keys::{ApiKey, Settings, permissions, preset};
    for (name, count) in [("Read-only", 10), ("Write", 10), ("Full access", 20)] {
        let mut switches = permissions(name).expect("a preset");
        assert_eq!((switches.len(), preset(&switches)), (count, name));
        switches.reverse();
        assert_eq!(preset(&switches), name, "in any order");
        switches.pop();
        assert_eq!(preset(&switches), "Custom");
    }
    assert_eq!((preset(&[]), permissions("Custom")), ("Custom", None));
    let settings = |preset: Option<&str>, permissions: Option<&[&str]>| Settings {
        kind: "Test".into(),
        name: Some("Till".into()),
        description: None,
        preset: preset.map(Into::into),
        permissions: permissions.map(owned),
    };
    let create = |settings: &Settings| ApiKey::create("https://c.example", settings);
    assert_eq!(sent(create(&settings(Some("Write"), None))).2, json!({"type":"Test","name":"Till","preset":"Write"}));
    assert_eq!(
        sent(create(&settings(None, Some(&["customer:view"])))).2,
        json!({"type":"Test","name":"Till","preset":"Custom","permissions":["customer:view"]})
    );
    for (preset, permissions) in [
        (None, None),
        (Some("Write"), Some(&["customer:view"][..])),
        (Some("All"), None),
        (None, Some(&[])),
        (None, Some(&["customer:delete"])),
    ] {
        assert_eq!(code(create(&settings(preset, permissions))), Some(Code::ScopeInvalid));
    }
    assert_eq!(
        code(create(&Settings { kind: "live".into(), ..settings(Some("Write"), None) })),
        Some(Code::EnvironmentUnknown)
    );

    let shown = |kind: &str| json!({"id":"k","type":kind,"permissions":["customer:view"],"masked":"...abcd","apiKey":"secret-of-forty-three-signs"});
    let made = ApiKey::read_created(&answer(200, &shown("Live"))).expect("a key");
    assert_eq!(
        (made.key.record.environment, made.key.preset, made.key.record.masked.as_str()),
        (Some(Environment::Live), "Custom", "...abcd")
    );
    assert_eq!(
        code(ApiKey::read(&answer(200, &shown("Sandbox")))),
        Some(Code::BadResponse),
        "neither may be taken for the other"
    );
}

#[test]
fn a_merchants_key_of_clover_is_read_also_where_it_is_disabled() {
    use clover::keys::MerchantKey;
    use clover::oauth::{App, Tokens};
    let body = json!({"active":false,"apiAccessKey":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","createdTime":1_735_689_600_123_u64,"developerAppUuid":"A1B2C3D4E5F6G","merchantUuid":"M9N8P7Q6R5S4T","modifiedTime":1_735_689_600_123_u64});
    let key = MerchantKey::read(&answer(200, &body)).expect("a key");
    assert_eq!(
        (key.record.status, key.record.created_at.as_deref()),
        (Status::Disabled, Some("2025-01-01T00:00:00.123Z"))
    );
    assert_eq!(key.record.id, "M9N8P7Q6R5S4T/A1B2C3D4E5F6G");
    assert_eq!(
        code(MerchantKey::read(&answer(401, &json!({"message":"401 Unauthorized"})))),
        Some(Code::BearerRejected)
    );

    let app = App { client_id: "ABCDEFGH12345".into(), client_secret: Some(Secret::copied("s")) };
    let url = app.authorize_url(
        "https://c.example/oauth/v2/authorize",
        "https://shop.example/back?a=1",
        Some("s&t"),
        Some("x_y"),
    );
    assert_eq!(
        url,
        "https://c.example/oauth/v2/authorize?client_id=ABCDEFGH12345&redirect_uri=https%3A%2F%2Fshop.example%2Fback%3Fa%3D1&state=s%26t&code_challenge=x_y&code_challenge_method=S256"
    );
    let (_, url, body) = sent(Ok(app.exchange("https://c.example", &Secret::copied("code"), None)));
    assert_eq!(
        (url.as_str(), body),
        ("https://c.example/oauth/v2/token", json!({"client_id":"ABCDEFGH12345","client_secret":"s","code":"code"}))
    );
    let (_, url, body) = sent(Ok(app.refresh("https://c.example", &Secret::copied("r-1"))));
    assert_eq!(
        (url.as_str(), body),
        ("https://c.example/oauth/v2/refresh", json!({"client_id":"ABCDEFGH12345","refresh_token":"r-1"}))
    );
    let pair = json!({"access_token":"eyJ0","access_token_expiration":1_767_225_600,"refresh_token":"r-2","refresh_token_expiration":1_798_761_600});
    let tokens = Tokens::read(&answer(200, &pair)).expect("tokens");
    assert_eq!((tokens.access_token_expiration, tokens.refresh_token.expose_str()), (1_767_225_600, "r-2"));
    for name in ["access_token", "access_token_expiration", "refresh_token", "refresh_token_expiration"] {
        let mut lacks = pair.clone();
        lacks.as_object_mut().expect("an object").remove(name);
        assert_eq!(code(Tokens::read(&answer(200, &lacks))), Some(Code::BadResponse), "{name}");
    }
    for status in [400, 401] {
        assert_eq!(
            code(Tokens::read(&answer(status, &json!({"message":"Invalid OAuth credentials"})))),
            Some(Code::RefreshRejected)
        );
    }
}
