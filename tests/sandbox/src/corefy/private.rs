//! The private API: invoices for servers (corefy.md, 6).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::api_key::{self, Right};
use super::callback;
use super::draft::{self, Members};
use super::invoice::{self, Status};
use super::refusal::Refusal;
use super::{bearer, saved_card};
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::query::Query;
use crate::world::Shared;

const MEMBERS: &[&str] = &[
    "reference_id",
    "currency",
    "amount",
    "service",
    "flow",
    "test_mode",
    "description",
    "customer",
    "return_url",
    "return_urls",
    "callback_url",
    "metadata",
    "fields",
    "service_fields",
    "gateway_options",
    "token",
];

/// By which name the sandbox is reached: it does not know it, the Host header does.
pub(crate) fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1")
}

/// `POST /api/payment-invoices`, `{"data":{"type","attributes":{…}}}`: 201.
pub(crate) async fn create(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let key = api_key::admit(&world, &headers, Right::Edit)?;
    let body = json::object(&headers, &body)?;
    let data = body.get("data").and_then(Value::as_object).ok_or_else(|| Refusal::invalid("/data", "is required"))?;
    let kind = data.get("type").and_then(Value::as_str);
    if !kind.is_some_and(|kind| guess::COREFY_INVOICE_TYPES.contains(&kind)) {
        return Err(Refusal::invalid("/data/type", "is payment-invoices"));
    }
    let attributes = data.get("attributes").and_then(Value::as_object);
    let attributes = attributes.ok_or_else(|| Refusal::invalid("/data/attributes", "is required"))?;
    let members = Members::of(attributes, "/data/attributes", MEMBERS)?;
    if members.flag("test_mode")?.is_some_and(|test_mode| test_mode != key.test_mode()) {
        return Err(Refusal::guessed(guess::COREFY_OTHER_MODE_STATUS, "test_mode is not that of the API key's type"));
    }
    let mut invoice = draft::invoice(&world, &members, key.test_mode())?;
    if members.text("flow")?.is_some_and(|flow| flow != "charge") {
        return Err(members.wrong("flow", "is charge"));
    }
    invoice.return_url = draft::return_url(&members)?;
    members.object("return_urls")?;
    invoice.callback_url = draft::callback_url(&members)?;
    if let Some(customer) = members.object("customer")? {
        let reference = customer.get("reference_id").and_then(Value::as_str).filter(|text| !text.is_empty());
        invoice.customer =
            Some(reference.ok_or_else(|| members.wrong("customer/reference_id", "is required"))?.to_owned());
    }
    let cardgate = members.object("gateway_options")?.and_then(|options| options.get("cardgate"));
    let option = |name: &str| match cardgate.and_then(|options| options.get(name)) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(members.wrong("gateway_options/cardgate", "holds true and false")),
    };
    invoice.tokenize = option("tokenize")?;
    let instant = option("instant")?;
    option("restrict_saved_cards")?;
    let token = members.text("token")?;
    if (invoice.tokenize || token.is_some()) && invoice.customer.is_none() {
        return Err(members.wrong("customer/reference_id", "is required for tokens"));
    }
    if let Some(token) = token {
        let card = saved_card::find(&world, token, &invoice)?.ok_or_else(|| members.wrong("token", "is not known"))?;
        invoice.service.get_or_insert_with(|| draft::service(&invoice.currency));
        if instant {
            let (status, resolution) = saved_card::charge(&card, &invoice);
            invoice.payload = if status == Status::Processed { card.payload } else { serde_json::Map::new() };
            invoice.finish(status, resolution, world.now_ms());
        }
    }
    invoice::store(&world, &invoice)?;
    let bearer = if invoice.takes_a_card() { Some(bearer::issue(&world, &invoice.id)?) } else { None };
    let host = host(&headers);
    if invoice.is_final() {
        callback::send(&world, &invoice, host);
    }
    Ok(json_answer(StatusCode::CREATED, &json!({"data": invoice.shown(host, bearer.as_deref())})))
}

/// `GET /api/payment-invoices/{id}`.
pub(crate) async fn read(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let key = api_key::admit(&world, &headers, Right::View)?;
    let invoice = invoice::find(&world, &id, key.test_mode())?;
    Ok(json_answer(StatusCode::OK, &json!({"data": invoice.shown(host(&headers), None)})))
}

/// `GET /api/payment-invoices/?filter[reference_id]=`: of the key's mode, oldest first.
pub(crate) async fn list(State(world): State<Shared>, uri: Uri, headers: HeaderMap) -> Result<Response, Refusal> {
    let key = api_key::admit(&world, &headers, Right::View)?;
    let query = Query::of(&uri);
    let reference = query.one("filter[reference_id]");
    let mut invoices = invoice::all(&world, key.test_mode())?;
    invoices.retain(|invoice| reference.is_none_or(|reference| invoice.reference_id == reference));
    let data: Vec<Value> = invoices.iter().map(|invoice| invoice.shown(host(&headers), None)).collect();
    Ok(json_answer(StatusCode::OK, &json!({"data": data})))
}
