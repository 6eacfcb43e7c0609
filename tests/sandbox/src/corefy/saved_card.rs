//! Stored cards: a token out of one good payment, for later ones of the same customer
//! (corefy.md, 8).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::card::Draft;
use super::invoice::{Invoice, Status};
use crate::clock::year_month;
use crate::guess;
use crate::secret::fingerprint;
use crate::store::Unavailable;
use crate::test_card::Outcome;
use crate::world::{ALPHANUMERIC, World};

/// A card as it is kept: no number, under the hash of its token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedCard {
    customer: String,
    test_mode: bool,
    year: u64,
    month: u64,
    outcome: Outcome,
    /// As in the payment that it came from, with the token.
    pub(crate) payload: Map<String, Value>,
}

const CARDS: &str = "corefy/saved_card";

/// The payload of a good payment, and the token in it when one was asked for.
pub(crate) fn payload(world: &World, invoice: &Invoice, draft: &Draft) -> (Map<String, Value>, Option<String>) {
    let mut payload = Map::new();
    payload.insert("client_ip".to_owned(), json!(draft.client_ip));
    payload.insert("payment_card".to_owned(), draft.shown.clone());
    let token = invoice.tokenize.then(|| world.symbols(ALPHANUMERIC, 32));
    if let Some(token) = &token {
        payload.insert("token".to_owned(), json!(token));
    }
    (payload, token)
}

/// Writes the card down before its invoice is good, so that no good invoice names a lost token.
pub(crate) fn store(
    world: &World,
    invoice: &Invoice,
    draft: &Draft,
    (payload, token): &(Map<String, Value>, Option<String>),
) -> Result<(), Unavailable> {
    let (Some(token), Some(customer)) = (token, &invoice.customer) else {
        return Ok(());
    };
    let card = SavedCard {
        customer: customer.clone(),
        test_mode: invoice.test_mode,
        year: draft.year,
        month: draft.month,
        outcome: draft.card.outcome,
        payload: payload.clone(),
    };
    world.store().save(CARDS, &fingerprint(token), &card)
}

/// The card of a token, for the customer and the mode of this invoice, while the card is good.
pub(crate) fn find(world: &World, token: &str, invoice: &Invoice) -> Result<Option<SavedCard>, Unavailable> {
    let card: Option<SavedCard> = world.store().load(CARDS, &fingerprint(token))?;
    Ok(card.filter(|card| {
        Some(&card.customer) == invoice.customer.as_ref()
            && card.test_mode == invoice.test_mode
            && (card.year, card.month) >= year_month(world.now_ms())
    }))
}

/// How a payment with a stored card ends, which nobody is asked about.
pub(crate) fn charge(card: &SavedCard, invoice: &Invoice) -> (Status, &'static str) {
    if card.outcome == Outcome::Approve && !declined_by_amount(invoice) {
        (Status::Processed, "ok")
    } else {
        (Status::ProcessFailed, guess::COREFY_DECLINED_RESOLUTION)
    }
}

/// An amount that stands for a decline in some of the vendor's test services.
pub(crate) fn declined_by_amount(invoice: &Invoice) -> bool {
    invoice.test_mode && invoice.amount.as_f64() == Some(guess::COREFY_DECLINED_AMOUNT)
}
