//! A field whose text lives here and not in the browser: each edit comes in, and the text to show goes out.

use super::mask::{self, Direction, Edit, Kind};
use super::{brand, number};
use alloc::{string::String, vec::Vec};
use core::mem;
use core::ops::Range;
use zeroize::Zeroize;

/// What an input may hold in place of a digit.
pub const STAND_IN: char = '\u{2022}';

/// The same, as JavaScript has it.
const HELD: u16 = STAND_IN as u16;

/// How much of what is pasted is looked at, in bytes, and how long a number is at most, with what stands between.
const LOOKED_AT: usize = 512;
const LONGEST: usize = 48;

/// How many steps can be undone.
const STEPS: usize = 32;

/// What somebody does to the field.
#[derive(Clone, Copy)]
pub enum Act<'a> {
    /// Types, pastes, drops: what is selected is replaced.
    Insert(&'a str),
    /// Deletes what is selected, or else what the caret meets.
    Delete(Reach, Direction),
    /// Takes the last step back.
    Undo,
    /// Takes the last step that was taken back anew.
    Redo,
    /// Forgets the text and every step.
    Forget,
}

/// How far a deletion goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// One sign.
    Sign,
    /// Up to where a group of signs begins or ends.
    Group,
    /// Up to the end of the text.
    All,
}

/// A text and the place of the caret in it.
#[derive(Default)]
struct Step {
    text: String,
    caret: usize,
}

impl Drop for Step {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// The text of one field of any kind but `Plain`, its caret, and what it was before.
///
/// The text is ASCII, so that a place in it is the same in bytes and in the units of JavaScript.
#[derive(Default)]
pub struct Typed {
    now: Step,
    past: Vec<Step>,
    future: Vec<Step>,
    /// Whether the last step was a sign typed where the caret stood: such signs are one step.
    typing: bool,
}

impl Typed {
    /// The text. It is card data: whoever shows it says how.
    pub fn text(&self) -> &str {
        &self.now.text
    }

    /// The place of the caret.
    pub fn caret(&self) -> usize {
        self.now.caret
    }

    /// Does it to what is selected; a caret is an empty selection. Any range will do.
    pub fn act(&mut self, kind: Kind, selection: Range<usize>, act: Act<'_>) {
        let text = self.text();
        let mut start = selection.start.min(selection.end).min(text.len());
        let mut end = selection.end.clamp(start, text.len());
        let is_caret = start == end;
        let gap = |at: usize| text.as_bytes().get(at) == Some(&b' ');
        let edit = match act {
            Act::Undo => return self.turn(false),
            Act::Redo => return self.turn(true),
            Act::Forget => return *self = Self::default(),
            Act::Insert(insert) => {
                let found = if kind == Kind::Number { card_number(insert) } else { None };
                if found.is_some() {
                    // A whole number takes the place of what was there.
                    (start, end) = (0, text.len());
                }
                Edit::Insert(found.unwrap_or(insert))
            }
            Act::Delete(reach, Direction::Backward) => {
                if is_caret && reach != Reach::Sign {
                    // First the gap before the caret, then the group before it.
                    let mut group = false;
                    while start > 0 && (reach == Reach::All || !group || !gap(start - 1)) {
                        start -= 1;
                        group |= !gap(start);
                    }
                }
                Edit::DeleteBackward
            }
            Act::Delete(reach, Direction::Forward) => {
                if is_caret && reach != Reach::Sign {
                    let mut group = false;
                    while end < text.len() && (reach == Reach::All || !group || !gap(end)) {
                        group |= !gap(end);
                        end += 1;
                    }
                }
                Edit::DeleteForward
            }
        };
        let typed = matches!(edit, Edit::Insert(insert) if insert.len() == 1) && is_caret;
        let masked = mask::apply(kind, text, start..end, edit);
        let goes_on = typed && self.typing && start == self.now.caret;
        let next = Step { text: masked.text, caret: masked.caret };
        if next.text == self.now.text {
            self.now.caret = next.caret;
            return;
        }
        self.typing = typed;
        let last = mem::replace(&mut self.now, next);
        self.future.clear();
        if !goes_on {
            if self.past.len() == STEPS {
                self.past.remove(0);
            }
            self.past.push(last);
        }
    }

    /// Takes over what the browser made of the field's text by itself: a password manager, an input method.
    ///
    /// `now` and `caret` (in units of JavaScript) are what the input holds; where it held stand-ins, those that are
    /// left stand for the digits that they stood for. `way` says which way a deletion went.
    pub fn took(&mut self, kind: Kind, now: &str, caret: usize, way: Direction) {
        // As many bytes as JavaScript has units. Signs that no field counts are all alike.
        let mut units = Vec::with_capacity(now.len());
        units.extend(now.encode_utf16().map(|unit| match unit {
            HELD => 0,
            0xa0 => b' ',
            _ => u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(b'?'),
        }));
        let held = self.text().as_bytes();
        let stands = |(own, theirs): (&u8, &u8)| own == theirs || (*theirs == 0 && own.is_ascii_digit());
        let (head, tail) = units.split_at(caret.min(units.len()));
        let (rest, kept) = held.split_at(held.len().saturating_sub(tail.len()));
        // Where what stands behind the caret is not what stood there, all of it is new.
        let is_kept = kept.len() == tail.len() && kept.iter().zip(tail).all(stands);
        let (head, rest) = if is_kept { (head, rest) } else { (&*units, held) };
        let start = rest.iter().zip(head).take_while(|&pair| stands(pair)).count();
        let end = rest.len();
        let inserted = head.get(start..).and_then(|new| core::str::from_utf8(new).ok()).unwrap_or_default();
        // Where nothing came and nothing went, nothing is deleted.
        let act =
            if inserted.is_empty() && start < end { Act::Delete(Reach::Sign, way) } else { Act::Insert(inserted) };
        self.act(kind, start..end, act);
        units.zeroize();
    }

    fn turn(&mut self, forward: bool) {
        let (from, to) = if forward { (&mut self.future, &mut self.past) } else { (&mut self.past, &mut self.future) };
        if let Some(step) = from.pop() {
            to.push(mem::replace(&mut self.now, step));
        }
        self.typing = false;
    }
}

/// The part of a longer text that is a valid card number, with whatever stands between its digits.
fn card_number(text: &str) -> Option<&str> {
    let text = text.get(..text.floor_char_boundary(LOOKED_AT))?;
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    for start in 0..text.len() {
        // A number begins and ends where a run of digits does.
        if digit(start) && !(start > 0 && digit(start - 1)) {
            for end in start + 1..=(start + LONGEST).min(text.len()) {
                let part = text.get(start..end).unwrap_or_default();
                if digit(end - 1) && !digit(end) && number::check(part, brand::Set::ALL).verdict.is_valid() {
                    return Some(part);
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
