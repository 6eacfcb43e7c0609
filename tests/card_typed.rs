//! Formatting while typing, against the table and against its laws.

use std::ops::Range;

use proptest::prelude::*;
use tokenframe::card::brand::Set;
use tokenframe::card::mask::{Direction, Kind};
use tokenframe::card::number;
use tokenframe::card::typed::{Act, Reach, Typed};

const KINDS: [Kind; 7] = [
    Kind::Number,
    Kind::Expiry,
    Kind::Digits { max: 3 },
    Kind::Digits { max: 4 },
    Kind::PostalCode,
    Kind::Groups { max: 20 },
    Kind::Code { max: 8 },
];

fn kind(name: &str) -> Kind {
    match name {
        "number" => Kind::Number,
        "expiry" => Kind::Expiry,
        "cvc3" => Kind::Digits { max: 3 },
        "cvc4" => Kind::Digits { max: 4 },
        "postal" => Kind::PostalCode,
        other => panic!("no such kind: {other}"),
    }
}

/// A field as a browser has it: what is typed, and what is selected.
struct Input {
    kind: Kind,
    typed: Typed,
    selection: Range<usize>,
}

impl Input {
    fn new(kind: Kind) -> Self {
        Self { kind, typed: Typed::default(), selection: 0..0 }
    }

    /// `4242 [42]42|`: the brackets are around what is selected, or else there is a caret.
    fn with(kind: Kind, before: &str) -> Self {
        let mut input = Self::new(kind);
        let text: String = before.chars().filter(|c| !"[]|".contains(*c)).collect();
        input.act(Act::Insert(&text));
        assert_eq!(input.typed.text(), text, "no field of ours shows this");
        input.selection = match (before.find('['), before.find(']'), before.find('|')) {
            (Some(start), Some(end), None) => start..end - 1,
            (None, None, Some(caret)) => caret..caret,
            _ => panic!("neither a selection nor a caret in {before}"),
        };
        input
    }

    fn act(&mut self, act: Act<'_>) {
        self.typed.act(self.kind, self.selection.clone(), act);
        self.selection = self.typed.caret()..self.typed.caret();
    }

    fn delete(&mut self, reach: Reach, way: Direction) {
        self.act(Act::Delete(reach, way));
    }

    /// One word of the table.
    fn does(&mut self, word: &str) {
        let (verb, text) = word.split_once(' ').unwrap_or((word, ""));
        match verb {
            "type" => text.chars().for_each(|sign| self.act(Act::Insert(sign.encode_utf8(&mut [0; 4])))),
            "insert" | "paste" => self.act(Act::Insert(text)),
            "select" => {
                let place = |text: &str| text.parse().unwrap_or_else(|_| panic!("no place: {text}"));
                let (start, end) = text.split_once(' ').unwrap_or((text, text));
                self.selection = place(start)..place(end);
            }
            "Backspace" => self.delete(Reach::Sign, Direction::Backward),
            "Delete" => self.delete(Reach::Sign, Direction::Forward),
            "Ctrl+Backspace" => self.delete(Reach::Group, Direction::Backward),
            "Ctrl+Delete" => self.delete(Reach::Group, Direction::Forward),
            "ToStart" => self.delete(Reach::All, Direction::Backward),
            "ToEnd" => self.delete(Reach::All, Direction::Forward),
            "Undo" => self.act(Act::Undo),
            "Redo" => self.act(Act::Redo),
            other => panic!("no such word: {other}"),
        }
    }

    fn around(&self) -> (&str, &str) {
        self.typed.text().split_at(self.typed.caret())
    }

    fn shown(&self) -> String {
        let (before, after) = self.around();
        format!("{before}|{after}")
    }
}

/// What a whole text becomes when it is pasted into an empty field.
fn pasted(kind: Kind, text: &str) -> String {
    let mut input = Input::new(kind);
    input.act(Act::Insert(text));
    input.typed.text().to_owned()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn every_edit_of_the_table_gives_its_text_and_caret() {
    let table: Vec<serde_json::Value> = serde_json::from_str(include_str!("vectors/card/edits.json")).expect("JSON");
    let mut differ = Vec::new();
    for row in &table {
        let text = |name: &str| row[name].as_str().expect("a text");
        let mut input = Input::with(kind(text("kind")), text("before"));
        for word in row["do"].as_array().expect("words") {
            input.does(word.as_str().expect("a word"));
        }
        if input.shown() != text("after") {
            differ.push(format!("{row} gave {}", input.shown()));
        }
    }
    assert!(table.len() > 400, "the table was not read");
    assert!(differ.is_empty(), "\n{}", differ.join("\n"));
}

#[test]
fn a_gift_card_is_written_in_fours_and_a_code_as_it_is_typed() {
    let groups = Kind::Groups { max: 20 };
    for (text, shown) in [
        ("603571", "6035 71"),
        ("6035-7100 1234\u{a0}5678", "6035 7100 1234 5678"),
        ("12345678901234567890123", "1234 5678 9012 3456 7890"),
        // A card number in a longer text has no say here.
        ("1 4242424242424242", "1424 2424 2424 2424 2"),
    ] {
        assert_eq!(pasted(groups, text), shown);
    }
    assert_eq!(pasted(Kind::Code { max: 8 }, " a1-B2 c3?D4e"), "a1B2c3D4");
    let mut input = Input::with(groups, "6035 7|100");
    for (word, shown) in [
        ("Backspace", "6035 |100"),
        ("Backspace", "603|1 00"),
        ("type 9", "6039 |100"),
        ("Delete", "6039 |00"),
        ("Undo", "6039 |100"),
    ] {
        input.does(word);
        assert_eq!(input.shown(), shown, "{word}");
    }
}

#[test]
fn a_stand_in_stands_for_a_letter_of_a_code_too() {
    let kind = Kind::Code { max: 8 };
    let mut input = Input::new(kind);
    input.act(Act::Insert("aB3d"));
    // An input method writes one sign behind two stand-ins that it left.
    input.typed.took(kind, "\u{2022}\u{2022}X\u{2022}\u{2022}", 3, Direction::Backward);
    assert_eq!(input.typed.text(), "aBX3d");
}

#[test]
fn a_range_beyond_the_text_or_turned_around_is_cut_to_it() {
    for kind in KINDS {
        for range in [0..usize::MAX, usize::MAX..usize::MAX, Range { start: usize::MAX, end: 0 }] {
            for act in [
                Act::Insert("1"),
                Act::Delete(Reach::Sign, Direction::Backward),
                Act::Delete(Reach::Group, Direction::Forward),
                Act::Delete(Reach::All, Direction::Backward),
            ] {
                let mut input = Input::new(kind);
                input.act(Act::Insert("1230"));
                input.typed.act(kind, range.clone(), act);
                assert!(input.typed.caret() <= input.typed.text().len());
            }
        }
    }
}

#[test]
fn ten_megabytes_are_cut_before_any_work() {
    let huge = "4".repeat(10_000_000);
    assert_eq!(pasted(Kind::Number, &huge), "4444 4444 4444 4444444");
    assert_eq!(pasted(Kind::PostalCode, &huge).len(), 10);
    assert_eq!(pasted(Kind::Expiry, &"1".repeat(10_000_000)), "11 / 11");
    // What counts comes after the part that is looked at.
    assert_eq!(pasted(Kind::Number, &(" ".repeat(64) + "4242")), "");
}

/// Anything at all, and often what such fields see.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[0-9 /.-]{0,30}", "[0-9•\u{a0}\u{200e}\u{301}٣４🙂\0\r\n/a-z-]{0,80}",]
}

fn any_kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(KINDS.to_vec())
}

#[derive(Debug, Clone)]
enum Key {
    Type(String),
    Delete(bool),
    Select(usize, usize),
    Took(String, usize),
    Undo(bool),
}

fn any_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        8 => "[0-9]".prop_map(Key::Type),
        1 => "[0-9 /.xé-]{1,6}".prop_map(Key::Type),
        1 => any_text().prop_map(Key::Type),
        5 => any::<bool>().prop_map(Key::Delete),
        2 => (0..30usize).prop_map(|caret| Key::Select(caret, caret)),
        1 => (0..30usize, 0..30usize).prop_map(|(start, end)| Key::Select(start, end)),
        1 => (any_text(), 0..30usize).prop_map(|(text, caret)| Key::Took(text, caret)),
        1 => any::<bool>().prop_map(Key::Undo),
    ]
}

fn way(forward: bool) -> Direction {
    if forward { Direction::Forward } else { Direction::Backward }
}

/// Does it all, and looks at each step.
fn run(kind: Kind, keys: &[Key], mut each: impl FnMut(&Input, &Key, [&str; 3])) -> Input {
    let mut input = Input::new(kind);
    for key in keys {
        let text = input.typed.text().to_owned();
        let start = input.selection.start.min(input.selection.end).min(text.len());
        let end = input.selection.end.clamp(start, text.len());
        match key {
            Key::Type(text) => input.act(Act::Insert(text)),
            Key::Delete(forward) => input.delete(Reach::Sign, way(*forward)),
            Key::Select(start, end) => input.selection = *start..*end,
            Key::Took(text, caret) => {
                input.typed.took(kind, text, *caret, Direction::Backward);
                input.selection = input.typed.caret()..input.typed.caret();
            }
            Key::Undo(redo) => input.act(if *redo { Act::Redo } else { Act::Undo }),
        }
        each(&input, key, [0..start, start..end, end..text.len()].map(|range| text.get(range).unwrap_or_default()));
    }
    input
}

/// What is left, cut where it now reads as a brand with shorter numbers.
fn cut(mut all: String) -> String {
    let longest = number::check(&all, Set::ALL).brand().map_or(19, |brand| brand.max_length());
    all.truncate(usize::from(longest));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_text_is_clean_and_the_caret_within(
        kind in any_kind(), keys in prop::collection::vec(any_key(), 0..40),
    ) {
        run(kind, &keys, |input, _, _| {
            let text = input.typed.text();
            assert!(input.typed.caret() <= text.len() && text.len() <= 24);
            assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ' || match kind {
                Kind::Expiry => byte == b'/',
                Kind::PostalCode => byte == b'-' || byte.is_ascii_uppercase(),
                Kind::Code { .. } => byte.is_ascii_alphabetic(),
                _ => false,
            }), "{text:?}");
        });
    }

    #[test]
    fn formatting_twice_changes_nothing_more(kind in any_kind(), text in any_text()) {
        let once = pasted(kind, &text);
        let twice = pasted(kind, &once);
        // A whole number is found in what is longer, and the rest of it dropped.
        let found = kind == Kind::Number && number::check(&twice, Set::ALL).verdict.is_valid();
        prop_assert!(twice == once || found, "{} became {}", once, twice);
    }

    #[test]
    fn what_the_browser_does_by_itself_comes_to_the_same(
        sealed in any::<bool>(), kind in any_kind(), keys in prop::collection::vec(any_key(), 0..20),
        caret in 0..30usize, typed in "[0-9]{1,3}", deletes in any::<bool>(), forward in any::<bool>(),
    ) {
        let mut ours = run(kind, &keys, |_, _, _| {});
        let mut theirs = run(kind, &keys, |_, _, _| {});
        let text = ours.typed.text().to_owned();
        let caret = caret.min(text.len());
        // As the input holds it.
        let held = |part: &str| if sealed { part.replace(|c: char| c.is_ascii_digit(), "•") } else { part.to_owned() };
        let (before, after) = text.split_at(caret);
        ours.selection = caret..caret;
        let (before, after) = if !deletes {
            ours.act(Act::Insert(&typed));
            (held(before) + &typed, held(after))
        } else {
            ours.delete(Reach::Sign, way(forward));
            match forward {
                true => (held(before), held(after.get(1..).unwrap_or_default())),
                false => (held(before.get(..caret.saturating_sub(1)).unwrap_or_default()), held(after)),
            }
        };
        theirs.typed.took(kind, &format!("{before}{after}"), before.encode_utf16().count(), way(forward));
        prop_assert_eq!(theirs.typed.text(), ours.typed.text());
        prop_assert_eq!(theirs.typed.caret(), ours.typed.caret(), "{}", text);
    }

    #[test]
    fn a_pasted_number_keeps_its_digits_up_to_the_longest_of_its_brand(text in "[0-9]{0,11}|[0-9]{0,24}[a-z .\u{a0}-]?") {
        let kept = digits(&pasted(Kind::Number, &text));
        prop_assert_eq!(kept, cut(digits(&text).get(..digits(&text).len().min(24)).unwrap_or_default().to_owned()));
    }

    #[test]
    fn every_deletion_takes_one_digit_or_what_is_selected(keys in prop::collection::vec(any_key(), 0..40)) {
        run(Kind::Number, &keys, |input, key, [before, selected, after]| {
            let Key::Delete(forward) = key else { return };
            let (mut before, mut after) = (digits(before), digits(after));
            let (now, rest) = input.around();
            if before.len() + after.len() != digits(now).len() + digits(rest).len() {
                // There was nothing selected, or only a gap.
                if *forward && selected.is_empty() { after.drain(..after.len().min(1)); } else { before.pop(); }
            }
            let kept = cut(before.clone() + &after);
            assert_eq!(digits(input.typed.text()), kept);
            before.truncate(kept.len());
            assert_eq!(digits(now), before);
        });
    }

    #[test]
    fn the_caret_is_not_in_the_gap_of_a_date_after_typing(keys in prop::collection::vec(any_key(), 0..40)) {
        run(Kind::Expiry, &keys, |input, key, _| {
            let (Key::Type(text), Some(gap)) = (key, input.typed.text().find(" / ")) else { return };
            let caret = input.typed.caret();
            assert!(text.is_empty() || caret <= gap || caret >= gap + 3, "{}", input.shown());
        });
    }

    #[test]
    fn every_step_can_be_taken_back_and_done_anew(kind in any_kind(), keys in prop::collection::vec(any_key(), 0..30)) {
        let mut input = run(kind, &keys, |_, _, _| {});
        let last = input.shown();
        // More than can be undone.
        (0..40).for_each(|_| input.act(Act::Undo));
        if keys.len() < 30 && !keys.iter().any(|key| matches!(key, Key::Undo(_))) {
            prop_assert_eq!(input.typed.text(), "");
            (0..40).for_each(|_| input.act(Act::Redo));
            prop_assert_eq!(digits(input.typed.text()), digits(&last));
        }
    }

    #[test]
    fn backspace_empties_any_field(kind in any_kind(), keys in prop::collection::vec(any_key(), 0..30)) {
        let mut input = run(kind, &keys, |_, _, _| {});
        let end = input.typed.text().len();
        input.selection = end..end;
        while !input.typed.text().is_empty() {
            let length = input.typed.text().len();
            input.delete(Reach::Sign, Direction::Backward);
            assert!(input.typed.text().len() < length, "stuck at {:?}", input.shown());
        }
    }
}
