//! What a card is: pure rules over texts, with no clock, no I/O and no allocation but for results.
//!
//! Every rule takes the raw text of one field and says what is known of it so far, so that the same
//! function serves a shopper who is still typing and a form that is being sent.

pub mod brand;
pub mod cvc;
pub mod expiry;
pub mod holder;
pub mod mask;
pub mod number;
pub mod postal;
pub mod typed;

mod fault;
mod whole;

use crate::secret::utf8;

pub use fault::{Fault, Verdict};
pub use whole::{Card, Field, Form, Judged, Need, Wanted};

/// Whether this build has the fields of a card: the frame for gift cards and bank accounts has none.
pub const FIELDS: bool = !cfg!(all(feature = "frame", feature = "instruments"));

/// Whether a character only shows as a space or a dash, as people and programs put between digits.
pub(crate) fn is_space(c: char) -> bool {
    // U+2000..U+200A are the spaces of a given width, U+2010..U+2013 the hyphens and short dashes.
    matches!(c, ' ' | '-' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{2010}'..='\u{2013}' | '\u{202f}')
}

/// Whether a character cannot be seen at all: direction marks, joiners, soft hyphen, byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a character may be dropped at either end of a text without a loss.
pub(crate) fn is_blank(c: char) -> bool {
    c != '-' && (is_space(c) || is_invisible(c))
}

/// The text without blanks at its ends.
pub(crate) fn trimmed(text: &str) -> &str {
    let mut bounds = None;
    for (at, c) in text.char_indices().filter(|(_, c)| !is_blank(*c)) {
        let (start, _) = bounds.unwrap_or((at, at));
        bounds = Some((start, at + c.len_utf8()));
    }
    bounds.and_then(|(start, end)| text.get(start..end)).unwrap_or_default()
}

/// One word of a list of them, parted by spaces: a table of texts is mostly addresses, and those compress badly.
pub(crate) fn word(list: &'static str, index: usize) -> &'static str {
    let word = list.as_bytes().split(|byte| *byte == b' ').nth(index).unwrap_or_default();
    utf8(word).unwrap_or_default()
}

/// The value of a digit that keyboards give: ASCII, full-width, Arabic, Persian, or of an Indic script, whose blocks
/// all keep their digits at the same place.
pub(crate) fn digit(c: char) -> Option<u8> {
    let value = match c {
        '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{ff10}'..='\u{ff19}' => c as u32 & 0xf,
        '\u{900}'..='\u{d7f}' => (c as u32 & 0x7f).wrapping_sub(0x66),
        _ => return None,
    };
    (value < 10).then_some(value as u8)
}
