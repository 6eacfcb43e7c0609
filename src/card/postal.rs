//! The postal code of the billing address.

use super::{Fault, Verdict, trimmed};

/// Whose postal codes are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Country {
    /// The United States: five or nine digits.
    Us,
    /// Canada: letter digit letter, digit letter digit.
    Ca,
    /// The United Kingdom.
    Gb,
    /// Any other, or not known: three to ten letters, digits, spaces and hyphens.
    #[default]
    Other,
}

impl Country {
    /// The country of an ISO 3166 code of two letters, in either case.
    pub fn from_code(code: &str) -> Self {
        let is = |wanted: &str| code.eq_ignore_ascii_case(wanted);
        if is("US") {
            Self::Us
        } else if is("CA") {
            Self::Ca
        } else if is("GB") {
            Self::Gb
        } else {
            Self::Other
        }
    }
}

/// No postal code is longer than this, with what stands between its parts.
pub const MAX_CHARS: u8 = 10;

/// What is known of a text as a postal code of a country.
pub fn check(text: &str, country: Country) -> Verdict {
    // Texts far beyond every code are not walked.
    if text.len() > 64 {
        return Verdict::Invalid(Fault::PostalTooLong);
    }
    // What stands at each place (`A` a letter, `0` a digit, `?` either), and after how many of them
    // a space or a hyphen may stand.
    let (places, gaps): (&[u8], _) = match country {
        Country::Us => (b"000000000", 5..=5),
        Country::Ca => (b"A0A0A0", 3..=3),
        Country::Gb => (b"A??????", 2..=4),
        Country::Other => (b"??????????", 1..=usize::from(MAX_CHARS)),
    };
    let loose = country == Country::Other;
    let mut chars = 0;
    let mut marks = 0;
    let mut tail = [0; 3];
    for c in trimmed(text).chars() {
        // Where the shape is loose, what stands between counts too.
        let Some(&wanted) = places.get(if loose { chars + marks } else { chars }) else {
            return Verdict::Invalid(Fault::PostalTooLong);
        };
        let wrong = if matches!(c, ' ' | '-' | '\u{a0}') {
            marks += 1;
            !gaps.contains(&chars) || (marks > 1 && !loose)
        } else {
            let class = if c.is_ascii_digit() { b'0' } else { b'A' };
            tail = [tail[1], tail[2], class];
            chars += 1;
            !c.is_ascii_alphanumeric()
                || (wanted != b'?' && wanted != class)
                || (country == Country::Ca && left_out(c.to_ascii_uppercase(), chars))
        };
        if wrong {
            return Verdict::Invalid(Fault::PostalCharacter);
        }
    }
    let done = match country {
        Country::Us => (chars == 5 && marks == 0) || chars == 9,
        Country::Ca => chars == 6,
        // The second half is always a digit and two letters.
        Country::Gb => chars >= 5 && tail == *b"0AA",
        Country::Other => chars >= 3,
    };
    if chars == 0 && marks == 0 {
        Verdict::Empty
    } else if done {
        Verdict::Valid
    } else if chars == 7 && country == Country::Gb {
        Verdict::Invalid(Fault::PostalCharacter)
    } else {
        Verdict::Partial
    }
}

/// Letters that Canada leaves out because they read as others, and two that begin no district.
fn left_out(letter: char, place: usize) -> bool {
    matches!(letter, 'D' | 'F' | 'I' | 'O' | 'Q' | 'U') || (place == 1 && matches!(letter, 'W' | 'Z'))
}
