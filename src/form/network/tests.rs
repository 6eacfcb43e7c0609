use super::*;
use crate::card::{Card, Fault, Field, Form, Verdict};
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

/// As the host puts it: a card that is refused belongs to no network.
fn says(accepted: bool, names: &str) -> (Set, Option<Brand>) {
    let networks = brands(names);
    let set = networks.iter().copied().fold(Set::NONE, Set::with);
    (if accepted { set } else { Set::NONE }, networks.first().copied())
}

/// The shop says nothing.
const NOTHING: (Set, Option<Brand>) = (Set::ALL, None);

fn ruled(accepted: &str, (networks, first): (Set, Option<Brand>), number: &str) -> State {
    let mut state = accepting(accepted);
    state.rule(networks, first);
    read(&mut state, number);
    state
}

/// The choice, the brand, and the network to be charged.
fn shown(state: &State) -> (String, &str, &str) {
    let name = |brand: Option<Brand>| brand.map_or("-", Brand::name);
    let choice: Vec<_> = state.networks.iter().filter(|_| state.networks.len() > 1).map(Brand::name).collect();
    (choice.join(" "), name(state.brand()), name(state.preferred()))
}

#[test]
fn a_card_of_one_network_gives_no_choice() {
    let state = ruled("", NOTHING, VISA);
    assert_eq!(shown(&state), (String::new(), "visa", "-"));
    assert!(state.complete());
}

#[test]
fn a_card_of_two_networks_is_charged_by_the_first_until_the_shopper_chooses() {
    for (said, number, choice, first, other) in [
        (NOTHING, DANKORT, "visa dankort", "visa", "dankort"),
        (says(true, "cartes-bancaires visa"), VISA, "visa cartes-bancaires", "cartes-bancaires", "visa"),
        // The shop's list takes the place of what the number says.
        (says(true, "dankort visa"), DANKORT, "visa dankort", "dankort", "visa"),
        (NOTHING, "6221 2600 0000 0000", "discover unionpay", "unionpay", "discover"),
        (says(true, "visa mastercard jcb"), VISA, "visa mastercard jcb", "visa", "jcb"),
    ] {
        let mut state = ruled("", said, number);
        assert_eq!(shown(&state), (choice.into(), first, first));
        state.choose(other);
        assert_eq!(shown(&state), (choice.into(), other, other));
        read(&mut state, number);
        assert_eq!(shown(&state).1, other, "it stays chosen");
        assert!(state.complete());
    }
}

#[test]
fn what_is_not_offered_cannot_be_chosen() {
    let mut state = ruled("", NOTHING, DANKORT);
    for name in ["mastercard", "cartes-bancaires", ""] {
        state.choose(name);
        assert_eq!(shown(&state).1, "visa", "{name}");
    }
}

#[test]
fn another_card_is_not_charged_as_the_last_one_was() {
    let mut state = ruled("", NOTHING, DANKORT);
    state.choose("dankort");
    read(&mut state, VISA);
    assert_eq!(shown(&state), (String::new(), "visa", "-"));
    read(&mut state, DANKORT);
    assert_eq!(shown(&state).1, "visa");
}

#[test]
fn a_card_with_one_accepted_network_is_taken_with_that_one() {
    for (accepted, verdict, number, brand) in [
        ("dankort", NOTHING, DANKORT, "dankort"),
        ("visa mastercard", NOTHING, DANKORT, "visa"),
        ("cartes-bancaires", says(true, "visa cartes-bancaires"), VISA, "cartes-bancaires"),
        ("visa", says(true, "cartes-bancaires visa"), VISA, "visa"),
        ("", says(true, "cartes-bancaires"), VISA, "cartes-bancaires"),
    ] {
        let state = ruled(accepted, verdict, number);
        assert_eq!(shown(&state), (String::new(), brand, brand), "{accepted}");
        assert!(state.complete(), "{accepted}");
    }
}

#[test]
fn a_card_without_an_accepted_network_is_not_taken() {
    for (accepted, verdict) in [
        ("mastercard", NOTHING),
        ("mastercard", says(true, "cartes-bancaires visa")),
        // By its number it would be.
        ("visa", says(true, "cartes-bancaires dankort")),
        ("", says(false, "")),
        ("", says(false, "cartes-bancaires visa")),
    ] {
        let state = ruled(accepted, verdict, VISA);
        assert_eq!(state.problem(Field::Number), Some("brand_not_accepted"), "{accepted}");
        assert!(!state.complete());
        let faults =
            Card::parse(&Form { number: VISA, expiry: "12/30", cvc: "123", ..Form::default() }, &state.wanted(NOW));
        assert_eq!(faults.expect_err("a fault"), [(Field::Number, Verdict::Invalid(Fault::BrandNotAccepted))]);
    }
}

#[test]
fn a_refusal_is_of_the_card_and_hides_no_other_fault() {
    let mut state = ruled("", says(false, ""), "9999 99");
    assert_eq!(state.problem(Field::Number), Some("number_unknown"));
    read(&mut state, VISA);
    assert_eq!(state.problem(Field::Number), Some("brand_not_accepted"));
    // What was said is of another card.
    state.rule(Set::ALL, None);
    read(&mut state, VISA);
    assert_eq!(state.problem(Field::Number), None);
}

#[test]
fn the_code_is_named_by_the_chosen_network_and_as_long_as_the_number_wants() {
    let mut state = ruled("", says(true, "cartes-bancaires mastercard"), "5555 5555 5555 4444");
    assert_eq!((state.cvc_name(), state.cvc_length()), (Some("CVV"), Some(3)));
    state.choose("mastercard");
    assert_eq!(state.cvc_name(), Some("CVC"));
    let wrong = ruled("", says(true, "visa"), "3782 822463 10005");
    assert_eq!(wrong.cvc_length(), Some(4));
}
