use super::*;
use crate::card;
use crate::json::Writer;
use crate::secret::Secret;
use crate::vault::instrument::{AccountHolder, Instrument};
use proptest::prelude::*;
use serde_json::{Value, json};

fn agreement() -> Agreement {
    Agreement { id: "2c74dcc0".into(), kind: None, locale: None }
}

fn bank(known: Known) -> Options {
    Options { element: Element::BankAccount(agreement()), known }
}

fn gift(security_code: Need, access_code: Need) -> Options {
    Options { element: Element::GiftCard { security_code, access_code }, known: Known::default() }
}

/// What a person types.
const PERSON: &[(Field, &str)] = &[
    (Field::FirstName, " Ada "),
    (Field::LastName, "Example"),
    (Field::RoutingNumber, "021000021"),
    (Field::AccountNumber, "1234567891"),
    (Field::IdentityNumber, "D1234567"),
    (Field::IdentityState, "CA"),
    (Field::Email, "ada@example.com"),
    (Field::Phone, "(415) 555-0100"),
    (Field::Line1, "1 Quay Street"),
    (Field::Line2, "Flat 2"),
    (Field::City, "Oakland"),
    (Field::State, "CA"),
    (Field::PostalCode, "94607"),
];

fn typed<'a>(texts: &[(Field, &'a str)]) -> [&'a str; Field::ALL.len()] {
    let mut all = [""; Field::ALL.len()];
    for (field, text) in texts {
        all[*field as usize] = text;
    }
    all
}

fn state(options: Options, choices: Choices, texts: &[(Field, &str)]) -> State {
    let mut state = State::new(options);
    state.choose(choices);
    for (field, text) in Field::ALL.iter().zip(typed(texts)) {
        state.judge(*field, text);
    }
    state
}

fn public(state: &State) -> Value {
    let mut json = Writer::default();
    state.write(&mut json);
    serde_json::from_str(json.finish().expose_str()).expect("JSON")
}

fn checked(field: Field, text: &str) -> Verdict {
    check(field, text, Choices::default())
}

#[test]
fn a_gift_card_has_as_many_digits_as_the_contract_says() {
    for length in 0..=24 {
        let expected = match length {
            0 => Verdict::Empty,
            6 | 13 | 16 | 19 => Verdict::Valid,
            20.. => Verdict::Invalid(Fault::GiftNumberTooLong),
            _ => Verdict::Partial,
        };
        assert_eq!(checked(Field::Number, &"7".repeat(length)), expected, "{length}");
    }
    assert_eq!(checked(Field::Number, "6035 7100 1234 5678"), Verdict::Valid);
    for (code, expected) in
        [("", Verdict::Empty), ("a1B", Verdict::Partial), ("a1B2", Verdict::Valid), ("12345678", Verdict::Valid)]
    {
        assert_eq!(checked(Field::SecurityCode, code), expected, "{code}");
    }
    assert_eq!(checked(Field::AccessCode, "7"), Verdict::Valid);
}

#[test]
fn a_bank_is_known_by_the_check_digit_of_its_number() {
    // Published numbers of banks.
    for good in ["021000021", "011401533", "091000019", "322271627"] {
        assert_eq!(checked(Field::RoutingNumber, good), Verdict::Valid, "{good}");
        // One wrong digit is always found, and so are two neighbours that changed places, unless they differ by five.
        for at in 0..9 {
            let mut wrong: Vec<_> = good.bytes().collect();
            wrong[at] = b'0' + (wrong[at] - b'0' + 1) % 10;
            let wrong = String::from_utf8(wrong).expect("digits");
            assert_eq!(
                checked(Field::RoutingNumber, &wrong),
                Verdict::Invalid(Fault::RoutingNumberChecksum),
                "{wrong}"
            );
        }
    }
    assert_eq!(checked(Field::RoutingNumber, "000000000"), Verdict::Invalid(Fault::RoutingNumberChecksum));
    assert_eq!(checked(Field::RoutingNumber, "02100002"), Verdict::Partial);
    assert_eq!(checked(Field::RoutingNumber, "0210000210"), Verdict::Invalid(Fault::RoutingNumberTooLong));
    for (length, expected) in [
        (9, Verdict::Partial),
        (10, Verdict::Valid),
        (12, Verdict::Valid),
        (13, Verdict::Invalid(Fault::AccountNumberTooLong)),
    ] {
        assert_eq!(checked(Field::AccountNumber, &"1".repeat(length)), expected, "{length}");
    }
}

#[test]
fn a_documents_number_is_judged_by_the_document() {
    use IdentityKind::*;
    let of = |identity, text| check(Field::IdentityNumber, text, Choices { identity, ..Choices::default() });
    for kind in [DriverLicense, Ssn, TaxId, MilitaryId] {
        assert_eq!(of(kind, ""), Verdict::Empty);
    }
    for kind in [Ssn, TaxId] {
        assert_eq!(of(kind, "12345678"), Verdict::Partial);
        assert_eq!(of(kind, "123456789"), Verdict::Valid);
        assert_eq!(of(kind, "1234567890"), Verdict::Invalid(Fault::IdentityNumberTooLong));
        assert_eq!(of(kind, "D1234567"), Verdict::Invalid(Fault::IdentityNumberCharacter));
    }
    for kind in [DriverLicense, MilitaryId] {
        assert_eq!(of(kind, "D1234567"), Verdict::Valid);
    }
}

#[test]
fn an_email_address_has_one_at_sign_and_a_domain() {
    for good in ["a@b.c", "ada@example.com", " ada+tides@mail.example.co.uk ", "ä@exämple.de"] {
        assert_eq!(checked(Field::Email, good), Verdict::Valid, "{good}");
    }
    for partial in ["a", "ada@", "ada@example", "ada@example."] {
        assert_eq!(checked(Field::Email, partial), Verdict::Partial, "{partial}");
    }
    let long = format!("{}@example.com", "a".repeat(200));
    for wrong in ["@", "@b.c", "a@b@c.d", "a@.b", "a@b..c", "a b@c.d", "a@b.c\n.d", &long] {
        assert_eq!(checked(Field::Email, wrong), Verdict::Invalid(Fault::EmailInvalid), "{wrong}");
    }
    assert_eq!(checked(Field::Email, "  "), Verdict::Empty);
    // What Unicode calls a space stands in no address.
    for c in ('\0'..=char::MAX).filter(|c| c.is_whitespace()) {
        assert_eq!(checked(Field::Email, &format!("a{c}b@c.d")), Verdict::Invalid(Fault::EmailInvalid), "{c:?}");
    }
    assert_eq!(checked(Field::Email, "a\u{2010}b@c.d"), Verdict::Valid, "a hyphen is none");
}

#[test]
fn a_telephone_number_is_one_of_the_united_states() {
    for good in ["4155550100", "(415) 555-0100", "+1 415.555.0100", "1-415-555-0100"] {
        assert_eq!(checked(Field::Phone, good), Verdict::Valid, "{good}");
    }
    for partial in ["4", "415555010", "+1", "1 415"] {
        assert_eq!(checked(Field::Phone, partial), Verdict::Partial, "{partial}");
    }
    for wrong in ["0155550100", "1155550100", "41555501000", "+44 20 7946 0000", "415555010x", "415-555-0100 ext. 5"] {
        assert_eq!(checked(Field::Phone, wrong), Verdict::Invalid(Fault::PhoneInvalid), "{wrong}");
    }
    assert_eq!(checked(Field::Phone, " ( "), Verdict::Empty);
}

#[test]
fn a_card_number_leaves_through_no_other_field() {
    for field in [Field::Line1, Field::Line2, Field::City] {
        assert_eq!(checked(field, "4242 4242 4242 4242"), Verdict::Invalid(Fault::AddressInvalid), "{field:?}");
        assert_eq!(checked(field, "1 Quay Street"), Verdict::Valid, "{field:?}");
        assert_eq!(checked(field, " "), Verdict::Empty, "{field:?}");
        assert_eq!(checked(field, "Quay\u{202e}Street"), Verdict::Invalid(Fault::AddressInvalid), "{field:?}");
    }
    for field in [Field::FirstName, Field::LastName, Field::BusinessName] {
        let fault = Fault::Card(card::Fault::HolderIsNumber);
        assert_eq!(checked(field, "4242 4242 4242 4242"), Verdict::Invalid(fault), "{field:?}");
        assert_eq!(checked(field, "3M"), Verdict::Valid, "{field:?}");
        // Digits alone are no name yet, and none that could be sent.
        assert_eq!(field.code(checked(field, "42")), "holder_is_number");
    }
}

#[test]
fn what_the_shop_knows_is_not_asked_for() {
    let address = Billing { line1: Some("1 Quay Street".into()), city: Some(String::new()), ..Billing::default() };
    let options = bank(Known { email: Some("ada@example.com".into()), phone: None, address });
    let need = |field| options.need(field, Choices::default());
    for field in [Field::Email, Field::Line1, Field::Line2, Field::BusinessName, Field::Number, Field::SecurityCode] {
        assert_eq!(need(field), Need::Absent, "{field:?}");
    }
    // What is there and empty is not known.
    for field in [Field::Phone, Field::City, Field::State, Field::FirstName, Field::IdentityState] {
        assert_eq!(need(field), Need::Required, "{field:?}");
    }
    assert_eq!(bank(Known::default()).need(Field::Line2, Choices::default()), Need::Optional);
    let company = Choices { company: true, ..Choices::default() };
    assert_eq!(options.need(Field::BusinessName, company), Need::Required);
    assert_eq!(options.need(Field::LastName, company), Need::Absent);
    let gift = gift(Need::Optional, Need::Required);
    let shown: Vec<_> =
        Field::ALL.iter().filter(|field| gift.need(**field, Choices::default()) != Need::Absent).collect();
    assert_eq!(shown, [&Field::Number, &Field::SecurityCode, &Field::AccessCode]);
}

#[test]
fn a_form_that_was_not_sent_says_nothing_of_what_is_missing() {
    let mut form = state(bank(Known::default()), Choices::default(), &[(Field::AccountNumber, "12345")]);
    form.focused = Some(Field::AccountNumber);
    form.touch(Field::AccountNumber);
    assert_eq!(form.problem(Field::AccountNumber), None, "the shopper is at it");
    form.focused = None;
    assert_eq!(form.problem(Field::AccountNumber), Some("account_number_incomplete"));
    assert_eq!(form.problem(Field::FirstName), None);
    assert_eq!(form.problem(Field::Number), None, "of another element");
    form.ask();
    assert_eq!(form.problem(Field::FirstName), Some("first_name_required"));
    assert_eq!(form.problem(Field::Line2), None, "it may stay empty");
    assert_eq!(form.first_open(), Field::FirstName);
    assert_eq!(form.next_empty(Field::FirstName), Some(Field::LastName));
    assert_eq!(form.next_empty(Field::RoutingNumber), None, "only the field beside it");
}

#[test]
fn a_whole_form_is_complete_and_its_state_has_no_text_of_it() {
    let form = state(bank(Known::default()), Choices::default(), PERSON);
    assert!(form.complete());
    assert_eq!(form.faults(&Known::default()), []);
    let shown = public(&form);
    assert_eq!((&shown["complete"], &shown["empty"], &shown["brand"]), (&json!(true), &json!(false), &json!(null)));
    assert_eq!(shown["fields"].as_object().expect("an object").len(), 13);
    let text = shown.to_string();
    assert!(
        !PERSON
            .iter()
            .any(|(field, typed)| *field != Field::IdentityState && *field != Field::State && text.contains(typed)),
        "{text}"
    );
    // Each field counts.
    for (field, _) in PERSON.iter().filter(|(field, _)| *field != Field::Line2) {
        let rest: Vec<_> = PERSON.iter().copied().filter(|(own, _)| own != field).collect();
        let form = state(bank(Known::default()), Choices::default(), &rest);
        assert!(!form.complete(), "{field:?}");
        assert_eq!(form.faults(&Known::default()), [(*field, field.code(Verdict::Empty))], "{field:?}");
    }
}

#[test]
fn what_the_shop_says_with_the_call_stands_for_an_empty_field_and_for_no_wrong_one() {
    let known = Known { email: Some("shop@example.com".into()), ..Known::default() };
    let rest: Vec<_> = PERSON.iter().copied().filter(|(field, _)| *field != Field::Email).collect();
    let form = state(bank(Known::default()), Choices::default(), &rest);
    assert_eq!(form.faults(&known), []);
    let wrong: Vec<_> = rest.iter().copied().chain([(Field::Email, "a@@")]).collect();
    let form = state(bank(Known::default()), Choices::default(), &wrong);
    assert_eq!(form.faults(&known), [(Field::Email, "email_invalid")]);
}

#[test]
fn a_form_becomes_what_was_typed_and_chosen() {
    let Instrument::BankAccount(account) =
        instrument(&bank(Known::default()), Choices::default(), typed(PERSON), &Known::default())
    else {
        panic!("no bank account")
    };
    assert_eq!(account.holder, AccountHolder::Person("Ada".into(), "Example".into()));
    assert_eq!(account.number, Secret::copied("1234567891"));
    assert_eq!(account.routing_number, Secret::copied("021000021"));
    assert_eq!(account.identity.number, Secret::copied("D1234567"));
    assert_eq!((account.phone.as_str(), account.email.as_str()), ("4155550100", "ada@example.com"));
    assert_eq!(account.address.line2.as_deref(), Some("Flat 2"));
    assert_eq!(account.agreement, agreement());

    let company = Choices { company: true, account: AccountKind::Savings, identity: IdentityKind::TaxId };
    let address = Billing { line1: Some("9 Pier".into()), line2: Some("Rear".into()), ..Billing::default() };
    let known = Known { phone: Some("n/a".into()), address, ..Known::default() };
    let texts = [(Field::BusinessName, "Slack Water Press"), (Field::FirstName, "Ada"), (Field::Line2, "Flat 2")];
    let Instrument::BankAccount(account) = instrument(&bank(known), company, typed(&texts), &Known::default()) else {
        panic!("no bank account")
    };
    assert_eq!(account.holder, AccountHolder::Company("Slack Water Press".into()));
    assert_eq!((account.kind, account.identity.kind), (AccountKind::Savings, IdentityKind::TaxId));
    // What was typed into a field that is not shown any more does not go with another address.
    assert_eq!(account.address.line1.as_deref(), Some("9 Pier"));
    assert_eq!(account.address.line2.as_deref(), Some("Rear"));
    assert_eq!(account.phone, "n/a");
}

#[test]
fn a_second_line_goes_with_its_own_address_alone() {
    let address = Billing { line1: Some("9 Pier".into()), line2: Some("Rear".into()), ..Billing::default() };
    let known = Known { address, ..Known::default() };
    let lines =
        |texts: &[(Field, &str)]| match instrument(&bank(Known::default()), Choices::default(), typed(texts), &known) {
            Instrument::BankAccount(account) => (account.address.line1, account.address.line2),
            Instrument::GiftCard(_) => panic!("no bank account"),
        };
    assert_eq!(lines(&[]), (Some("9 Pier".into()), Some("Rear".into())));
    assert_eq!(lines(&[(Field::Line1, "1 Quay")]), (Some("1 Quay".into()), None));
}

#[test]
fn a_gift_card_is_its_digits_and_what_its_form_asks_for() {
    let texts = [(Field::Number, "6035 7100 1234 5678"), (Field::SecurityCode, "a1B2"), (Field::AccessCode, "")];
    let of = |options: &Options| match instrument(options, Choices::default(), typed(&texts), &Known::default()) {
        Instrument::GiftCard(card) => card,
        Instrument::BankAccount(_) => panic!("no gift card"),
    };
    let card = of(&gift(Need::Optional, Need::Optional));
    assert_eq!(card.number, Secret::copied("6035710012345678"));
    assert_eq!(card.security_code, Some(Secret::copied("a1B2")));
    assert_eq!(card.foreign_access_code, None);
    assert_eq!(of(&gift(Need::Absent, Need::Absent)).security_code, None);
}

proptest! {
    #[test]
    fn no_text_is_too_much(text in "\\PC{0,300}", company in any::<bool>()) {
        let choices = Choices { company, ..Choices::default() };
        for field in Field::ALL {
            check(*field, &text, choices);
        }
        instrument(&bank(Known::default()), choices, [&text; Field::ALL.len()], &Known::default());
    }
}
