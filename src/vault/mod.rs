//! The seam to the vaults: what a grant opens, what a vault asks for, and what it gives.
//!
//! A vault here is a small machine without I/O. It says what it wants as a [`Step`], and goes on
//! when it is given the [`Reply`]. One folder a vault; the list at the top of this file names them.

use crate::card::brand::{self, Brand};
use crate::card::expiry::Month;
use crate::card::{Card, Verdict, number};
use crate::error::{Code, Error};
use crate::http::{Lost, Request, Response};
use crate::json::Value;
use alloc::{boxed::Box, string::String};

/// One line a vault: its name in a grant (and the feature that builds it), its room, its type.
macro_rules! vaults {
    ($($name:literal $room:ident $adapter:ident;)*) => {
        $(#[cfg(feature = $name)] pub mod $room;)*

        /// The vaults, by the name that a grant gives them.
        pub const NAMES: &[&str] = &[$($name,)*];

        /// The one adapter for the named vault, if this build holds it.
        fn adapter(grant: &Grant<'_>) -> Option<Result<Box<dyn Vault>, Error>> {
            match grant.vault {
                $(#[cfg(feature = $name)]
                $name => Some($room::$adapter::open(grant).map(|vault| Box::new(vault) as Box<dyn Vault>)),)*
                _ => None,
            }
        }
    };
}

vaults! {
    "clover" clover Clover;
    "vaultera" vaultera Vaultera;
}

/// A vault that was opened with a grant.
pub trait Vault {
    /// What to do as soon as the grant is there, before the shopper pays.
    fn prepare(&mut self) -> Step {
        Step::Ready
    }

    /// The shopper pays: turn the card into a token.
    fn begin(&mut self, call: Call) -> Step;

    /// What came of the last step. `None` goes on waiting for another reply.
    fn answer(&mut self, reply: Reply) -> Option<Step>;

    /// Whether another call needs another grant.
    fn is_spent(&self) -> bool {
        false
    }
}

/// What a vault wants next.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Nothing, until a card comes.
    Ready,
    /// This request sent, and its [`Reply::Response`] or [`Reply::Lost`].
    Send(Request),
    /// The vault's own page shown in place of our fields.
    Open(Page),
    /// This message posted to the vault's page, and its [`Reply::Said`].
    Tell(&'static str),
    /// Nothing more: this is what came of it.
    Done(Result<Token, Error>),
}

/// What a vault learns.
#[derive(Debug)]
pub enum Reply {
    /// An answer came.
    Response(Response),
    /// No answer came.
    Lost(Lost),
    /// The vault's page sent a message, already checked to come from that page.
    Said(Value),
}

/// One payment attempt.
#[derive(Debug, Default)]
pub struct Call {
    /// The card from our fields. `None` where the vault's page holds it.
    pub card: Option<Card>,
    /// What the shop knows of the card's holder.
    pub billing: Billing,
}

/// The billing address, as far as the shop gave it. No card data.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Billing {
    /// The holder's name, where the form has no field for it.
    pub name: Option<String>,
    /// Street and number.
    pub line1: Option<String>,
    /// Flat, floor.
    pub line2: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code, where the form has no field for it.
    pub postal_code: Option<String>,
    /// Country: ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// A page of the vault's own, to be embedded and driven by messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it is. Holds a one-off session token.
    pub url: String,
    /// The only origin that its messages may come from, and ours may go to.
    pub origin: String,
}

/// What the shop gets for a card. Its last four digits are all that it says of the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The vault's token, as the vault spells it.
    pub id: String,
    /// The vault's name.
    pub vault: &'static str,
    /// What was tokenized: `card`.
    pub kind: &'static str,
    /// The brand, where it is known.
    pub brand: Option<Brand>,
    /// The last four digits.
    pub last4: String,
    /// When the card expires, where it is known.
    pub expiry: Option<Month>,
}

/// What a session of a vault may be used for. The names are Vaultera's and serve for all vaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Turn a card into a token.
    Card,
    /// Show a stored card without its security code.
    ShowCard,
    /// Show the security code of a stored card.
    ShowServiceCode,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Card, Self::ShowCard, Self::ShowServiceCode];

    /// The name in grants and requests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::ShowCard => "show_card",
            Self::ShowServiceCode => "show_service_code",
        }
    }

    /// The scope of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// Opens a vault with the grant that the merchant's server gave.
///
/// `grant` is the JSON object of that grant; `accepted` are the brands that the shop takes.
/// A member that belongs on a server (a private key, a vault's API key) is refused, whatever else is there.
pub fn open(grant: &Value, accepted: brand::Set) -> Result<Box<dyn Vault>, Error> {
    let vault = grant.text_of("vault").ok_or(Code::GrantInvalid)?;
    if SECRETS.iter().any(|name| grant.get(name).is_some()) {
        return Err(Code::SecretInBrowser.into());
    }
    // An environment that is not a text must not be taken for none at all: that would mean production.
    let is_text = |name: &&str| matches!(grant.get(name), None | Some(Value::Null | Value::Text(_)));
    if !TEXTS.iter().all(is_text) {
        return Err(Code::GrantInvalid.into());
    }
    match grant.text_of("scope") {
        None => {}
        Some(name) => match Scope::from_name(name) {
            Some(Scope::Card) => {}
            Some(_) => return Err(Code::ScopeMismatch.into()),
            None => return Err(Code::GrantInvalid.into()),
        },
    }
    let known = if NAMES.contains(&vault) { Code::VaultMismatch } else { Code::VaultUnknown };
    adapter(&Grant { vault, members: grant, accepted }).unwrap_or(Err(known.into()))
}

/// Whether this build is for a vault that captures in a page of its own, so that it needs no fields.
pub const EMBEDS: bool = cfg!(feature = "vaultera") && !cfg!(feature = "clover");

/// Whether a vault of this build makes use of a postal code, so that a form left to it asks for one.
pub fn wants_postal_code() -> bool {
    // Clover checks it against the issuer's (AVS).
    cfg!(feature = "clover")
}

/// A grant whose vault is known.
pub struct Grant<'a> {
    vault: &'a str,
    members: &'a Value,
    /// The brands that the shop takes.
    pub accepted: brand::Set,
}

impl<'a> Grant<'a> {
    /// The text member `name`, if it is there and not empty.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.members.text_of(name).filter(|text| !text.is_empty())
    }

    /// The member `name`.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name)
    }

    /// Where the vault is: the grant's `baseUrl`, or the one of its `environment`, without a final `/`.
    ///
    /// `environments` are pairs of name and base URL; the first is meant when the grant names none.
    pub fn base_url(&self, environments: &[(&str, &'static str)]) -> Result<&'a str, Error> {
        let named = match self.text("environment") {
            Some(name) => Some(environments.iter().find(|(known, _)| *known == name).ok_or(Code::EnvironmentUnknown)?),
            None => None,
        };
        let Some(base) = self.text("baseUrl") else {
            let (_, base) = named.or(environments.first()).ok_or(Code::GrantInvalid)?;
            return Ok(base);
        };
        let base = base.strip_suffix('/').unwrap_or(base);
        origin(base).ok_or(Code::GrantInvalid)?;
        // A vendor's host belongs to one environment. Another one beside it is a mix-up that the vault
        // would answer with a bare 401.
        let owner = environments.iter().find(|(_, own)| base.starts_with(own));
        match (owner, named) {
            (Some((owner, _)), Some((name, _))) if owner != name => Err(Code::EnvironmentMismatch.into()),
            _ => Ok(base),
        }
    }
}

/// The origin of an absolute `https:` URL, or of an `http:` one on this machine.
pub fn origin(url: &str) -> Option<&str> {
    let rest = match url.strip_prefix("https://") {
        Some(rest) => rest,
        None => url.strip_prefix("http://").filter(|rest| {
            ["127.0.0.1", "localhost"]
                .iter()
                .any(|host| rest.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])))
        })?,
    };
    let host = rest.split('/').next()?;
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:".contains(&byte);
    if host.is_empty() || !host.bytes().all(good) {
        return None;
    }
    url.get(..url.len() - rest.len() + host.len())
}

/// Members that are texts where they are there.
const TEXTS: &[&str] = &["scope", "environment", "baseUrl", "apiKey", "sessionToken"];

/// Members that no browser may hold, in the spellings of the vaults' own documents.
const SECRETS: &[&str] = &[
    "accessToken",
    "access_token",
    "clientSecret",
    "client_secret",
    "privateKey",
    "refreshToken",
    "secret",
    "secretKey",
];

/// Whether `text` can be a token or key: printable, without spaces, quotes or markup, and not too long.
pub fn is_opaque(text: &str, longest: usize) -> bool {
    !text.is_empty()
        && text.len() <= longest
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\".contains(&byte))
}

/// Whether `text` reads as a card number: nothing that does leaves the frame, whatever it is called.
///
/// Only texts of digits and what stands between them count: one token in twenty has twelve digits in a row.
pub fn is_card_number(text: &str) -> bool {
    number::check(text, brand::Set::ALL).verdict == Verdict::Valid
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(grant: &str) -> Option<Code> {
        let value = Value::parse(grant.as_bytes()).expect("the test's grant is JSON");
        open(&value, brand::Set::ALL).err().map(|error| error.code)
    }

    #[test]
    fn a_grant_that_cannot_work_is_refused_by_name() {
        for (grant, code) in [
            ("[]", Code::GrantInvalid),
            (r#"{"vault":7}"#, Code::GrantInvalid),
            (r#"{"vault":"acme"}"#, Code::VaultUnknown),
            (r#"{"vault":"clover","apiKey":"k","scope":"show_card"}"#, Code::ScopeMismatch),
            (r#"{"vault":"clover","apiKey":"k","scope":"all"}"#, Code::GrantInvalid),
            (r#"{"vault":"clover","apiKey":"k","accessToken":"s"}"#, Code::SecretInBrowser),
            (r#"{"vault":"clover"}"#, Code::KeyMissing),
            (r#"{"vault":"clover","apiKey":"k","environment":"staging"}"#, Code::EnvironmentUnknown),
            (r#"{"vault":"clover","apiKey":"k","baseUrl":"http://vault.example"}"#, Code::GrantInvalid),
            (r#"{"vault":"clover","apiKey":"k","baseUrl":"javascript:alert(1)"}"#, Code::GrantInvalid),
            (
                r#"{"vault":"clover","apiKey":"k","environment":"sandbox","baseUrl":"https://token.clover.com"}"#,
                Code::EnvironmentMismatch,
            ),
        ] {
            assert_eq!(refused(grant), Some(code), "{grant}");
        }
    }

    #[test]
    fn an_origin_is_https_or_this_machine() {
        assert_eq!(origin("https://vault.example/a/b"), Some("https://vault.example"));
        assert_eq!(origin("http://127.0.0.1:4102/clover"), Some("http://127.0.0.1:4102"));
        assert_eq!(origin("http://localhost"), Some("http://localhost"));
        for bad in [
            "http://127.0.0.1.evil.example",
            "http://localhost@evil.example",
            "https://",
            "https://A.example",
            "//a",
            "",
        ] {
            assert_eq!(origin(bad), None, "{bad}");
        }
    }
}
