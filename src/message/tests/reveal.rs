//! What crosses the port of the frame that shows a stored card, and the words that it says.

use super::*;
use crate::vault::Scope;
use std::collections::BTreeSet;

const SCRIPT: &str = include_str!("../../../www/frame/reveal/edge.js");
const DOCUMENT: &str = include_str!("../../../www/frame/reveal/page.html");
const WORDS: &str = include_str!("../../../www/frame/reveal/words.js");
const TYPES: &str = include_str!("../../../www/host/index.d.ts");
const MACHINE: &str = include_str!("../../reveal.rs");

#[test]
fn the_host_says_what_is_shown_gives_a_grant_and_hides_and_nothing_else() {
    for (text, message) in [
        (r#"{"t":"config","element":"card"}"#, ToReveal::Config(Scope::ShowCard, None)),
        (
            r#"{"t":"config","element":"serviceCode","hideAfterMs":5000}"#,
            ToReveal::Config(Scope::ShowServiceCode, Some(5000)),
        ),
        (r#"{"t":"config","element":"card","hideAfterMs":-1}"#, ToReveal::Config(Scope::ShowCard, None)),
        (r#"{"t":"config","element":"card","hideAfterMs":"9"}"#, ToReveal::Config(Scope::ShowCard, None)),
        (r#"{"t":"grant","grant":null}"#, ToReveal::Grant(None)),
        (r#"{"t":"grant","grant":[]}"#, ToReveal::Grant(None)),
        (r#"{"t":"grant"}"#, ToReveal::Grant(None)),
        (r#"{"t":"hide"}"#, ToReveal::Hide),
    ] {
        assert_eq!(ToReveal::read(text), Some(message), "{text}");
    }
    let grant = ToReveal::read(r#"{"t":"grant","grant":{"vault":"vaultera"}}"#);
    assert!(matches!(grant, Some(ToReveal::Grant(Some(grant))) if grant.text_of("vault") == Some("vaultera")));
    let long = format!(r#"{{"t":"hide","x":"{}"}}"#, "x".repeat(LIMIT));
    for text in [
        "",
        "hide",
        "{}",
        r#"{"t":"show"}"#,
        r#"{"t":"press"}"#,
        r#"{"t":"tokenize","id":1,"timeoutMs":1}"#,
        r#"{"t":"config"}"#,
        r#"{"t":"config","element":"cvc"}"#,
        r#"{"t":"config","element":7}"#,
        &long,
    ] {
        assert_eq!(ToReveal::read(text), None, "{text}");
    }
}

#[test]
fn the_host_hears_that_a_card_is_shown_and_hidden_and_nothing_of_it() {
    assert_eq!(ToHost::Shown.write(), r#"{"t":"shown"}"#);
    assert_eq!(ToHost::Hidden.write(), r#"{"t":"hidden"}"#);
}

/// The quoted words with an underscore.
fn codes(text: &str) -> BTreeSet<&str> {
    let code = |word: &&str| {
        word.contains('_') && word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    text.split(['\'', '"']).filter(code).collect()
}

#[test]
fn every_code_that_is_said_has_a_text_and_no_text_is_left_over() {
    // Where the document says it itself it stands there.
    let in_document = DOCUMENT.split("data-word=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let texts: BTreeSet<_> = WORDS
        .lines()
        .filter_map(|line| line.trim().split_once(": '"))
        .map(|(code, _)| code)
        .chain(in_document)
        .collect();
    let said = MACHINE.split("#[cfg(test)]").next().unwrap_or_default();
    let mut codes: BTreeSet<_> = [SCRIPT, DOCUMENT, said].into_iter().flat_map(codes).collect();
    for code in [Code::GestureRequired, Code::FrameNotVisible, Code::PageSilent] {
        codes.insert(code.as_str());
    }
    assert!(codes.contains("reveal_show_code") && codes.contains("reveal_confirm"), "{codes:?}");
    assert_eq!(texts, codes);
    let (_, documented) = TYPES.split_once("export type RevealMessageCode =").expect("the type");
    let documented: BTreeSet<_> = documented.split(';').next().into_iter().flat_map(self::codes).collect();
    assert_eq!(texts, documented);
}
