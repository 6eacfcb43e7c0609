//! The number's laws, over all prefixes, lengths and scripts.

use proptest::prelude::*;
use tokenframe::card::brand::{self, Brand, Set};
use tokenframe::card::number::{self, FORMATTED, check, luhn};
use tokenframe::card::{Fault, Verdict, cvc, expiry, holder, postal};

/// The zero of every block of decimal digits in Unicode 16 beyond ASCII; the other nine follow it.
#[rustfmt::skip]
const ZEROS: &[u32] = &[
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
    0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50,
    0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2,
    0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

fn foreign_digits() -> impl Iterator<Item = char> {
    ZEROS.iter().flat_map(|zero| (*zero..zero + 10).filter_map(char::from_u32))
}

#[test]
fn no_digit_of_another_script_is_ever_taken_for_one_of_ours() {
    assert_eq!(foreign_digits().count(), ZEROS.len() * 10);
    for digit in foreign_digits() {
        let now = expiry::Month { year: 2026, month: 9 };
        let refused = |fault| Verdict::Invalid(fault);
        let number = check(&format!("411111111111111{digit}"), Set::ALL);
        assert_eq!(number.verdict, refused(Fault::NumberCharacter), "{digit}");
        assert_eq!(number.brand(), None, "{digit}");
        let date = expiry::check(&format!("12/3{digit}"), now).verdict;
        assert_eq!(date, refused(Fault::ExpiryCharacter), "{digit}");
        assert_eq!(cvc::check(&format!("12{digit}"), None), refused(Fault::CvcCharacter), "{digit}");
        for country in [postal::Country::Other, postal::Country::Us] {
            let code = postal::check(&format!("1234{digit}"), country);
            assert_eq!(code, refused(Fault::PostalCharacter), "{digit}");
        }
    }
}

#[test]
fn digits_that_keyboards_give_are_seen_in_a_name() {
    for zero in [0x660, 0x6f0, 0x966, 0x9e6, 0xbe6, 0xff10] {
        let one = char::from_u32(zero + 1).expect("a digit");
        let name = "Jane ".to_owned() + &one.to_string().repeat(16);
        assert_eq!(holder::check(&name), Verdict::Invalid(Fault::HolderIsNumber), "{one}");
    }
}

#[test]
fn luhn_takes_ascii_digits_and_nothing_else() {
    assert!(luhn(b"4111111111111111"));
    assert!(luhn(b"0"));
    assert!(!luhn(b"4111111111111112"));
    assert!(!luhn(b"4111111111111121"), "two neighbours that changed places");
    assert!(!luhn(b""));
    assert!(!luhn(b"4111 1111 1111 1111"));
    assert!(!luhn(b"\x14"));
}

#[test]
fn a_brand_that_is_not_accepted_is_named_as_soon_as_it_is_certain() {
    let accepted = Set::from_names(["visa", "mastercard"]).expect("known names");
    let refused = Verdict::Invalid(Fault::BrandNotAccepted);
    for (text, verdict) in [
        ("3", refused),
        ("34", refused),
        ("378282246310005", refused),
        ("4", Verdict::Partial),
        ("4011", Verdict::Partial),
        ("401178", refused),
        ("4111111111111111", Verdict::Valid),
        ("2", Verdict::Partial),
        ("2200", refused),
        ("7", Verdict::Invalid(Fault::NumberUnknown)),
    ] {
        assert_eq!(check(text, accepted).verdict, verdict, "{text}");
    }
    assert_eq!(check("378282246310005", accepted).brand(), Some(Brand::AMERICAN_EXPRESS));
    assert_eq!(check("4", Set::NONE).verdict, refused);
}

#[test]
fn a_wrong_check_digit_is_a_fault_once_the_field_is_left() {
    let number = check("4111111111111112", Set::ALL);
    assert_eq!(number.verdict, Verdict::Partial);
    assert_eq!(number.at_rest(), Verdict::Invalid(Fault::NumberChecksum));
    assert_eq!(check("41111111111111", Set::ALL).at_rest(), Verdict::Partial);
    assert_eq!(check("4111111111111111", Set::ALL).at_rest(), Verdict::Valid);
    assert_eq!(check("", Set::ALL).at_rest(), Verdict::Empty);
}

#[test]
fn the_candidates_of_short_prefixes_are_those_that_can_still_follow() {
    for (prefix, names) in [
        ("2", "mastercard jcb mir"),
        ("3", "american-express diners-club jcb"),
        ("30", "diners-club"),
        ("4", "visa elo maestro"),
        ("43", "visa elo"),
        ("45763", "visa elo"),
        ("5", "mastercard verve rupay dankort elo maestro"),
        ("51", "mastercard"),
        ("50", "verve rupay dankort elo maestro"),
        ("5019", "dankort"),
        ("50179", "maestro"),
        ("50794", "verve maestro"),
        ("506099", "verve"),
        ("6", "discover unionpay verve rupay elo hiper hipercard maestro"),
        ("60", "discover rupay hipercard maestro"),
        ("601", "discover maestro"),
        ("606", "rupay hipercard maestro"),
        ("62", "unionpay elo maestro"),
        ("622", "unionpay"),
        ("62183", "maestro"),
        ("62778", "unionpay elo maestro"),
        ("627780", "elo"),
        ("63", "elo hiper maestro"),
        ("636", "elo maestro"),
        ("637374", "hiper maestro"),
        ("63737423", "hiper"),
        ("64", "discover maestro"),
        ("65", "discover verve rupay elo"),
        ("6550", "discover elo"),
        ("8", "unionpay rupay"),
        ("81", "unionpay rupay"),
        ("1", "jcb uatp"),
        ("18", "jcb uatp"),
        ("12", "uatp"),
        ("97", "troy"),
        ("0", ""),
        ("181", "uatp"),
        ("221", ""),
        ("306", ""),
        ("31", ""),
        ("7", ""),
        ("2721", ""),
    ] {
        let brands = check(prefix, Set::ALL).brands;
        let found: Vec<_> = brands.iter().map(Brand::name).collect();
        assert_eq!(found.join(" "), names, "{prefix}");
    }
}

#[test]
fn every_brand_can_be_found_by_its_name_and_says_what_it_is() {
    let names: Vec<_> = Set::ALL.iter().map(Brand::name).collect();
    assert_eq!(names.len(), usize::from(Set::ALL.len()));
    for brand in Set::ALL.iter() {
        assert_eq!(Brand::from_name(brand.name()), Some(brand));
        assert_eq!(Set::from_name(brand.name()).single(), Some(brand));
        assert_eq!(brand.max_length(), *brand.lengths().iter().max().expect("a length"));
        assert!(brand.lengths().is_sorted() && brand.gaps().is_sorted());
        assert!(brand.max_length() <= number::MAX_DIGITS);
        assert!((3..=4).contains(&brand.cvc_name().len()));
    }
    for (name, code, length) in [
        ("visa", "CVV", 3),
        ("mastercard", "CVC", 3),
        ("american-express", "CID", 4),
        ("diners-club", "CVV", 3),
        ("discover", "CID", 3),
        ("jcb", "CVV", 3),
        ("unionpay", "CVN", 3),
        ("maestro", "CVC", 3),
        ("elo", "CVE", 3),
        ("mir", "CVP2", 3),
        ("verve", "CVV", 3),
    ] {
        let brand = Brand::from_name(name).expect(name);
        assert_eq!((brand.cvc_name(), brand.cvc_length()), (code, length), "{name}");
    }
    assert_eq!(Brand::from_name("Visa"), None);
    assert_eq!(Set::from_names(["visa", "gibberish"]), None);
    assert!(Set::from_name("").is_empty());
}

#[test]
fn ten_megabytes_are_refused_without_being_read() {
    for text in ["4", " ", "\u{200e}", "🙂"] {
        let huge = text.repeat(10_000_000 / text.len());
        let number = check(&huge, Set::ALL);
        assert!(number.verdict.fault().is_some());
        assert!(number.digits <= number::MAX_DIGITS + 1);
        let now = expiry::Month { year: 2026, month: 9 };
        assert!(expiry::check(&huge, now).verdict.fault().is_some());
        assert!(cvc::check(&huge, None).fault().is_some());
        assert!(holder::check(&huge).fault().is_some());
        assert!(postal::check(&huge, postal::Country::Other).fault().is_some());
    }
}

/// A number that is valid: a prefix of a brand, filled up to one of its lengths.
fn valid_number() -> impl Strategy<Value = (Brand, String)> {
    let brands: Vec<Brand> = Set::ALL.iter().collect();
    (prop::sample::select(brands), any::<prop::sample::Index>(), "[0-9]{19}").prop_filter_map(
        "digits of this brand",
        |(brand, length, tail)| {
            let length = usize::from(*length.get(brand.lengths()));
            let start = PREFIXES.iter().find(|(name, _)| *name == brand.name())?.1;
            let body: String = start.chars().chain(tail.chars()).take(length - 1).collect();
            let number = (0..10).map(|check| format!("{body}{check}")).find(|n| luhn(n.as_bytes()))?;
            (check(&number, Set::ALL).brand() == Some(brand)).then_some((brand, number))
        },
    )
}

const PREFIXES: &[(&str, &str)] = &[
    ("visa", "4"),
    ("mastercard", "5"),
    ("mastercard", "2"),
    ("american-express", "37"),
    ("diners-club", "36"),
    ("discover", "6011"),
    ("jcb", "35"),
    ("unionpay", "62"),
    ("verve", "506"),
    ("rupay", "607"),
    ("dankort", "5019"),
    ("troy", "9792"),
    ("mir", "220"),
    ("elo", "509"),
    ("hiper", "637095"),
    ("hipercard", "606282"),
    ("uatp", "1"),
    ("maestro", "6"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_valid_number_has_a_length_and_a_check_digit_of_its_brand(text in "[0-9]{12,19}") {
        let number = check(&text, Set::ALL);
        if number.verdict.is_valid() {
            let brand = number.brand().expect("a valid number has one brand");
            prop_assert!(brand.lengths().contains(&number.digits));
            prop_assert!(luhn(text.as_bytes()) || brand == Brand::UNIONPAY);
        }
    }

    #[test]
    fn no_beginning_of_a_valid_number_is_invalid((brand, number) in valid_number()) {
        for length in 0..number.len() {
            let verdict = check(number.get(..length).expect("ASCII"), Set::ALL).verdict;
            prop_assert!(verdict.potentially_valid(), "{length} of {number}");
        }
        prop_assert_eq!(check(&number, Set::ALL).verdict, Verdict::Valid);
        prop_assert_eq!(check(&number, Set::from_name(brand.name())).verdict, Verdict::Valid);
    }

    #[test]
    fn one_wrong_digit_is_noticed((brand, number) in valid_number(), at in 8..12usize, by in 1..10u8) {
        let mut bytes = number.into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        let changed = String::from_utf8(bytes).expect("ASCII");
        prop_assert_eq!(check(&changed, Set::ALL).verdict.is_valid(), brand == Brand::UNIONPAY);
    }

    #[test]
    fn candidates_only_ever_leave(text in "[0-9]{1,19}") {
        let mut left = Set::ALL;
        for length in 1..=text.len() {
            let brands = check(text.get(..length).expect("ASCII"), Set::ALL).brands;
            prop_assert_eq!(brands.intersect(left), brands, "at {} of {}", length, &text);
            left = brands;
        }
        prop_assert!(text.len() < 8 || left.len() <= 1, "eight digits decide");
    }

    #[test]
    fn every_candidate_but_one_that_is_shadowed_can_still_follow(text in "[0-9]{1,3}") {
        // Where no brand is a candidate, nothing that follows may have one.
        let brands = check(&text, Set::ALL).brands;
        for tail in 0..1000 {
            let longer = check(&format!("{text}{tail:03}"), Set::ALL).brands;
            prop_assert_eq!(longer.intersect(brands), longer);
        }
    }

    #[test]
    fn any_text_at_all_gets_a_verdict(text in any::<String>(), other in "[ 0-9\u{301}\u{202e}\0\r\n🙂/-]{0,90}") {
        let now = expiry::Month { year: 2026, month: 9 };
        for text in [&text, &other] {
            let number = check(text, Set::ALL);
            prop_assert_eq!(number.verdict == Verdict::Empty, number.digits == 0 && number.verdict.potentially_valid());
            let mut out = [0; FORMATTED];
            let shown = number::format(text, &mut out);
            prop_assert!(shown.bytes().all(|byte| byte == b' ' || byte.is_ascii_digit()));
            let date = expiry::check(text, now);
            prop_assert!(!date.verdict.is_valid() || date.month.is_some_and(|month| month >= now));
            cvc::check(text, None);
            holder::check(text);
            postal::check(text, postal::Country::Gb);
        }
    }

    #[test]
    fn every_beginning_of_a_date_typed_in_full_is_potentially_valid(
        year in 2026..=2046u16, month in 1..=12u8, now in 1..=12u8, form in 0..6,
    ) {
        prop_assume!(year > 2026 || month >= now);
        let text = match form {
            0 => format!("{month:02}/{:02}", year - 2000),
            1 => format!("{month:02} / {year}"),
            2 => format!("{year}-{month:02}"),
            3 => format!("{month:02}{:02}", year - 2000),
            4 => format!("{month:02}{year}"),
            _ => format!("{month}/{year}"),
        };
        let now = expiry::Month { year: 2026, month: now };
        for length in 0..text.len() {
            let verdict = expiry::check(text.get(..length).expect("ASCII"), now).verdict;
            prop_assert!(verdict.potentially_valid(), "{length} of {text}: {verdict:?}");
        }
        let whole = expiry::check(&text, now);
        prop_assert_eq!(whole.verdict, Verdict::Valid);
        prop_assert_eq!(whole.month, Some(expiry::Month { year, month }));
    }
}

#[test]
fn formatting_puts_the_gaps_of_the_brand() {
    let format = |text: &str| number::format(text, &mut [0; FORMATTED]).to_owned();
    assert_eq!(format("4242-4242-4242-4242"), "4242 4242 4242 4242");
    assert_eq!(format("378282246310005"), "3782 822463 10005");
    assert_eq!(format("30569309025904"), "3056 930902 5904");
    assert_eq!(format("122000000000003"), "1220 00000 000003");
    assert_eq!(format("5555555555554444999"), "5555 5555 5555 4444");
    assert_eq!(format("6759000000000000000"), "6759 0000 0000 0000000");
    assert_eq!(format("７ x"), "");
}

#[test]
fn candidates_of_nothing_are_all() {
    assert_eq!(brand::candidates(0, 0), Set::ALL);
    assert_eq!(brand::candidates(u32::MAX, 200), Set::NONE);
}
