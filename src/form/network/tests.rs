use super::*;
use crate::card::brand::Set;
use crate::card::{Field, Form};
use crate::form::Options;

const NOW: Month = Month { year: 2026, month: 9 };
const VISA: &str = "4242 4242 4242 4242";
const DANKORT: &str = "4571 0000 0000 0001";

fn brands(names: &str) -> Vec<Brand> {
    names.split_whitespace().map(|name| Brand::from_name(name).expect(name)).collect()
}

fn accepting(names: &str) -> State {
    let accepted = if names.is_empty() { Set::ALL } else { brands(names).into_iter().fold(Set::NONE, Set::with) };
    State::new(Options { accepted, ..Options::default() })
}

fn read(state: &mut State, number: &str) {
    state.read(&Form { number, expiry: "12/30", cvc: "123", ..Form::default() }, NOW);
}

fn says(accepted: bool, names: &str, message: &str) -> Option<BinVerdict> {
    Some(BinVerdict { accepted, brands: brands(names), message: message.into() })
}

fn ruled(accepted: &str, verdict: Option<BinVerdict>, number: &str) -> State {
    let mut state = accepting(accepted);
    state.rule(verdict);
    read(&mut state, number);
    state
}

/// The choice, the brand, and the network to be charged.
fn shown(state: &State) -> (String, &str, &str) {
    let name = |brand: Option<Brand>| brand.map_or("-", Brand::name);
    let choice: Vec<_> = state.choice().iter().map(|brand| brand.name()).collect();
    (choice.join(" "), name(state.brand()), name(state.preferred()))
}

#[test]
fn a_card_of_one_network_gives_no_choice() {
    let state = ruled("", None, VISA);
    assert_eq!(shown(&state), (String::new(), "visa", "-"));
    assert!(state.complete());
}

#[test]
fn a_card_of_two_networks_is_charged_by_the_first_until_the_shopper_chooses() {
    for (verdict, number, choice) in [
        (None, DANKORT, ["visa", "dankort"]),
        (says(true, "cartes-bancaires visa", ""), VISA, ["cartes-bancaires", "visa"]),
        // The shop's list takes the place of what the number says.
        (says(true, "dankort visa", ""), DANKORT, ["dankort", "visa"]),
    ] {
        let [first, other] = choice;
        let mut state = ruled("", verdict, number);
        assert_eq!(shown(&state), (choice.join(" "), first, first));
        state.choose(Brand::from_name(other));
        assert_eq!(shown(&state), (choice.join(" "), other, other));
        read(&mut state, number);
        assert_eq!(shown(&state).1, other, "it stays chosen");
        assert!(state.complete());
    }
}

#[test]
fn what_is_not_offered_cannot_be_chosen() {
    let mut state = ruled("", None, DANKORT);
    for name in ["mastercard", "cartes-bancaires", ""] {
        state.choose(Brand::from_name(name));
        assert_eq!(shown(&state).1, "visa", "{name}");
    }
}

#[test]
fn another_card_is_not_charged_as_the_last_one_was() {
    let mut state = ruled("", None, DANKORT);
    state.choose(Brand::from_name("dankort"));
    read(&mut state, VISA);
    assert_eq!(shown(&state), (String::new(), "visa", "-"));
    read(&mut state, DANKORT);
    assert_eq!(shown(&state).1, "visa");
}

#[test]
fn a_card_with_one_accepted_network_is_taken_with_that_one() {
    for (accepted, verdict, number, brand) in [
        ("dankort", None, DANKORT, "dankort"),
        ("visa mastercard", None, DANKORT, "visa"),
        ("cartes-bancaires", says(true, "visa cartes-bancaires", ""), VISA, "cartes-bancaires"),
        ("visa", says(true, "cartes-bancaires visa", ""), VISA, "visa"),
        ("", says(true, "cartes-bancaires", ""), VISA, "cartes-bancaires"),
    ] {
        let state = ruled(accepted, verdict, number);
        assert_eq!(shown(&state), (String::new(), brand, brand), "{accepted}");
        assert!(state.complete(), "{accepted}");
    }
}

#[test]
fn a_card_without_an_accepted_network_is_not_taken() {
    for (accepted, verdict) in [
        ("mastercard", None),
        ("mastercard", says(true, "cartes-bancaires visa", "")),
        // By its number it would be.
        ("visa", says(true, "cartes-bancaires dankort", "")),
        ("", says(false, "", "")),
        ("", says(false, "cartes-bancaires visa", "")),
    ] {
        let state = ruled(accepted, verdict, VISA);
        assert_eq!(state.problem(Field::Number), Some("brand_not_accepted"), "{accepted}");
        assert!(!state.complete());
        let faults = crate::card::Card::parse(
            &Form { number: VISA, expiry: "12/30", cvc: "123", ..Form::default() },
            &state.wanted(NOW),
        );
        assert_eq!(faults.expect_err("a fault"), [(Field::Number, Verdict::Invalid(Fault::BrandNotAccepted))]);
    }
}

#[test]
fn the_shop_says_it_in_its_own_words_and_only_what_it_refuses() {
    let refused = ruled("", says(false, "", " No prepaid cards"), VISA);
    assert_eq!(refused.problem(Field::Number), Some(" No prepaid cards"));
    assert_eq!(ruled("", says(true, "", " No prepaid cards"), VISA).problem(Field::Number), None);
    // Another fault of the number keeps its own code.
    let unknown = ruled("", says(false, "", " No prepaid cards"), "9999 99");
    assert_eq!(unknown.problem(Field::Number), Some("number_unknown"));
    let mut state = refused;
    state.rule(None);
    read(&mut state, VISA);
    assert_eq!(state.problem(Field::Number), None);
}

#[test]
fn the_code_is_named_by_the_chosen_network_and_as_long_as_the_number_wants() {
    let mut state = ruled("", says(true, "cartes-bancaires mastercard", ""), "5555 5555 5555 4444");
    assert_eq!((state.cvc_name(), state.cvc_length()), (Some("CVV"), Some(3)));
    state.choose(Brand::from_name("mastercard"));
    assert_eq!(state.cvc_name(), Some("CVC"));
    let wrong = ruled("", says(true, "visa", ""), "3782 822463 10005");
    assert_eq!(wrong.cvc_length(), Some(4));
}
