//! Payment invoices as they are kept and shown (corefy.md, 6).

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use crate::guess;
use crate::store::{Unavailable, record};
use crate::world::World;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Created,
    ProcessPending,
    Processed,
    ProcessFailed,
}

/// INVARIANT: a final status is never left, and reached by one request only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Invoice {
    pub(crate) id: String,
    pub(crate) test_mode: bool,
    pub(crate) reference_id: String,
    pub(crate) currency: String,
    /// In major units, as it was sent.
    pub(crate) amount: serde_json::Number,
    pub(crate) service: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) customer: Option<String>,
    pub(crate) return_url: Option<String>,
    pub(crate) callback_url: Option<String>,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) tokenize: bool,
    pub(crate) status: Status,
    pub(crate) resolution: String,
    /// What a processed invoice tells about the card: masked, with the token if one was asked for.
    pub(crate) payload: Map<String, Value>,
    pub(crate) three_ds: Option<ThreeDs>,
    /// Last part of the address of the shopper's form.
    pub(crate) form: String,
    pub(crate) created_ms: u64,
    pub(crate) updated_ms: u64,
    pub(crate) processed_ms: Option<u64>,
}

/// A step at the bank that is not done yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ThreeDs {
    /// What the shopper's browser brings to the bank.
    pub(crate) request: String,
    pub(crate) started_ms: u64,
    /// What becomes of the invoice once the shopper has agreed.
    pub(crate) payload: Map<String, Value>,
    pub(crate) token: Option<String>,
}

const INVOICES: &str = "corefy/invoice";
/// Which invoice has taken a reference.
const REFERENCES: &str = "corefy/reference";
static TAKING: Mutex<()> = Mutex::new(());

impl Invoice {
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.status, Status::Processed | Status::ProcessFailed)
    }

    /// Whether a card may be paid with: nothing was decided, and no bank is being asked.
    pub(crate) fn takes_a_card(&self) -> bool {
        !self.is_final() && self.three_ds.is_none() && self.service.is_some()
    }

    pub(crate) fn finish(&mut self, status: Status, resolution: &str, now_ms: u64) {
        self.status = status;
        resolution.clone_into(&mut self.resolution);
        self.three_ds = None;
        self.updated_ms = now_ms;
        self.processed_ms = (status == Status::Processed).then_some(now_ms);
    }

    /// `data` of an answer; `bearer` is in the answer to the creation only, where a server asked.
    pub(crate) fn shown(&self, host: &str, bearer: Option<&str>) -> Value {
        let processed = self.status == Status::Processed;
        let flow_data = json!({
            "action": format!("http://{host}/corefy/hpp/{}", self.form),
            "method": "GET",
            "params": [],
            "metadata": bearer.map_or_else(|| json!({}), |bearer| json!({"token": bearer})),
        });
        let related = |kind: &str, id: &str| json!({"data": {"type": kind, "id": id}});
        let relationships = match &self.service {
            Some(service) => json!({
                "payment-service": related("payment-services", service),
                "payment-method": related("payment-methods", "payment_card"),
            }),
            None => json!({}),
        };
        json!({
            "type": "payment-invoices",
            "id": self.id,
            "attributes": {
                "status": self.status,
                "resolution": self.resolution,
                "amount": self.amount,
                "payment_amount": self.amount,
                "currency": self.currency,
                "service_currency": self.currency,
                "reference_id": self.reference_id,
                "description": self.description,
                "test_mode": self.test_mode,
                "fee": 0,
                "deposit": self.amount,
                "processed": self.processed_ms.map(|ms| ms / 1_000),
                "processed_amount": processed.then_some(&self.amount),
                "metadata": self.metadata,
                "flow": "hpp",
                "flow_data": if self.takes_a_card() { flow_data } else { json!({}) },
                "hpp_url": format!("http://{host}/corefy/hpp/?cpi={}", self.id),
                "created": self.created_ms / 1_000,
                "updated": self.updated_ms / 1_000,
                "payload": self.payload,
            },
            "relationships": relationships,
            "links": {"self": format!("/api/payment-invoices/{}", self.id)},
        })
    }
}

/// Writes a new invoice down, unless its reference is taken.
pub(crate) fn store(world: &World, invoice: &Invoice) -> Result<(), Refusal> {
    let taken =
        Refusal::guessed(guess::COREFY_DUPLICATE_STATUS, "an invoice with this reference_id was created before");
    // Looking and writing must be one step, which the store has for records that exist only.
    let taking = TAKING.lock().unwrap_or_else(PoisonError::into_inner);
    if world.store().get(REFERENCES, &invoice.reference_id)?.is_some() {
        return Err(taken);
    }
    // A reference that is taken by an invoice that is not there could never be used again.
    world.store().put(vec![
        (REFERENCES, &invoice.reference_id, record(&invoice.id)?),
        (INVOICES, &invoice.id, record(invoice)?),
    ])?;
    drop(taking);
    Ok(())
}

/// An invoice of this mode: those of the other are not there.
pub(crate) fn find(world: &World, id: &str, test_mode: bool) -> Result<Invoice, Refusal> {
    let invoice: Option<Invoice> = world.store().load(INVOICES, id)?;
    invoice.filter(|invoice| invoice.test_mode == test_mode).ok_or_else(Refusal::not_found)
}

/// For who holds an id that was given to them alone: the bank's page, the bearer, the public.
pub(crate) fn by_id(world: &World, id: &str) -> Result<Invoice, Refusal> {
    let invoice: Option<Invoice> = world.store().load(INVOICES, id)?;
    invoice.ok_or_else(Refusal::not_found)
}

pub(crate) fn all(world: &World, test_mode: bool) -> Result<Vec<Invoice>, Unavailable> {
    let mut invoices = world.store().all::<Invoice>(INVOICES)?;
    invoices.retain(|invoice| invoice.test_mode == test_mode);
    Ok(invoices)
}

pub(crate) fn alter<R>(world: &World, id: &str, decide: impl FnOnce(&mut Invoice) -> R) -> Result<R, Refusal> {
    world.store().alter(INVOICES, id, decide)?.ok_or_else(Refusal::not_found)
}
