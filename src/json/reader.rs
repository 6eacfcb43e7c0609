//! The reader of JSON.

use super::{Value, is_number};
use alloc::{string::String, vec::Vec};

/// How deep values may nest. The deepest contract nests four.
const DEPTH_LIMIT: u8 = 16;

pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { rest: text.as_bytes() };
    let value = reader.value(DEPTH_LIMIT)?;
    reader.space();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn value(&mut self, depth: u8) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        self.space();
        match *self.rest.first()? {
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'"' => self.text().map(Value::Text),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'n' => self.word(b"null", Value::Null),
            _ => self.number(),
        }
    }

    fn space(&mut self) {
        while let Some((b' ' | b'\t' | b'\n' | b'\r', rest)) = self.rest.split_first() {
            self.rest = rest;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        self.space();
        let (first, rest) = self.rest.split_first()?;
        (*first == byte).then(|| self.rest = rest)
    }

    fn word(&mut self, word: &[u8], value: Value) -> Option<Value> {
        self.pass(word)?;
        Some(value)
    }

    fn pass(&mut self, word: &[u8]) -> Option<()> {
        if !self.rest.starts_with(word) {
            return None;
        }
        self.rest = self.rest.get(word.len()..)?;
        Some(())
    }

    fn object(&mut self, depth: u8) -> Option<Value> {
        self.take(b'{')?;
        let mut members = Vec::new();
        if self.take(b'}').is_some() {
            return Some(Value::Object(members));
        }
        loop {
            self.space();
            let name = self.text()?;
            self.take(b':')?;
            members.push((name, self.value(depth)?));
            if self.take(b',').is_none() {
                return self.take(b'}').map(|()| Value::Object(members));
            }
        }
    }

    fn list(&mut self, depth: u8) -> Option<Value> {
        self.take(b'[')?;
        let mut items = Vec::new();
        if self.take(b']').is_some() {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.take(b',').is_none() {
                return self.take(b']').map(|()| Value::List(items));
            }
        }
    }

    fn number(&mut self) -> Option<Value> {
        let length =
            self.rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')).count();
        let (digits, rest) = self.rest.split_at_checked(length)?;
        if !is_number(digits) {
            return None;
        }
        self.rest = rest;
        core::str::from_utf8(digits).ok().map(|text| Value::Number(text.into()))
    }

    fn text(&mut self) -> Option<String> {
        self.pass(b"\"")?;
        // One reservation, so that a string that holds a secret is not copied as it grows.
        let longest = self.rest.iter().position(|&byte| byte == b'"')?;
        let mut text = Vec::with_capacity(longest);
        loop {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            match byte {
                b'"' => return String::from_utf8(text).ok(),
                b'\\' => {
                    let character = self.escape()?;
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                0..=0x1f => return None,
                _ => text.push(byte),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(match byte {
            b'"' | b'\\' | b'/' => byte.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                match unit {
                    0xd800..=0xdbff => {
                        self.pass(b"\\u")?;
                        let low = self.unit()?;
                        if !(0xdc00..=0xdfff).contains(&low) {
                            return None;
                        }
                        char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))?
                    }
                    _ => char::from_u32(unit)?,
                }
            }
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        digits.iter().try_fold(0, |unit, &digit| Some(unit * 16 + char::from(digit).to_digit(16)?))
    }
}
