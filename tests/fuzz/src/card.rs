//! What is typed into the fields.

use crate::text;
use tokenframe::card::expiry::Month;
use tokenframe::card::mask::{Direction, Kind};
use tokenframe::card::typed::{Act, Reach, Typed};
use tokenframe::card::{Verdict, brand, cvc, expiry, holder, number, postal};

const NOW: Month = Month { year: 2026, month: 9 };

/// Every rule, on one text.
pub fn texts(data: &[u8]) {
    let text = &*text(data);
    let number = number::check(text, brand::Set::ALL);
    if number.verdict == Verdict::Valid {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        assert!((12..=19).contains(&digits.len()), "{} digits are a card", digits.len());
        let brand = number.brand();
        assert!(number::luhn(&digits) || brand.is_none_or(|brand| !brand.checksum()), "a wrong check digit is valid");
        // What is on its way to a card is never called wrong.
        for (end, _) in text.char_indices() {
            let so_far = number::check(&text[..end], brand::Set::ALL).verdict;
            assert!(so_far.potentially_valid(), "the first {end} bytes of a card are {so_far:?}");
        }
        // Nor is its form, as a field shows it.
        let mut room = [0; number::FORMATTED];
        let shown = number::format(text, &mut room);
        assert_eq!(number::check(shown, brand::Set::ALL), number, "the formatted number is another");
    }
    let expiry = expiry::check(text, NOW);
    if expiry.verdict == Verdict::Valid {
        let month = expiry.month.expect("a date that is valid is one");
        assert!((1..=12).contains(&month.month) && (month.year, month.month) >= (NOW.year, NOW.month));
    }
    let code = cvc::check(text, None);
    if code == Verdict::Valid {
        assert!((3..=4).contains(&text.bytes().filter(u8::is_ascii_digit).count()));
    }
    if holder::at_rest(text) == Verdict::Valid {
        let kept = holder::kept(text);
        assert_eq!(holder::check(&kept), Verdict::Valid, "the name that is sent is not the one that was judged");
        assert!(number::check(&kept, brand::Set::ALL).verdict != Verdict::Valid, "a card number is a name");
    }
    for country in ["US", "GB", "CA", "DE", ""] {
        let _ = postal::check(text, postal::Country::from_code(country));
    }
}

/// Edits of one field, one after the other: the first byte is the field, then each act with its place.
pub fn edits(data: &[u8]) {
    let [first, rest @ ..] = data else { return };
    let kinds = [
        Kind::Number,
        Kind::Expiry,
        Kind::Digits { max: 4 },
        Kind::PostalCode,
        Kind::Groups { max: 19 },
        Kind::Code { max: 20 },
    ];
    let kind = kinds[usize::from(*first) % kinds.len()];
    let mut typed = Typed::default();
    let mut rest = rest;
    while let [act, from, to, more @ ..] = rest {
        rest = more;
        let length = typed.text().len();
        let (from, to) = (usize::from(*from) % (length + 1), usize::from(*to) % (length + 1));
        let range = from.min(to)..from.max(to);
        let way = if act & 1 == 0 { Direction::Forward } else { Direction::Backward };
        let before = typed.text().to_owned();
        match act % 16 {
            0..=5 => {
                let end = rest.iter().position(|&byte| byte == 0).unwrap_or(rest.len());
                let (inserted, more) = rest.split_at(end);
                rest = more.get(1..).unwrap_or_default();
                let inserted = text(inserted);
                if act % 16 < 4 {
                    typed.act(kind, range, Act::Insert(&inserted));
                } else {
                    let caret = inserted.encode_utf16().count().min(to);
                    typed.took(kind, &inserted, caret, way);
                }
            }
            6..=8 => typed.act(kind, range, Act::Delete(Reach::Sign, way)),
            9 | 10 => typed.act(kind, range, Act::Delete(Reach::Group, way)),
            11 => typed.act(kind, range, Act::Delete(Reach::All, way)),
            12 | 13 => {
                typed.act(kind, range.clone(), Act::Undo);
                let undone = typed.text() != before;
                if undone {
                    typed.act(kind, range.clone(), Act::Redo);
                    assert_eq!(typed.text(), before, "what was taken back does not come again");
                    typed.act(kind, range, Act::Undo);
                }
            }
            14 => typed.act(kind, range, Act::Redo),
            _ => {
                typed.act(kind, range, Act::Forget);
                assert_eq!(typed.text(), "");
            }
        }
        looks_right(kind, &typed);
    }
}

fn looks_right(kind: Kind, typed: &Typed) {
    let text = typed.text();
    assert!(typed.caret() <= text.len(), "the caret is at {} of {}", typed.caret(), text.len());
    assert!(text.len() <= 64, "a text of {} signs", text.len());
    let may = |sign: char| match kind {
        Kind::Number | Kind::Groups { .. } => sign.is_ascii_digit() || sign == ' ',
        Kind::Expiry => sign.is_ascii_digit() || sign == ' ' || sign == '/',
        Kind::Digits { .. } => sign.is_ascii_digit(),
        Kind::Code { .. } => sign.is_ascii_alphanumeric(),
        Kind::PostalCode => sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == ' ' || sign == '-',
    };
    assert!(text.chars().all(may), "the field shows what nobody can type there");
}
