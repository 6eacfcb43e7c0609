//! What an invoice is made of, whoever asks for it (corefy.md, 5 and 6).

use serde_json::{Map, Value};

use super::invoice::{Invoice, Status};
use super::refusal::Refusal;
use crate::guess;
use crate::vaultera::send::Target;
use crate::world::{ALPHANUMERIC, World};

/// Members of `attributes`, with the pointer of the object that they are in.
pub(crate) struct Members<'a> {
    members: &'a Map<String, Value>,
    pointer: &'static str,
}

impl<'a> Members<'a> {
    pub(crate) fn of(members: &'a Map<String, Value>, pointer: &'static str, known: &[&str]) -> Result<Self, Refusal> {
        if guess::COREFY_UNKNOWN_MEMBERS_REFUSED && members.keys().any(|name| !known.contains(&&**name)) {
            return Err(Refusal::invalid(pointer, "has a member that is not documented for this call"));
        }
        Ok(Self { members, pointer })
    }

    pub(crate) fn wrong(&self, name: &str, detail: &'static str) -> Refusal {
        Refusal::invalid(&format!("{}/{name}", self.pointer), detail)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.len() <= 1_000 => {
                Ok(Some(text).filter(|text| !text.is_empty()).map(|text| &**text))
            }
            Some(_) => Err(self.wrong(name, "is a text")),
        }
    }

    pub(crate) fn needed(&self, name: &str) -> Result<&'a str, Refusal> {
        self.text(name)?.ok_or_else(|| self.wrong(name, "is required"))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.wrong(name, "is true or false")),
        }
    }

    /// An empty object often is `[]` in this API.
    pub(crate) fn object(&self, name: &str) -> Result<Option<&'a Map<String, Value>>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(members)),
            Some(Value::Array(list)) if list.is_empty() => Ok(None),
            Some(_) => Err(self.wrong(name, "is an object")),
        }
    }

    pub(crate) fn currency(&self) -> Result<&'a str, Refusal> {
        let code = self.needed("currency")?;
        if guess::COREFY_CURRENCIES.contains(&code) {
            Ok(code)
        } else {
            Err(self.wrong("currency", "is not a currency of this account"))
        }
    }
}

/// `payment_card_usd_hpp`: the one service of each currency.
pub(crate) fn service(currency: &str) -> String {
    format!("payment_card_{}_hpp", currency.to_ascii_lowercase())
}

/// What the private and the public creation have in common.
pub(crate) fn invoice(world: &World, members: &Members<'_>, test_mode: bool) -> Result<Invoice, Refusal> {
    let reference_id = members.needed("reference_id")?;
    let currency = members.currency()?;
    let amount = match members.get("amount") {
        None => return Err(members.wrong("amount", "is required")),
        Some(Value::Number(amount)) if amount.as_f64().is_some_and(|amount| amount > 0.0) => amount.clone(),
        Some(_) => return Err(members.wrong("amount", "is a number above zero, in major units")),
    };
    let wanted = members.text("service")?;
    if wanted.is_some_and(|wanted| wanted != service(currency)) {
        return Err(members.wrong("service", "is not offered for this currency"));
    }
    for name in ["fields", "service_fields"] {
        members.object(name)?;
    }
    let now_ms = world.now_ms();
    Ok(Invoice {
        id: format!("cpi_{}", world.symbols(ALPHANUMERIC, 16)),
        test_mode,
        reference_id: reference_id.to_owned(),
        currency: currency.to_owned(),
        amount,
        service: wanted.map(str::to_owned),
        description: members.text("description")?.map(str::to_owned),
        customer: None,
        return_url: None,
        callback_url: None,
        metadata: members.object("metadata")?.cloned().unwrap_or_default(),
        tokenize: false,
        // Without a service the shopper has yet to choose one.
        status: if wanted.is_some() { Status::ProcessPending } else { Status::Created },
        resolution: "ok".to_owned(),
        payload: Map::new(),
        three_ds: None,
        form: world.hex(32),
        created_ms: now_ms,
        updated_ms: now_ms,
        processed_ms: None,
    })
}

/// An address to send callbacks to: on loopback, since a sandbox has nothing to say to the outside.
pub(crate) fn callback_url(members: &Members<'_>) -> Result<Option<String>, Refusal> {
    let url = members.text("callback_url")?;
    if url.is_some_and(|url| Target::parse(url).is_none()) {
        return Err(members.wrong("callback_url", "the sandbox calls back over http on loopback only"));
    }
    Ok(url.map(str::to_owned))
}

pub(crate) fn return_url(members: &Members<'_>) -> Result<Option<String>, Refusal> {
    let url = members.text("return_url")?;
    let is_web = |url: &str| url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !url.is_none_or(is_web) {
        return Err(members.wrong("return_url", "is not an address"));
    }
    Ok(url.map(str::to_owned))
}
