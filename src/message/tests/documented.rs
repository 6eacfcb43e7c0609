//! What is written against what is documented: the host's types, and the constants and words in JavaScript.

use super::*;
use crate::card::{Fault, Verdict, holder};
use crate::error::Kind;
use crate::vault::{self, NAMES};
use std::collections::BTreeSet;

const TYPES: &str = concat!(include_str!("../../../www/host/types.d.ts"), include_str!("../../../www/host/index.d.ts"));
const HOST: &str = concat!(
    include_str!("../../../www/host/index.js"),
    include_str!("../../../www/host/element.js"),
    include_str!("../../../www/host/base.js"),
    include_str!("../../../www/host/extra.js")
);
const BOOT: &str = include_str!("../../../www/frame/boot.js");
/// The rooms of the frame's own script.
const EDGE: &str = concat!(
    include_str!("../../../www/frame/core.js"),
    include_str!("../../../www/frame/edge.js"),
    include_str!("../../../www/frame/extra.js"),
    include_str!("../../../www/frame/fields.js"),
    include_str!("../../../www/frame/names.js"),
    include_str!("../../../www/frame/requests.js"),
);
const WORDS: &str = include_str!("../../../www/frame/words.js");

type Names = BTreeSet<String>;

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Names {
    names.into_iter().map(str::to_owned).collect()
}

/// What stands between `start` and the first `end` after it.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    rest.split_once(end).map(|(found, _)| found).unwrap_or_else(|| panic!("no {end} after {start}"))
}

/// The single-quoted texts.
fn quoted(text: &str) -> Names {
    names(text.split('\'').skip(1).step_by(2))
}

/// The members of a union of texts.
fn union_of(name: &str) -> Names {
    quoted(between(TYPES, &format!("export type {name} ="), ";"))
}

/// The names of an interface's members, each with whether it may be missing.
fn members_of(name: &str) -> BTreeSet<(String, bool)> {
    let body = between(TYPES, &format!("export interface {name} {{"), "\n}");
    let lines = body.lines().map(str::trim).filter(|line| !line.starts_with("/*") && !line.starts_with('*'));
    let members = lines.filter_map(|line| line.split_once(':')).map(|(member, _)| member);
    members.map(|member| (member.trim_end_matches('?').to_owned(), member.ends_with('?'))).collect()
}

/// Holds `object` against the interface: every member that must be there, and none that is not documented.
fn assert_documented(object: &serde_json::Value, interface: &str) {
    let found = names(object.as_object().expect("an object").keys().map(String::as_str));
    let members = members_of(interface);
    assert!(!members.is_empty(), "{interface} was not read");
    let all = members.iter().map(|(name, _)| name.clone()).collect::<Names>();
    let required = members.iter().filter(|(_, optional)| !optional).map(|(name, _)| name.clone()).collect::<Names>();
    assert!(found.is_subset(&all), "{interface}: {:?} are not documented", found.difference(&all));
    assert!(required.is_subset(&found), "{interface}: {:?} are missing", required.difference(&found));
}

fn written(message: &ToHost<'_>) -> serde_json::Value {
    serde_json::from_str(&message.write()).expect("JSON")
}

fn members(value: &serde_json::Value) -> Names {
    names(value.as_object().expect("an object").keys().map(String::as_str))
}

#[test]
fn messages_without_a_content_are_their_name() {
    assert_eq!(written(&ToHost::Ready), json!({ "t": "ready" }));
    assert_eq!(written(&ToHost::AskGrant), json!({ "t": "grant" }));
    assert_eq!(written(&ToHost::Bin(424242)), json!({ "t": "bin", "bin": 424242 }));
    for field in Field::ALL {
        assert_eq!(written(&ToHost::Focus(*field)), json!({ "t": "focus", "field": field.as_str() }));
        assert_eq!(written(&ToHost::Blur(*field)), json!({ "t": "blur", "field": field.as_str() }));
    }
}

#[test]
fn a_state_has_the_documented_members() {
    let both = Options { name: Need::Required, postal_code: Need::Optional, ..Options::default() };
    for options in [Options::default(), both] {
        let state = State::new(options);
        let message = written(&ToHost::State(&state));
        assert_eq!(members(&message), names(["t", "state"]));
        assert_documented(&message["state"], "CardState");
        let fields = message["state"]["fields"].as_object().expect("an object");
        assert_eq!(fields.len(), if options == both { 5 } else { 3 });
        fields.values().for_each(|field| assert_documented(field, "FieldState"));
    }
    for valid in [true, false] {
        let message = written(&ToHost::PageState(true, valid));
        assert_eq!((members(&message), &message["t"]), (names(["t", "state"]), &json!("state")));
        assert_documented(&message["state"], "CardState");
        assert_eq!(message["state"]["valid"], valid);
        assert_eq!(message["state"]["fields"], json!({}));
    }
}

#[test]
fn a_token_has_the_documented_members() {
    let known = Token {
        id: "clv_\"\\\n".into(),
        vault: "clover",
        kind: "card",
        brand: Some(Brand::AMERICAN_EXPRESS),
        preferred: None,
        last4: "0005".into(),
        expiry: crate::card::expiry::Month::new(2028, 9),
        save: None,
        next_action: None,
    };
    let unknown = Token { brand: None, expiry: None, ..known.clone() };
    let preferred = Token { preferred: Some(Brand::CARTES_BANCAIRES), ..known.clone() };
    let message = written(&ToHost::Result(7, &Ok(preferred)));
    assert_documented(&message["token"], "Token");
    assert_eq!(message["token"]["preferredBrand"], "cartes-bancaires");
    let message = written(&ToHost::Result(7, &Ok(known)));
    let token = json!({
        "id": "clv_\"\\\n", "vault": "clover", "kind": "card", "brand": "american-express",
        "last4": "0005", "expMonth": 9, "expYear": 2028,
    });
    assert_eq!(message, json!({ "t": "result", "id": 7, "token": token }));
    assert_documented(&message["token"], "Token");
    let message = written(&ToHost::Result(0, &Ok(unknown)));
    assert_documented(&message["token"], "Token");
    let left_open = ["brand", "expMonth", "expYear"].map(|name| &message["token"][name]);
    assert!(left_open.iter().all(|value| value.is_null()), "{message}");
}

fn seen_by_browsers() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|code| !Code::ON_SERVERS.contains(code))
}

#[test]
fn an_error_has_the_documented_members_and_names_whatever_its_code() {
    for code in seen_by_browsers() {
        let error = Error { fields: vec![(Field::Cvc, "cvc_refused")], retry_after_ms: Some(7000), ..code.into() };
        let full = written(&ToHost::Result(1, &Err(error.clone())));
        assert_eq!(members(&full), names(["t", "id", "error"]));
        assert_documented(&full["error"], "CallError");
        assert_eq!(full["error"]["fields"], json!({ "cvc": "cvc_refused" }));
        assert_eq!(full["error"]["retryAfterMs"], 7000);
        assert_eq!(full["error"]["retryable"], code.retryable());
        let bare = written(&ToHost::Failed(&code.into()));
        assert_eq!((members(&bare), &bare["t"]), (names(["t", "error"]), &json!("failed")));
        assert_documented(&bare["error"], "CallError");
        assert_eq!(members(&bare["error"]), names(["kind", "code", "retryable"]));
        assert!(union_of("ErrorCode").contains(bare["error"]["code"].as_str().expect("a code")), "{bare}");
        assert!(union_of("ErrorKind").contains(bare["error"]["kind"].as_str().expect("a kind")), "{bare}");
    }
}

/// Codes are the quoted words with an underscore; those of a `TokenframeError` alone are the programmer's.
fn codes_made_in(script: &str) -> Names {
    let mut found = Names::new();
    let mut before = "";
    for part in script.split(['\'', '"', '`']) {
        let word = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if word && part.contains('_') && part.len() > 1 && !before.ends_with("new TokenframeError(") {
            found.insert(part.to_owned());
        }
        before = part;
    }
    found
}

#[test]
fn the_documented_codes_are_ours_and_those_that_the_scripts_make() {
    let ours = names(seen_by_browsers().map(Code::as_str).chain([crate::message::instruments::INVALID]));
    let scopes = names(vault::Scope::ALL.map(vault::Scope::as_str));
    let theirs: Names =
        [HOST, BOOT, EDGE].into_iter().flat_map(codes_made_in).filter(|c| !scopes.contains(c)).collect();
    assert!(
        theirs.contains("frame_timeout") && theirs.contains("wasm_blocked"),
        "the scripts were not read: {theirs:?}"
    );
    assert_eq!(union_of("ErrorCode"), ours.union(&theirs).cloned().collect());
}

#[test]
fn the_codes_that_a_server_sees_are_documented_too() {
    let types = include_str!("../../../www/server/common.d.ts");
    let documented = quoted(between(types, "export type ServerErrorCode =", ";"));
    let scripts = [
        include_str!("../../../www/server/core.js"),
        include_str!("../../../www/server/grant.js"),
        include_str!("../../../www/server/secret.js"),
        include_str!("../../../www/server/vaults/clover.js"),
        include_str!("../../../www/server/vaults/corefy.js"),
        include_str!("../../../www/server/vaults/hellgate.js"),
        include_str!("../../../www/server/vaults/payconex.js"),
        include_str!("../../../www/server/vaults/vaultera.js"),
    ];
    let thrown = scripts.iter().flat_map(|script| script.split("wrong('").skip(1));
    let thrown: Names = thrown.filter_map(|rest| rest.split('\'').next().map(str::to_owned)).collect();
    assert!(thrown.contains("secret_spent"), "the scripts were not read");
    let ours = names(Code::ON_SERVERS.iter().map(|code| code.as_str()));
    let all: Names = ours.union(&thrown).filter(|code| !union_of("ErrorCode").contains(*code)).cloned().collect();
    assert_eq!(documented, all);
    let readme = include_str!("../../../README.md");
    for code in &documented {
        assert!(readme.contains(&format!("`{code}`")), "README does not name {code}");
    }
}

#[test]
fn the_documented_names_are_ours() {
    use Kind::*;
    let all = [Validation, Network, Vault, Session, Load, Config, Aborted, Timeout, Internal];
    for kind in all {
        // A kind that is added must be added above.
        match kind {
            Validation | Network | Vault | Session | Load | Config | Aborted | Timeout | Internal => {}
        }
    }
    assert_eq!(union_of("ErrorKind"), names(all.map(Kind::as_str)));
    assert_eq!(union_of("Brand"), names(brand::Set::ALL.iter().map(Brand::name)));
    assert_eq!(union_of("FieldName"), names(Field::ALL.iter().map(|field| field.as_str())));
    assert_eq!(union_of("VaultName"), names(NAMES.iter().copied()));
    assert_eq!(quoted(between(TYPES, "scope?:", ";")), names(vault::Scope::ALL.map(vault::Scope::as_str)));
}

#[test]
fn both_ends_agree_on_the_handshake_the_fields_and_the_vaults() {
    let protocol = |script| between(script, "const PROTOCOL = ", ";").parse::<u32>();
    assert_eq!((protocol(HOST), protocol(BOOT)), (Ok(PROTOCOL), Ok(PROTOCOL)));
    let hello = |script| between(script, "const HELLO = '", "';");
    assert_eq!(hello(HOST), hello(BOOT));
    let vaults = between(HOST, "const VAULTS = {", "}").split(',').filter_map(|vault| vault.split_once(':'));
    assert_eq!(names(vaults.map(|(name, _)| name.trim())), names(NAMES.iter().copied()));
    let fields: Vec<_> = between(EDGE, "const NAMES = [", "]").split(", ").collect();
    let ours: Vec<_> = Field::ALL.iter().map(|field| format!("'{}'", field.as_str())).collect();
    assert_eq!(fields, ours, "fields cross as their index");
    let limit: usize = between(EDGE, "const BODY_LIMIT = ", ";").parse().expect("a number");
    assert_eq!(limit, crate::http::BODY_LIMIT);
}

#[test]
fn every_code_beneath_a_field_has_a_text_and_no_text_is_left_over() {
    let texts = between(WORDS, "words = {", "\n}");
    let texts: Vec<_> = texts.lines().filter_map(|line| line.trim().split_once(": ")).collect();
    assert!(texts.iter().all(|(_, text)| text.trim_matches([',', '\'']).len() > 5), "{texts:?}");
    let mut codes = names(Fault::ALL.iter().map(|fault| fault.as_str()));
    for field in Field::ALL {
        codes.insert(field.code(Verdict::Empty).into());
        // Nobody sees a name that is not complete: see the test below.
        if *field != Field::Name {
            codes.insert(field.code(Verdict::Partial).into());
        }
    }
    codes.extend(names(["number_refused", "expiry_refused", "cvc_refused", "brand_refused"]));
    // What the frame says of itself, and Vaultera of a field.
    codes.extend(names(["card_invalid", "unavailable", "frame_crashed", "label_brand"]));
    assert_eq!(texts.iter().map(|(code, _)| (*code).to_owned()).collect::<Names>(), codes);
    assert_eq!(texts.len(), codes.len(), "a text stands twice");
}

proptest! {
    #[test]
    fn a_name_that_was_left_is_never_incomplete(text in "\\PC{0,12}", digits in "[0-9 ]{0,8}") {
        prop_assert_ne!(holder::at_rest(&text), Verdict::Partial);
        prop_assert_ne!(holder::at_rest(&digits), Verdict::Partial);
    }
}
