//! What went wrong, as a permanent code: never the vault's words, a URL, or anything that was typed.

use crate::card::{Field, Verdict, word};
use alloc::{string::String, vec, vec::Vec};

/// Who can do something about an error. The host gives it to the shop as `error.kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The shopper: a field is empty, incomplete or wrong.
    Validation,
    /// Nobody: the request did not get through.
    Network,
    /// The vault refused the card, or could not answer.
    Vault,
    /// The shop's server: the grant, its key or its session is missing, spent, disabled or refused.
    Session,
    /// Whoever deploys the frame: it could not start.
    Load,
    /// The programmer: the grant or the call is not of the documented shape.
    Config,
    /// The shop: it aborted the call.
    Aborted,
    /// Nobody: the deadline passed.
    Timeout,
    /// Us.
    Internal,
}

impl Kind {
    /// The name that crosses to JavaScript.
    pub fn as_str(self) -> &'static str {
        word("validation network vault session load config aborted timeout internal", self as usize)
    }
}

/// The codes, one line each: variant, permanent name, kind, and whether trying again may help. One that only some vaults or
/// frames know names the features that do. Those after `=> on servers` no browser ever sees.
macro_rules! codes {
    (
        $($(#[$doc:meta])* $([$($vault:literal),+])? $variant:ident = $name:literal, $kind:ident, $retryable:literal;)*
        => on servers: $($(#[$far_doc:meta])* $far:ident = $far_name:literal, $far_kind:ident, $far_retryable:literal;)*
    ) => {
        /// A closed list of permanent names for what can go wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $(#[cfg(any($(feature = $vault),+))])? $variant,)*
            $($(#[$far_doc])* #[cfg(feature = "server")] $far,)*
        }

        const NAMES: &[&str] = &[
            $($(#[cfg(any($(feature = $vault),+))])? $name,)*
            $(#[cfg(feature = "server")] $far_name,)*
        ];

        impl Code {
            /// Every code, for documentation and tests.
            pub const ALL: &[Self] = &[
                $($(#[cfg(any($(feature = $vault),+))])? Self::$variant,)*
                $(#[cfg(feature = "server")] Self::$far,)*
            ];

            /// Those that a browser never sees.
            #[cfg(feature = "server")]
            pub const ON_SERVERS: &[Self] = &[$(Self::$far,)*];

            /// Who can do something about it.
            pub fn kind(self) -> Kind {
                match self {
                    $($(#[cfg(any($(feature = $vault),+))])? Self::$variant => Kind::$kind,)*
                    $(#[cfg(feature = "server")] Self::$far => Kind::$far_kind,)*
                }
            }

            /// Whether the same call may succeed later, unchanged.
            pub fn retryable(self) -> bool {
                match self {
                    $($(#[cfg(any($(feature = $vault),+))])? Self::$variant => $retryable,)*
                    $(#[cfg(feature = "server")] Self::$far => $far_retryable,)*
                }
            }
        }
    };
}

codes! {
    /// A field is empty, incomplete or wrong; `fields` names each.
    CardInvalid = "card_invalid", Validation, false;
    /// The request did not get through: no network, a refused connection, or no CORS.
    NetworkFailed = "network_failed", Network, true;
    /// The request was sent and its answer was lost: a token may exist that nobody holds.
    UnknownOutcome = "unknown_outcome", Network, false;
    /// The vault refused the card number.
    NumberRefused = "number_refused", Vault, false;
    /// The vault refused the security code.
    CvcRefused = "cvc_refused", Vault, false;
    /// The vault refused the expiry date, or says that the card has expired.
    ExpiryRefused = "expiry_refused", Vault, false;
    /// The vault does not take cards of this brand.
    BrandRefused = "brand_refused", Vault, false;
    /// The vault refused the card; `reason` where the vault gives one.
    ["corefy", "hellgate"] CardRefused = "card_refused", Vault, false;
    /// The vault refused the request for a reason that names no field.
    RequestRefused = "request_refused", Vault, false;
    /// The vault is overloaded, down, or failed while it worked on the card.
    VaultUnavailable = "vault_unavailable", Vault, true;
    /// The vault asks to slow down; `retry_after_ms` where it says for how long.
    RateLimited = "rate_limited", Vault, true;
    /// The vault's answer was not what its contract says.
    BadResponse = "bad_response", Vault, false;
    /// The vault's page did not answer.
    PageSilent = "page_silent", Session, true;
    /// The vault's page could not store the card.
    ["payconex", "vaultera"] PageRefused = "page_refused", Vault, true;
    /// The merchant's server gave no grant.
    GrantUnavailable = "grant_unavailable", Session, true;
    /// The vault refused the key: unknown, or of another environment.
    ["clover", "server"] KeyRejected = "key_rejected", Session, false;
    /// The key exists and is switched off.
    ["clover"] KeyDisabled = "key_disabled", Session, false;
    /// The key service refused the bearer token.
    ["clover"] BearerRejected = "bearer_rejected", Session, false;
    /// The session is unknown to the vault, or its time is over.
    SessionExpired = "session_expired", Session, true;
    /// The session has done its work already.
    ["hellgate"] SessionSpent = "session_spent", Session, true;
    /// The bank asks for a step of 3-D Secure that Tokenframe does not know yet.
    ["hellgate"] ThreeDSecureUnsupported = "three_d_secure_unsupported", Vault, false;
    /// The browser could not encrypt the card for the vault's key.
    ["clover", "hellgate"] EncryptionFailed = "encryption_failed", Vault, false;
    /// The element collects something else than the session asks for.
    ElementMismatch = "element_mismatch", Config, false;
    /// The grant is not JSON of the documented shape.
    GrantInvalid = "grant_invalid", Config, false;
    /// The grant has no key or session token.
    KeyMissing = "key_missing", Config, false;
    /// The grant names a vault that Tokenframe does not know.
    VaultUnknown = "vault_unknown", Config, false;
    /// The grant is for another vault than this frame serves.
    VaultMismatch = "vault_mismatch", Config, false;
    /// The grant is for another purpose: its scope is not `card`.
    ScopeMismatch = "scope_mismatch", Config, false;
    /// The grant names an environment that its vault does not have.
    EnvironmentUnknown = "environment_unknown", Config, false;
    /// The grant's base URL belongs to the other environment.
    EnvironmentMismatch = "environment_mismatch", Config, false;
    /// The grant holds a key that must stay on a server.
    SecretInBrowser = "secret_in_browser", Config, false;
    /// Nobody pressed the button in the frame: a script did, or it was pressed in somebody's stead.
    ["reveal"] GestureRequired = "gesture_required", Config, false;
    /// The frame was not in full view for half a second: covered, transparent, too small or just put there.
    ["reveal"] FrameNotVisible = "frame_not_visible", Config, true;
    /// A call is already under way.
    Busy = "busy", Config, true;
    /// The shop aborted the call. What was on its way may still arrive.
    Aborted = "aborted", Aborted, false;
    /// The deadline passed before anything was sent.
    TimedOut = "timed_out", Timeout, true;
    /// Something that we got wrong.
    Internal = "internal", Internal, false;

    => on servers:

    /// The vault knows no key, card or token of that name.
    NotFound = "not_found", Vault, false;
    /// The key may not do this: it lacks a scope or a permission, or the account has not this endpoint.
    NotPermitted = "not_permitted", Session, false;
    /// The refresh token, or the code, is spent, too old or not of this app.
    RefreshRejected = "refresh_rejected", Session, false;
    /// A key cannot hand on a scope that it does not hold; `reason` is that scope.
    ScopeNotHeld = "scope_not_held", Config, false;
    /// No scope at all, one that is not written as scopes are, or a permission that there is not.
    ScopeInvalid = "scope_invalid", Config, false;
    /// The label has not the length or the signs that the vault takes.
    LabelInvalid = "label_invalid", Config, false;
    /// The lifetime is not one, or ends in the past.
    LifetimeInvalid = "lifetime_invalid", Config, false;
    /// An account's id is not twelve digits.
    AccountInvalid = "account_invalid", Config, false;
    /// There is no such way to show a key.
    AuthMethodInvalid = "auth_method_invalid", Config, false;
    /// The call has a member that there is not, or one of another type, or lacks one.
    CallInvalid = "call_invalid", Config, false;
    /// The request for the vault to pass on has too many headers, or one that cannot be sent.
    HeadersInvalid = "headers_invalid", Config, false;
}

/// The names, as `word` has them.
const WORDS: &str = match core::str::from_utf8(&JOINED) {
    Ok(words) => words,
    Err(_) => "",
};

const JOINED: [u8; room()] = {
    let (mut out, mut end, mut at) = ([b' '; room()], 0, 0);
    while at < NAMES.len() {
        let (_, rest) = out.split_at_mut(end);
        let (name, _) = rest.split_at_mut(NAMES[at].len());
        name.copy_from_slice(NAMES[at].as_bytes());
        end += NAMES[at].len() + 1;
        at += 1;
    }
    out
};

const fn room() -> usize {
    let (mut room, mut at) = (0, 0);
    while at < NAMES.len() {
        room += NAMES[at].len() + 1;
        at += 1;
    }
    room
}

impl Code {
    /// The permanent snake_case name.
    pub fn as_str(self) -> &'static str {
        word(WORDS, self as usize)
    }
}

/// One error: a code, and what a program needs to act on it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", code.as_str())]
pub struct Error {
    /// What went wrong.
    pub code: Code,
    /// The fields at fault, in the form's order, each with its permanent code.
    pub fields: Vec<(Field, &'static str)>,
    /// How long to wait, in milliseconds, where the vault said so.
    pub retry_after_ms: Option<u32>,
    /// The vault's own code for its refusal, where it is a plain snake_case word.
    pub reason: Option<String>,
}

impl Error {
    /// An error about one field.
    pub fn of_field(code: Code, field: Field) -> Self {
        Self { fields: vec![(field, code.as_str())], ..code.into() }
    }

    /// A refusal, with the vault's own code for it. Anything but a short word is left out.
    pub fn refused(code: Code, reason: Option<&str>) -> Self {
        let plain = |text: &&str| {
            text.len() <= 64 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        Self { reason: reason.filter(plain).map(Into::into), ..code.into() }
    }

    /// The error for a card that did not pass the rules.
    pub fn invalid(faults: &[(Field, Verdict)]) -> Self {
        Self {
            fields: faults.iter().map(|&(field, verdict)| (field, field.code(verdict))).collect(),
            ..Code::CardInvalid.into()
        }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self { code, fields: Vec::new(), retry_after_ms: None, reason: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_snake_case_and_stands_once() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        for name in &names {
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
        }
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn an_error_prints_its_code_and_nothing_else() {
        let error = Error::of_field(Code::NumberRefused, Field::Number);
        assert_eq!(error.to_string(), "number_refused");
    }
}
