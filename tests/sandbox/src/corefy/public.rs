//! The public API: what a page may do with a public key (corefy.md, 5).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::account;
use super::draft::{self, Members};
use super::invoice;
use super::private::host;
use super::refusal::Refusal;
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::world::{Shared, World};

/// Whether the key's mode is test; 401 for a key that is not this account's, and 403 on a page of
/// another domain.
fn admit(world: &World, headers: &HeaderMap, members: &Members<'_>) -> Result<bool, Refusal> {
    let key = members.needed("public_key")?;
    let test_mode = account::load(world)?.mode_of(key).ok_or_else(Refusal::unauthorized)?;
    let domain = account::switches(world)?.hosted_page_domain;
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    if let (true, Some(domain), Some(origin)) = (guess::COREFY_DOMAIN_ENFORCED, domain, origin) {
        let url = url::Url::parse(origin).ok();
        if url.as_ref().and_then(url::Url::host_str) != Some(&domain) {
            return Err(Refusal::forbidden("the public key may not be used on this domain"));
        }
    }
    Ok(test_mode)
}

/// `POST /public-api/payment-prerequest`, `{"public_key","currency","amount"?}`.
pub(crate) async fn prerequest(
    State(world): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let body = json::object(&headers, &body)?;
    let members = Members::of(&body, "", &["public_key", "currency", "amount"])?;
    let test_mode = admit(&world, &headers, &members)?;
    let currency = members.currency()?;
    let code = draft::service(currency);
    let image = |kind: &str| format!("http://{}/corefy/assets/{kind}.svg", host(&headers));
    let service = json!({
        "code": code, "method": "payment_card", "flow": "hpp", "currency": currency, "fields": [], "status": "available",
    });
    let method = json!({
        "code": "payment_card", "name": "Bank card", "category": "bank_cards",
        "logo": image("logo"), "icon": image("icon"),
    });
    let attributes = json!({
        "currency": currency, "test_mode": test_mode, "services": {code: service}, "methods": {"payment_card": method},
    });
    let data = json!({"type": "payment-prerequest", "attributes": attributes});
    Ok(json_answer(StatusCode::OK, &json!({"data": data})))
}

const MEMBERS: &[&str] =
    &["public_key", "reference_id", "description", "currency", "amount", "service", "fields", "metadata"];

/// `POST /public-api/payment-invoices`: without a customer, a callback, a token or a bearer.
pub(crate) async fn create(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let body = json::object(&headers, &body)?;
    let members = Members::of(&body, "", MEMBERS)?;
    let test_mode = admit(&world, &headers, &members)?;
    if !account::switches(&world)?.allow_public_creation {
        return Err(Refusal::forbidden("public creation is not allowed for this account"));
    }
    let invoice = draft::invoice(&world, &members, test_mode)?;
    invoice::store(&world, &invoice)?;
    Ok(json_answer(StatusCode::CREATED, &json!({"data": shown(&invoice, host(&headers))})))
}

/// `GET /public-api/payment-invoices/{id}`: whoever knows the id may see how it stands.
pub(crate) async fn read(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let invoice = invoice::by_id(&world, &id)?;
    Ok(json_answer(StatusCode::OK, &json!({"data": shown(&invoice, host(&headers))})))
}

/// What is not for a page: the card's token, its holder, the shopper's address, the shop's data.
fn shown(invoice: &invoice::Invoice, host: &str) -> Value {
    let mut data = invoice.shown(host, None);
    let attributes = data.get_mut("attributes").and_then(Value::as_object_mut);
    if let (true, Some(attributes)) = (guess::COREFY_PUBLIC_HIDES_PAYLOAD, attributes) {
        attributes.insert("payload".to_owned(), json!({}));
        attributes.insert("metadata".to_owned(), json!({}));
    }
    data
}
