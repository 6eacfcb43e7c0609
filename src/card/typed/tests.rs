use super::*;

const NUMBER: Kind = Kind::Number;

fn insert(typed: &mut Typed, at: Range<usize>, text: &str) {
    typed.act(NUMBER, at, Act::Insert(text));
}

fn typed(text: &str) -> Typed {
    let mut typed = Typed::default();
    for sign in text.chars() {
        let at = typed.caret();
        insert(&mut typed, at..at, sign.encode_utf8(&mut [0; 4]));
    }
    typed
}

#[test]
fn what_is_typed_on_is_one_step_and_each_deletion_another() {
    let mut typed = typed("42424242");
    assert_eq!(typed.text(), "4242 4242");
    typed.act(NUMBER, 9..9, Act::Delete(Reach::Sign, Direction::Backward));
    typed.act(NUMBER, 8..8, Act::Delete(Reach::Sign, Direction::Backward));
    for (act, text) in [
        (Act::Undo, "4242 424"),
        (Act::Undo, "4242 4242"),
        (Act::Undo, ""),
        (Act::Undo, ""),
        (Act::Redo, "4242 4242"),
        (Act::Redo, "4242 424"),
        (Act::Redo, "4242 42"),
        (Act::Redo, "4242 42"),
    ] {
        typed.act(NUMBER, 0..0, act);
        assert_eq!(typed.text(), text);
        assert_eq!(typed.caret(), text.len());
    }
}

#[test]
fn what_was_taken_back_is_gone_once_something_else_is_typed() {
    let mut typed = typed("42");
    typed.act(NUMBER, 0..0, Act::Undo);
    insert(&mut typed, 0..0, "5");
    typed.act(NUMBER, 0..0, Act::Redo);
    assert_eq!(typed.text(), "5");
}

#[test]
fn no_more_steps_are_kept_than_there_is_room_for() {
    let mut typed = Typed::default();
    for _ in 0..100 {
        insert(&mut typed, 0..0, "42");
        typed.act(NUMBER, 0..usize::MAX, Act::Delete(Reach::Sign, Direction::Backward));
    }
    assert_eq!(typed.past.len(), STEPS);
}

#[test]
fn a_letter_is_no_step() {
    let mut typed = typed("42x");
    assert_eq!(typed.past.len(), 1);
    typed.act(NUMBER, 0..0, Act::Undo);
    assert_eq!(typed.text(), "");
}

#[test]
fn a_group_or_all_before_or_after_the_caret_goes() {
    use Direction::{Backward, Forward};
    for (text, at, act, left, caret) in [
        ("42424242", 9, Act::Delete(Reach::Group, Backward), "4242", 4),
        ("42424242", 7, Act::Delete(Reach::Group, Backward), "4242 42", 5),
        ("42424242", 5, Act::Delete(Reach::Group, Backward), "4242", 0),
        ("42424242", 4, Act::Delete(Reach::Group, Forward), "4242", 4),
        ("42424242", 2, Act::Delete(Reach::Group, Forward), "4242 42", 2),
        ("42424242", 7, Act::Delete(Reach::All, Backward), "42", 0),
        ("42424242", 2, Act::Delete(Reach::All, Forward), "42", 2),
        ("42424242", 0, Act::Delete(Reach::Group, Backward), "4242 4242", 0),
        ("42424242", 9, Act::Delete(Reach::Group, Forward), "4242 4242", 9),
    ] {
        let mut typed = typed(text);
        typed.act(NUMBER, at..at, act);
        assert_eq!((typed.text(), typed.caret()), (left, caret), "{text} at {at}");
    }
}

#[test]
fn a_number_is_found_in_whatever_is_pasted_around_it() {
    for (pasted, text) in [
        ("4242424242424242", "4242 4242 4242 4242"),
        ("Card: 4242-4242-4242-4242, 12/30, code 123", "4242 4242 4242 4242"),
        ("4242 4242 4242 4242 12/30 123", "4242 4242 4242 4242"),
        ("order 77 4242\u{a0}4242\u{a0}4242\u{a0}4242\n", "4242 4242 4242 4242"),
        ("378282246310005 0127", "3782 822463 10005"),
        ("tel 0123456789, card 5555555555554444", "5555 5555 5555 4444"),
        ("call 555 then 4242.4242.4242.4242 ok", "4242 4242 4242 4242"),
        // No number of a card: as if typed.
        ("42x42", "4242"),
    ] {
        let mut typed = typed("99");
        insert(&mut typed, 0..2, pasted);
        assert_eq!(typed.text(), text, "{pasted}");
    }
    // A whole one takes the place of what was there.
    let mut typed = typed("4242");
    insert(&mut typed, 2..2, "5555555555554444");
    assert_eq!(typed.text(), "5555 5555 5555 4444");
}

#[test]
fn a_number_that_is_too_long_or_has_a_wrong_digit_is_not_cut_to_one_that_is_right() {
    assert_eq!(card_number(b"42424242424242421"), None);
    assert_eq!(card_number(b"4242424242424243"), None);
    assert_eq!(card_number(b""), None);
}

/// What the browser made of the field, with the caret as `|`.
fn took(from: &str, now: &str, way: Direction) -> String {
    let mut typed = typed(from);
    let caret = now.split('|').next().unwrap_or_default().chars().count();
    typed.took(NUMBER, &now.replace('|', ""), caret, way);
    let mut text = typed.text().to_owned();
    text.insert(typed.caret(), '|');
    text
}

#[test]
fn stand_ins_that_are_left_stand_for_their_digits() {
    use Direction::{Backward, Forward};
    for (from, now, way, text) in [
        ("4111", "••••2|", Backward, "4111 2|"),
        ("41111", "•••• •2|", Backward, "4111 12|"),
        ("41111", "••9|•• •", Backward, "419|1 11"),
        ("41111", "|•••• •", Backward, "|4111 1"),
        ("41111", "••••| •", Backward, "4111| 1"),
        ("41111", "•••|• •", Backward, "411|1 1"),
        // Deletions by the browser: a digit, a gap from behind, a gap from before, a selection, all.
        ("41112", "•••|• •", Backward, "411|1 2"),
        ("41112", "•••| •", Backward, "411|2"),
        ("41112", "••••|•", Backward, "411|2"),
        ("41112", "••••|•", Forward, "4111|"),
        ("41112", "••|", Backward, "41|"),
        ("41112", "|", Backward, "|"),
        // Filled in at once, with and without the caret at its end.
        ("", "4242424242424242|", Backward, "4242 4242 4242 4242|"),
        ("", "|4242424242424242", Backward, "4242 4242 4242 4242|"),
        ("4111", "5555 5555 5555 4444|", Backward, "5555 5555 5555 4444|"),
        ("4111", "|5555 5555 5555 4444", Backward, "5555 5555 5555 4444|"),
        // The same without stand-ins.
        ("41112", "4111 2|", Backward, "4111 2|"),
        ("41112", "4111 29|", Backward, "4111 29|"),
        ("41112", "49|111 2", Backward, "49|11 12"),
        // What a page restored stands for nothing.
        ("", "•••• ••••|", Backward, "|"),
    ] {
        assert_eq!(took(from, now, way), text, "{from} became {now}");
    }
}

#[test]
fn any_text_and_any_caret_will_do() {
    for now in ["", "•", "é🙂4•• 2", "•••• •••• •••• ••••", &"9".repeat(400)] {
        for caret in 0..12 {
            let mut typed = typed("4111222233334444");
            typed.took(NUMBER, now, caret, Direction::Forward);
            assert!(typed.caret() <= typed.text().len());
        }
    }
}
