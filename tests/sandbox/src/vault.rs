//! The list of vaults, and what each must say about itself.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use crate::cors::Cors;
use crate::store::Unavailable;
use crate::world::{Shared, World};
use crate::{clover, corefy, hellgate, payconex, vaultera};

/// One mocked vault. A new one is a folder with such a constant, and a line in [`VAULTS`].
pub(crate) struct Vault {
    /// First path segment, and its name in credentials, faults and the journal.
    pub(crate) name: &'static str,
    /// The vault's real paths, served behind `/<name>`.
    pub(crate) routes: fn() -> Router<Shared>,
    /// Switches of this vault, served behind `/_sandbox/<name>`.
    pub(crate) switches: fn() -> Router<Shared>,
    /// What other origins may do on one of the vault's paths; `None`: nothing.
    pub(crate) cors: fn(path: &str) -> Option<Cors>,
    /// Issues what a merchant's server would hold, writes it down, and returns it in clear, once.
    pub(crate) issue: fn(&World) -> Result<Value, Unavailable>,
    /// An answer in the vault's own error form for what no handler saw (404, 405, 408, 413).
    pub(crate) refuse: fn(StatusCode) -> Response,
}

/// Every vault, in the order in which credentials are drawn; append, so that a seed keeps its keys.
pub(crate) const VAULTS: &[Vault] = &[clover::VAULT, vaultera::VAULT, payconex::VAULT, hellgate::VAULT, corefy::VAULT];

/// Tables of what comes and goes: tokens, sessions, stored cards, and what was paid with them.
pub(crate) const PASSING: &[&str] = &[
    "clover/bearer",
    "clover/code",
    "clover/refresh_token",
    "clover/token",
    "vaultera/card",
    "vaultera/service_code",
    "vaultera/session_token",
    "payconex/bearer",
    "payconex/instance",
    "payconex/payment",
    "payconex/reference",
    "hellgate/payment_data",
    "hellgate/security_code",
    "hellgate/session",
    "hellgate/token",
    "corefy/bearer",
    "corefy/callback",
    "corefy/invoice",
    "corefy/reference",
    "corefy/saved_card",
];
