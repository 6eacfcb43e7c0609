//! Formatting while typing, against the table and against its laws.

use std::ops::Range;

use proptest::prelude::*;
use tokenframe::card::mask::{Direction, Edit, Kind, Masked, apply, settle};
use tokenframe::card::number;

fn kind(name: &str) -> Kind {
    match name {
        "number" => Kind::Number,
        "expiry" => Kind::Expiry,
        "cvc3" => Kind::Cvc { max: 3 },
        "cvc4" => Kind::Cvc { max: 4 },
        "postal" => Kind::PostalCode,
        "plain" => Kind::Plain,
        other => panic!("no such kind: {other}"),
    }
}

const KINDS: [Kind; 6] =
    [Kind::Number, Kind::Expiry, Kind::Cvc { max: 3 }, Kind::Cvc { max: 4 }, Kind::PostalCode, Kind::Plain];

/// What a browser's own input does with an edit, before anybody formats: the text and the caret.
fn browser(text: &str, caret: usize, edit: Edit<'_>) -> (String, usize) {
    let (before, after) = text.split_at(caret);
    let mut before = before.to_owned();
    let mut after = after.to_owned();
    match edit {
        Edit::Insert(insert) => before.push_str(insert),
        Edit::DeleteBackward => drop(before.pop()),
        Edit::DeleteForward => drop((!after.is_empty()).then(|| after.remove(0))),
    }
    (format!("{before}{after}"), before.len())
}

fn direction(edit: Edit<'_>) -> Option<Direction> {
    match edit {
        Edit::Insert(_) => None,
        Edit::DeleteBackward => Some(Direction::Backward),
        Edit::DeleteForward => Some(Direction::Forward),
    }
}

/// One edit, both ways; they must agree.
fn step(kind: Kind, at: &Masked, edit: Edit<'_>) -> Masked {
    let taken = apply(kind, &at.text, at.caret..at.caret, edit);
    let (text, caret) = browser(&at.text, at.caret, edit);
    let settled = settle(kind, &at.text, &text, caret, direction(edit));
    assert_eq!(show(&taken), show(&settled), "the two ways differ after {:?}", at.text);
    taken
}

fn show(masked: &Masked) -> String {
    let (before, after) = masked.text.split_at(masked.caret);
    format!("{before}|{after}")
}

fn read(shown: &str) -> Masked {
    let caret = shown.find('|').unwrap_or_else(|| panic!("no caret in {shown}"));
    Masked { text: shown.replace('|', ""), caret, refused: false }
}

fn keys(kind: Kind, from: &Masked, keys: &str) -> Masked {
    if let Some(pasted) = keys.strip_prefix("paste:") {
        return step(kind, from, Edit::Insert(pasted));
    }
    keys.chars().fold(from.clone(), |at, key| {
        let key = key.to_string();
        step(
            kind,
            &at,
            match key.as_str() {
                "⌫" => Edit::DeleteBackward,
                "⌦" => Edit::DeleteForward,
                typed => Edit::Insert(typed),
            },
        )
    })
}

/// What a whole text becomes when it is pasted into an empty field.
fn formatted(kind: Kind, text: &str) -> Masked {
    settle(kind, "", text, text.len(), None)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn every_row_of_keys_gives_its_text_and_caret_both_ways() {
    let mut differ = Vec::new();
    let mut seen = 0;
    let table = include_str!("vectors/card/mask.tsv");
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let text = |at: usize| -> String { serde_json::from_str(columns[at]).expect("JSON") };
        let found = show(&keys(kind(columns[0]), &read(&text(1)), &text(2)));
        seen += 1;
        if found != text(3) {
            differ.push(format!("{line} gave {found}"));
        }
    }
    assert!(seen > 80, "the table was not read");
    assert!(differ.is_empty(), "\n{}", differ.join("\n"));
}

#[test]
fn selected_text_is_replaced_or_deleted_whole() {
    let masked = apply(Kind::Number, "4242 4242 4242", 2..12, Edit::Insert("99"));
    assert_eq!(show(&masked), "4299 |42");
    let masked = apply(Kind::Number, "4242 4242", 0..9, Edit::DeleteBackward);
    assert_eq!(show(&masked), "|");
    let masked = apply(Kind::Expiry, "12 / 30", 0..7, Edit::Insert("05/31"));
    assert_eq!(show(&masked), "05 / 31|");
    let masked = apply(Kind::Plain, "Zoë Smith", 5..10, Edit::Insert("O’Brien"));
    assert_eq!(show(&masked), "Zoë O’Brien|");
}

#[test]
fn a_range_beyond_the_text_or_turned_around_is_cut_to_it() {
    for kind in KINDS {
        for range in [0..usize::MAX, usize::MAX..usize::MAX, Range { start: usize::MAX, end: 0 }] {
            for edit in [Edit::Insert("1"), Edit::DeleteBackward, Edit::DeleteForward] {
                let masked = apply(kind, "4242", range.clone(), edit);
                assert!(masked.text.is_char_boundary(masked.caret));
            }
        }
    }
}

#[test]
fn a_digit_of_another_script_is_refused_and_a_separator_is_not() {
    for (kind, text, refused) in [
        (Kind::Number, "４", true),
        (Kind::Number, "4a", true),
        (Kind::Number, "4242-4242 4242\u{a0}4242\u{200e}", false),
        (Kind::Number, "4242.4242", false),
        (Kind::Expiry, "1٢", true),
        (Kind::Expiry, "12 / 30", false),
        (Kind::Cvc { max: 3 }, "1२", true),
        (Kind::PostalCode, "SE1 2LN", false),
        (Kind::PostalCode, "〒", true),
        (Kind::Plain, "Zoë ４", false),
        (Kind::Plain, "a\0", true),
    ] {
        assert_eq!(formatted(kind, text).refused, refused, "{kind:?} {text:?}");
    }
}

#[test]
fn ten_megabytes_are_cut_before_any_work() {
    let huge = "4".repeat(10_000_000);
    assert_eq!(formatted(Kind::Number, &huge).text, "4444 4444 4444 4444444");
    assert_eq!(formatted(Kind::Plain, &huge).text.len(), 255);
    assert_eq!(formatted(Kind::PostalCode, &huge).text.len(), 10);
    let pasted = apply(Kind::Expiry, "", 0..0, Edit::Insert(&"1".repeat(10_000_000)));
    assert_eq!(pasted.text, "11 / 11");
    // What counts comes after the part that is looked at.
    assert_eq!(formatted(Kind::Number, &(" ".repeat(64) + "4242")).text, "");
}

/// Anything at all, and often what such fields see.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[0-9 /.-]{0,30}", "[0-9\u{a0}\u{200e}\u{301}٣４🙂\0\r\n/a-z-]{0,80}",]
}

fn any_kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(KINDS.to_vec())
}

#[derive(Debug, Clone)]
enum Key {
    Type(String),
    Back,
    Forward,
    Caret(usize),
}

fn any_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        6 => "[0-9]".prop_map(Key::Type),
        1 => "[0-9 /.xé-]{1,6}".prop_map(Key::Type),
        1 => any_text().prop_map(Key::Type),
        3 => Just(Key::Back),
        2 => Just(Key::Forward),
        2 => (0..40usize).prop_map(Key::Caret),
    ]
}

/// The states that a field goes through.
fn run(kind: Kind, keys: &[Key], mut each: impl FnMut(&Masked, &Key, &Masked)) {
    let mut at = Masked::default();
    for key in keys {
        let next = match key {
            Key::Type(text) => step(kind, &at, Edit::Insert(text)),
            Key::Back => step(kind, &at, Edit::DeleteBackward),
            Key::Forward => step(kind, &at, Edit::DeleteForward),
            Key::Caret(to) => {
                let mut caret = (*to).min(at.text.len());
                while !at.text.is_char_boundary(caret) {
                    caret -= 1;
                }
                Masked { caret, ..at.clone() }
            }
        };
        each(&at, key, &next);
        at = next;
    }
}

/// What is left after a deletion, cut where it now reads as a brand with shorter numbers.
fn assert_taken(expected: String, text: &str) {
    let left = digits(text);
    let brand = number::check(&expected, tokenframe::card::brand::Set::ALL).brand();
    let longest = brand.map_or(19, |brand| usize::from(brand.max_length()));
    assert_eq!(left, expected.get(..longest).unwrap_or(&expected));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_and_any_caret_give_a_clean_text_and_a_caret_within(
        kind in any_kind(), before in any_text(), text in any_text(), caret in any::<usize>(),
        small in 0..90usize, way in 0..3,
    ) {
        let way = [None, Some(Direction::Backward), Some(Direction::Forward)][way as usize];
        for caret in [caret, small] {
            let masked = settle(kind, &before, &text, caret, way);
            prop_assert!(masked.text.is_char_boundary(masked.caret));
            prop_assert!(kind == Kind::Plain || masked.text.is_ascii());
            prop_assert!(!masked.text.chars().any(char::is_control));
            let longest = if kind == Kind::Plain { 255 } else { 22 };
            prop_assert!(masked.text.chars().count() <= longest);
        }
    }

    #[test]
    fn formatting_twice_changes_nothing_more(kind in any_kind(), text in any_text()) {
        let once = formatted(kind, &text);
        let twice = formatted(kind, &once.text);
        prop_assert_eq!(show(&once), show(&twice));
    }

    #[test]
    fn a_browser_and_we_agree_after_any_keys(kind in any_kind(), keys in prop::collection::vec(any_key(), 0..40)) {
        run(kind, &keys, |_, _, _| {});
    }

    #[test]
    fn digits_before_the_caret_stay_before_the_caret(text in "[0-9 -]{0,30}", caret in 0..31usize) {
        let caret = caret.min(text.len());
        for kind in [Kind::Number, Kind::Cvc { max: 4 }] {
            let masked = settle(kind, "", &text, caret, None);
            let all = digits(&masked.text);
            prop_assert!(digits(&text).starts_with(&all));
            let mut before = digits(text.get(..caret).unwrap_or_default());
            before.truncate(all.len());
            prop_assert_eq!(digits(masked.text.get(..masked.caret).unwrap_or_default()), before);
        }
    }

    #[test]
    fn the_digits_of_a_date_stay_around_the_caret(month in 1..=12u8, year in 0..=99u8, caret in 0..=7usize) {
        let text = format!("{month:02} / {year:02}");
        let masked = settle(Kind::Expiry, "", &text, caret, None);
        prop_assert_eq!(&masked.text, &text);
        let before = |caret: usize| digits(text.get(..caret).unwrap_or_default());
        prop_assert_eq!(before(masked.caret), before(caret));
    }

    #[test]
    fn a_pasted_number_keeps_its_digits_up_to_the_longest_of_its_brand(text in "[0-9a-z .\u{a0}-]{0,40}") {
        let masked = formatted(Kind::Number, &text);
        let kept = digits(&masked.text);
        prop_assert!(digits(&text).starts_with(&kept));
        let number = number::check(&kept, tokenframe::card::brand::Set::ALL);
        let longest = number.brand().map_or(19, |brand| brand.max_length());
        prop_assert_eq!(kept.len(), digits(&text).len().min(usize::from(longest)));
    }

    #[test]
    fn one_backspace_takes_one_digit_before_the_caret(keys in prop::collection::vec(any_key(), 0..40)) {
        run(Kind::Number, &keys, |at, key, next| {
            let before = digits(at.text.get(..at.caret).unwrap_or_default());
            let after = digits(at.text.get(at.caret..).unwrap_or_default());
            match key {
                Key::Back => {
                    let mut left = before.clone();
                    left.pop();
                    assert_taken(left + &after, &next.text);
                }
                Key::Forward => {
                    let left = after.get(1..).unwrap_or_default();
                    assert_taken(before + left, &next.text);
                }
                _ => {}
            }
        });
    }

    #[test]
    fn the_caret_is_not_in_the_gap_of_a_date_after_typing(keys in prop::collection::vec(any_key(), 0..40)) {
        run(Kind::Expiry, &keys, |_, key, next| {
            if let (Key::Type(_), Some(gap)) = (key, next.text.find(" / ")) {
                assert!(next.caret < gap || next.caret >= gap + 3, "{}", show(next));
            }
        });
    }

    #[test]
    fn backspace_empties_any_field(kind in any_kind(), keys in prop::collection::vec(any_key(), 0..30)) {
        let mut last = Masked::default();
        run(kind, &keys, |_, _, next| last = next.clone());
        last.caret = last.text.len();
        for _ in 0..last.text.chars().count() {
            let length = last.text.len();
            last = step(kind, &last, Edit::DeleteBackward);
            assert!(last.text.len() < length || length == 0, "stuck at {:?}", last.text);
        }
        prop_assert_eq!(&last.text, "");
    }
}
