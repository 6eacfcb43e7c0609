//! Configurations of the checkout component (payconex.md, 7 and 7.1).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ask::Ask;
use super::authorization::{self, Caller};
use super::paging;
use super::refusal::Refusal;
use super::schema;
use super::settings::{OF_CONFIGURATION, SHARED};
use crate::answer::json_answer;
use crate::guess;
use crate::world::World;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Iframe {
    id: String,
    account: String,
    pub(crate) settings: Map<String, Value>,
}

const IFRAMES: &str = "payconex/iframe";

impl Iframe {
    fn shown(&self) -> Value {
        let mut shown = Map::from_iter([("id".to_owned(), json!(self.id))]);
        shown.extend(self.settings.clone());
        Value::Object(shown)
    }
}

fn read_status() -> StatusCode {
    StatusCode::from_u16(guess::PAYCONEX_IFRAME_READ_STATUS).unwrap_or(StatusCode::OK)
}

pub(crate) fn create(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:iframe:create")?;
    let members = ask.members()?;
    schema::check(&members, &[OF_CONFIGURATION, SHARED], true)?;
    let mut settings = members;
    for (name, value) in [
        ("language", json!("ENGLISH")),
        ("timeout", json!(300)),
        ("currency", json!("USD")),
        ("savePaymentOption", json!(guess::PAYCONEX_SAVE_WHEN_OMITTED)),
    ] {
        settings.entry(name).or_insert(value);
    }
    let iframe = Iframe { id: format!("ifr_{}", world.hex(32)), account: caller.account, settings };
    world.store().save(IFRAMES, &iframe.id, &iframe)?;
    Ok(json_answer(StatusCode::CREATED, &iframe.shown()))
}

pub(crate) fn list(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:iframe:read")?;
    let iframes = world.store().all::<Iframe>(IFRAMES)?;
    paging::list(ask, iframes.iter().filter(|one| one.account == caller.account).map(Iframe::shown).collect())
}

/// The configuration of the path, if it is the account's.
pub(crate) fn find(world: &World, ask: &Ask, caller: &Caller) -> Result<Iframe, Refusal> {
    let id = ask.id("iframe");
    let iframe = world.store().load::<Iframe>(IFRAMES, id)?;
    iframe.filter(|one| one.account == caller.account).ok_or_else(|| Refusal::not_found(id))
}

pub(crate) fn read(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:iframe:read")?;
    Ok(json_answer(read_status(), &find(world, ask, &caller)?.shown()))
}

/// Instances that exist keep what they were made with.
pub(crate) fn update(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:iframe:update")?;
    let id = find(world, ask, &caller)?.id;
    let members = ask.members()?;
    schema::check(&members, &[OF_CONFIGURATION, SHARED], false)?;
    let changed = world.store().alter(IFRAMES, &id, |iframe: &mut Iframe| {
        iframe.settings.extend(members);
        iframe.shown()
    })?;
    Ok(json_answer(read_status(), &changed.ok_or_else(|| Refusal::not_found(&id))?))
}

pub(crate) fn delete(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:iframe:delete")?;
    let id = find(world, ask, &caller)?.id;
    world.store().take(IFRAMES, &id)?.ok_or_else(|| Refusal::not_found(&id))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
