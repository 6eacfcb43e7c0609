//! What a grant to see a stored card opens, and what is refused by name before the vault hears of it.
#![allow(clippy::expect_used, reason = "a test that panics is a test that fails")]

use serde_json::{Value, json};
use tokenframe::error::Code;
use tokenframe::vault::{self, Page, Scope};

fn grant() -> Value {
    json!({
        "vault": "vaultera", "scope": "show_card", "cardToken": "9c2f4b7d1e8a4d5396f0a1b2c3d4e5f6",
        "sessionToken": "f3b1d5a7c9e1f3b5d7a9c1e3f5b7d9a1",
    })
}

fn but(members: Value) -> Value {
    let mut grant = grant();
    let all = grant.as_object_mut().expect("an object");
    all.extend(members.as_object().expect("an object").clone());
    all.retain(|_, value| !value.is_null());
    grant
}

fn reveal(grant: &Value, scope: Scope) -> Result<Page, Code> {
    let grant = tokenframe::json::Value::parse(grant.to_string().as_bytes()).expect("JSON");
    vault::reveal(&grant, scope).map_err(|error| error.code)
}

fn url(grant: &Value, scope: Scope) -> String {
    reveal(grant, scope).expect("a page").url
}

const PAGE: &str = "https://pci.vaultera.co/api/v1/show_card?card_token=9c2f4b7d1e8a4d5396f0a1b2c3d4e5f6";

#[test]
fn each_scope_opens_its_page_with_its_own_token_in_its_own_place() {
    let session = "f3b1d5a7c9e1f3b5d7a9c1e3f5b7d9a1";
    assert_eq!(
        reveal(&grant(), Scope::ShowCard),
        Ok(Page { url: format!("{PAGE}&session_token={session}"), origin: "https://pci.vaultera.co".into() })
    );
    let both = but(json!({ "serviceCodeToken": "c0de" }));
    assert_eq!(url(&both, Scope::ShowCard), format!("{PAGE}&session_token={session}&service_code_token=c0de"));
    let alone = but(json!({ "scope": "show_service_code" }));
    assert_eq!(url(&alone, Scope::ShowServiceCode), format!("{PAGE}&service_code_token={session}"));
}

#[test]
fn a_scope_opens_nothing_but_its_own_page() {
    for wanted in [Scope::ShowCard, Scope::ShowServiceCode] {
        for scope in Scope::ALL {
            let found = reveal(&but(json!({ "scope": scope.as_str() })), wanted);
            match scope == wanted {
                true => assert!(found.is_ok(), "{scope:?}"),
                false => assert_eq!(found, Err(Code::ScopeMismatch), "{scope:?} for {wanted:?}"),
            }
        }
        assert_eq!(reveal(&but(json!({ "scope": null })), wanted), Err(Code::ScopeMismatch), "`card` is meant");
        for odd in [json!("service_code"), json!("SHOW_CARD"), json!("show_card show_service_code"), json!("")] {
            assert_eq!(reveal(&but(json!({ "scope": odd })), wanted), Err(Code::GrantInvalid), "{odd}");
        }
    }
    assert_eq!(reveal(&grant(), Scope::Card), Err(Code::ScopeMismatch));
    let asked = but(json!({ "scope": "card" }));
    assert_eq!(reveal(&asked, Scope::Card), Err(Code::ScopeMismatch), "no page shows a card to whoever pays with it");
}

#[test]
fn a_grant_that_cannot_work_is_refused_by_name() {
    for (members, code) in [
        (json!({ "vault": "acme" }), Code::VaultUnknown),
        (json!({ "vault": "clover" }), Code::VaultMismatch),
        (json!({ "vault": null }), Code::GrantInvalid),
        (json!({ "cardToken": null }), Code::KeyMissing),
        (json!({ "cardToken": "" }), Code::KeyMissing),
        (json!({ "cardToken": 7 }), Code::GrantInvalid),
        (json!({ "cardToken": "a b" }), Code::GrantInvalid),
        (json!({ "cardToken": "a".repeat(129) }), Code::GrantInvalid),
        (json!({ "cardToken": "4111111111111111" }), Code::GrantInvalid),
        (json!({ "cardToken": "4111-1111-1111-1111" }), Code::GrantInvalid),
        (json!({ "sessionToken": null }), Code::KeyMissing),
        (json!({ "sessionToken": ["s"] }), Code::GrantInvalid),
        (json!({ "serviceCodeToken": 3 }), Code::GrantInvalid),
        (json!({ "apiKey": "k" }), Code::SecretInBrowser),
        (json!({ "api_key": "k" }), Code::SecretInBrowser),
        (json!({ "expiresIn": 0 }), Code::SessionExpired),
        (json!({ "environment": "sandbox" }), Code::EnvironmentUnknown),
        (json!({ "baseUrl": "http://vault.example" }), Code::GrantInvalid),
        (json!({ "baseUrl": "javascript:alert(1)" }), Code::GrantInvalid),
    ] {
        assert_eq!(reveal(&but(members.clone()), Scope::ShowCard), Err(code), "{members}");
    }
    let code_beside = but(json!({ "scope": "show_service_code", "serviceCodeToken": "c0de" }));
    assert_eq!(reveal(&code_beside, Scope::ShowServiceCode), Err(Code::GrantInvalid));
}

#[test]
fn nothing_leaves_its_place_in_the_address() {
    let odd = but(json!({ "cardToken": "a&session_token=x#", "sessionToken": "s&service_code_token=y?/%2B" }));
    let found = url(&odd, Scope::ShowCard);
    let escaped = "card_token=a%26session_token%3Dx%23&session_token=s%26service_code_token%3Dy%3F%2F%252B";
    assert!(found.ends_with(escaped), "{found}");
    let local = but(json!({ "baseUrl": "http://127.0.0.1:4102/vaultera/" }));
    let page = reveal(&local, Scope::ShowCard).expect("a page");
    assert!(page.url.starts_with("http://127.0.0.1:4102/vaultera/api/v1/show_card?"), "{page:?}");
    assert_eq!(page.origin, "http://127.0.0.1:4102");
}
