//! Closed request bodies: every member is known, has its form, and no value is ever quoted back
//! (payconex.md, 3 and 6).

use serde_json::{Map, Value};

use super::refusal::{Refusal, detail};
use super::{moment, scope};
use crate::guess;

/// What a member may be.
pub(crate) enum Kind {
    /// 3 to 100 characters of the vendor's label alphabet.
    Label,
    /// 1 to 100 characters of the same alphabet.
    Reference,
    /// Text of at most so many characters.
    Text(usize),
    /// At most so many digits, judged no further here.
    Digits(usize),
    Phone,
    OneOf(&'static [&'static str]),
    ListOf(&'static [&'static str]),
    Texts,
    AccountIds,
    Scopes,
    /// Parents of the frame: `shop.example`, `*.shop.example`, `*`, each perhaps with a port.
    Domains,
    Flag,
    /// A whole number between two bounds.
    Number(u64, u64),
    /// A decimal string with at most two decimals.
    Money,
    /// A lifetime; see [`moment::after`].
    Lifetime,
    /// A date-time or null.
    Moment,
    Object(&'static [Field]),
    Either(&'static Kind, &'static Kind),
}

/// A member: its name, its kind, whether it must be there.
pub(crate) struct Field(pub(crate) &'static str, pub(crate) Kind, pub(crate) bool);

/// Judges every member; `whole` is false where each one may be left out.
pub(crate) fn check(members: &Map<String, Value>, fields: &[&[Field]], whole: bool) -> Result<(), Refusal> {
    let mut wrong = Vec::new();
    object("", members, fields, whole, &mut wrong);
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::Invalid(wrong)) }
}

fn object(path: &str, members: &Map<String, Value>, fields: &[&[Field]], whole: bool, wrong: &mut Vec<Value>) {
    let known = || fields.iter().copied().flatten();
    for name in members.keys().filter(|name| known().all(|Field(known, ..)| known != name)) {
        // A name may be anything, even a card number, so only one that is a plain word is quoted.
        let is_word = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        let (source, shown) = if is_word { (format!("{path}{name}"), &**name) } else { (String::new(), "(not shown)") };
        wrong.push(detail(&source, &format!("Payload schema violation: property \"{shown}\" is unsupported")));
    }
    for Field(name, kind, required) in known() {
        let source = format!("{path}{name}");
        match members.get(*name) {
            None if *required && whole => wrong.push(detail(&source, "Payload schema violation: is required")),
            None => {}
            Some(value) => judge(&source, value, kind, wrong),
        }
    }
}

fn judge(source: &str, value: &Value, kind: &Kind, wrong: &mut Vec<Value>) {
    let text = value.as_str();
    let all = |fits: &dyn Fn(&str) -> bool| {
        value.as_array().is_some_and(|list| list.len() <= 200 && list.iter().all(|one| one.as_str().is_some_and(fits)))
    };
    let fits = match kind {
        Kind::Label => text.is_some_and(|text| is_label(text, 3)),
        Kind::Reference => text.is_some_and(|text| is_label(text, 1)),
        Kind::Text(most) => text.is_some_and(|text| is_plain(text, *most)),
        Kind::Digits(most) => {
            text.is_some_and(|text| text.len() <= *most && text.bytes().all(|byte| byte.is_ascii_digit()))
        }
        Kind::Phone => text.is_some_and(is_phone),
        Kind::OneOf(words) => text.is_some_and(|text| words.contains(&text)),
        Kind::ListOf(words) => all(&|one| words.contains(&one)),
        Kind::Texts => all(&|one| is_plain(one, 300)),
        Kind::AccountIds => all(&|one| one.len() == 12 && one.bytes().all(|byte| byte.is_ascii_digit())),
        Kind::Scopes => all(&|one| !guess::PAYCONEX_UNKNOWN_SCOPE_REFUSED || scope::is_known(one)),
        Kind::Domains => all(&is_domain),
        Kind::Flag => value.is_boolean(),
        Kind::Number(least, most) => value.as_u64().is_some_and(|number| (*least..=*most).contains(&number)),
        Kind::Money => text.and_then(cents).is_some(),
        Kind::Lifetime => {
            text.is_some_and(|text| !guess::PAYCONEX_UNREADABLE_LIFETIME_REFUSED || moment::after(0, text).is_some())
        }
        Kind::Moment => value.is_null() || text.and_then(moment::parse).is_some(),
        Kind::Object(fields) => match value.as_object() {
            Some(members) => return object(&format!("{source}."), members, &[fields], true, wrong),
            None => false,
        },
        Kind::Either(one, other) => {
            let mut first = Vec::new();
            judge(source, value, one, &mut first);
            if !first.is_empty() {
                judge(source, value, other, wrong);
            }
            return;
        }
    };
    if !fits {
        wrong.push(detail(source, "Payload schema violation: is invalid"));
    }
}

/// `^[0-9a-zA-z-_\s]{least,100}$`, with the vendor's range from `A` to `z`.
fn is_label(text: &str, least: usize) -> bool {
    let fits = |symbol: char| {
        symbol.is_ascii_digit() || ('A'..='z').contains(&symbol) || symbol == '-' || symbol.is_whitespace()
    };
    (least..=100).contains(&text.chars().count()) && text.chars().all(fits) && is_plain(text, 100)
}

/// No control characters, and not a card number typed into the wrong member: texts are stored.
fn is_plain(text: &str, most: usize) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_short = text.chars().count() <= most;
    is_short && !text.chars().any(char::is_control) && !crate::test_card::could_be_a_real_card(&digits)
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (6..=16).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// INVARIANT: nothing that passes can end a directive of a Content-Security-Policy.
fn is_domain(text: &str) -> bool {
    let (name, port) = text.rsplit_once(':').unwrap_or((text, "1"));
    let name = name.strip_prefix("*.").unwrap_or(name);
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let is_port = port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit());
    text == "*" || !name.is_empty() && name.len() <= 253 && is_name && is_port
}

/// An amount in cents; zero and more than eight digits before the point are none.
pub(crate) fn cents(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() > 8 || decimals.len() > 2 {
        return None;
    }
    let decimals = format!("{decimals:0<2}");
    format!("{whole}{decimals}").parse().ok().filter(|cents| *cents > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_cannot_bring_a_directive_with_it() {
        for good in ["shop.example", "*.shop.example", "*", "localhost", "127.0.0.1:4101"] {
            assert!(is_domain(good), "{good}");
        }
        for bad in ["", "*.", "a b", "a;script-src *", "https://shop.example", "a,b", "a:", "a:x", "a:99999", "'self'"]
        {
            assert!(!is_domain(bad), "{bad}");
        }
    }

    #[test]
    fn money_is_read_in_cents() {
        for (text, read) in [("5.00", Some(500)), ("27.98", Some(2_798)), ("5", Some(500)), ("5.5", Some(550))] {
            assert_eq!(cents(text), read, "{text}");
        }
        for bad in ["", "0.00", "-1.00", "1.005", ".50", "1e3", "1,00", "123456789.00"] {
            assert_eq!(cents(bad), None, "{bad}");
        }
    }
}
