//! The security code beside the signature, or on the front.

use super::{Fault, Verdict};

/// No brand's security code is longer than this.
pub const MAX_DIGITS: u8 = 4;

/// What is known of a text as a security code of so many digits.
///
/// While the brand is not known, three and four digits are both valid.
pub fn check(text: &str, length: Option<u8>) -> Verdict {
    let longest = length.unwrap_or(MAX_DIGITS);
    let shortest = length.unwrap_or(3);
    let mut digits = 0;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            return Verdict::Invalid(Fault::CvcCharacter);
        }
        if digits == longest {
            return Verdict::Invalid(Fault::CvcTooLong);
        }
        digits += 1;
    }
    match digits {
        0 => Verdict::Empty,
        _ if digits < shortest => Verdict::Partial,
        _ => Verdict::Valid,
    }
}
