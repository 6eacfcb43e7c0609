//! No message to the host holds five digits in a row of a card number, whatever was typed and whatever came of it.

use super::*;
use crate::card::expiry::Month;
use crate::card::{Form, number};
use crate::http::{Lost, Response};
use crate::secret::Secret;
use crate::tokenize::{Effect, Input, Tokenizer};
use crate::vault::{self, Call, Reply};

const NOW: Month = Month { year: 2026, month: 9 };

/// A number of some brand with a right check digit.
fn any_number() -> impl Strategy<Value = String> {
    let prefix =
        prop::sample::select(vec!["4", "51", "2221", "34", "37", "36", "6011", "3528", "62", "2200", "50", "6"]);
    (prefix, "[0-9]{17}", prop::sample::select(vec![14usize, 15, 16, 19])).prop_map(|(prefix, rest, length)| {
        let mut digits = [prefix, &rest].concat();
        digits.truncate(length - 1);
        let last = (b'0'..=b'9').find(|last| number::luhn(&[digits.as_bytes(), &[*last]].concat()));
        digits.push(last.expect("one digit of ten fits").into());
        digits
    })
}

/// Whether the message holds five digits in a row of the number, however they are parted.
fn tells(message: &str, number: &str) -> bool {
    number.as_bytes().windows(5).any(|part| message.as_bytes().windows(5).any(|seen| seen == part))
}

/// Gaps where shoppers put them, or none.
fn grouped(number: &str, gap: &str) -> String {
    let groups: Vec<_> = number.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join(gap)
}

fn options(accepted: brand::Set) -> Options {
    Options { accepted, name: Need::Required, postal_code: Need::Optional, ..Options::default() }
}

/// Every message that a payment with this card and this answer gives.
fn paid(texts: &Form<'_>, reply: Reply) -> Vec<String> {
    let grant = Value::parse(br#"{"vault":"clover","apiKey":"k"}"#).expect("JSON");
    let card = match crate::card::Card::parse(texts, &options(brand::Set::ALL).wanted(NOW)) {
        Ok(card) => card,
        Err(faults) => return vec![ToHost::Result(1, &Err(Error::invalid(&faults))).write()],
    };
    let (mut machine, _) = Tokenizer::new();
    let _ = machine.handle(Input::Grant(vault::open(&grant, brand::Set::ALL)));
    let effects = machine.handle(Input::Begin(1, Box::new(Call { card: Some(card), ..Call::default() })));
    let [Effect::Send(ticket, _)] = effects[..] else { panic!("nothing was sent: {effects:?}") };
    let effects = machine.handle(Input::Reply(ticket, reply));
    let messages = effects.iter().map(|effect| match effect {
        Effect::Settle(id, result) => ToHost::Result(*id, result).write(),
        Effect::Failed(error) => ToHost::Failed(error).write(),
        Effect::AskGrant => ToHost::AskGrant.write(),
        other => panic!("{other:?}"),
    });
    messages.collect()
}

/// Answers that repeat the number wherever they can.
fn echo(status: u16, number: &str, place: usize) -> Reply {
    let last4 = number.get(number.len() - 4..).unwrap_or_default();
    let body = match place {
        0 => {
            json!({ "id": "clv_abc", "card": { "last4": last4, "brand": number, "first6": number, "number": number } })
        }
        1 => json!({ "id": format!("clv_{number}"), "card": { "last4": last4 } }),
        2 => json!({ "id": number, "card": { "last4": last4 } }),
        3 => json!({ "id": "clv_abc", "card": { "last4": number } }),
        4 => json!({ "message": number, "error": { "code": number, "message": number, "type": number } }),
        _ => json!({ "error": { "code": "invalid_number", "message": number, "param": number } }),
    };
    let body = Secret::copied(&body.to_string());
    Reply::Response(Response { status, json: true, retry_after: None, body })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn the_state_of_the_form_tells_nothing_of_the_number(
        number in any_number(),
        typed in 0..20usize,
        gap in prop::sample::select(vec!["", " ", "-", "\u{a0}"]),
        everywhere in any::<bool>(),
        focused in prop::sample::select(Field::ALL),
        accepted in prop::sample::select(vec!["visa", "mastercard", "uatp"]),
        asked in any::<bool>(),
    ) {
        let text = grouped(number.get(..typed).unwrap_or(&number), gap);
        let other = if everywhere { text.as_str() } else { "" };
        let texts = Form { number: &text, expiry: other, cvc: other, holder: other, postal_code: other };
        let mut state = State::new(options(brand::Set::from_name(accepted)));
        state.focused = Some(focused);
        state.read(&texts, NOW);
        state.touch(focused);
        if asked {
            state.ask();
        }
        let message = ToHost::State(&state).write();
        prop_assert!(!tells(&message, &number), "{}", message);
        let mut told: serde_json::Value = serde_json::from_str(&message).expect("JSON");
        let code = told["state"].as_object_mut().and_then(|state| state.remove("code")).expect("of the brand");
        prop_assert!([json!(null), json!(3), json!(4)].contains(&code["length"]), "{}", message);
        let told = told.to_string();
        prop_assert!(!told.bytes().any(|byte| byte.is_ascii_digit()), "a state holds no digit else: {}", message);
    }

    #[test]
    fn the_result_of_a_call_tells_no_more_than_the_last_four(
        number in any_number(),
        holder in prop::sample::select(vec!["Jane Doe", ""]),
        status in prop::sample::select(vec![200u16, 200, 200, 400, 401, 404, 500]),
        place in 0..6usize,
        lost in prop::option::weighted(0.1, prop::sample::select(vec![Lost::Unreachable, Lost::Cut, Lost::TooLong])),
    ) {
        let cvc = if number.starts_with('3') { "9876" } else { "987" };
        let texts = Form { number: &number, expiry: "12/30", cvc, holder, postal_code: "" };
        let reply = lost.map_or_else(|| echo(status, &number, place), Reply::Lost);
        let messages = paid(&texts, reply);
        prop_assert!(!messages.is_empty());
        for message in messages {
            prop_assert!(!tells(&message, &number), "{}", message);
            prop_assert!(!message.contains(cvc) || number.contains(cvc), "{}", message);
        }
    }
}
