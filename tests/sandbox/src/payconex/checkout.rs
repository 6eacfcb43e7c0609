//! What the hosted frame is made of: its page, its script for merchants' pages, and the two calls
//! of the page to its own origin. None of it is published; own design (payconex.md, 8).

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::ask::Ask;
use super::draft;
use super::instance::{self, Instance};
use super::reference;
use super::refusal::Refusal;
use crate::admin::{Wrong, object};
use crate::answer::json_answer;
use crate::guess;
use crate::query::Query;
use crate::world::{Shared, World};

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// `GET /iframe-v2/iframe-v2.0.0.min.js`: what a merchant's page loads.
pub(crate) fn component(_: &World, _: &Ask) -> Result<Response, Refusal> {
    let kind = (header::CONTENT_TYPE, JS);
    // A page that isolates itself (COEP) loads nothing from elsewhere that does not say this.
    let shared = (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    Ok(([kind, shared], include_str!("page/component.js")).into_response())
}

/// `GET /checkout/assets/{name}`.
pub(crate) fn asset(_: &World, ask: &Ask) -> Result<Response, Refusal> {
    let (kind, text) = match ask.id("name") {
        "checkout.css" => (CSS, include_str!("page/checkout.css")),
        "card.js" => (JS, include_str!("page/card.js")),
        "checkout.js" => (JS, include_str!("page/checkout.js")),
        _ => return Err(Refusal::NotFound(None)),
    };
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// `GET /checkout?instance=ifri_…`: the page in the frame. It holds nothing of the instance; the id
/// is there so that the answer can name the pages that may frame it.
pub(crate) fn page(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let query = Query::of(&ask.uri);
    let instance = instance::by_id(world, query.one("instance").unwrap_or_default())?;
    // An instance that is not there may be framed by anybody: the page then says so, and no more.
    let parents = instance.as_ref().map_or_else(|| "*".to_owned(), parents);
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {parents}"
    );
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut answer = (kind, include_str!("page/checkout.html")).into_response();
    append_policy(&mut answer, policy);
    if let Some(sources) = &world.frame_ancestors {
        append_policy(&mut answer, format!("frame-ancestors {sources}"));
    }
    Ok(answer)
}

/// Policies add up: a browser wants every one of them to be met.
fn append_policy(answer: &mut Response, policy: String) {
    // A switch that is no valid header value must not end in a page that anybody may frame.
    let policy = HeaderValue::try_from(policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    answer.headers_mut().append(header::CONTENT_SECURITY_POLICY, policy);
}

/// `frame-ancestors` out of `allowedParentDomains`.
fn parents(instance: &Instance) -> String {
    let listed = instance.settings.get("allowedParentDomains").and_then(Value::as_array);
    let listed: Vec<&str> = listed.into_iter().flatten().filter_map(Value::as_str).collect();
    if listed.contains(&"*") || listed.is_empty() && guess::PAYCONEX_NO_PARENTS_MEANS_ANY {
        return "*".to_owned();
    }
    if listed.is_empty() {
        return "'none'".to_owned();
    }
    let source = |domain: &&str| {
        let ports = if domain.contains(':') { "" } else { guess::PAYCONEX_PARENT_PORTS };
        format!("http://{domain}{ports} https://{domain}{ports}")
    };
    listed.iter().map(source).collect::<Vec<_>>().join(" ")
}

fn setting<'a>(instance: &'a Instance, name: &str) -> Option<&'a Value> {
    // The older specification has this setting in the card's, which then is the nearer one.
    let card = instance.settings.get("cardSettings");
    card.and_then(|card| card.get(name)).or_else(|| instance.settings.get(name))
}

fn word<'a>(instance: &'a Instance, name: &str, otherwise: &'a str) -> &'a str {
    setting(instance, name).and_then(Value::as_str).unwrap_or(otherwise)
}

/// Fields beside the card's own, as the settings want them: name, whether it must be filled.
fn fields(instance: &Instance) -> Vec<(String, bool)> {
    const ADDRESS: &[&str] = &["address1", "address2", "city", "state", "zip"];
    let need = |name: &str, need: Option<&str>| match need {
        Some("required") => Some((name.to_owned(), true)),
        Some("optional") => Some((name.to_owned(), false)),
        _ => None,
    };
    let mut out: Vec<(String, bool)> = Vec::new();
    match setting(instance, "billingAddress") {
        Some(Value::String(all)) => {
            // Nobody has a second line by duty.
            let of = |name: &&str| need(name, Some(if *name == "address2" { "optional" } else { all }));
            out.extend(ADDRESS.iter().filter(|_| all != "omit").filter_map(of));
        }
        Some(each) => out.extend(ADDRESS.iter().filter_map(|name| need(name, each[*name].as_str()))),
        None => {}
    }
    out.extend(need("phone", setting(instance, "capturePhone").and_then(Value::as_str)));
    out.extend(need("email", setting(instance, "captureEmail").and_then(Value::as_str)));
    out
}

/// `GET /checkout/session` with the bearer token: what the page is to show.
pub(crate) fn session(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let instance = instance::open(world, ask)?;
    let takes_cards = instance.settings.get("allowedPaymentMethods").and_then(Value::as_array);
    let takes_cards = takes_cards.is_some_and(|methods| methods.contains(&json!("CARD")));
    let fields: Vec<Value> =
        fields(&instance).iter().map(|(name, required)| json!({"name": name, "required": required})).collect();
    Ok(json_answer(
        StatusCode::OK,
        &json!({
            "instanceId": instance.id,
            "expiresInMs": instance.expires_ms.saturating_sub(world.now_ms()),
            "amount": instance.settings.get("amount"),
            "currency": instance.settings.get("currency"),
            "card": takes_cards,
            "cvv": word(&instance, "cvv", guess::PAYCONEX_CVV_WHEN_OMITTED),
            "fields": fields,
            "savePaymentOption": word(&instance, "savePaymentOption", guess::PAYCONEX_SAVE_WHEN_OMITTED),
            "undocumentedCallbacks": guess::PAYCONEX_UNDOCUMENTED_CALLBACKS,
            "completeTwice": completes_twice(world)?,
        }),
    ))
}

/// `POST /checkout/tokenize` with the bearer token: what the page passes on to its parent.
pub(crate) fn tokenize(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let instance = instance::open(world, ask)?;
    let body = ask.members()?;
    let wanted: Vec<String> =
        fields(&instance).into_iter().filter(|(_, required)| *required).map(|(name, _)| name).collect();
    let cvv = word(&instance, "cvv", guess::PAYCONEX_CVV_WHEN_OMITTED);
    // A card that is refused leaves the page usable: the person corrects it and tries again.
    let draft = draft::read(&body, cvv, &wanted, world.now_ms())?;
    let save = match word(&instance, "savePaymentOption", guess::PAYCONEX_SAVE_WHEN_OMITTED) {
        "required" => true,
        "optional" => body.get("save") == Some(&json!(true)),
        _ => false,
    };
    instance::spend(world, &instance)?;
    let reference = reference::create(world, &instance.account, &draft, save)?;
    Ok(json_answer(
        StatusCode::OK,
        &json!({
            "bfTokenReference": reference,
            "type": guess::PAYCONEX_COMPLETE_TYPE,
            "meta": {"savePaymentOption": save},
        }),
    ))
}

const SWITCHES: &str = "payconex/switch";
const COMPLETE_TWICE: &str = "completeTwice";

fn completes_twice(world: &World) -> Result<bool, Refusal> {
    Ok(world.volatile().load::<bool>(SWITCHES, COMPLETE_TWICE)?.unwrap_or(false))
}

/// `POST /_sandbox/payconex/component`, `{"completeTwice": true}`: the real callback can come twice.
pub(crate) async fn switch(
    axum::extract::State(world): axum::extract::State<Shared>,
    headers: axum::http::HeaderMap,
    body: axum::body::Bytes,
) -> Result<Response, Wrong> {
    let members: Map<String, Value> = object(&headers, &body)?;
    let twice = members.get(COMPLETE_TWICE).and_then(Value::as_bool);
    let twice = twice.ok_or_else(|| Wrong::request("component_invalid", "completeTwice is true or false"))?;
    let saved = world.volatile().save(SWITCHES, COMPLETE_TWICE, &twice);
    saved.map_err(|_| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    Ok(json_answer(StatusCode::OK, &json!({COMPLETE_TWICE: twice})))
}
