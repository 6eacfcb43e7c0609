//! JSON, read strictly and written plainly.
//!
//! Our own, because serde_json alone would be half of the frame's bytes, and because the text that
//! is written here holds a card: it stays in one buffer whose room is reserved beforehand.

use crate::secret::{Secret, utf8};
use alloc::{string::String, vec::Vec};

#[cfg(any(test, feature = "frame"))]
mod flat;
#[cfg(not(feature = "frame"))]
mod reader;

/// A JSON value that was read. Object members keep their order; of equal names the first counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string, unescaped.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Reads one JSON text, or `None` where it is not exactly one, or nests too deep.
    ///
    /// A byte order mark in front is not JSON and is refused. In a frame, where the browser has read the text already,
    /// it is what `www/frame/flat.js` made of that.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let text = utf8(text)?;
        #[cfg(feature = "frame")]
        return flat::read(text);
        #[cfg(not(feature = "frame"))]
        reader::read(text)
    }

    /// The member `name` of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(bool) => Some(*bool),
            _ => None,
        }
    }

    /// The number, if it is a whole one that fits.
    pub fn whole(&self) -> Option<u32> {
        match self {
            // A number of JSON has a digit; one with a sign, a point or an exponent in it is none of ours.
            Self::Number(digits) => digits.bytes().try_fold(0u32, |number, digit| {
                let digit = digit.is_ascii_digit().then(|| u32::from(digit & 15))?;
                number.checked_mul(10)?.checked_add(digit)
            }),
            _ => None,
        }
    }

    /// The items of an array; none for anything else.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Takes the member `name` out of an object, and leaves `null` there.
    pub fn take(&mut self, name: &str) -> Option<Self> {
        match self {
            Self::Object(members) => {
                let member = members.iter_mut().find(|(key, _)| key == name);
                member.map(|(_, value)| core::mem::replace(value, Self::Null))
            }
            _ => None,
        }
    }

    /// The string member `name` of an object.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }
}

/// JSON's number grammar: `-`? (`0` | [1-9][0-9]*) (`.`[0-9]+)? ([eE][+-]?[0-9]+)?
pub(crate) fn is_number(text: &[u8]) -> bool {
    let mut at = 0;
    let mut next = |wanted: fn(u8) -> bool, most: usize| {
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.iter().take(most).take_while(|byte| wanted(**byte)).count();
        at += length;
        length
    };
    let digit = |byte: u8| byte.is_ascii_digit();
    next(|byte| byte == b'-', 1);
    let good = (next(|byte| byte == b'0', 1) > 0 || next(digit, usize::MAX) > 0)
        && (next(|byte| byte == b'.', 1) == 0 || next(digit, usize::MAX) > 0)
        && (next(|byte| byte | 32 == b'e', 1) == 0 || {
            next(|byte| byte == b'+' || byte == b'-', 1);
            next(digit, usize::MAX) > 0
        });
    good && at == text.len()
}

/// Writes one JSON text into a buffer whose room is reserved beforehand.
#[derive(Default)]
pub struct Writer {
    out: Vec<u8>,
    /// Whether the next member or item is preceded by a comma.
    comma: bool,
}

impl Writer {
    /// Room for `capacity` bytes. A text with card data in it must fit, or growing leaves a copy.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { out: Vec::with_capacity(capacity), comma: false }
    }

    /// The text that was written.
    pub fn finish(self) -> Secret {
        Secret::from(self.out)
    }

    /// An object whose members `members` writes.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) -> &mut Self {
        self.nested(b'{', b'}', members)
    }

    /// An array whose items `items` writes.
    pub fn list(&mut self, items: impl FnOnce(&mut Self)) -> &mut Self {
        self.nested(b'[', b']', items)
    }

    /// A member's name; its value comes next.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.sign(b':', false);
        self
    }

    /// A string value.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// A string value, from bytes that are known to be UTF-8.
    pub fn bytes(&mut self, text: &[u8]) -> &mut Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.separate();
        self.sign(b'"', true);
        for &byte in text {
            match byte {
                b'"' | b'\\' => self.out.extend([b'\\', byte]),
                0..=0x1f => {
                    self.out.extend_from_slice(b"\\u00");
                    self.out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
                }
                _ => self.sign(byte, true),
            }
        }
        self.sign(b'"', true);
        self
    }

    /// A whole number.
    pub fn whole(&mut self, number: u32) -> &mut Self {
        self.separate();
        self.digits(number);
        self
    }

    fn digits(&mut self, number: u32) {
        if number >= 10 {
            self.digits(number / 10);
        }
        self.sign(b'0' + (number % 10) as u8, true);
    }

    /// A number as text, of JSON's grammar.
    pub fn number(&mut self, digits: &str) -> &mut Self {
        debug_assert!(is_number(digits.as_bytes()));
        self.raw(digits.as_bytes())
    }

    /// `true` or `false`.
    pub fn bool(&mut self, bool: bool) -> &mut Self {
        self.raw(if bool { b"true" } else { b"false" })
    }

    /// `null`.
    pub fn null(&mut self) -> &mut Self {
        self.raw(b"null")
    }

    /// A string member, left out when there is none.
    pub fn optional(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        if let Some(text) = text {
            self.name(name).text(text);
        }
        self
    }

    /// A text member, `null` where there is none.
    pub fn nullable(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        self.name(name);
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    fn nested(&mut self, open: u8, close: u8, content: impl FnOnce(&mut Self)) -> &mut Self {
        self.separate();
        self.sign(open, false);
        content(self);
        self.sign(close, true);
        self
    }

    /// Writes one sign, and says whether a comma comes next.
    #[inline(never)]
    fn sign(&mut self, sign: u8, comma: bool) {
        self.out.extend_from_slice(&[sign]);
        self.comma = comma;
    }

    fn raw(&mut self, word: &[u8]) -> &mut Self {
        self.separate();
        self.out.extend_from_slice(word);
        self
    }

    fn separate(&mut self) {
        if self.comma {
            self.sign(b',', true);
        }
        self.comma = true;
    }
}

#[cfg(test)]
mod tests;
