//! `bfTokenReference`: what the browser carries to the merchant's server (payconex.md, 9).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::draft::Draft;
use super::refusal::Refusal;
use crate::guess;
use crate::store::Unavailable;
use crate::test_card::Outcome;
use crate::world::{ALPHANUMERIC, World};

/// A payment method as it is kept: no number and no security code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reference {
    pub(crate) id: String,
    account: String,
    pub(crate) outcome: Outcome,
    save: bool,
    pub(crate) stored: bool,
    spent: bool,
    expires_ms: u64,
    expiry: String,
    bfid: String,
    /// A stand-in with the card's last four digits. It begins with a digit that no card begins with.
    stand_in: String,
}

const REFERENCES: &str = "payconex/reference";

pub(crate) fn create(world: &World, account: &str, draft: &Draft, save: bool) -> Result<String, Unavailable> {
    let number = draft.card.number;
    let last4 = number.get(number.len().saturating_sub(4)..).unwrap_or_default();
    let life_ms = guess::PAYCONEX_UNSAVED_REFERENCE_SECONDS * 1_000;
    let reference = Reference {
        id: world.symbols(ALPHANUMERIC, 32),
        account: account.to_owned(),
        outcome: draft.card.outcome,
        save,
        stored: false,
        spent: false,
        expires_ms: world.now_ms().saturating_add(life_ms),
        expiry: draft.expiry.clone(),
        bfid: world.symbols(ALPHANUMERIC, 40),
        stand_in: format!("9{}{last4}", world.symbols(b"0123456789", 11)),
    };
    world.store().save(REFERENCES, &reference.id, &reference)?;
    Ok(reference.id)
}

fn short(message: &str) -> Refusal {
    Refusal::Short(message.to_owned())
}

impl Reference {
    fn is_live(&self, now_ms: u64) -> Result<(), Refusal> {
        if !self.stored && now_ms >= self.expires_ms {
            return Err(short("bfTokenReference is expired"));
        }
        if !self.stored && self.spent {
            return Err(short("bfTokenReference has already been used"));
        }
        Ok(())
    }

    /// `shieldConexToken` of a saved method.
    pub(crate) fn token(&self) -> Value {
        json!({"bfid": self.bfid, "cardNumber": self.stand_in, "cardExpiration": self.expiry})
    }
}

fn alter(
    world: &World,
    account: &str,
    id: &str,
    decide: impl FnOnce(&mut Reference) -> Result<(), Refusal>,
) -> Result<Reference, Refusal> {
    let decided = world.store().alter(REFERENCES, id, |reference: &mut Reference| {
        if reference.account != account {
            return Err(short("bfTokenReference is not valid"));
        }
        decide(reference)?;
        Ok(reference.clone())
    })?;
    decided.ok_or_else(|| short("bfTokenReference is not valid"))?
}

/// Takes a reference for a payment; of two payments at once on an unsaved one, one gets it.
pub(crate) fn pay(world: &World, account: &str, id: &str) -> Result<Reference, Refusal> {
    let now_ms = world.now_ms();
    alter(world, account, id, |reference| {
        reference.is_live(now_ms)?;
        // A declined card may be tried again, with another amount for one.
        if reference.outcome == Outcome::Approve {
            reference.spent = guess::PAYCONEX_UNSAVED_REFERENCE_PAYS_ONCE;
            reference.stored |= reference.save && guess::PAYCONEX_SALE_STORES_WHEN_SAVED;
        }
        Ok(())
    })
}

/// Stores a reference that the shopper wants saved.
pub(crate) fn store(world: &World, account: &str, id: &str) -> Result<Reference, Refusal> {
    let now_ms = world.now_ms();
    alter(world, account, id, |reference| {
        if reference.stored {
            return Err(short("Payment already stored"));
        }
        reference.is_live(now_ms)?;
        if !reference.save {
            return Err(short("Cannot store token when savePaymentOption is false"));
        }
        reference.stored = reference.outcome == Outcome::Approve;
        Ok(())
    })
}
