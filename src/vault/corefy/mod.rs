//! Corefy: the frame sends the card to the card gateway, under the bearer of one invoice.
//!
//! There is no call that only tokenizes: the payment is made, and the reusable token comes in the payment's own
//! answer or callback, which the server reads. What the frame gives the shop names the invoice.
//! Contract: 7 "Host-to-host cards", 8 "Card tokens".

#[cfg(feature = "server")]
pub mod callback;
mod capture;
#[cfg(feature = "server")]
pub mod invoice;
#[cfg(feature = "server")]
pub mod keys;

use super::{Call, Grant, Reply, Step, Vault};
use crate::error::{Code, Error};
use crate::secret::Secret;
use alloc::string::String;

/// The gateway of the vendor. A reseller names its own as `baseUrl`; test or live is a matter of the invoice.
const ENVIRONMENTS: &[(&str, &str)] = &[("production", "https://cardgate.paycore.io")];

/// One invoice at the card gateway.
pub struct Corefy {
    base_url: String,
    invoice: String,
    bearer: Secret,
    state: Option<capture::Sent>,
    spent: bool,
}

impl Corefy {
    /// Opens the gateway for an invoice. Members: `invoiceId`; `bearer`, the invoice's `flow_data.metadata.token`;
    /// `baseUrl`.
    pub(super) fn open(grant: &Grant<'_>) -> Result<Self, Error> {
        let base_url = grant.base_url(ENVIRONMENTS)?.into();
        // The private API's. A private key (`sk_…`) signs callbacks.
        grant.without("apikey")?;
        let invoice = grant.text("invoiceId").filter(|id| super::is_opaque(id, 128)).ok_or(Code::GrantInvalid)?;
        let bearer = grant.key("bearer", 4096)?;
        if ["sk_", "pk_", "coma_"].iter().any(|other| bearer.starts_with(other)) {
            return Err(Code::SecretInBrowser.into());
        }
        Ok(Self { base_url, invoice: invoice.into(), bearer: Secret::copied(bearer), state: None, spent: false })
    }
}

impl Vault for Corefy {
    fn begin(&mut self, call: Call) -> Step {
        let Some(card) = &call.card else {
            return Step::Done(Err(Code::ElementMismatch.into()));
        };
        let request = capture::request(&self.base_url, &self.bearer, card, &call);
        self.state = Some(capture::Sent { last4: card.last4(), brand: card.brand, expiry: card.expiry });
        // Whatever the answer: this is a payment, and an invoice is paid once.
        self.spent = true;
        Step::Send(request)
    }

    fn answer(&mut self, reply: Reply) -> Option<Step> {
        let sent = self.state.take()?;
        match reply {
            Reply::Response(response) => Some(Step::Done(capture::read(&response, &self.invoice, sent))),
            // The card may have been charged, so that only the invoice can tell.
            Reply::Lost(_) => Some(Step::Done(Err(Code::UnknownOutcome.into()))),
            _ => {
                self.state = Some(sent);
                None
            }
        }
    }

    fn is_spent(&self) -> bool {
        self.spent
    }
}
