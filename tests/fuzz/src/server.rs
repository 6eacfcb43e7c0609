//! What a server reads: the vaults' answers about keys, sessions and stored cards, and the grammar of scopes.

use crate::text;
use tokenframe::http::Response;
use tokenframe::secret::Secret;
use tokenframe::vault::payconex::scopes;
use tokenframe::vault::{clover, corefy, hellgate, payconex, vaultera};

const NOW: u64 = 1_790_000_000;

/// The first three signs are the status, the rest is the body of every answer there is.
pub fn answers(data: &[u8]) {
    let (status, body) = data.split_at(data.len().min(3));
    let status = String::from_utf8_lossy(status).parse().unwrap_or(200);
    let response = Response { status, json: true, retry_after: None, body: Secret::joined(&[body]) };
    let response = &response;
    let _ = clover::keys::MerchantKey::read(response);
    let _ = clover::oauth::Tokens::read(response);
    let _ = vaultera::cards::StoredCard::read(response);
    let _ = vaultera::cards::StoredCard::read_deleted(response);
    let _ = vaultera::keys::Key::read_list(response);
    let _ = vaultera::keys::Key::read_created(response);
    let _ = payconex::keys::ApiKey::read_list(response, NOW);
    let _ = payconex::keys::ApiKey::read_created(response, NOW);
    let _ = payconex::keys::GrantableScope::read_list(response);
    let _ = payconex::server::Instance::read(response);
    let _ = hellgate::server::Session::read(response);
    let _ = hellgate::guardian::read_list(response, NOW);
    let _ = hellgate::guardian::read_created(response, NOW);
    let _ = hellgate::tokens::StoredCard::read_page(response);
    let _ = corefy::invoice::Invoice::read(response);
    let name = text(body);
    if scopes::is_well_formed(&name) {
        assert!(scopes::covers(&name, &name), "a scope does not cover itself");
        assert!(name.is_ascii() && !name.contains(char::is_whitespace), "a scope with a space");
    }
}
