//! What crosses the port: read strictly, written as documented.

mod digits;
mod documented;
mod instruments;
mod reveal;

use super::*;
use crate::error::Code;
use crate::form::State;
use proptest::prelude::*;
use serde_json::json;

fn read(message: serde_json::Value) -> Option<ToFrame> {
    ToFrame::read(&message.to_string())
}

fn config_of(message: serde_json::Value) -> Config {
    match read(message) {
        Some(ToFrame::Config(config)) => config,
        other => panic!("not a config: {other:?}"),
    }
}

#[test]
fn a_config_says_which_fields_and_brands_the_shop_wants() {
    let config = config_of(json!({
        "t": "config", "name": true, "postalCode": "optional", "brands": ["visa", "american-express"],
        "locale": "auto", "messages": { "number_required": "?" },
    }));
    assert_eq!((config.options.name, config.options.postal_code), (Need::Required, Need::Optional));
    assert_eq!(config.options.accepted, brand::Set::NONE.with(Brand::VISA).with(Brand::AMERICAN_EXPRESS));
    assert!(!config.auto_postal_code);
}

#[test]
fn a_config_that_says_nothing_means_no_more_fields_and_every_brand() {
    for message in [
        json!({ "t": "config" }),
        json!({ "t": "config", "name": false, "postalCode": null, "brands": null }),
        json!({ "t": "config", "name": "true", "postalCode": 1 }),
    ] {
        assert_eq!(config_of(message), Config::default());
    }
}

#[test]
fn a_postal_code_can_be_left_to_the_vault() {
    let config = config_of(json!({ "t": "config", "postalCode": "auto" }));
    assert_eq!((config.auto_postal_code, config.options.postal_code), (true, Need::Absent));
    assert!(!config_of(json!({ "t": "config", "name": "auto" })).auto_postal_code);
}

#[test]
fn brands_that_nobody_knows_are_not_taken_for_every_brand() {
    for brands in [json!([]), json!(["acme"]), json!("visa"), json!([7]), json!({})] {
        assert_eq!(
            config_of(json!({ "t": "config", "brands": brands })).options.accepted,
            brand::Set::NONE,
            "{brands}"
        );
    }
}

#[test]
fn a_grant_is_an_object_or_none() {
    let given = read(json!({ "t": "grant", "grant": { "vault": "clover" } }));
    assert_eq!(given, Some(ToFrame::Grant(Value::parse(br#"{"vault":"clover"}"#))));
    for none in [json!(null), json!("clover"), json!([]), json!(7), json!(false)] {
        assert_eq!(read(json!({ "t": "grant", "grant": none })), Some(ToFrame::Grant(None)), "{none}");
    }
    assert_eq!(read(json!({ "t": "grant" })), Some(ToFrame::Grant(None)));
}

#[test]
fn a_call_has_a_name_a_deadline_and_what_the_shop_knows_of_the_holder() {
    let message = json!({ "t": "tokenize", "id": 7, "timeoutMs": 15000, "billing": {
        "name": "Jane Doe", "line1": "1 Main St", "line2": "Flat 2", "city": "Springfield", "state": "IL",
        "postalCode": "62701", "country": "US", "email": "jane@shop.example",
    }});
    let Some(ToFrame::Tokenize { id: 7, timeout_ms: 15000, billing, save: None }) = read(message) else {
        panic!("not the call")
    };
    let known =
        [billing.name, billing.line1, billing.line2, billing.city, billing.state, billing.postal_code, billing.country];
    let known: Vec<_> = known.iter().flatten().collect();
    assert_eq!(known, ["Jane Doe", "1 Main St", "Flat 2", "Springfield", "IL", "62701", "US"]);
}

#[test]
fn a_call_needs_no_billing() {
    for billing in
        [json!(null), json!("Jane"), json!([]), json!({}), json!({ "name": 7, "city": null, "line1": ["x"] })]
    {
        let message = json!({ "t": "tokenize", "id": 0, "timeoutMs": 4294967295u32, "billing": billing });
        let call = ToFrame::Tokenize { id: 0, timeout_ms: u32::MAX, billing: Billing::default(), save: None };
        assert_eq!(read(message), Some(call), "{billing}");
    }
}

#[test]
fn a_card_number_or_a_text_without_end_is_no_address() {
    for (text, kept) in [
        ("4242424242424242".to_owned(), false),
        ("4242 4242-4242\u{a0}4242".to_owned(), false),
        ("x".repeat(201), false),
        ("x".repeat(200), true),
        ("12345 Main St, Flat 678".to_owned(), true),
    ] {
        for name in ["name", "line1", "line2", "city", "state", "postalCode", "country"] {
            let message = json!({ "t": "tokenize", "id": 1, "timeoutMs": 1, "billing": { name: text } });
            let Some(ToFrame::Tokenize { billing, .. }) = read(message) else { panic!("not a call") };
            assert_eq!(billing != Billing::default(), kept, "{name} {text}");
        }
    }
}

#[test]
fn the_first_digits_are_asked_for_by_true_alone() {
    assert!(config_of(json!({ "t": "config", "bin": true })).options.bin);
    for bin in [json!(false), json!(null), json!("true"), json!(1), json!({})] {
        assert!(!config_of(json!({ "t": "config", "bin": bin })).options.bin, "{bin}");
    }
}

#[test]
fn a_verdict_names_a_card_and_the_networks_that_it_belongs_to() {
    let verdict = |more: serde_json::Value| {
        let mut message = json!({ "t": "verdict", "bin": 42424242 });
        message.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        match read(message) {
            Some(ToFrame::Verdict { bin: 42424242, brands, first, words }) => (brands, first, words),
            other => panic!("not a verdict: {other:?}"),
        }
    };
    for more in [json!({}), json!({ "brands": null, "first": null, "message": 7 }), json!({ "first": "Visa" })] {
        assert_eq!(verdict(more.clone()), (brand::Set::ALL, None, String::new()), "{more}");
    }
    // What belongs to no network that is known is taken by nobody.
    for more in [json!({ "brands": [] }), json!({ "brands": ["acme"] })] {
        assert_eq!(verdict(more.clone()).0, brand::Set::NONE, "{more}");
    }
    let both = brand::Set::NONE.with(Brand::CARTES_BANCAIRES).with(Brand::VISA);
    let brands = json!(["cartes-bancaires", "acme", "visa", "visa"]);
    assert_eq!(
        verdict(json!({ "brands": brands, "first": "cartes-bancaires", "message": "No" })),
        (both, Some(Brand::CARTES_BANCAIRES), "No".into())
    );
    for bin in [json!(null), json!("424242"), json!([424242]), json!(-1), json!(4.5)] {
        assert_eq!(read(json!({ "t": "verdict", "bin": bin, "brands": [] })), None, "{bin}");
    }
    assert_eq!(read(json!({ "t": "verdict", "brands": [] })), None);
}

#[test]
fn the_small_messages_are_read() {
    assert_eq!(read(json!({ "t": "abort", "id": 4294967295u32 })), Some(ToFrame::Abort(u32::MAX)));
    assert_eq!(read(json!({ "t": "focus", "field": "postalCode" })), Some(ToFrame::Focus(Some(Field::PostalCode))));
    for field in [json!(null), json!("Number"), json!("postal_code"), json!(0)] {
        assert_eq!(read(json!({ "t": "focus", "field": field })), Some(ToFrame::Focus(None)), "{field}");
    }
    assert_eq!(read(json!({ "t": "focus" })), Some(ToFrame::Focus(None)));
    assert_eq!(read(json!({ "t": "blur" })), Some(ToFrame::Blur));
    assert_eq!(read(json!({ "t": "clear", "and": ["more"] })), Some(ToFrame::Clear));
}

#[test]
fn what_is_no_message_is_none() {
    for text in [
        "",
        "null",
        "7",
        "clear",
        "\"clear\"",
        "[]",
        r#"[{"t":"clear"}]"#,
        r#"{"t":"clear"}{"t":"clear"}"#,
        r#"{"t":"clear""#,
        r#"{'t':'clear'}"#,
        r#"{t:"clear"}"#,
        "\u{feff}{\"t\":\"clear\"}",
        "{}",
        r#"{"T":"clear"}"#,
        r#"{"t":"Clear"}"#,
        r#"{"t":"clear "}"#,
        r#"{"t":""}"#,
        r#"{"t":7}"#,
        r#"{"t":null}"#,
        r#"{"t":["clear"]}"#,
        r#"{"t":{"t":"clear"}}"#,
        r#"{"t":"ready"}"#,
        r#"{"t":"result","id":1}"#,
        r#"{"t":"constructor"}"#,
        r#"{"__proto__":{"t":"clear"}}"#,
        r#"{"__proto__":{"id":1},"t":"abort"}"#,
        r#"{"constructor":{"prototype":{"id":1}},"t":"abort"}"#,
    ] {
        assert_eq!(ToFrame::read(text), None, "{text}");
    }
}

#[test]
fn a_call_without_a_whole_name_and_deadline_is_none() {
    for wrong in
        ["-1", "-0", "1.0", "1.5", "1e3", "4294967296", "99999999999999999999", "\"1\"", "null", "true", "[1]", "{}"]
    {
        for text in [
            format!(r#"{{"t":"abort","id":{wrong}}}"#),
            format!(r#"{{"t":"tokenize","id":{wrong},"timeoutMs":1}}"#),
            format!(r#"{{"t":"tokenize","id":1,"timeoutMs":{wrong}}}"#),
        ] {
            assert_eq!(ToFrame::read(&text), None, "{text}");
        }
    }
    for text in [r#"{"t":"abort"}"#, r#"{"t":"tokenize","id":1}"#, r#"{"t":"tokenize","timeoutMs":1}"#] {
        assert_eq!(ToFrame::read(text), None, "{text}");
    }
}

#[test]
fn a_message_has_a_length_and_a_depth() {
    let long = |length: usize| format!(r#"{{"t":"clear","x":"{}"}}"#, "x".repeat(length - 20));
    assert_eq!(long(LIMIT).len(), 16 * 1024);
    assert_eq!(ToFrame::read(&long(LIMIT)), Some(ToFrame::Clear));
    assert_eq!(ToFrame::read(&long(LIMIT + 1)), None);
    let deep = |depth: usize| format!(r#"{{"t":"clear","x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert_eq!(ToFrame::read(&deep(10)), Some(ToFrame::Clear));
    assert_eq!(ToFrame::read(&deep(40)), None);
    assert_eq!(ToFrame::read(&deep(7_000)), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in any::<String>(), id in any::<u64>()) {
        prop_assert_eq!(ToFrame::read(&text), None);
        let named = ToFrame::read(&json!({ "t": "abort", "id": id, &text: &text }).to_string());
        prop_assert_eq!(named, u32::try_from(id).ok().map(ToFrame::Abort));
    }
}
