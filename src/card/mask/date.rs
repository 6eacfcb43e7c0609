//! How an expiry date is written while it is typed.

use zeroize::Zeroize;

use super::{Masked, Signs, ascii};

impl Signs {
    pub(super) fn date(&self, masked: &mut Masked) {
        let typing = self.deleted.is_none();
        let cuts = if self.marks.seen { self.marks } else { self.spaces };
        let all = self.signs();
        let (first, second) = match cuts.runs {
            1 => all.split_at_checked(cuts.at).unwrap_or((all, &[])),
            // A whole year, and no month: no key leads here, only a paste.
            _ if self.no_month || (typing && all.len() == 4 && all.starts_with(b"20")) => (&[][..], all),
            // More than one cut says nothing: the digits are read as if typed.
            _ => (all, &[][..]),
        };
        let year_leads = match first {
            [b'2', b'0', _, _] => !second.is_empty(),
            // 30/12 is no other date than 12/30.
            [b'1', b'3'..=b'9'] | [b'2'..=b'9', _] => matches!(second, [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']),
            _ => false,
        };
        let turned = typing && year_leads;
        let (month, year) = if turned { (second, first) } else { (first, second) };
        if all.is_empty() {
            return;
        }
        // Months that begin with 2 to 9, and 1 before 3 to 9, have one digit.
        let short = matches!(month, [b'2'..=b'9', ..] | [b'1', b'3'..=b'9', ..]);
        let used = if short { 1 } else { month.len().min(2) };
        let (month, rest) = month.split_at_checked(used).unwrap_or((month, &[]));
        // A lone digit is completed when the shopper has gone on, and never while deleting.
        let went_on = if year.is_empty() { cuts.pending && month != b"0" } else { self.caret > used };
        let pad = used == 1 && if typing { short || went_on } else { !rest.is_empty() };
        // What spills out of the month moves into the year where there is room.
        let fits = year.is_empty() || rest.len() + year.len() <= 2;
        let spill = if fits { rest } else { &[] };
        let typed = spill.len() + year.len();
        // A year may be typed in full: 203 waits for its last digit, 2030 becomes 30.
        let year_digit = |at: usize| spill.get(at).or_else(|| year.get(at.checked_sub(spill.len())?));
        let century = year_digit(0) == Some(&b'2') && year_digit(1) == Some(&b'0');
        let (skip, take) = match typed {
            3 if century => (0, 3),
            4.. if century => (2, 2),
            _ => (0, 2),
        };

        let mut out = [0; 12];
        let mut length = 0;
        let mut put = |byte: &u8| {
            if let Some(slot) = out.get_mut(length) {
                *slot = *byte;
                length += 1;
            }
        };
        if pad {
            put(&b'0');
        }
        month.iter().for_each(&mut put);
        let month_length = used + usize::from(pad);
        if month_length == 2 || typed > 0 {
            GAP.iter().for_each(&mut put);
            (skip..skip + take).filter_map(year_digit).for_each(&mut put);
        }

        let year_start = (month_length + GAP.len()).min(length);
        masked.caret = if turned {
            length
        } else if self.caret < used || (self.no_month && !self.in_year) {
            self.caret
        } else if self.caret == used && (!self.behind || (month_length < 2 && self.after_sign)) {
            // A month of one digit waits for another.
            month_length
        } else {
            let dropped = if fits { used } else { used + rest.len() };
            (year_start + self.caret.saturating_sub(dropped).saturating_sub(skip)).min(length)
        };
        masked.text = ascii(out.get(..length).unwrap_or_default());
        out.zeroize();
    }
}

const GAP: &[u8] = b" / ";

/// Where digits are parted: after how many for the first time, and how often.
#[derive(Default, Clone, Copy)]
pub(super) struct Cuts {
    at: usize,
    runs: u8,
    /// Whether no digit has come since.
    pending: bool,
    seen: bool,
}

impl Cuts {
    pub(super) fn part(&mut self, count: usize) {
        if count > 0 {
            self.pending = true;
            self.seen = true;
        }
    }

    pub(super) fn digit(&mut self, count: usize) {
        if core::mem::take(&mut self.pending) {
            self.runs = self.runs.saturating_add(1);
            if self.runs == 1 {
                self.at = count;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, Kind, apply};
    use alloc::string::String;

    fn typed(keys: &str) -> String {
        let mut text = String::new();
        for key in keys.chars() {
            let at = text.len()..text.len();
            text = apply(Kind::Expiry, &text, at, Edit::Insert(&[key as u8])).text.clone();
        }
        text
    }

    #[test]
    fn a_month_is_completed_as_soon_as_it_is_certain() {
        assert_eq!(typed("1"), "1");
        assert_eq!(typed("12"), "12 / ");
        assert_eq!(typed("5"), "05 / ");
        assert_eq!(typed("1/"), "01 / ");
        assert_eq!(typed("13"), "01 / 3");
    }

    #[test]
    fn a_year_may_be_typed_in_full() {
        assert_eq!(typed("12/203"), "12 / 203");
        assert_eq!(typed("12/2030"), "12 / 30");
        assert_eq!(typed("12/20301"), "12 / 30");
    }
}
