//! A whole card: made from good parts only.

use tokenframe::card::brand::{Brand, Set};
use tokenframe::card::{Card, Fault, Field, Form, Need, Verdict, Wanted, expiry, postal};

const FORM: Form<'_> =
    Form { number: "4242 4242 4242 4242", expiry: "12 / 30", cvc: "123", holder: " Jane Doe ", postal_code: "12345" };

const WANTED: Wanted = Wanted {
    this_month: expiry::Month { year: 2026, month: 9 },
    accepted: Set::ALL,
    preferred: None,
    name: Need::Required,
    postal_code: Need::Optional,
    country: postal::Country::Us,
};

fn faults(form: Form<'_>, wanted: Wanted) -> Vec<(Field, Verdict)> {
    Card::parse(&form, &wanted).err().unwrap_or_default()
}

#[test]
fn a_good_form_becomes_a_card_of_digits() {
    let card = Card::parse(&FORM, &WANTED).expect("a card");
    assert_eq!(card.number.expose(), b"4242424242424242");
    assert_eq!(card.expiry, expiry::Month { year: 2030, month: 12 });
    assert_eq!(card.cvc.expose(), b"123");
    assert_eq!(card.brand, Some(Brand::VISA));
    assert_eq!(card.holder.as_ref().map(|holder| holder.expose_str()), Some("Jane Doe"));
    assert_eq!(card.postal_code.as_ref().map(|code| code.expose_str()), Some("12345"));
}

#[test]
fn a_pasted_number_with_marks_is_sent_as_digits_only() {
    let form = Form { number: "\u{202d}4242\u{a0}4242-4242\u{2009}4242\u{202c}", ..FORM };
    let card = Card::parse(&form, &WANTED).expect("a card");
    assert_eq!(card.number.expose(), b"4242424242424242");
}

#[test]
fn an_empty_form_names_every_required_field_in_order() {
    assert_eq!(
        faults(Form::default(), WANTED),
        [
            (Field::Number, Verdict::Empty),
            (Field::Expiry, Verdict::Empty),
            (Field::Cvc, Verdict::Empty),
            (Field::Name, Verdict::Empty),
        ]
    );
}

#[test]
fn every_field_at_fault_is_named_with_its_fault() {
    let form = Form {
        number: "4242 4242 4242 4241",
        expiry: "08/26",
        cvc: "12",
        holder: "4242 4242 4242 4242",
        postal_code: "1234",
    };
    assert_eq!(
        faults(form, WANTED),
        [
            (Field::Number, Verdict::Invalid(Fault::NumberChecksum)),
            (Field::Expiry, Verdict::Invalid(Fault::ExpiryPast)),
            (Field::Cvc, Verdict::Partial),
            (Field::Name, Verdict::Invalid(Fault::HolderIsNumber)),
            (Field::PostalCode, Verdict::Partial),
        ]
    );
}

#[test]
fn a_field_that_the_form_has_not_is_neither_checked_nor_kept() {
    let form = Form { holder: "4242 4242 4242 4242", postal_code: "!", ..FORM };
    let wanted = Wanted { name: Need::Absent, postal_code: Need::Absent, ..WANTED };
    let card = Card::parse(&form, &wanted).expect("a card");
    assert!(card.holder.is_none() && card.postal_code.is_none());
}

#[test]
fn an_optional_field_may_be_empty_and_may_not_be_wrong() {
    let wanted = Wanted { name: Need::Optional, ..WANTED };
    let card = Card::parse(&Form { holder: "  ", postal_code: "", ..FORM }, &wanted).expect("a card");
    assert!(card.holder.is_none() && card.postal_code.is_none());
    let wrong = Form { holder: "4111", postal_code: "1234x", ..FORM };
    assert_eq!(
        faults(wrong, wanted),
        [
            (Field::Name, Verdict::Invalid(Fault::HolderIsNumber)),
            (Field::PostalCode, Verdict::Invalid(Fault::PostalCharacter)),
        ]
    );
}

#[test]
fn the_security_code_is_as_long_as_the_brand_says() {
    let amex = Form { number: "378282246310005", ..FORM };
    assert_eq!(faults(amex, WANTED), [(Field::Cvc, Verdict::Partial)]);
    assert!(Card::parse(&Form { cvc: "1234", ..amex }, &WANTED).is_ok());
    let long = Form { cvc: "1234", ..FORM };
    assert_eq!(faults(long, WANTED), [(Field::Cvc, Verdict::Invalid(Fault::CvcTooLong))]);
}

#[test]
fn only_accepted_brands_become_cards() {
    let wanted = Wanted { accepted: Set::from_name("mastercard"), ..WANTED };
    assert_eq!(faults(FORM, wanted), [(Field::Number, Verdict::Invalid(Fault::BrandNotAccepted))]);
}

#[test]
fn the_start_of_a_full_year_is_a_past_date_when_sent() {
    let form = Form { expiry: "12/20", ..FORM };
    assert_eq!(faults(form, WANTED), [(Field::Expiry, Verdict::Invalid(Fault::ExpiryPast))]);
}

#[test]
fn a_card_prints_nothing_of_itself_but_brand_and_expiry() {
    let printed = format!("{:?}", Card::parse(&FORM, &WANTED).expect("a card"));
    assert!(printed.contains("Secret(…)"));
    for secret in ["4242", "123", "Jane"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn fields_have_the_names_of_the_public_interface() {
    let names: Vec<_> = Field::ALL.iter().map(|field| field.as_str()).collect();
    assert_eq!(names, ["number", "expiry", "cvc", "name", "postalCode"]);
}
