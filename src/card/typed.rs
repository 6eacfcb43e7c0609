//! A field whose text lives here and not in the browser: each edit comes in, and the text to show goes out.

use super::mask::{self, Direction, Edit, Kind, Masked};
use super::{brand, number};
use alloc::vec::Vec;
use core::mem;
use core::ops::Range;
use zeroize::Zeroize;

/// What an input may hold in place of a digit, in JavaScript and here.
const STAND_IN: u16 = 0x2022;
const STOP: u16 = 0x2e;
const HELD: u8 = 0;

/// How much of what comes in is looked at, and how long a number is at most, with what stands between.
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

/// The text of one field but the name, its caret, and what it was before.
#[derive(Default)]
pub struct Typed {
    now: Masked,
    past: Vec<Masked>,
    future: Vec<Masked>,
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
        let text = self.text().as_bytes();
        let mut start = selection.start.min(selection.end).min(text.len());
        let mut end = selection.end.clamp(start, text.len());
        match act {
            Act::Undo => self.turn(false),
            Act::Redo => self.turn(true),
            Act::Forget => *self = Self::default(),
            Act::Insert(insert) => {
                let mut insert = folded(insert);
                self.insert(kind, start..end, &insert);
                insert.zeroize();
            }
            Act::Delete(reach, way) => {
                let selected = start < end;
                if !selected && reach != Reach::Sign {
                    // First the gap that the caret meets, then the group beyond it.
                    let mut group = false;
                    let mut goes = |sign: Option<&u8>| {
                        let gap = matches!(sign, Some(b' ' | b'/'));
                        let goes = sign.is_some() && (reach == Reach::All || !group || !gap);
                        group |= !gap;
                        goes
                    };
                    match way {
                        Direction::Backward => {
                            while goes(start.checked_sub(1).and_then(|at| text.get(at))) {
                                start -= 1
                            }
                        }
                        Direction::Forward => {
                            while goes(text.get(end)) {
                                end += 1
                            }
                        }
                    }
                }
                // Not every browser says which key deleted what was selected: a gap alone goes one way in all.
                let way = if selected { Direction::Backward } else { way };
                self.edit(kind, start..end, Edit::Delete(way), false);
            }
        }
    }

    /// Takes over what the browser made of the field's text by itself: a password manager, an input method.
    ///
    /// `now` and `caret` (in units of JavaScript) are what the input holds; where it held stand-ins, those that are
    /// left stand for the digits that they stood for. `way` says which way a deletion went.
    pub fn took(&mut self, kind: Kind, now: &str, caret: usize, way: Direction) {
        let mut now = folded(now);
        let held = self.text().as_bytes();
        // A stand-in stands for a digit, or for a letter in the codes of gift cards and documents.
        let held_back = |own: &u8| own.is_ascii_digit() || (cfg!(feature = "instruments") && own.is_ascii_alphabetic());
        let stands = |(own, theirs): (&u8, &u8)| own == theirs || (*theirs == HELD && held_back(own));
        let (head, tail) = now.split_at(caret.min(now.len()));
        let (rest, kept) = held.split_at(held.len().saturating_sub(tail.len()));
        // Where what stands behind the caret is not what stood there, all of it is new.
        let is_kept = kept.len() == tail.len() && kept.iter().zip(tail).all(stands);
        let (rest, length) = if is_kept { (rest, head.len()) } else { (held, now.len()) };
        let start = rest.iter().zip(now.iter().take(length)).take_while(|&pair| stands(pair)).count();
        let range = start..rest.len();
        if start == length && range.is_empty() {
            // Nothing came and nothing went.
            self.now.caret = caret.min(start);
        } else if start == length {
            self.edit(kind, range, Edit::Delete(way), false);
        } else {
            self.insert(kind, range, now.get(start..length).unwrap_or_default());
            // What stood in the input before we came keeps its caret too.
            let mut before = head.iter().filter(|&&sign| kind.counts(sign)).count();
            if !is_kept && before > 0 {
                let past = |sign: u8| {
                    before = before.saturating_sub(usize::from(kind.counts(sign)));
                    before == 0
                };
                self.now.caret = self.text().bytes().position(past).map_or(self.now.caret, |at| at + 1);
            }
        }
        now.zeroize();
    }

    fn insert(&mut self, kind: Kind, selection: Range<usize>, insert: &[u8]) {
        let found = if super::FIELDS && kind == Kind::Number { card_number(insert) } else { None };
        // A whole number takes the place of what was there.
        let range = if found.is_some() { 0..self.text().len() } else { selection };
        let typed = insert.len() == 1 && range.is_empty();
        self.edit(kind, range, Edit::Insert(found.unwrap_or(insert)), typed);
    }

    fn edit(&mut self, kind: Kind, range: Range<usize>, edit: Edit<'_>, typed: bool) {
        let goes_on = typed && self.typing && range.start == self.now.caret;
        let next = mask::apply(kind, self.text(), range, edit);
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

    fn turn(&mut self, forward: bool) {
        let (from, to) = if forward { (&mut self.future, &mut self.past) } else { (&mut self.past, &mut self.future) };
        if let Some(step) = from.pop() {
            to.push(mem::replace(&mut self.now, step));
        }
        self.typing = false;
    }
}

/// The units of a text as fields count them, as far as they are looked at.
fn folded(text: &str) -> Vec<u8> {
    // With room for all of them: what has to move leaves a copy behind.
    let mut signs = Vec::with_capacity(text.len().min(LOOKED_AT));
    signs.extend(text.encode_utf16().take(LOOKED_AT).map(|unit| match unit {
        STAND_IN => HELD,
        // Some write their numbers so, and it is nothing to any field.
        STOP => b'-',
        _ => mask::folded(unit),
    }));
    signs
}

/// The part of a longer text that is a valid card number, with whatever stands between its digits.
fn card_number(text: &[u8]) -> Option<&[u8]> {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    // A number begins and ends where a run of digits does. What stands beside a slash is of a date.
    let bounds = |at: usize, beside: usize| !digit(beside) && text.get(beside) != Some(&b'/') && digit(at);
    for start in (0..text.len()).filter(|&at| bounds(at, at.wrapping_sub(1))) {
        // The longest first: one of nineteen digits may begin with one of sixteen.
        for end in (start..(start + LONGEST).min(text.len())).rev().filter(|&at| bounds(at, at + 1)) {
            let part = text.get(start..=end)?;
            if number::check(crate::secret::utf8(part)?, brand::Set::ALL).verdict.is_valid() {
                return Some(part);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
