//! Which networks a number belongs to, and how much of it may be told.
#![allow(clippy::expect_used, reason = "a test that panics is a test that fails")]

use proptest::prelude::*;
use tokenframe::card::brand::{self, Brand, Set};
use tokenframe::card::number::{bin, check};
use tokenframe::card::{Fault, Verdict};

#[test]
fn some_numbers_are_two_networks_own() {
    for (prefix, brand, second) in [
        ("45710", "visa", None),
        ("457100", "visa", Some("dankort")),
        ("457199", "visa", Some("dankort")),
        ("45710012", "visa", Some("dankort")),
        ("457099", "visa", None),
        ("457200", "visa", None),
        ("622125", "unionpay", None),
        ("622126", "unionpay", Some("discover")),
        ("62292599", "unionpay", Some("discover")),
        ("622926", "unionpay", None),
        ("62213", "unionpay", None),
        ("624000", "unionpay", Some("discover")),
        ("626999", "unionpay", Some("discover")),
        ("628199", "maestro", None),
        ("628200", "unionpay", Some("discover")),
        ("628899", "unionpay", Some("discover")),
        ("628900", "unionpay", None),
        ("6011", "discover", None),
        ("", "-", None),
    ] {
        let number = check(prefix, Set::ALL);
        let found = (number.brand().map_or("-", Brand::name), number.second.map(Brand::name));
        assert_eq!(found, (brand, second), "{prefix}");
    }
}

#[test]
fn such_a_number_is_accepted_where_either_network_is() {
    let number = "4571000000000001";
    for (accepted, verdict) in [
        (["visa"].as_slice(), Verdict::Valid),
        (&["dankort"], Verdict::Valid),
        (&["visa", "dankort"], Verdict::Valid),
        (&["discover"], Verdict::Invalid(Fault::BrandNotAccepted)),
    ] {
        let accepted = Set::from_names(accepted.iter().copied()).expect("brands");
        assert_eq!(check(number, accepted).verdict, verdict, "{accepted:?}");
    }
    // The check digit is the first network's matter.
    let dankort = Set::from_name("dankort");
    assert_eq!(check("4571000000000002", dankort).verdict, Verdict::Invalid(Fault::NumberChecksum));
}

#[test]
fn no_number_is_one_of_cartes_bancaires_by_itself() {
    for prefix in 0..10_000u32 {
        assert!(!brand::candidates(prefix, 4).contains(Brand::CARTES_BANCAIRES), "{prefix}");
    }
}

#[test]
fn the_first_digits_are_six_or_eight_as_the_number_is_long() {
    for (text, told) in [
        ("", ""),
        ("4", ""),
        ("42424", ""),
        ("4242 42", "424242"),
        ("4242 424", "424242"),
        ("4242 4242", "42424242"),
        ("4242 4242 4242 4242", "42424242"),
        ("4242 4242 4242 4242 42", "42424242"),
        // Fifteen digits, and fourteen: six, however many are typed.
        ("3782 822463 10005", "378282"),
        ("3600 0000 0000 08", "360000"),
        // A Diners Club number can have sixteen, a Maestro number more or fewer.
        ("3600 000000 000008", "36000000"),
        ("6759 6498 264", "675964"),
        ("6759 6498 2643 845", "675964"),
        ("6759 6498 2643 8453", "67596498"),
        ("6212 3456 78", "621234"),
        // No card at all.
        ("9999 9999 9999 9999", ""),
    ] {
        assert_eq!(bin(text), told.parse().unwrap_or(0), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn never_more_is_told_than_may_be_shown_beside_the_last_four(digits in "[1-9][0-9]{0,18}", gap in "[ -]?") {
        let text = digits.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect::<Vec<_>>().join(&gap);
        let told = Some(bin(&text)).filter(|told| *told > 0).map(|told| told.to_string()).unwrap_or_default();
        prop_assert!(digits.starts_with(&told));
        prop_assert!([0, 6, 8].contains(&told.len()), "{told}");
        if told.len() == 8 {
            let brands = check(&text, Set::ALL).brands;
            prop_assert!(digits.len() >= 16 || brands.iter().all(|brand| brand.lengths().iter().all(|length| *length >= 16)));
        }
    }
}
