//! Nothing that a vault says of a card may reach the shop's page: what is planted in its answers, and looked for.

use super::case::Word;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokenframe::error::{Code, Error};
use tokenframe::message::ToHost;

/// The card that every case types, and words that no vault says.
pub const NUMBER: &str = "4242424242424242";
const SPELLINGS: [&str; 4] = [NUMBER, "4242 4242 4242 4242", "4242-4242-4242-4242", "Walnut-7"];

static PLANTED: AtomicUsize = AtomicUsize::new(0);

/// How many answers and messages carried it.
pub fn planted() -> usize {
    PLANTED.load(Ordering::Relaxed)
}

fn canary() -> String {
    SPELLINGS.join(", ")
}

/// What of it a message to the host holds.
pub fn found(message: &str) -> Option<&'static str> {
    SPELLINGS.into_iter().find(|text| message.contains(text))
}

/// Puts it into every text for people, and beside every member.
pub fn plant(word: &mut Word) {
    match word {
        Word::Say(message) => {
            plant_in(message);
            PLANTED.fetch_add(1, Ordering::Relaxed);
        }
        Word::Answer(answer) if answer["planted"].is_null() => {
            let text = answer["body"].as_str().unwrap_or_default();
            if text.is_empty() {
                return;
            }
            let body = match serde_json::from_str::<Value>(text) {
                Ok(mut value) => {
                    plant_in(&mut value);
                    value.to_string()
                }
                // An answer that nobody can read can hold it too.
                Err(_) => format!("{text} {}", canary()),
            };
            answer["body"] = body.into();
            PLANTED.fetch_add(1, Ordering::Relaxed);
        }
        _ => {}
    }
}

fn plant_in(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(' ') => *text = canary(),
        Value::Array(items) => items.iter_mut().for_each(plant_in),
        Value::Object(members) => {
            members.values_mut().for_each(plant_in);
            members.insert("echo".into(), canary().into());
        }
        _ => {}
    }
}

/// Adds members that no contract knows to every object.
pub fn sow(value: &mut Value) {
    if let Value::Object(members) = value {
        members.values_mut().for_each(sow);
        members.insert("a_member_of_tomorrow".into(), json!({ "of": [canary(), null, 1.5e3, { "deep": [[]] }] }));
    }
}

/// A search that finds nothing says something only if it finds what is there.
pub fn the_search_finds_what_is_planted() {
    for text in SPELLINGS {
        let error = Error { reason: Some(format!("no {text}")), ..Code::CardRefused.into() };
        assert_eq!(found(&ToHost::Result(1, &Err(error)).write()), Some(text), "the search is blind");
    }
    let clean: Error = Code::CardRefused.into();
    assert_eq!(found(&ToHost::Result(1, &Err(clean)).write()), None, "the search sees what is not there");
}
