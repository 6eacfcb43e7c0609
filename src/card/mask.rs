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
use super::{digit, is_space, postal};

/// How a field writes its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Digits with the gaps of the brand.
    Number,
    /// `12 / 30`.
    Expiry,
    /// At most so many digits.
    Digits {
        /// The most: of a security code the brand's, or four.
        max: u8,
    },
    /// Capital letters, digits, spaces and hyphens.
    PostalCode,
    /// At most so many digits, in groups of four.
    #[cfg(feature = "instruments")]
    Groups {
        /// The most.
        max: u8,
    },
    /// At most so many letters and digits, as they were typed.
    #[cfg(feature = "instruments")]
    Code {
        /// The most.
        max: u8,
    },
}

/// What somebody does to a text. What is inserted is as `folded` gives it.
#[derive(Clone, Copy)]
pub(crate) enum Edit<'a> {
    /// Types, pastes, drops or fills in; what is selected is replaced.
    Insert(&'a [u8]),
    /// Deletes what is selected, or else what the caret meets.
    Delete(Direction),
}

/// Which way a deletion went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Backspace.
    Backward,
    /// Delete.
    Forward,
}

/// A formatted text and its caret. Both are of ASCII, so that a place is the same in bytes and in the units of
/// JavaScript.
#[derive(Default)]
pub(crate) struct Masked {
    pub(crate) text: String,
    pub(crate) caret: usize,
}

impl Drop for Masked {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// What a unit of JavaScript's text counts as in a field: the digit that it is in another script, a space, a hyphen;
/// and a question mark where no field counts it.
pub(crate) fn folded(unit: u16) -> u8 {
    let Some(c) = char::from_u32(unit.into()) else { return b'?' };
    match c {
        '\0'..='\u{7f}' => unit as u8,
        // The full-width forms of ASCII, as a Japanese keyboard writes postal codes and dates.
        '\u{ff01}'..='\u{ff5e}' => (unit - 0xfee0) as u8,
        '\u{2010}'..='\u{2013}' => b'-',
        '\u{3000}' => b' ',
        _ if is_space(c) => b' ',
        _ => digit(c).map_or(b'?', |digit| b'0' + digit),
    }
}

/// The text and the caret after an edit.
///
/// `selection` is within the text; a caret is an empty selection.
pub(crate) fn apply(kind: Kind, text: &str, selection: Range<usize>, edit: Edit<'_>) -> Masked {
    let Range { mut start, mut end } = selection;
    let (insert, deleted) = match edit {
        Edit::Insert(insert) => (insert, None),
        Edit::Delete(way) => (&[][..], Some(way)),
    };
    if start == end {
        match deleted {
            Some(Direction::Backward) => start = start.saturating_sub(1),
            Some(Direction::Forward) => end += 1,
            None => {}
        }
    }
    let mut signs = Signs::new(kind, deleted);
    // Whether something is deleted, and nothing of it counts.
    let mut gap = false;
    let mut counted = false;
    for (at, sign) in text.bytes().map(Some).chain([None]).enumerate() {
        if at == end || (at < end && sign.is_none()) {
            if deleted.is_none() && signs.in_year {
                signs.part();
            }
            insert.iter().take(MAX_TEXT).for_each(|&sign| signs.push(sign));
            signs.mark(gap && !counted);
        }
        let Some(sign) = sign else { break };
        let counts = kind.counts(sign);
        let selected = (start..end).contains(&at);
        signs.parted |= kind == Kind::Expiry && sign == b'/';
        if selected {
            gap = true;
            counted |= counts;
        } else if counts {
            signs.part();
            signs.push(sign);
        } else {
            signs.last_counts = false;
            signs.in_year |= signs.parted && at < start;
        }
    }
    signs.written()
}

impl Kind {
    /// Whether the sign is part of what the field holds, and not of how it is shown.
    pub(crate) fn counts(self, sign: u8) -> bool {
        match self {
            Self::PostalCode => sign.is_ascii_alphanumeric() || matches!(sign, b' ' | b'-'),
            #[cfg(feature = "instruments")]
            Self::Code { .. } => sign.is_ascii_alphanumeric(),
            _ => sign.is_ascii_digit(),
        }
    }

    /// The sign as the field keeps it.
    fn kept(self, sign: u8) -> u8 {
        match self {
            // Nobody says whether the case of such a code counts.
            #[cfg(feature = "instruments")]
            Self::Code { .. } => sign,
            _ => sign.to_ascii_uppercase(),
        }
    }
}

/// How many signs are kept: a few more than the longest number, so that digits beyond it do not pass for its end.
const ROOM: usize = 24;

/// The signs that count, and where the caret stands among them.
struct Signs {
    kind: Kind,
    deleted: Option<Direction>,
    // INVARIANT: the signs are not moved once there are any, and are wiped when dropped.
    kept: [u8; ROOM],
    caret: usize,
    /// How many are kept, and at most.
    count: usize,
    most: usize,
    /// Whether a sign that counts is what stands before it, and whether it goes behind a gap that it meets.
    after_sign: bool,
    behind: bool,
    /// Whether the next sign that counts is deleted.
    skip: bool,
    /// Whether the last sign looked at counts.
    last_counts: bool,
    /// Whether the mark of an expiry date is still to be written, whether there is no month before it, and whether
    /// the caret stands behind it.
    parted: bool,
    no_month: bool,
    in_year: bool,
    /// Where an expiry date is parted by a mark, and where by spaces.
    marks: Cuts,
    spaces: Cuts,
}

impl Signs {
    fn new(kind: Kind, deleted: Option<Direction>) -> Self {
        Self {
            kind,
            deleted,
            kept: [0; ROOM],
            caret: 0,
            count: 0,
            most: match kind {
                Kind::Digits { max } => usize::from(max),
                #[cfg(feature = "instruments")]
                Kind::Groups { max } | Kind::Code { max } => usize::from(max),
                Kind::PostalCode => usize::from(postal::MAX_CHARS),
                Kind::Number | Kind::Expiry => ROOM,
            },
            after_sign: false,
            behind: true,
            skip: false,
            last_counts: false,
            parted: false,
            no_month: false,
            in_year: false,
            marks: Cuts::default(),
            spaces: Cuts::default(),
        }
    }

    fn push(&mut self, sign: u8) {
        self.last_counts = self.kind.counts(sign);
        if !self.last_counts {
            if matches!(sign, b'/' | b'.' | b'-') {
                self.marks.part(self.count);
            } else if sign == b' ' {
                self.spaces.part(self.count);
            }
            return;
        }
        if core::mem::take(&mut self.skip) {
            return;
        }
        // A space neither leads nor doubles; none comes here but in a postal code.
        if sign == b' ' && matches!(self.signs().last(), None | Some(b' ')) {
            return;
        }
        if self.count < self.most
            && let Some(slot) = self.kept.get_mut(self.count)
        {
            *slot = self.kind.kept(sign);
            self.marks.digit(self.count);
            self.spaces.digit(self.count);
            self.count += 1;
        }
    }

    fn signs(&self) -> &[u8] {
        self.kept.get(..self.count).unwrap_or_default()
    }

    /// Says that the caret is here, and whether the deletion here met a gap.
    fn mark(&mut self, gap: bool) {
        self.after_sign = self.last_counts;
        self.behind = self.deleted.is_none() || !self.after_sign;
        match self.deleted {
            Some(Direction::Backward) if gap => {
                self.count = self.count.saturating_sub(1);
                self.behind = false;
            }
            Some(Direction::Forward) if gap => self.skip = true,
            _ => {}
        }
        self.caret = self.count;
    }

    /// Parts month and year where they were parted: what is left of each stays on its side.
    fn part(&mut self) {
        if core::mem::take(&mut self.parted) {
            self.no_month = self.count == 0;
            self.push(b'/');
        }
    }

    fn written(&self) -> Masked {
        let mut masked = Masked::default();
        match self.kind {
            Kind::Number if super::FIELDS => self.number(&mut masked),
            Kind::Expiry if super::FIELDS => self.date(&mut masked),
            #[cfg(feature = "instruments")]
            Kind::Groups { .. } => self.number(&mut masked),
            _ => {
                masked.caret = self.caret;
                masked.text = ascii(self.signs());
            }
        }
        masked
    }

    fn number(&self, masked: &mut Masked) {
        let mut out = [0; number::FORMATTED];
        let mut length = 0;
        let mut digits = 0;
        let put = |byte| {
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
        };
        match self.kind {
            #[cfg(feature = "instruments")]
            Kind::Groups { .. } => groups(self.signs(), put),
            _ if super::FIELDS => number::spread(self.signs(), put),
            _ => {}
        }
        masked.text = ascii(out.get(..length).unwrap_or_default());
        out.zeroize();
    }
}

/// Gives the digits with a gap after each four.
#[cfg(feature = "instruments")]
fn groups(digits: &[u8], mut put: impl FnMut(u8)) {
    for (at, group) in digits.chunks(4).enumerate() {
        if at > 0 {
            put(b' ');
        }
        group.iter().copied().for_each(&mut put);
    }
}

/// The text of bytes that were ASCII characters.
fn ascii(bytes: &[u8]) -> String {
    crate::secret::utf8(bytes).unwrap_or_default().into()
}

impl Drop for Signs {
    fn drop(&mut self) {
        self.kept.zeroize();
    }
}
