use super::*;
use crate::card::brand::Set;
use serde_json::{Value, json};

const NOW: Month = Month { year: 2026, month: 9 };

const GOOD: Form<'_> =
    Form { number: "4242 4242 4242 4242", expiry: "12 / 30", cvc: "123", holder: "", postal_code: "" };

fn options(name: Need, postal_code: Need) -> Options {
    Options { accepted: Set::ALL, name, postal_code, ..Options::default() }
}

fn state_with(options: Options, texts: Form<'_>) -> State {
    let mut state = State::new(options);
    state.read(&texts, NOW);
    state
}

fn state(texts: Form<'_>) -> State {
    state_with(Options::default(), texts)
}

/// The state as the shop sees it.
fn public(state: &State) -> Value {
    let mut json = Writer::default();
    state.write(&mut json);
    serde_json::from_str(json.finish().expose_str()).expect("JSON")
}

#[test]
fn an_empty_form_is_empty_and_could_become_valid() {
    let untouched = json!({ "empty": true, "valid": false, "potentiallyValid": true, "touched": false, "code": null });
    let expected = json!({
        "empty": true, "complete": false, "valid": false, "potentiallyValid": true, "brand": null, "brands": [],
        "code": { "name": null, "length": null }, "focused": null,
        "fields": { "number": untouched, "expiry": untouched, "cvc": untouched },
    });
    assert_eq!(public(&State::new(Options::default())), expected);
    assert_eq!(public(&state(Form::default())), expected);
}

#[test]
fn a_good_form_is_complete_and_names_its_brand() {
    let shown = public(&state(GOOD));
    assert_eq!(
        (&shown["complete"], &shown["valid"], &shown["potentiallyValid"]),
        (&json!(true), &json!(true), &json!(true))
    );
    assert_eq!((&shown["empty"], &shown["brand"], &shown["brands"]), (&json!(false), &json!("visa"), &json!(["visa"])));
    assert_eq!(shown["fields"]["number"]["valid"], true);
}

#[test]
fn a_form_is_complete_once_every_field_of_it_is_valid() {
    for (texts, complete, potentially) in [
        (Form { number: "4242 4242", ..GOOD }, false, true),
        (Form { number: "", ..GOOD }, false, true),
        (Form { number: "4242 4242 4242 4241", ..GOOD }, false, true), // a Visa can have 19 digits
        (Form { number: "3782 822463 10006", ..GOOD }, false, false),
        (Form { expiry: "", ..GOOD }, false, true),
        (Form { expiry: "12", ..GOOD }, false, true),
        (Form { expiry: "08 / 26", ..GOOD }, false, false),
        (Form { expiry: "09 / 26", ..GOOD }, true, true),
        (Form { cvc: "12", ..GOOD }, false, true),
        (Form { cvc: "1234", ..GOOD }, false, false),
        // The form has no such fields.
        (Form { holder: "4242 4242 4242 4242", postal_code: "!", ..GOOD }, true, true),
    ] {
        let shown = public(&state(texts));
        assert_eq!(shown["complete"], complete, "{shown}");
        assert_eq!(shown["valid"], complete, "{shown}");
        assert_eq!(shown["potentiallyValid"], potentially, "{shown}");
    }
}

#[test]
fn a_required_field_must_be_filled_and_an_optional_one_may_be() {
    for (need, holder, complete) in [
        (Need::Required, "", false),
        (Need::Required, "Jane", true),
        (Need::Optional, "", true),
        (Need::Optional, "Jane", true),
        (Need::Optional, "4111", false),
        (Need::Absent, "4111", true),
    ] {
        let state = state_with(options(need, Need::Absent), Form { holder, ..GOOD });
        assert_eq!(state.complete(), complete, "{need:?} {holder}");
        assert_eq!(state.verdict(Field::Name).is_some(), need != Need::Absent);
    }
    for (postal_code, complete) in [("", true), ("12345", true), ("1", false), ("12!", false)] {
        let state = state_with(options(Need::Absent, Need::Optional), Form { postal_code, ..GOOD });
        assert_eq!(state.complete(), complete, "{postal_code}");
    }
}

#[test]
fn only_fields_that_are_shown_are_in_the_state() {
    let fields = |options| {
        let shown = public(&state_with(options, GOOD));
        let mut names = shown["fields"].as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
        // serde_json keeps the order or not, as another crate of the workspace likes.
        names.sort();
        names
    };
    assert_eq!(fields(options(Need::Absent, Need::Absent)), ["cvc", "expiry", "number"]);
    assert_eq!(fields(options(Need::Optional, Need::Absent)), ["cvc", "expiry", "name", "number"]);
    assert_eq!(fields(options(Need::Absent, Need::Required)), ["cvc", "expiry", "number", "postalCode"]);
}

#[test]
fn the_code_is_named_as_soon_as_every_possible_brand_names_it_so() {
    for (number, name, length) in [
        ("", json!(null), json!(null)),
        // Visa or Elo, which says CVE.
        ("4", json!(null), json!(3)),
        ("42", json!("CVV"), json!(3)),
        ("51", json!("CVC"), json!(3)),
        // Hiper or Maestro: both say CVC.
        ("6374", json!("CVC"), json!(3)),
        ("3", json!(null), json!(null)),
        ("37", json!("CID"), json!(4)),
        ("36", json!("CVV"), json!(3)),
        ("6", json!(null), json!(3)),
        ("6011", json!("CID"), json!(3)),
        ("6212 34", json!("CVN"), json!(3)),
        ("2200", json!("CVP2"), json!(3)),
        ("4011 78", json!("CVE"), json!(3)),
        ("x", json!(null), json!(null)),
    ] {
        let shown = public(&state(Form { number, ..Form::default() }));
        assert_eq!(shown["code"], json!({ "name": name, "length": length }), "{number}");
    }
    // So a code of four digits is too long before the brand is known.
    let shown = public(&state(Form { number: "6", cvc: "1234", ..Form::default() }));
    assert_eq!(shown["fields"]["cvc"]["code"], "cvc_too_long");
    let shown = public(&state(Form { number: "3", cvc: "1234", ..Form::default() }));
    assert_eq!(shown["fields"]["cvc"]["valid"], true);
}

#[test]
fn brands_are_named_as_long_as_they_are_possible() {
    let brands = |number| public(&state(Form { number, ..Form::default() }))["brands"].clone();
    assert_eq!(brands(""), json!([]));
    assert_eq!(brands("5"), json!(["mastercard", "verve", "rupay", "dankort", "elo", "maestro"]));
    assert_eq!(brands("3782"), json!(["american-express"]));
    assert_eq!(brands("4242 x"), json!([]));
    assert_eq!(public(&state(Form { number: "5", ..Form::default() }))["brand"], Value::Null);
}

#[test]
fn a_brand_that_the_shop_does_not_take_is_named_and_refused() {
    let accepted = Set::from_name("mastercard");
    let state = state_with(Options { accepted, ..Options::default() }, GOOD);
    assert_eq!(public(&state)["brand"], "visa");
    assert_eq!(state.problem(Field::Number), Some("brand_not_accepted"));
    assert!(!state.complete());
}

#[test]
fn what_can_no_longer_become_valid_is_shown_at_once() {
    let mut state = state(Form { number: "4242x", expiry: "13", cvc: "12a", ..Form::default() });
    for focused in [None, Some(Field::Number), Some(Field::Expiry), Some(Field::Cvc)] {
        state.focused = focused;
        assert_eq!(state.problem(Field::Number), Some("number_character"));
        assert_eq!(state.problem(Field::Expiry), Some("expiry_month"));
        assert_eq!(state.problem(Field::Cvc), Some("cvc_character"));
    }
    assert_eq!(public(&state)["fields"]["number"]["code"], "number_character");
}

#[test]
fn what_is_not_complete_is_shown_once_the_shopper_has_left_it() {
    let mut state = state(Form { number: "4242", expiry: "1", cvc: "1", ..Form::default() });
    for (field, code) in
        [(Field::Number, "number_incomplete"), (Field::Expiry, "expiry_incomplete"), (Field::Cvc, "cvc_incomplete")]
    {
        state.focused = Some(field);
        assert_eq!(state.problem(field), None, "while it is typed in");
        state.focused = None;
        assert_eq!(state.problem(field), None, "what nobody has been in");
        state.touch(field);
        assert_eq!(state.problem(field), Some(code), "once it was left");
        state.focused = Some(field);
        assert_eq!(state.problem(field), None, "while it is mended");
        assert_eq!(public(&state)["fields"][field.as_str()]["code"], Value::Null);
    }
}

#[test]
fn what_only_more_digits_could_mend_is_a_fault_once_it_was_left() {
    let mut state = state_with(
        options(Need::Required, Need::Absent),
        Form { number: "4242 4242 4242 4241", expiry: "12/20", cvc: "123", holder: "4111", ..Form::default() },
    );
    for (field, code) in
        [(Field::Number, "number_checksum"), (Field::Expiry, "expiry_past"), (Field::Name, "holder_is_number")]
    {
        state.focused = Some(field);
        assert_eq!(state.problem(field), None, "more may follow");
        state.focused = None;
        assert_eq!(state.problem(field), Some(code));
    }
}

#[test]
fn who_comes_back_to_mend_a_field_is_told_what_is_wrong_until_it_is_changed() {
    let mut state = state(Form { number: "4242 4242 4242 4241", expiry: "1", cvc: "123", ..Form::default() });
    for (field, code) in [(Field::Number, "number_checksum"), (Field::Expiry, "expiry_incomplete")] {
        state.touch(field);
        state.focused = Some(field);
        state.edited = false;
        assert_eq!(state.problem(field), Some(code));
        state.edited = true;
        assert_eq!(state.problem(field), None);
        // Enter, in that same field.
        state.ask();
        assert_eq!(state.problem(field), Some(code));
    }
}

#[test]
fn an_empty_field_is_no_problem_until_a_card_is_to_be_sent() {
    let mut state = state_with(options(Need::Required, Need::Optional), Form::default());
    for field in Field::ALL {
        state.touch(*field);
        assert_eq!(state.problem(*field), None, "a field that was walked through");
    }
    state.ask();
    assert_eq!(state.problem(Field::Number), Some("number_required"));
    assert_eq!(state.problem(Field::Expiry), Some("expiry_required"));
    assert_eq!(state.problem(Field::Cvc), Some("cvc_required"));
    assert_eq!(state.problem(Field::Name), Some("holder_required"));
    assert_eq!(state.problem(Field::PostalCode), None, "it may stay empty");
}

#[test]
fn a_field_that_the_form_has_not_is_never_a_problem() {
    let mut state = state(Form { holder: "4242424242424242", postal_code: "!!", ..Form::default() });
    state.ask();
    assert_eq!((state.problem(Field::Name), state.problem(Field::PostalCode)), (None, None));
    state.set_options(options(Need::Required, Need::Required));
    assert_eq!(state.problem(Field::Name), Some("holder_is_number"));
}

#[test]
fn asking_for_a_card_shows_what_is_not_complete_everywhere() {
    let mut state = state(Form { number: "4242", expiry: "12/30", ..Form::default() });
    state.ask();
    assert_eq!(state.problem(Field::Number), Some("number_incomplete"));
    assert_eq!(state.problem(Field::Expiry), None);
    assert_eq!(state.problem(Field::Cvc), Some("cvc_required"));
    assert_eq!(public(&state)["fields"]["cvc"]["touched"], true);
}

#[test]
fn leaving_a_field_touches_that_field_alone() {
    let mut state = state(GOOD);
    state.touch(Field::Expiry);
    let shown = public(&state);
    let touched = |name: &str| shown["fields"][name]["touched"].clone();
    assert_eq!((touched("number"), touched("expiry"), touched("cvc")), (json!(false), json!(true), json!(false)));
}

#[test]
fn the_shopper_goes_on_in_the_first_field_that_is_not_right() {
    assert_eq!(state(Form::default()).first_open(), Field::Number);
    assert_eq!(state(Form { expiry: "13", cvc: "", ..GOOD }).first_open(), Field::Expiry);
    assert_eq!(state(Form { cvc: "12", ..GOOD }).first_open(), Field::Cvc);
    assert_eq!(state_with(options(Need::Required, Need::Required), GOOD).first_open(), Field::Name);
    assert_eq!(state_with(options(Need::Absent, Need::Required), GOOD).first_open(), Field::PostalCode);
    assert_eq!(state(GOOD).first_open(), Field::Number, "where nothing is left to do, from the start");
}

#[test]
fn the_focus_is_named_as_it_is() {
    let mut state = state(GOOD);
    for field in Field::ALL {
        state.focused = Some(*field);
        assert_eq!(public(&state)["focused"], field.as_str());
    }
    state.focused = None;
    assert_eq!(public(&state)["focused"], Value::Null);
}

#[test]
fn the_length_of_the_security_code_follows_the_brand() {
    let amex = Form { number: "3782 822463 10005", cvc: "123", ..GOOD };
    let mut state = state(amex);
    assert!(!state.complete());
    state.read(&Form { cvc: "1234", ..amex }, NOW);
    assert!(state.complete());
    state.read(&Form { number: GOOD.number, cvc: "1234", ..amex }, NOW);
    assert_eq!(state.problem(Field::Cvc), Some("cvc_too_long"));
}

#[test]
fn an_optional_field_that_was_left_empty_is_right() {
    let texts = Form { holder: "", postal_code: "", ..GOOD };
    assert_eq!(state_with(options(Need::Optional, Need::Required), texts).first_open(), Field::PostalCode);
    assert_eq!(state_with(options(Need::Optional, Need::Optional), texts).first_open(), Field::Number);
    let begun = Form { holder: "1", ..texts };
    assert_eq!(state_with(options(Need::Optional, Need::Required), begun).first_open(), Field::Name);
}
