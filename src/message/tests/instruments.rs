//! What crosses the port of the frame for gift cards and bank accounts, and the words that it says.

use super::*;
use crate::instruments::{Element, Fault, Field, Known, Need, Options, State, Verdict};
use crate::message::instruments::{INVALID, OfInstruments, ToInstruments};
use crate::vault::instrument::Agreement;
use std::collections::BTreeSet;

const NAMES: &str = include_str!("../../../www/frame/instruments/names.js");
const DOCUMENT: &str = include_str!("../../../www/frame/instruments/page.html");
const WORDS: &str = include_str!("../../../www/frame/instruments/words.js");
const TYPES: &str = include_str!("../../../www/host/types.d.ts");

fn read(message: serde_json::Value) -> Option<ToInstruments> {
    ToInstruments::read(&message.to_string())
}

fn options(message: serde_json::Value) -> Options {
    match read(message) {
        Some(ToInstruments::Config(options)) => options,
        other => panic!("not a config: {other:?}"),
    }
}

#[test]
fn a_gift_card_has_the_fields_that_the_shop_asks_for() {
    for (asked, security_code, access_code) in [
        (json!({}), Need::Optional, Need::Absent),
        (json!({ "securityCode": null, "accessCode": null }), Need::Optional, Need::Absent),
        (json!({ "securityCode": true, "accessCode": "optional" }), Need::Required, Need::Optional),
        (json!({ "securityCode": false, "accessCode": true }), Need::Absent, Need::Required),
    ] {
        let mut message = json!({ "t": "config", "element": "giftCard" });
        message.as_object_mut().expect("an object").extend(asked.as_object().expect("an object").clone());
        assert_eq!(options(message).element, Element::GiftCard { security_code, access_code }, "{asked}");
    }
}

#[test]
fn a_bank_account_needs_what_its_holder_agrees_to() {
    let agreement = json!({ "id": "2c74", "type": "E_CHECK", "locale": "en-US" });
    let given = options(
        json!({ "t": "config", "element": "bankAccount", "agreement": agreement, "email": "a@b.c", "billing": { "city": "Rye" } }),
    );
    let known = Agreement { id: "2c74".into(), kind: Some("E_CHECK".into()), locale: Some("en-US".into()) };
    assert_eq!(given.element, Element::BankAccount(known));
    assert_eq!((given.known.text(Field::Email), given.known.text(Field::City)), (Some("a@b.c"), Some("Rye")));
    for agreement in [json!(null), json!("2c74"), json!({}), json!({ "id": "" }), json!({ "id": 7 })] {
        let message = json!({ "t": "config", "element": "bankAccount", "agreement": agreement });
        assert_eq!(read(message.clone()), None, "{message}");
    }
}

#[test]
fn what_the_shop_knows_is_no_card_number_and_not_too_long() {
    for wrong in [json!("4242 4242 4242 4242"), json!("x".repeat(201)), json!(7), json!(null)] {
        let message = json!({ "t": "tokenize", "id": 1, "timeoutMs": 9, "email": wrong, "phone": wrong, "billing": { "line1": wrong } });
        let Some(ToInstruments::Tokenize { known, .. }) = read(message) else { panic!("not a call") };
        assert_eq!(known, Known::default(), "{wrong}");
    }
}

#[test]
fn every_other_message_is_read_as_that_of_a_card_is() {
    for (text, message) in [
        (r#"{"t":"grant","grant":[]}"#, ToInstruments::Grant(None)),
        (r#"{"t":"abort","id":7}"#, ToInstruments::Abort(7)),
        (r#"{"t":"focus","field":"routingNumber"}"#, ToInstruments::Focus(Some(Field::RoutingNumber))),
        (r#"{"t":"focus","field":"cvc"}"#, ToInstruments::Focus(None)),
        (r#"{"t":"blur"}"#, ToInstruments::Blur),
        (r#"{"t":"clear"}"#, ToInstruments::Clear),
    ] {
        assert_eq!(ToInstruments::read(text), Some(message), "{text}");
    }
    let long = format!(r#"{{"t":"clear","x":"{}"}}"#, "x".repeat(LIMIT));
    for text in
        ["", "{}", r#"{"t":"config","element":"card"}"#, r#"{"t":"config"}"#, r#"{"t":"tokenize","id":1}"#, &long]
    {
        assert_eq!(ToInstruments::read(text), None, "{text}");
    }
}

#[test]
fn the_host_hears_codes_and_names_of_fields() {
    let written =
        |message: OfInstruments<'_>| serde_json::from_str::<serde_json::Value>(&message.write()).expect("JSON");
    assert_eq!(written(OfInstruments::Focus(Field::Line1)), json!({ "t": "focus", "field": "line1" }));
    assert_eq!(written(OfInstruments::Blur(Field::City)), json!({ "t": "blur", "field": "city" }));
    let error =
        json!({ "kind": "validation", "code": INVALID, "retryable": false, "fields": { "phone": "phone_invalid" } });
    let faults = [(Field::Phone, "phone_invalid")];
    assert_eq!(written(OfInstruments::Invalid(3, &faults)), json!({ "t": "result", "id": 3, "error": error }));
    let state = written(OfInstruments::State(&State::new(Options::default())));
    assert_eq!(state["t"], "state");
    let fields: Vec<_> = state["state"]["fields"].as_object().expect("an object").keys().cloned().collect();
    assert_eq!(fields, ["number", "securityCode"]);
}

fn quoted(text: &str) -> Vec<&str> {
    text.split('\'').skip(1).step_by(2).collect()
}

#[test]
fn both_sides_count_the_fields_alike_and_know_whose_texts_live_here() {
    let (names, plain) = NAMES.split_once("];").expect("a list");
    let ours: Vec<_> = Field::ALL.iter().map(|field| field.as_str()).collect();
    let names = names.rsplit_once('[').expect("a list").1;
    assert_eq!(quoted(names), ours, "fields cross as their index");
    let open: Vec<_> = Field::ALL.iter().filter(|field| !field.is_sealed()).map(|field| field.as_str()).collect();
    assert_eq!(quoted(plain), [open.join(" ")]);
    for field in Field::ALL {
        let ink = DOCUMENT.contains(&format!("id=\"{}-ink\"", field.as_str()));
        assert_eq!(ink, field.is_sealed(), "{field:?} is drawn where its text lives here, and nowhere else");
    }
    let types: BTreeSet<_> = ["GiftCardFieldName", "BankAccountFieldName"]
        .into_iter()
        .flat_map(|name| {
            quoted(
                TYPES.split_once(&format!("export type {name} =")).expect(name).1.split(';').next().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(types, ours.into_iter().collect());
}

#[test]
fn every_code_beneath_a_field_has_a_text_and_no_text_is_left_over() {
    let texts: BTreeSet<_> =
        WORDS.lines().filter_map(|line| line.trim().split_once(": '")).map(|(code, _)| code).collect();
    let mut codes: BTreeSet<_> = Fault::OWN.iter().map(|fault| fault.as_str()).collect();
    for field in Field::ALL {
        codes.insert(field.code(Verdict::Empty));
        codes.insert(field.code(Verdict::Partial));
    }
    use crate::card::Fault::*;
    for fault in [HolderCharacter, HolderTooLong, PostalCharacter, PostalTooLong] {
        codes.insert(fault.as_str());
    }
    // What this frame says of itself.
    codes.extend([INVALID, "frame_crashed", "title_bankAccount"]);
    assert_eq!(texts, codes);
}
