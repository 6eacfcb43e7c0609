//! The members of one JSON object, read as strictly as the contract allows.

use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::guess;

pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn of(members: &'a Map<String, Value>) -> Self {
        Self(members)
    }

    /// The fields of a member that must be an object.
    pub(crate) fn inside(value: &'a Value) -> Result<Self, Refusal> {
        value.as_object().map(Self).ok_or_else(Refusal::malformed)
    }

    /// Refuses any member that is not listed. Its name is not repeated: it may be anything.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let unknown = self.0.keys().any(|name| !known.contains(&&**name));
        if unknown && guess::CLOVER_UNKNOWN_MEMBERS_REFUSED {
            return Err(Refusal::invalid("invalid_request", "The request has a member that is not documented."));
        }
        Ok(())
    }

    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    /// A string that may be absent; any other JSON type is refused, as all values are strings.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::malformed()),
        }
    }

    /// A string that must be there and not be blank.
    pub(crate) fn needed(&self, name: &'static str) -> Result<&'a str, Refusal> {
        self.text(name)?
            .filter(|text| !text.trim().is_empty())
            .ok_or_else(|| Refusal::invalid("invalid_request", format!("{name} is required.")))
    }
}

/// Whether a text is ASCII digits, as many as the range says.
pub(crate) fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The last four characters of ASCII digits.
pub(crate) fn last4(digits: &str) -> &str {
    digits.get(digits.len().saturating_sub(4)..).unwrap_or_default()
}
