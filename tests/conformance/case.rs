//! A case: what happens to one call, word by word, and the cell that it must end in.

use super::table::Cell;
use super::{Driver, drive, leak};
use serde_json::{Map, Value, json};
use tokenframe::http::Lost;

/// What a vault's `conformance.json` holds.
pub struct Vectors {
    driver: &'static Driver,
    data: Value,
}

/// One case for one vault.
pub struct Row {
    pub name: String,
    /// Each of these must end in the same cell.
    pub grants: Vec<Value>,
    /// What is answered between a good grant and a card.
    pub prepare: Vec<Word>,
    /// What the shopper typed: a card, or a security code alone.
    pub form: Value,
    /// Each of these must end in the same cell.
    pub scripts: Vec<Vec<Word>>,
    pub expect: String,
    /// What the next call ends in, where it goes on with what this one left.
    pub again: String,
    /// The token that a good end gives, as the host reads it.
    pub token: Value,
    /// Nothing may leave the frame.
    pub silent: bool,
}

/// What happens next.
#[derive(Debug, Clone, PartialEq)]
pub enum Word {
    /// An answer of the network: a row as `vault::answer` reads it.
    Answer(Value),
    /// None.
    Lost(Lost),
    /// A message of the vault's page, or a callback of its component.
    Say(Value),
    /// The host gives no grant.
    Ungranted,
    /// The browser cannot encrypt.
    Unencrypted,
    Abort,
    Deadline,
}

impl Vectors {
    pub fn read(driver: &'static Driver) -> Self {
        let data = serde_json::from_str(driver.vectors).unwrap_or_else(|error| panic!("{}: {error}", driver.name));
        Self { driver, data }
    }

    pub fn name(&self) -> &'static str {
        self.driver.name
    }

    pub fn seam(&self) -> &'static str {
        self.driver.seam
    }

    /// Why a general case cannot happen here, by the case.
    pub fn none(&self) -> impl Iterator<Item = (&String, &str)> {
        self.member("none").map(|(name, why)| (name, why.as_str().expect("a reason")))
    }

    /// A vault cannot leave a case out in silence, nor keep one that is gone.
    pub fn names_every_case_of(&self, general: &Value) {
        let cases =
            general.as_array().into_iter().flatten().flat_map(|group| group["cases"].as_array().expect("cases"));
        let mut names: Vec<_> = cases.map(|case| case["name"].as_str().expect("a name")).collect();
        let mut own: Vec<_> =
            ["expect", "none"].iter().flat_map(|list| self.member(list)).map(|(name, _)| &**name).collect();
        names.sort_unstable();
        own.sort_unstable();
        assert_eq!(own, names, "{}: the cases of its vectors are not the general ones", self.name());
        for (name, _) in self.member("sees") {
            assert!(names.contains(&&**name), "{}: sees a case that is not there: {name}", self.name());
        }
    }

    pub fn documented(&self) -> Vec<Row> {
        self.data["documented"].as_array().expect("documented").iter().map(|row| Row::new(self, row, row)).collect()
    }

    /// Runs a row, or says that it cannot happen here.
    pub fn cell(&self, row: &Row) -> Cell {
        if row.expect.is_empty() {
            return Cell::none();
        }
        let good =
            Row::new(self, &json!({ "name": "", "script": ["before", "good"], "expect": "token" }), &Value::Null);
        let runs = row.grants.iter().flat_map(|grant| row.scripts.iter().map(move |script| (grant, script)));
        let found = runs.map(|(grant, script)| drive::run(row, grant, script, &good));
        let found = found.reduce(|first, next| if first == next { first } else { format!("{first}, and {next}") });
        Cell::new(found.expect("a script"), row.expect.clone())
    }

    fn member(&self, name: &str) -> impl Iterator<Item = (&String, &Value)> {
        self.data[name].as_object().into_iter().flatten()
    }

    fn words(&self, list: &Value) -> Vec<Word> {
        list.as_array().into_iter().flatten().flat_map(|word| self.word(word)).collect()
    }

    fn word(&self, word: &Value) -> Vec<Word> {
        let lost = |name: &str| match name {
            "unreachable" => Lost::Unreachable,
            "cut" => Lost::Cut,
            "too long" => Lost::TooLong,
            other => panic!("lost in no known way: {other}"),
        };
        vec![match (word.as_str(), word.as_object().and_then(|members| members.iter().next())) {
            (Some("before"), _) => return self.words(&self.data["before"]),
            (Some("good"), _) => self.good(&Map::new()),
            (Some("ungranted"), _) => Word::Ungranted,
            (Some("unencrypted"), _) => Word::Unencrypted,
            (Some("abort"), _) => Word::Abort,
            (Some("deadline"), _) => Word::Deadline,
            (_, Some((name, value))) if name == "good" => self.good(value.as_object().expect("changes")),
            (_, Some((name, value))) if name == "say" => Word::Say(value.clone()),
            (_, Some((name, value))) if name == "lost" => Word::Lost(lost(value.as_str().unwrap_or_default())),
            (_, Some(_)) if word["status"].is_u64() => Word::Answer(with_text(word.clone())),
            _ => panic!("{}: no word: {word}", self.name()),
        }]
    }

    /// The good end, with changes: another `token`, `extra` members everywhere, another `status` or `type`.
    fn good(&self, changes: &Map<String, Value>) -> Word {
        let mut word = self.data["good"].clone();
        let (outer, inner) =
            if word["say"].is_null() { ("body", &mut word["body"]) } else { ("say", &mut word["say"]) };
        if let Some(token) = changes.get("token") {
            let at = self.data["tokenAt"].as_str().expect("where the token is");
            let place = inner.pointer_mut(at).expect("the good end has a token there");
            let prefix = self.data["tokenPrefix"].as_str().unwrap_or_default();
            *place = token.as_str().map_or(token.clone(), |text| [prefix, text].concat().into());
        }
        if let Some(at) = changes.get("without").map(|_| self.data["tokenAt"].as_str().expect("where the token is")) {
            let (parent, name) = at.rsplit_once('/').expect("a pointer");
            let parent = inner.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
            assert!(parent.remove(name).is_some(), "the token was there");
        }
        if changes.contains_key("extra") {
            leak::sow(inner);
        }
        for name in ["status", "type"] {
            if let (Some(change), "body") = (changes.get(name), outer) {
                word[name] = change.clone();
            }
        }
        if outer == "say" { Word::Say(word["say"].take()) } else { Word::Answer(with_text(word)) }
    }
}

impl Row {
    /// A general case: what this vault sees of it, where that is not the answer itself, and what it makes of it.
    pub fn general(vault: &Vectors, case: &Value) -> Self {
        let name = case["name"].as_str().expect("a name");
        let seen = &vault.data["sees"][name];
        let how = if seen.is_null() { case.clone() } else { json!({ "script": seen }) };
        let about = json!({ "name": name, "expect": vault.data["expect"][name], "with": case["with"], "silent": case["silent"] });
        Self::new(vault, &how, &about)
    }

    fn new(vault: &Vectors, how: &Value, about: &Value) -> Self {
        let or = |name: &str| if how[name].is_null() { &vault.data[name] } else { &how[name] };
        let scripts = match (&how["scripts"], &how["script"]) {
            (Value::Array(scripts), _) => scripts.iter().map(|script| vault.words(script)).collect(),
            (_, script) => vec![vault.words(script)],
        };
        // A list of members, or the name of the list where they are the vault's own.
        let grants = match &about["with"] {
            Value::Null => vec![Value::Null],
            Value::String(list) => vault.data[list].as_array().expect("a list of members").clone(),
            list => list.as_array().expect("a list of members").clone(),
        };
        let mut row = Self {
            name: about["name"].as_str().unwrap_or_default().to_owned(),
            grants: grants.iter().map(|members| merged(or("grant"), members)).collect(),
            prepare: vault.words(or("prepare")),
            form: or("form").clone(),
            scripts,
            expect: about["expect"].as_str().unwrap_or_default().to_owned(),
            again: how["again"].as_str().unwrap_or("token").to_owned(),
            token: vault.data["token"].clone(),
            silent: about["silent"] == true,
        };
        for (name, value) in how["token"].as_object().into_iter().flatten() {
            row.token[name] = value.clone();
        }
        if how["cut"] == true {
            row.scripts = row.scripts.iter().flat_map(|script| cut(script)).collect();
        }
        if !row.expect.starts_with("token") {
            row.scripts.iter_mut().flatten().for_each(leak::plant);
        }
        row
    }
}

/// The script with its last answer cut after each of its bytes.
fn cut(script: &[Word]) -> Vec<Vec<Word>> {
    let Some((Word::Answer(whole), before)) = script.split_last() else { return vec![script.to_vec()] };
    let text = whole["body"].as_str().expect("a body");
    let ends = 0..text.len();
    let short = ends.map(|end| merged(whole, &json!({ "body": text.get(..end).unwrap_or_default(), "planted": true })));
    short.map(|answer| before.iter().cloned().chain([Word::Answer(answer)]).collect()).collect()
}

/// A body that the vectors give as a value is sent as its text.
fn with_text(mut answer: Value) -> Value {
    if !answer["body"].is_string() {
        answer["body"] = answer["body"].to_string().into();
    }
    answer
}

/// `value` with the members of `changes` in place of its own; a null takes one away.
fn merged(value: &Value, changes: &Value) -> Value {
    let mut merged = value.clone();
    for (name, change) in changes.as_object().into_iter().flatten() {
        let members = merged.as_object_mut().expect("an object");
        members.remove(name);
        if !change.is_null() {
            members.insert(name.clone(), change.clone());
        }
    }
    merged
}
