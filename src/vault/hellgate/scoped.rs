//! What a scoped key reaches, by the account's operating model. Contract: 4 "API keys".

use crate::error::{Code, Error};

/// How an account is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Model {
    /// One merchant.
    PrimaryMerchant,
    /// Many merchants of a platform's.
    Platform,
    /// Built on network tokens.
    Ecosystem,
    /// The same, run by the vendor.
    ManagedEcosystem,
}

/// An endpoint, as far as scoped keys care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `GET /tokens`
    Tokens,
    /// `GET /tokens/{id}`
    Token,
    /// `GET /tokens/{id}/payment-data`
    PaymentData,
    /// `POST /payment-data/{id}/forward`
    ForwardPaymentData,
    /// `POST /forward`
    Forward,
    /// Every other: no scoped key reaches it.
    Other,
}

impl Endpoint {
    /// Those that a scoped key may reach, with their names.
    pub const NAMED: &[(Self, &str)] = &[
        (Self::Tokens, "GET /tokens"),
        (Self::Token, "GET /tokens/{id}"),
        (Self::PaymentData, "GET /tokens/{id}/payment-data"),
        (Self::ForwardPaymentData, "POST /payment-data/{id}/forward"),
        (Self::Forward, "POST /forward"),
    ];
}

impl Model {
    /// Whether a scoped key reaches it.
    pub fn reaches(self, endpoint: Endpoint) -> bool {
        match self {
            Self::PrimaryMerchant | Self::Platform => false,
            Self::Ecosystem => endpoint != Endpoint::Other,
            Self::ManagedEcosystem => matches!(endpoint, Endpoint::ForwardPaymentData | Endpoint::Forward),
        }
    }

    /// Refuses what a scoped key does not reach. `None`: the key is not scoped.
    pub(super) fn admit(scoped: Option<Self>, endpoint: Endpoint) -> Result<(), Error> {
        if scoped.is_none_or(|model| model.reaches(endpoint)) { Ok(()) } else { Err(Code::NotPermitted.into()) }
    }
}
