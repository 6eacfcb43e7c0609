//! Which brands a number can belong to, told from its first digits by one table.

use super::number::MAX_DIGITS;
use super::word;

mod table;

use table::{BITS, CODES, FACTS, Facts, GAPS, NAMES, RANGES, STARTS};
pub(crate) use table::{USUAL, second};

/// A card brand: an index into the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Brand(u8);

impl Brand {
    /// Visa.
    pub const VISA: Self = Self(0);
    /// Mastercard, with the series that starts with 2.
    pub const MASTERCARD: Self = Self(1);
    /// American Express.
    pub const AMERICAN_EXPRESS: Self = Self(2);
    /// Diners Club.
    pub const DINERS_CLUB: Self = Self(3);
    /// Discover.
    pub const DISCOVER: Self = Self(4);
    /// JCB.
    pub const JCB: Self = Self(5);
    /// UnionPay, the one brand whose numbers need not pass the checksum.
    pub const UNIONPAY: Self = Self(6);
    /// Verve, of Nigeria.
    pub const VERVE: Self = Self(7);
    /// RuPay, of India.
    pub const RUPAY: Self = Self(8);
    /// Dankort, of Denmark; a Visa/Dankort is a Visa.
    pub const DANKORT: Self = Self(9);
    /// Troy, of Turkey.
    pub const TROY: Self = Self(10);
    /// Mir, of Russia.
    pub const MIR: Self = Self(11);
    /// Elo, of Brazil.
    pub const ELO: Self = Self(12);
    /// Hiper, of Brazil.
    pub const HIPER: Self = Self(13);
    /// Hipercard, of Brazil.
    pub const HIPERCARD: Self = Self(14);
    /// UATP, the airlines' own card.
    pub const UATP: Self = Self(15);
    /// Maestro: last, since it takes what no equally long prefix of another brand claims.
    pub const MAESTRO: Self = Self(16);

    /// Cartes Bancaires, of France. Its numbers are those of a Visa, a Mastercard or a Maestro, so that only their issuer
    /// knows: no prefix is its own.
    pub const CARTES_BANCAIRES: Self = Self(17);

    /// The brand of this name, as `name` spells it.
    pub fn from_name(name: &str) -> Option<Self> {
        Set::ALL.iter().find(|brand| brand.name() == name)
    }

    /// The permanent name, in kebab case.
    pub fn name(self) -> &'static str {
        word(NAMES, self.0.into())
    }

    /// How many digits its numbers have, in rising order.
    pub fn lengths(self) -> &'static [u8] {
        self.facts().lengths
    }

    /// How many digits its longest numbers have.
    pub fn max_length(self) -> u8 {
        let [lengths, _] = self.bits();
        31u8.saturating_sub(lengths.leading_zeros() as u8)
    }

    /// Whether its numbers can have so many digits.
    pub fn has_length(self, digits: u8) -> bool {
        let [lengths, _] = self.bits();
        lengths >> digits.min(31) & 1 == 1
    }

    /// After how many digits a gap stands when the number is shown.
    pub fn gaps(self) -> &'static [u8] {
        self.facts().gaps
    }

    /// The same, as bits.
    pub(crate) fn gap_bits(self) -> u32 {
        let [_, gaps] = self.bits();
        gaps
    }

    /// What the brand calls its security code.
    pub fn cvc_name(self) -> &'static str {
        word(CODES, self.0.into())
    }

    /// How many digits its security code has.
    pub fn cvc_length(self) -> u8 {
        if self == Self::AMERICAN_EXPRESS { 4 } else { 3 }
    }

    /// Whether its numbers end in a check digit.
    pub fn checksum(self) -> bool {
        self != Self::UNIONPAY
    }

    /// Lengths and gaps.
    fn bits(self) -> [u32; 2] {
        let bits = BITS.get(usize::from(self.0)).copied().unwrap_or_default();
        [bits & !GAPS, (bits & GAPS) << 1]
    }

    fn facts(self) -> &'static Facts {
        FACTS.get(usize::from(self.0)).unwrap_or(&FACTS[0])
    }
}

/// Some of the brands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Set(u32);

impl Set {
    /// Every brand.
    pub const ALL: Self = Self((1 << FACTS.len()) - 1);
    /// No brand.
    pub const NONE: Self = Self(0);

    /// The brands of these names; `None` when one of them is not a brand.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        names.into_iter().try_fold(Self::NONE, |set, name| Some(set.with(Brand::from_name(name)?)))
    }

    /// The one brand of this name, or no brand.
    pub fn from_name(name: &str) -> Self {
        Brand::from_name(name).map_or(Self::NONE, |brand| Self::NONE.with(brand))
    }

    /// The same brands and this one.
    #[must_use]
    pub const fn with(self, brand: Brand) -> Self {
        Self(self.0 | 1 << brand.0)
    }

    /// Whether the brand is one of them.
    pub const fn contains(self, brand: Brand) -> bool {
        self.0 >> brand.0 & 1 == 1
    }

    /// How many brands it holds.
    pub const fn len(self) -> u8 {
        self.0.count_ones() as u8
    }

    /// Whether it holds no brand.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The brands that are in both.
    #[must_use]
    pub const fn intersect(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The brand, when only one is left.
    pub fn single(self) -> Option<Brand> {
        (self.0.count_ones() == 1).then_some(Brand(self.0.trailing_zeros() as u8))
    }

    /// How many digits the security codes of these brands have, where all have as many.
    pub fn cvc_length(self) -> Option<u8> {
        let brand = if self.contains(Brand::AMERICAN_EXPRESS) { self.single() } else { self.iter().next() };
        brand.map(Brand::cvc_length)
    }

    /// What these brands call their security codes, where all agree.
    pub fn cvc_name(self) -> Option<&'static str> {
        let mut names = self.iter().map(Brand::cvc_name);
        names.next().filter(|first| names.all(|name| name == *first))
    }

    /// How many digits the longest number of these brands has; of no brand, of any card.
    pub fn longest(self) -> u8 {
        let longest = self.iter().fold(0, |longest, brand| brand.max_length().max(longest));
        if longest == 0 { MAX_DIGITS } else { longest }
    }

    /// Whether every number of these brands has so many digits or more.
    pub(crate) fn is_never_below(self, digits: u8) -> bool {
        self.iter().all(|brand| {
            let [lengths, _] = brand.bits();
            lengths.trailing_zeros() >= digits.into()
        })
    }

    /// The brands, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Brand> {
        let mut left = self.0;
        core::iter::from_fn(move || {
            let brand = (left != 0).then_some(Brand(left.trailing_zeros() as u8));
            left &= left.wrapping_sub(1);
            brand
        })
    }
}

/// How many leading digits decide the brand.
pub const PREFIX: u8 = 8;

/// Every brand that a number can have whose first digits are these.
///
/// `prefix` is the value of the first `digits` digits, at most eight. A range that the digits fill
/// beats every shorter one; ranges longer than the digits stay possible. So a brand that is out
/// stays out, whatever is typed next.
pub fn candidates(prefix: u32, digits: u8) -> Set {
    if digits == 0 {
        return Set::ALL;
    }
    let digits = digits.min(PREFIX);
    let scale = 10u32.pow(u32::from(PREFIX - digits));
    let first = prefix.saturating_mul(scale);
    let last = first.saturating_add(scale - 1);
    let mut open = 0u32;
    let mut best = 0u32;
    let mut owner = u32::from(u8::MAX);
    // No range reaches over two first digits.
    let first_digit = (first / 10_000_000) as usize;
    let from = STARTS.get(first_digit).copied().unwrap_or(u8::MAX);
    for range in RANGES.get(usize::from(from)..).unwrap_or_default() {
        if range.start() > last {
            break; // the table is sorted by start
        }
        if range.end() < first {
            continue;
        }
        let (length, brand) = (range.length(), range.brand());
        if length > u32::from(digits) {
            open |= 1 << brand;
        } else if length > best || (length == best && brand < owner) {
            (best, owner) = (length, brand);
        }
    }
    Set(if best == 0 { open } else { open | 1 << owner })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_prefix_beats_every_shorter_one() {
        assert_eq!(candidates(401178, 6).single(), Some(Brand::ELO));
        assert_eq!(candidates(401177, 6).single(), Some(Brand::VISA));
        assert_eq!(candidates(40117, 5).len(), 2);
    }

    #[test]
    fn between_equally_long_prefixes_the_brand_of_its_own_beats_maestro() {
        assert_eq!(candidates(506099, 6).single(), Some(Brand::VERVE));
        assert_eq!(candidates(506098, 6).single(), Some(Brand::MAESTRO));
        assert_eq!(candidates(508500, 6).single(), Some(Brand::RUPAY));
    }
}
