//! A value that the browser has read, as `www/frame/flat.js` writes it: a frame needs no reader of JSON of its own.
//!
//! A text is `"` and its signs, a list `[` with its items, an object `{` with `:`, name and value for each member; `]`
//! ends both. Anything else is its word. Names, texts and words end with NUL, which none of them holds.

use super::Value;
use alloc::vec::Vec;

/// The value, or `None` where the text is not exactly one. How deep it nests is for the writer to bound.
pub(super) fn read(mut text: &str) -> Option<Value> {
    let value = value(&mut text)?;
    text.is_empty().then_some(value)
}

fn value(rest: &mut &str) -> Option<Value> {
    if passed(rest, b'[') {
        let mut items = Vec::new();
        while !passed(rest, b']') {
            items.push(value(rest)?);
        }
        return Some(Value::List(items));
    }
    if passed(rest, b'{') {
        let mut members = Vec::new();
        while passed(rest, b':') {
            members.push((word(rest)?.into(), value(rest)?));
        }
        return passed(rest, b']').then_some(Value::Object(members));
    }
    let is_text = passed(rest, b'"');
    let word = word(rest)?;
    Some(match word {
        _ if is_text => Value::Text(word.into()),
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => Value::Number(word.into()),
    })
}

fn passed(rest: &mut &str, sign: u8) -> bool {
    let is_next = rest.as_bytes().first() == Some(&sign);
    if is_next {
        *rest = rest.get(1..).unwrap_or_default();
    }
    is_next
}

fn word<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let end = rest.bytes().position(|byte| byte == 0)?;
    let (word, after) = (rest.get(..end)?, rest.get(end + 1..)?);
    *rest = after;
    Some(word)
}
