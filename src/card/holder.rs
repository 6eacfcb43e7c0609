//! The name on the card.

use super::{Fault, Verdict, digit, is_blank, is_invisible, is_space};
use alloc::string::String;

/// No name is longer than this, in characters.
pub const MAX_CHARS: usize = 255;

/// The shortest run of digits that is taken for a card number.
const CARD_DIGITS: u8 = 12;

/// What is known of a text as a name.
///
/// A name may be of any script. It may hold digits, but not so many in a row that a card number
/// would leave through the name: twelve, with anything but letters between them, are refused,
/// whether or not a check digit fits, since not every brand has one. A text of digits alone is
/// `Partial`: it is no name yet, and letters could follow.
pub fn check(text: &str) -> Verdict {
    // A name of 255 characters has at most 4 bytes each; longer texts are not even walked.
    if text.len() > MAX_CHARS * 4 {
        return Verdict::Invalid(Fault::HolderTooLong);
    }
    let mut verdict = Verdict::Empty;
    let mut chars = 0;
    let mut run = 0u8;
    for c in text.chars() {
        chars += 1;
        if chars > MAX_CHARS {
            return Verdict::Invalid(Fault::HolderTooLong);
        }
        if is_forbidden(c) {
            return Verdict::Invalid(Fault::HolderCharacter);
        }
        if digit(c).is_some() {
            run += 1;
            if run == CARD_DIGITS {
                return Verdict::Invalid(Fault::HolderIsNumber);
            }
        } else if !is_between(c) {
            run = 0;
        }
        if digit(c).is_none() && !is_space(c) && !is_invisible(c) {
            verdict = Verdict::Valid;
        } else if verdict == Verdict::Empty && !is_blank(c) {
            verdict = Verdict::Partial;
        }
    }
    verdict
}

/// The verdict for a shopper who has left the field: digits alone are a number, not a name.
pub fn at_rest(text: &str) -> Verdict {
    match check(text) {
        Verdict::Partial => Verdict::Invalid(Fault::HolderIsNumber),
        verdict => verdict,
    }
}

/// The text as a field keeps it: without what no name may hold, and cut to the longest name.
pub fn kept(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    // Each sign as it stands there: to write it anew takes a frame more code.
    let signs = text.char_indices().filter(|(_, c)| !is_forbidden(*c)).take(MAX_CHARS);
    signs.for_each(|(at, c)| kept.push_str(text.get(at..at + c.len_utf8()).unwrap_or_default()));
    kept
}

/// Control characters, line breaks, and marks that make a name read as another one.
pub(crate) fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether digits on both sides of it still read as one number.
fn is_between(c: char) -> bool {
    is_space(c) || is_invisible(c) || (c.is_ascii() && !c.is_ascii_alphabetic())
}
