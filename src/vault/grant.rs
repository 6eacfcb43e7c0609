//! What the merchant's server gives for one purpose, and what in it is refused before anything is sent.

use super::{NAMES, Vault, adapter};
use crate::card::{Verdict, brand, number, word};
use crate::error::{Code, Error};
use crate::json::Value;
use alloc::boxed::Box;

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
        word("card show_card show_service_code", self as usize)
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
    let opened = checked(grant, accepted, Scope::Card)?;
    adapter(&opened).unwrap_or_else(|| Err(opened.of_another()))
}

/// The page on which a vault shows a stored card, or its security code alone: `scope` says which of them is wanted.
///
/// A grant of any other scope is refused here, before the vault hears of it.
#[cfg(feature = "reveal")]
pub fn reveal(grant: &Value, scope: Scope) -> Result<super::Page, Error> {
    let opened = checked(grant, brand::Set::ALL, scope)?;
    match opened.vault {
        "vaultera" => super::vaultera::reveal(&opened, scope),
        _ => Err(opened.of_another()),
    }
}

/// What is looked at in the grant of every vault.
fn checked(grant: &Value, accepted: brand::Set, wanted: Scope) -> Result<Grant<'_>, Error> {
    let vault = grant.text_of("vault").ok_or(Code::GrantInvalid)?;
    let opened = Grant { vault, members: grant, accepted };
    opened.without(SECRETS)?;
    // An environment that is not a text must not be taken for none at all: that would mean production.
    let is_text = |name: &&str| matches!(grant.get(name), None | Some(Value::Null | Value::Text(_)));
    if !TEXTS.iter().all(is_text) {
        return Err(Code::GrantInvalid.into());
    }
    match Scope::from_name(grant.text_of("scope").unwrap_or("card")) {
        Some(scope) if scope == wanted => {}
        Some(_) => return Err(Code::ScopeMismatch.into()),
        None => return Err(Code::GrantInvalid.into()),
    }
    match grant.get("expiresIn") {
        None | Some(Value::Null) => {}
        Some(Value::Number(seconds)) if seconds.starts_with('-') || seconds == "0" => {
            return Err(Code::SessionExpired.into());
        }
        Some(seconds) if seconds.whole().is_some() => {}
        Some(_) => return Err(Code::GrantInvalid.into()),
    }
    Ok(opened)
}

/// A grant whose vault is known.
pub struct Grant<'a> {
    pub(super) vault: &'a str,
    members: &'a Value,
    /// The brands that the shop takes.
    pub accepted: brand::Set,
}

impl<'a> Grant<'a> {
    /// The error of a grant for a vault that this build does not hold.
    fn of_another(&self) -> Error {
        if NAMES.contains(&self.vault) { Code::VaultMismatch.into() } else { Code::VaultUnknown.into() }
    }

    /// The text member `name`, if it is there and not empty.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.members.text_of(name).filter(|text| !text.is_empty())
    }

    /// The key or token in the member `name`, of at most `longest` bytes.
    pub fn key(&self, name: &str, longest: usize) -> Result<&'a str, Error> {
        match self.get(name) {
            None | Some(Value::Null) => Err(Code::KeyMissing.into()),
            Some(Value::Text(text)) if text.is_empty() => Err(Code::KeyMissing.into()),
            Some(Value::Text(text)) if is_opaque(text, longest) => Ok(text),
            Some(_) => Err(Code::GrantInvalid.into()),
        }
    }

    /// The member `name`.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name)
    }

    /// Refuses a grant that holds a member which this vault keeps on servers. `names` as in [`SECRETS`].
    pub fn without(&self, names: &str) -> Result<(), Error> {
        let Value::Object(members) = self.members else { return Ok(()) };
        let mut names = names.as_bytes().split(|byte| *byte == b' ');
        let secret = names.any(|name| members.iter().any(|(member, _)| is_spelt(member, name)));
        if secret { Err(Code::SecretInBrowser.into()) } else { Ok(()) }
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
        let owner = environments.iter().find(|(_, own)| origin(base) == Some(own));
        match (owner, named) {
            (Some((owner, _)), Some((name, _))) if owner != name => Err(Code::EnvironmentMismatch.into()),
            _ => Ok(base),
        }
    }
}

/// The origin of an absolute `https:` URL, or of an `http:` one on this machine.
pub fn origin(url: &str) -> Option<&str> {
    let secure = url.starts_with("https://");
    if !secure && !url.starts_with("http://") {
        return None;
    }
    let start = if secure { 8 } else { 7 };
    let rest = url.as_bytes().get(start..)?;
    let until = |stop: u8| rest.iter().position(|&byte| byte == stop).unwrap_or(rest.len());
    let length = until(b'/');
    let host = rest.get(..length)?;
    let good = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b':');
    let local = |name: &[u8]| name == b"127.0.0.1" || name == b"localhost";
    if host.is_empty() || !host.iter().all(good) || !(secure || local(rest.get(..length.min(until(b':')))?)) {
        return None;
    }
    url.get(..start + length)
}

/// Members that are texts where they are there.
const TEXTS: &[&str] = &["scope", "environment", "baseUrl"];

/// Members that no browser may hold, in small letters and without what parts words, one after the other: the vaults' documents, and the
/// people who read them, spell these in many ways.
const SECRETS: &str = "accesstoken apikeysecret apisecret clientsecret hmackey password privatekey refreshtoken secret \
    secretkey signingkey";

/// Whether a member has this name, however it parts and capitalises its words.
fn is_spelt(member: &str, name: &[u8]) -> bool {
    let mut rest = name;
    for byte in member.bytes().filter(u8::is_ascii_alphanumeric) {
        match rest.split_first() {
            Some((own, more)) if *own == byte.to_ascii_lowercase() => rest = more,
            _ => return false,
        }
    }
    rest.is_empty()
}

/// Whether `text` can be a token or key: printable, without spaces, quotes or markup, and not too long.
pub fn is_opaque(text: &str, longest: usize) -> bool {
    !text.is_empty()
        && text.len() <= longest
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'\\'))
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
            (r#"{"vault":"clover","apiKey":"k","expiresIn":0}"#, Code::SessionExpired),
            (r#"{"vault":"clover","apiKey":"k","expiresIn":-1.5}"#, Code::SessionExpired),
            (r#"{"vault":"clover","apiKey":"k","expiresIn":"900"}"#, Code::GrantInvalid),
            (r#"{"vault":"clover","apiKey":"k","expiresIn":0.5}"#, Code::GrantInvalid),
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
