//! The card number: brand, length and check digit.

use super::brand::{self, Brand, Set};
use super::{Fault, Verdict, is_invisible, is_space};

/// No card number is longer than this (ISO/IEC 7812).
pub const MAX_DIGITS: u8 = 19;

/// How many characters of a text are looked at: more than any way to write a number needs.
pub(crate) const MAX_TEXT: usize = 64;

/// What is known of a text as a card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Whether the text is, or could become, a number that is accepted.
    pub verdict: Verdict,
    /// Every brand that the digits allow, accepted or not; none when the text is no number.
    pub brands: Set,
    /// The other network that such numbers belong to, where there is one.
    pub second: Option<Brand>,
    /// How many digits there are, at most one more than a number can have.
    pub digits: u8,
}

impl Number {
    /// The brand, when only one is left.
    pub fn brand(self) -> Option<Brand> {
        self.brands.single()
    }

    /// The verdict for a shopper who has left the field.
    ///
    /// A wrong check digit is only `Partial` while longer numbers of the brand exist. Nobody is
    /// helped by "incomplete" below a Visa number of sixteen digits, so here it is the fault it is.
    pub fn at_rest(self) -> Verdict {
        match (self.verdict, self.brand()) {
            (Verdict::Partial, Some(brand)) if brand.has_length(self.digits) => Verdict::Invalid(Fault::NumberChecksum),
            (verdict, _) => verdict,
        }
    }
}

/// What is known of a text as a number of one of the accepted brands.
pub fn check(text: &str, accepted: Set) -> Number {
    let (scan, fault) = scan(text);
    if let Some(fault) = fault {
        return Number { verdict: Verdict::Invalid(fault), brands: Set::NONE, second: None, digits: scan.digits };
    }
    let brands = brand::candidates(scan.prefix, scan.digits);
    let second = brand::second(scan.first(6));
    let verdict = scan.verdict(brands, second.map_or(brands, |second| brands.with(second)).intersect(accepted));
    Number { verdict, brands, second, digits: scan.digits }
}

/// The first digits of a number, which name its issuer, as one number; 0 before they are known.
///
/// Six, or eight where the number has sixteen digits or more: no more of it may be shown beside its last four (PCI DSS).
pub fn bin(text: &str) -> u32 {
    let (scan, _) = scan(text);
    let brands = brand::candidates(scan.prefix, scan.digits);
    if brands.is_empty() {
        return 0;
    }
    let eight = scan.digits >= 8 && (scan.digits >= 16 || brands.is_never_below(16));
    scan.first(if eight { 8 } else { 6 })
}

fn scan(text: &str) -> (Scan, Option<Fault>) {
    let mut scan = Scan::default();
    let fault = digits(text, |digit| scan.push(digit)).err();
    (scan, fault)
}

/// Whether the last digit is right for the others (ISO/IEC 7812-1, annex B).
///
/// Takes ASCII digits; anything else, or nothing, is not right.
pub fn luhn(digits: &[u8]) -> bool {
    let mut scan = Scan::default();
    for digit in digits {
        if !digit.is_ascii_digit() {
            return false;
        }
        scan.sums(digit - b'0');
    }
    !digits.is_empty() && scan.luhn()
}

/// Calls `put` with every digit of a number, as 0 to 9, or says why the text is none.
pub(crate) fn digits(text: &str, mut put: impl FnMut(u8)) -> Result<(), Fault> {
    let mut seen = 0;
    // By bytes, since nearly all are ASCII and this runs at every key.
    for (at, byte) in text.bytes().enumerate() {
        if byte & 0xc0 == 0x80 {
            continue; // within a character
        }
        if seen == MAX_TEXT {
            return Err(Fault::NumberTooLong);
        }
        seen += 1;
        if byte.is_ascii_digit() {
            put(byte - b'0');
        } else if byte != b' ' && !is_between(text, at) {
            return Err(Fault::NumberCharacter);
        }
    }
    Ok(())
}

/// Whether the character at this place may stand between digits.
///
/// Digits of other scripts may not: to map them in silence would send a number that the shopper
/// does not see.
#[cold]
fn is_between(text: &str, at: usize) -> bool {
    let character = text.get(at..).and_then(|rest| rest.chars().next());
    character.is_some_and(|c| is_space(c) || is_invisible(c))
}

/// How many bytes the longest number takes when formatted.
pub const FORMATTED: usize = 24;

/// Writes the digits of a text with the gaps of their brand, and gives what was written.
///
/// What is no digit is left out, and so are digits beyond the brand's longest number. The caller
/// owns `out`, and wipes it when the text was a real number.
pub fn format<'a>(text: &str, out: &'a mut [u8; FORMATTED]) -> &'a str {
    let mut written = 0;
    spread(text.as_bytes(), |byte| {
        if let Some(slot) = out.get_mut(written) {
            *slot = byte;
            written += 1;
        }
    });
    crate::secret::utf8(out.get(..written).unwrap_or_default()).unwrap_or_default()
}

/// Calls `put` with the digits of a text and the gaps of their brand.
pub(crate) fn spread(text: &[u8], mut put: impl FnMut(u8)) {
    let bytes = text.get(..MAX_TEXT * 4).unwrap_or(text);
    let (mut prefix, mut known) = (0, 0);
    for byte in bytes {
        if byte.is_ascii_digit() && known < brand::PREFIX {
            prefix = prefix * 10 + u32::from(byte - b'0');
            known += 1;
        }
    }
    let brands = brand::candidates(prefix, known);
    let gaps = brands.single().map_or(brand::USUAL, Brand::gap_bits);
    let mut left = u32::from(brands.longest());
    let mut gap = 1;
    for byte in bytes {
        if byte.is_ascii_digit() && left > 0 {
            if gaps & gap != 0 {
                put(b' ');
            }
            put(*byte);
            gap <<= 1;
            left -= 1;
        }
    }
}

/// What one pass over the digits gathers. It holds no more than eight of them.
#[derive(Default)]
pub(crate) struct Scan {
    pub(crate) prefix: u32,
    pub(crate) digits: u8,
    /// The Luhn sum if the last digit seen is the check digit, and if the next one is.
    sum: u32,
    other: u32,
}

impl Scan {
    pub(crate) fn push(&mut self, digit: u8) {
        if self.digits < brand::PREFIX {
            self.prefix = self.prefix * 10 + u32::from(digit);
        }
        self.digits += u8::from(self.digits <= MAX_DIGITS);
        self.sums(digit);
    }

    /// The first so many digits, which are at most eight, as one number; 0 before they are known.
    fn first(&self, count: u8) -> u32 {
        let known = self.digits.min(brand::PREFIX);
        known.checked_sub(count).map_or(0, |more| self.prefix / 10u32.pow(more.into()))
    }

    fn sums(&mut self, digit: u8) {
        let digit = u32::from(digit);
        let double = if digit > 4 { digit * 2 - 9 } else { digit * 2 };
        (self.sum, self.other) = (self.other + digit, self.sum + double);
    }

    fn luhn(&self) -> bool {
        self.sum.is_multiple_of(10)
    }

    fn verdict(&self, brands: Set, usable: Set) -> Verdict {
        if self.digits == 0 {
            return Verdict::Empty;
        }
        if brands.is_empty() {
            return Verdict::Invalid(Fault::NumberUnknown);
        }
        if usable.is_empty() {
            return Verdict::Invalid(Fault::BrandNotAccepted);
        }
        let limit = usable.longest();
        if self.digits > limit {
            return Verdict::Invalid(Fault::NumberTooLong);
        }
        if let Some(brand) = brands.single()
            && brand.has_length(self.digits)
        {
            if self.luhn() || !brand.checksum() {
                return Verdict::Valid;
            }
            if self.digits == limit {
                return Verdict::Invalid(Fault::NumberChecksum);
            }
        }
        Verdict::Partial
    }
}
