//! Network-token cryptograms (hellgate.md, 7 and 8.2). Gated at the vendor: see `gated` of the
//! account's switches.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::account;
use super::api_key::{self, Use};
use super::date;
use super::forward;
use super::page::{self, Page};
use super::refusal::Refusal;
use super::template::Filling;
use super::token;
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::query::Query;
use crate::world::{ALPHANUMERIC, Shared};

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Bundle {
    id: String,
    token_id: String,
    amount: u64,
    currency_code: String,
    reference: String,
    merchant_id: Option<String>,
    success: bool,
    cryptogram: String,
    sealed: String,
    created_ms: u64,
}

const BUNDLES: &str = "hellgate/payment_data";
const NOT_ACTIVATED: Refusal = Refusal::new(StatusCode::FORBIDDEN, "The endpoint is not activated for this account");

impl Bundle {
    fn shown(&self) -> Value {
        let mut shown = json!({
            "id": self.id,
            "amount": self.amount,
            "created_at": date::written(self.created_ms),
            "currency_code": self.currency_code,
            "encrypted_authentication_data": self.success.then_some(&self.sealed),
            "merchant_id": self.merchant_id,
            "reference": self.reference,
            "success": self.success,
            "token_id": self.token_id,
        });
        if let (Some(members), false) = (shown.as_object_mut(), self.success) {
            members.insert("failure_details".to_owned(), guess_failure());
        }
        shown
    }
}

fn guess_failure() -> Value {
    let (classifier, message) = guess::HELLGATE_NO_CRYPTOGRAM;
    json!([{"classifier": classifier, "scheme_code": null, "message": message, "source": "network"}])
}

/// `POST /tokens/{id}/payment-data`, `{"amount","currency_code","reference","merchant_id"?}`.
pub(crate) async fn create(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &headers, Use::Other)?;
    if !account::load(&world)?.gated {
        return Err(NOT_ACTIVATED);
    }
    let token = token::find(&world, &id)?;
    let members = json::object(&headers, &body)?;
    let text = |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let amount = members.get("amount").and_then(Value::as_u64).ok_or(Refusal::invalid("amount is 0 or more"))?;
    let currency = text("currency_code")
        .filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
        .ok_or(Refusal::invalid("currency_code is three capital letters"))?;
    let reference = text("reference").ok_or(Refusal::invalid("reference is required"))?;
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"dir","enc":"A256GCM"}"#);
    let bundle = Bundle {
        id: world.uuid(),
        token_id: token.id.clone(),
        amount,
        currency_code: currency.to_owned(),
        reference: reference.to_owned(),
        merchant_id: text("merchant_id").map(str::to_owned),
        success: token.network_status(world.now_ms()) == "active",
        cryptogram: world.symbols(ALPHANUMERIC, 28),
        sealed: format!("{header}..{}.{}.{}", world.hex(16), world.symbols(ALPHANUMERIC, 86), world.hex(22)),
        created_ms: world.now_ms(),
    };
    world.store().save(BUNDLES, &bundle.id, &bundle)?;
    Ok(json_answer(StatusCode::OK, &bundle.shown()))
}

/// `GET /tokens/{id}/payment-data`: for a scoped key, the bundles of its merchants.
pub(crate) async fn list(
    State(world): State<Shared>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let key = api_key::admit(&world, &headers, Use::ReadPaymentData)?;
    let token = token::find(&world, &id)?;
    let page = Page::of(&Query::of(&uri))?;
    let mut bundles = world.store().all::<Bundle>(BUNDLES)?;
    bundles.retain(|bundle| bundle.token_id == token.id && key.covers(bundle.merchant_id.as_deref()));
    Ok(json_answer(StatusCode::OK, &page::cut(page, bundles.iter().map(Bundle::shown).collect())))
}

/// `POST /payment-data/{id}/forward`: to the address in the merchant's settings.
pub(crate) async fn forward(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let key = api_key::admit(&world, &headers, Use::Forward)?;
    let account = account::load(&world)?;
    if !account.gated {
        return Err(NOT_ACTIVATED);
    }
    let bundle: Option<Bundle> = world.store().load(BUNDLES, &id)?;
    let bundle = bundle
        .filter(|bundle| key.covers(bundle.merchant_id.as_deref()))
        .ok_or(Refusal::not_found("The payment data was not found"))?;
    if !bundle.success {
        return Err(Refusal::unprocessable("The payment data has no cryptogram"));
    }
    let token = token::find(&world, &bundle.token_id)?;
    let destination =
        account.payment_data_destination.ok_or(Refusal::unprocessable("The merchant has no destination"))?;
    let fillings = [
        Filling::text(
            "network_token",
            Some(if guess::HELLGATE_NETWORK_TOKEN_IS_THE_NUMBER { &token.number } else { &bundle.id }),
        ),
        Filling::text("cardholder_name", token.holder.as_deref()),
        Filling::number("expiration_year", 4, token.year),
        Filling::number("expiration_month", 2, token.month),
        Filling::text("cryptogram", Some(&bundle.cryptogram)),
        Filling::text("eci", Some(guess::HELLGATE_ECI)),
        Filling::number("amount", 1, bundle.amount),
        Filling::text("currency_code", Some(&bundle.currency_code)),
    ];
    forward::send(&destination, &headers, &body, &fillings).await
}
