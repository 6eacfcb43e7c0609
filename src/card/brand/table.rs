//! The brands' facts and prefixes: what changes when a network changes.

use super::{Brand, PREFIX};

pub(super) struct Facts {
    pub(super) lengths: &'static [u8],
    pub(super) gaps: &'static [u8],
}

/// Gaps in groups of four, the usual print.
const FOURS: &[u8] = &[4, 8, 12];
const WIDE: &[u8] = &[4, 10];

/// One row a brand, in the order of the constants above.
macro_rules! brands {
    ($($name:literal, $cvc_name:literal, $lengths:expr, $gaps:expr;)*) => {
        pub(super) const NAMES: &str = concat!($($name, " "),*);
        pub(super) const CODES: &str = concat!($($cvc_name, " "),*);
        pub(super) const FACTS: &[Facts] = &[$(Facts { lengths: &$lengths, gaps: $gaps },)*];
    };
}

brands! {
    "visa", "CVV", [16, 18, 19], FOURS;
    "mastercard", "CVC", [16], FOURS;
    "american-express", "CID", [15], WIDE;
    "diners-club", "CVV", [14, 16, 19], WIDE;
    "discover", "CID", [16, 19], FOURS;
    "jcb", "CVV", [16, 17, 18, 19], FOURS;
    "unionpay", "CVN", [14, 15, 16, 17, 18, 19], FOURS;
    "verve", "CVV", [16, 18, 19], FOURS;
    "rupay", "CVV", [16], FOURS;
    "dankort", "CVV", [16], FOURS;
    "troy", "CVV", [16], FOURS;
    "mir", "CVP2", [16, 17, 18, 19], FOURS;
    "elo", "CVE", [16], FOURS;
    "hiper", "CVC", [16], FOURS;
    "hipercard", "CVC", [16], FOURS;
    "uatp", "CVV", [15], &[4, 9];
    "maestro", "CVC", [12, 13, 14, 15, 16, 17, 18, 19], FOURS;
    "cartes-bancaires", "CVV", [16], FOURS;
}

/// Lengths as bits, and below them gaps, one bit lower than they stand: all that the frame knows of a brand beside its names.
pub(super) static BITS: [u32; FACTS.len()] = {
    let mut all = [0; FACTS.len()];
    let mut row = 0;
    while row < FACTS.len() {
        let (lengths, gaps) = (bits(FACTS[row].lengths), bits(FACTS[row].gaps));
        assert!(lengths & GAPS == 0 && gaps >> 1 & !GAPS == 0);
        all[row] = lengths | gaps >> 1;
        row += 1;
    }
    all
};

/// Which of those bits are gaps: no number has fewer than twelve digits, and none a gap behind more.
pub(super) const GAPS: u32 = 0xfff;

/// The gaps of a number whose brand is not known.
pub(crate) const USUAL: u32 = bits(FOURS);

const fn bits(list: &[u8]) -> u32 {
    let (mut bits, mut at) = (0, 0);
    while at < list.len() {
        bits |= 1 << list[at];
        at += 1;
    }
    bits
}

/// A range as the sources print it: brand, first and last prefix, both of the same length.
type Row = (Brand, u32, u32);

/// Prefixes of every brand. Sources: the networks' published ranges as the common open-source
/// card libraries list them, merged where neighbours touch.
const ROWS: [Row; 102] = [
    (Brand::VISA, 4, 4),
    (Brand::MASTERCARD, 51, 55),
    (Brand::MASTERCARD, 2221, 2229),
    (Brand::MASTERCARD, 223, 229),
    (Brand::MASTERCARD, 23, 26),
    (Brand::MASTERCARD, 270, 271),
    (Brand::MASTERCARD, 2720, 2720),
    (Brand::AMERICAN_EXPRESS, 34, 34),
    (Brand::AMERICAN_EXPRESS, 37, 37),
    (Brand::DINERS_CLUB, 300, 305),
    (Brand::DINERS_CLUB, 3095, 3095),
    (Brand::DINERS_CLUB, 36, 36),
    (Brand::DINERS_CLUB, 38, 39),
    (Brand::DISCOVER, 6011, 6011),
    (Brand::DISCOVER, 644, 649),
    (Brand::DISCOVER, 65, 65),
    (Brand::JCB, 1800, 1800),
    (Brand::JCB, 2131, 2131),
    (Brand::JCB, 3528, 3589),
    (Brand::UNIONPAY, 620, 620),
    (Brand::UNIONPAY, 62100, 62182),
    (Brand::UNIONPAY, 62184, 62197),
    (Brand::UNIONPAY, 622, 626),
    (Brand::UNIONPAY, 6270, 6270),
    (Brand::UNIONPAY, 6272, 6272),
    (Brand::UNIONPAY, 6276, 6276),
    (Brand::UNIONPAY, 627700, 627779),
    (Brand::UNIONPAY, 627781, 627799),
    (Brand::UNIONPAY, 6282, 6289),
    (Brand::UNIONPAY, 6291, 6292),
    (Brand::UNIONPAY, 810, 810),
    (Brand::UNIONPAY, 8110, 8171),
    (Brand::VERVE, 506099, 506127),
    (Brand::VERVE, 506129, 506129),
    (Brand::VERVE, 506133, 506150),
    (Brand::VERVE, 506158, 506163),
    (Brand::VERVE, 506166, 506166),
    (Brand::VERVE, 506168, 506168),
    (Brand::VERVE, 506170, 506170),
    (Brand::VERVE, 506173, 506173),
    (Brand::VERVE, 506176, 506180),
    (Brand::VERVE, 506184, 506184),
    (Brand::VERVE, 506187, 506188),
    (Brand::VERVE, 506191, 506191),
    (Brand::VERVE, 506195, 506195),
    (Brand::VERVE, 506197, 506197),
    (Brand::VERVE, 507865, 507866),
    (Brand::VERVE, 507868, 507877),
    (Brand::VERVE, 507880, 507888),
    (Brand::VERVE, 507900, 507900),
    (Brand::VERVE, 507941, 507941),
    (Brand::VERVE, 650002, 650027),
    (Brand::RUPAY, 508227, 508227),
    (Brand::RUPAY, 508500, 508999),
    (Brand::RUPAY, 606985, 607984),
    (Brand::RUPAY, 608001, 608500),
    (Brand::RUPAY, 652150, 653149),
    (Brand::RUPAY, 8172, 8201),
    (Brand::DANKORT, 5019, 5019),
    (Brand::TROY, 9792, 9792),
    (Brand::MIR, 2200, 2204),
    (Brand::ELO, 401178, 401179),
    (Brand::ELO, 431274, 431274),
    (Brand::ELO, 438935, 438935),
    (Brand::ELO, 451416, 451416),
    (Brand::ELO, 457393, 457393),
    (Brand::ELO, 457631, 457632),
    (Brand::ELO, 504175, 504175),
    (Brand::ELO, 506699, 506778),
    (Brand::ELO, 509000, 509999),
    (Brand::ELO, 627780, 627780),
    (Brand::ELO, 636297, 636297),
    (Brand::ELO, 636368, 636368),
    (Brand::ELO, 650031, 650033),
    (Brand::ELO, 650035, 650051),
    (Brand::ELO, 650405, 650439),
    (Brand::ELO, 650485, 650538),
    (Brand::ELO, 650541, 650598),
    (Brand::ELO, 650700, 650718),
    (Brand::ELO, 650720, 650727),
    (Brand::ELO, 650901, 650978),
    (Brand::ELO, 651652, 651679),
    (Brand::ELO, 655000, 655019),
    (Brand::ELO, 655021, 655058),
    (Brand::HIPER, 637095, 637095),
    (Brand::HIPER, 637568, 637568),
    (Brand::HIPER, 637599, 637599),
    (Brand::HIPER, 637609, 637609),
    (Brand::HIPER, 637612, 637612),
    (Brand::HIPER, 63737423, 63737423),
    (Brand::HIPER, 63743358, 63743358),
    (Brand::HIPERCARD, 606282, 606282),
    (Brand::UATP, 1, 1),
    (Brand::MAESTRO, 493698, 493698),
    (Brand::MAESTRO, 500000, 501899),
    (Brand::MAESTRO, 502000, 504174),
    (Brand::MAESTRO, 504176, 506698),
    (Brand::MAESTRO, 506779, 508999),
    (Brand::MAESTRO, 56, 59),
    (Brand::MAESTRO, 63, 63),
    (Brand::MAESTRO, 67, 67),
    (Brand::MAESTRO, 6, 6),
];

/// The second network of numbers that are two networks' own, as these publish it, by the first six digits. What only
/// the issuer of a card knows, as with Cartes Bancaires, is not here.
pub(crate) fn second(six: u32) -> Option<Brand> {
    match six {
        457100..=457199 => Some(Brand::DANKORT),
        622126..=622925 | 624000..=626999 | 628200..=628899 => Some(Brand::DISCOVER),
        _ => None,
    }
}

/// The table that is searched, sorted by where its ranges start in numbers of eight digits. As the sources print them, since
/// neighbours have bytes in common then, and a shopper downloads it.
pub(super) const RANGES: [Range; ROWS.len()] = packed();

/// A prefix below the brand, and how many more there are below how many digits it lacks of eight.
#[derive(Clone, Copy)]
pub(super) struct Range(u32, u32);

/// How much a prefix counts in a number of eight digits, by how many it lacks.
const SCALES: [u32; PREFIX as usize] = {
    let (mut scales, mut at) = ([1; PREFIX as usize], 1);
    while at < scales.len() {
        scales[at] = scales[at - 1] * 10;
        at += 1;
    }
    scales
};

impl Range {
    const fn new((brand, first, last): Row) -> Self {
        let lacks = PREFIX as u32 - 1 - first.ilog10();
        Self((brand.0 as u32) << 27 | first, lacks << 28 | (last - first))
    }

    pub(super) const fn brand(self) -> u32 {
        self.0 >> 27
    }

    pub(super) const fn length(self) -> u32 {
        PREFIX as u32 - (self.1 >> 28)
    }

    /// The first number of eight digits in it.
    pub(super) const fn start(self) -> u32 {
        (self.0 & 0x7ff_ffff) * self.scale()
    }

    /// The last one.
    pub(super) const fn end(self) -> u32 {
        self.start() + ((self.1 & 0xfff_ffff) + 1) * self.scale() - 1
    }

    const fn scale(self) -> u32 {
        SCALES[self.1 as usize >> 28 & (SCALES.len() - 1)]
    }
}

/// Where in the table the ranges of each first digit begin.
pub(super) const STARTS: [u8; 10] = starts();

const fn starts() -> [u8; 10] {
    let mut starts = [0; 10];
    let mut digit = 0;
    while digit < starts.len() {
        let mut row = 0;
        while row < RANGES.len() && RANGES[row].start() < digit as u32 * 10_000_000 {
            row += 1;
        }
        starts[digit] = row as u8;
        digit += 1;
    }
    starts
}

const fn packed() -> [Range; ROWS.len()] {
    let mut table = [Range(0, 0); ROWS.len()];
    let mut row = 0;
    while row < ROWS.len() {
        let entry = Range::new(ROWS[row]);
        let mut place = row;
        while place > 0 && is_behind(table[place - 1], entry) {
            table[place] = table[place - 1];
            place -= 1;
        }
        table[place] = entry;
        row += 1;
    }
    table
}

/// Of ranges that start together, the longer prefix is behind.
const fn is_behind(one: Range, other: Range) -> bool {
    one.start() > other.start() || (one.start() == other.start() && one.length() > other.length())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_range_of_equally_long_prefixes() {
        for (brand, first, last) in ROWS {
            assert!(first <= last && first.ilog10() == last.ilog10(), "{brand:?} {first}");
            assert!(first.ilog10() < u32::from(PREFIX), "{brand:?} {first}");
            let leading = |number: u32| number / 10u32.pow(number.ilog10());
            assert_eq!(leading(first), leading(last), "{brand:?}: the search starts at the first digit");
        }
    }

    #[test]
    fn equally_long_prefixes_of_two_brands_meet_at_maestro_only() {
        for (brand, first, last) in ROWS {
            for (other, start, end) in ROWS {
                let same = first.ilog10() == start.ilog10() && first <= end && start <= last;
                let settled = brand == other || brand == Brand::MAESTRO || other == Brand::MAESTRO;
                assert!(!same || settled, "{first} to {last} and {start} to {end}");
            }
        }
    }

    #[test]
    fn the_searched_table_is_sorted_and_holds_every_row() {
        assert!(RANGES.is_sorted_by_key(|range| range.start()));
        for (brand, first, last) in ROWS {
            let length = first.ilog10() + 1;
            let scale = 10u32.pow(u32::from(PREFIX) - length);
            let row = (u32::from(brand.0), length, first * scale, (last + 1) * scale - 1);
            let found = RANGES.iter().any(|range| (range.brand(), range.length(), range.start(), range.end()) == row);
            assert!(found, "{first}");
        }
    }
}
