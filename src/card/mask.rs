//! Formatting while typing: a text, a caret and an edit in; a text and a caret out.
//!
//! 1. A text is read as the characters that count (digits, for a number) and the place of the caret
//!    among them. What stands between is dropped.
//! 2. The edit changes the characters that count. A deletion that met only a gap takes the next
//!    character in its direction, so that no gap is ever a wall.
//! 3. They are written anew with the gaps that belong there, and the caret is put after as many of
//!    them as before.

use alloc::string::String;
use core::ops::Range;
use zeroize::Zeroize;

mod date;

use date::Cuts;

use super::number::{self, MAX_TEXT};
use super::{holder, is_invisible, is_space, postal};

/// How a field writes its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Digits with the gaps of the brand.
    Number,
    /// `12 / 30`.
    Expiry,
    /// At most so many digits.
    Cvc {
        /// The most digits: the brand's, or four.
        max: u8,
    },
    /// Capital letters, digits, spaces and hyphens.
    PostalCode,
    /// Any text, without control characters.
    Plain,
}

/// What somebody does to a text.
#[derive(Clone, Copy)]
pub enum Edit<'a> {
    /// Types, pastes, drops or fills in; what is selected is replaced.
    Insert(&'a str),
    /// Backspace, or whatever else deletes what is selected or else what is before the caret.
    DeleteBackward,
    /// Delete, or whatever else deletes what is selected or else what is after the caret.
    DeleteForward,
}

/// Which way a deletion went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Backspace.
    Backward,
    /// Delete.
    Forward,
}

/// A formatted text and its caret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Masked {
    /// The text: ASCII for every kind but `Plain`. The caller wipes it.
    pub text: String,
    /// The place of the caret in bytes, always between two characters.
    pub caret: usize,
    /// Whether something was left out that is neither a separator nor invisible: a letter in a
    /// number, a digit of another script. A reason for a hint, and no more.
    pub refused: bool,
}

/// The text and the caret after an edit, for a field whose every keystroke is taken over.
///
/// `selection` counts bytes; a caret is an empty selection. Any range will do: it is cut to the text.
pub fn apply(kind: Kind, text: &str, selection: Range<usize>, edit: Edit<'_>) -> Masked {
    let (insert, deleted) = match edit {
        Edit::Insert(insert) => (insert, None),
        Edit::DeleteBackward => ("", Some(Direction::Backward)),
        Edit::DeleteForward => ("", Some(Direction::Forward)),
    };
    let mut start = selection.start.min(selection.end).min(text.len());
    let mut end = selection.end.clamp(start, text.len());
    if start == end {
        match deleted {
            Some(Direction::Backward) => start = text.floor_char_boundary(start.saturating_sub(1)),
            Some(Direction::Forward) => end = text.ceil_char_boundary(end + 1),
            None => {}
        }
    }
    let mut signs = Signs::new(kind, deleted, text.len().saturating_add(insert.len()));
    // Whether something is deleted, and nothing of it counts.
    let mut gap = false;
    let mut counted = false;
    let meet = |signs: &mut Signs, gap| {
        insert.chars().take(limit(kind)).for_each(|c| signs.push(c));
        signs.mark(gap);
    };
    let mut met = false;
    for (at, c) in text.char_indices() {
        if (start..end).contains(&at) {
            gap = true;
            counted |= kind.counts(c);
            continue;
        }
        if at >= end && !met {
            met = true;
            meet(&mut signs, gap && !counted);
        }
        signs.push(c);
    }
    if !met {
        meet(&mut signs, gap && !counted);
    }
    signs.written()
}

/// The text and the caret after the browser itself has applied an edit.
///
/// `before` is the text as this module left it; `text` and `caret` are what the field holds now;
/// `deleted` says which way a deletion went. Total: any caret and any text will do.
pub fn settle(kind: Kind, before: &str, text: &str, caret: usize, deleted: Option<Direction>) -> Masked {
    // A deletion that took nothing away is none.
    let deleted_here = deleted.filter(|_| before.len() > text.len());
    let masked = settle_counted(kind, count(kind, before), text, caret, deleted_here);
    if deleted_here == deleted { masked } else { settle_counted(kind, usize::MAX, text, caret, deleted) }
}

/// The same for a caller that does not keep the text: `before` is how many characters of it count, as
/// `count` says.
pub fn settle_counted(kind: Kind, before: usize, text: &str, caret: usize, deleted: Option<Direction>) -> Masked {
    let limit = limit(kind);
    // Something is gone, but nothing that counts: the deletion met a gap.
    let gap = deleted.is_some() && before == count(kind, text);
    let mut signs = Signs::new(kind, deleted, text.len());
    let mut marked = false;
    for (at, c) in text.char_indices().take(limit) {
        if !marked && at >= caret {
            signs.mark(gap);
            marked = true;
        }
        signs.push(c);
    }
    if !marked {
        signs.mark(gap);
    }
    signs.written()
}

impl Kind {
    /// Whether the character is part of what the field holds, and not of how it is shown.
    fn counts(self, c: char) -> bool {
        match self {
            Self::Number | Self::Expiry | Self::Cvc { .. } => c.is_ascii_digit(),
            Self::PostalCode => c.is_ascii_alphanumeric() || is_space(c),
            Self::Plain => !holder::is_forbidden(c),
        }
    }
}

/// How many characters of a text are part of what the field holds.
pub fn count(kind: Kind, text: &str) -> usize {
    text.chars().take(limit(kind)).filter(|&c| kind.counts(c)).count()
}

/// How many characters of a text are looked at.
fn limit(kind: Kind) -> usize {
    if kind == Kind::Plain { holder::MAX_CHARS } else { MAX_TEXT }
}

/// How many characters are kept, of every kind but `Plain`: a few more than the longest number, so
/// that digits beyond it do not pass for its end.
const ROOM: usize = 24;

/// The characters that count, and where the caret stands among them.
struct Signs {
    kind: Kind,
    deleted: Option<Direction>,
    // INVARIANT: the signs are not moved once there are any, and are wiped when dropped.
    kept: [u8; ROOM],
    /// What is kept of `Plain`, in its own characters; it never grows beyond its first room.
    plain: String,
    caret: usize,
    /// How many more characters are looked at.
    left: usize,
    /// How many are kept, and at most.
    count: usize,
    most: usize,
    /// Whether the caret goes behind a gap that it meets.
    behind: bool,
    /// Whether the next character that counts is deleted.
    skip: bool,
    /// Whether the last character looked at counts.
    last_counts: bool,
    refused: bool,
    /// Where an expiry date is parted by a mark, and where by spaces.
    marks: Cuts,
    spaces: Cuts,
}

impl Signs {
    fn new(kind: Kind, deleted: Option<Direction>, length: usize) -> Self {
        let room = if kind == Kind::Plain { length.min(4 * holder::MAX_CHARS) } else { 0 };
        Self {
            kind,
            deleted,
            kept: [0; ROOM],
            plain: String::with_capacity(room),
            caret: 0,
            left: limit(kind),
            count: 0,
            most: match kind {
                Kind::Cvc { max } => usize::from(max).min(ROOM),
                Kind::PostalCode => usize::from(postal::MAX_CHARS),
                Kind::Plain => holder::MAX_CHARS,
                Kind::Number | Kind::Expiry => ROOM,
            },
            behind: true,
            skip: false,
            last_counts: false,
            refused: false,
            marks: Cuts::default(),
            spaces: Cuts::default(),
        }
    }

    fn push(&mut self, c: char) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        self.last_counts = self.kind.counts(c);
        if !self.last_counts {
            let mark = self.kind == Kind::Expiry && matches!(c, '/' | '.' | '-');
            if mark {
                self.marks.part(self.count);
            } else if is_space(c) {
                self.spaces.part(self.count);
            } else {
                self.refused |= !is_invisible(c) && !matches!(c, '/' | '.');
            }
            return;
        }
        if core::mem::take(&mut self.skip) {
            return;
        }
        let mut c = c;
        if self.kind == Kind::PostalCode {
            if c != '-' && is_space(c) {
                c = ' ';
                if matches!(self.signs().last(), None | Some(b' ')) {
                    return;
                }
            }
            c = c.to_ascii_uppercase();
        }
        if self.count < self.most {
            if self.kind == Kind::Expiry {
                self.marks.digit(self.count);
                self.spaces.digit(self.count);
            }
            if let Some(slot) = self.kept.get_mut(self.count) {
                *slot = c as u8; // of no meaning for `Plain`
            }
            if self.kind == Kind::Plain {
                self.plain.push(c);
            }
            self.count += 1;
        }
    }

    /// What is kept of every kind but `Plain`.
    fn signs(&self) -> &[u8] {
        self.kept.get(..self.count).unwrap_or_default()
    }

    /// Says that the caret is here, and that the deletion here met a gap.
    fn mark(&mut self, gap: bool) {
        self.behind = self.deleted.is_none() || !self.last_counts;
        match self.deleted {
            Some(Direction::Backward) if gap => {
                self.plain.pop();
                self.count = self.count.saturating_sub(1);
                self.behind = false;
            }
            Some(Direction::Forward) if gap => self.skip = true,
            _ => {}
        }
        self.caret = if self.kind == Kind::Plain { self.plain.len() } else { self.count };
    }

    fn written(&mut self) -> Masked {
        let mut masked = Masked { refused: self.refused, ..Masked::default() };
        match self.kind {
            Kind::Number => self.number(&mut masked),
            Kind::Expiry => self.date(&mut masked),
            Kind::Cvc { .. } | Kind::PostalCode => {
                masked.caret = self.caret.min(self.count);
                masked.text = ascii(self.signs());
            }
            Kind::Plain => {
                masked.caret = self.caret;
                masked.text = core::mem::take(&mut self.plain);
            }
        }
        masked
    }

    fn number(&self, masked: &mut Masked) {
        let mut out = [0; number::FORMATTED];
        let mut length = 0;
        let mut digits = 0;
        number::spread(self.signs(), |byte| {
            if let Some(slot) = out.get_mut(length) {
                *slot = byte;
                length += 1;
            }
            // The caret goes behind as many digits as before, and behind a gap when typing on.
            let gap = byte == b' ';
            digits += usize::from(!gap);
            if digits <= self.caret && (!gap || (self.behind && digits > 0)) {
                masked.caret = length;
            }
        });
        masked.text = ascii(out.get(..length).unwrap_or_default());
        out.zeroize();
    }
}

/// The text of bytes that were ASCII characters.
fn ascii(bytes: &[u8]) -> String {
    core::str::from_utf8(bytes).unwrap_or_default().into()
}

impl Drop for Signs {
    fn drop(&mut self) {
        self.kept.zeroize();
        self.plain.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_for_what_is_typed_never_grows() {
        for typed in ["9é🙂 ".repeat(300), "🙂".repeat(300), "a".repeat(300)] {
            let mut signs = Signs::new(Kind::Plain, None, typed.len());
            let room = signs.plain.as_ptr();
            typed.chars().for_each(|c| signs.push(c));
            assert_eq!(signs.plain.as_ptr(), room);
            assert_eq!(signs.plain.chars().count(), 255);
        }
    }

    #[test]
    fn a_deletion_in_a_gap_takes_the_digit_beyond_it() {
        let back = apply(Kind::Number, "4242 4242", 5..5, Edit::DeleteBackward);
        assert_eq!((back.text.as_str(), back.caret), ("4244 242", 3));
        let ahead = apply(Kind::Number, "4242 4242", 4..4, Edit::DeleteForward);
        assert_eq!((ahead.text.as_str(), ahead.caret), ("4242 242", 4));
    }

    #[test]
    fn a_caret_within_a_character_counts_what_stands_before_it() {
        for caret in 0..9 {
            let masked = settle(Kind::Plain, "", "é🙂x", caret, None);
            assert!(masked.text.is_char_boundary(masked.caret), "{caret}");
        }
    }
}
