//! The last month in which a card can be used.

use super::number::MAX_TEXT;
use super::{Fault, Verdict, is_invisible, is_space};
use core::num::NonZeroU32;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year, with its century.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
}

impl Month {
    /// The month, or `None` where there is no such month.
    pub fn new(year: u16, month: u8) -> Option<Self> {
        ((1..=12).contains(&month) && (1..=9999).contains(&year)).then_some(Self { year, month })
    }

    /// The month in two digits.
    pub fn mm(self) -> [u8; 2] {
        let [_, _, tens, ones] = decimal(self.month.into());
        [tens, ones]
    }

    /// The year in four digits.
    pub fn yyyy(self) -> [u8; 4] {
        decimal(self.year)
    }
}

fn decimal(number: u16) -> [u8; 4] {
    [1000, 100, 10, 1].map(|place| b'0' + (number / place % 10) as u8)
}

/// What is known of a text as an expiry date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// Whether the text is, or could become, a month in which a card can still be used.
    pub verdict: Verdict,
    /// The month, once month and year can both be read, even when it is over.
    pub month: Option<Month>,
}

impl Expiry {
    /// The verdict for a shopper who has left the field.
    ///
    /// `12/20` is `Partial` while typing, since `12/2030` starts so; here it is a month long over.
    /// So is `2026-1` in February, the start of `2026-12`.
    pub fn at_rest(self) -> Verdict {
        match (self.verdict, self.month) {
            (Verdict::Partial, Some(_)) => Verdict::Invalid(Fault::ExpiryPast),
            (verdict, _) => verdict,
        }
    }
}

/// How many years ahead a card may expire: no issuer's cards live longer.
pub const MAX_YEARS: u16 = 20;

/// What is known of a text as an expiry date, in the month `now`.
///
/// Month first, with or without one separator (`/`, `-`, `.` or spaces): `1230`, `12/30`, `1 / 2030`.
/// A year of four digits may come first when a separator follows it: `2030-12`. A year of two digits
/// is in this century. The month `now` is still good; more than `MAX_YEARS` ahead is not.
pub fn check(text: &str, now: Month) -> Expiry {
    // The fields of a frame write every date themselves: what no field writes is left out of what a shopper downloads.
    judged(text, now, cfg!(feature = "frame"))
}

/// The same; `written`: of a text as `mask` writes it, with which it says the same of every such text.
fn judged(text: &str, now: Month, written: bool) -> Expiry {
    match Parts::read(text) {
        Ok(parts) => parts.expiry(now, written),
        Err(fault) => Expiry { verdict: Verdict::Invalid(fault), month: None },
    }
}

/// A run of digits: its value and how many there are. Seven say as much as more would.
#[derive(Default, Clone, Copy)]
struct Run {
    value: u32,
    digits: u8,
}

impl Run {
    fn push(&mut self, digit: u8) {
        if self.digits < 7 {
            self.value = self.value * 10 + u32::from(digit);
            self.digits += 1;
        }
    }

    /// The first `digits` digits, and the rest.
    fn split(self, digits: u8) -> (Run, Run) {
        let rest = self.digits.saturating_sub(digits);
        let scale = ten_to(rest);
        let head = Run { value: self.value / scale, digits: self.digits - rest };
        (head, Run { value: self.value % scale, digits: rest })
    }
}

fn ten_to(power: u8) -> NonZeroU32 {
    NonZeroU32::new(10u32.pow(u32::from(power))).unwrap_or(NonZeroU32::MIN)
}

/// The text taken apart: at most two runs of digits.
#[derive(Default)]
struct Parts {
    first: Run,
    second: Run,
    /// How many runs have begun.
    runs: u8,
    /// Whether a run has ended, and so the next digit begins another.
    parted: bool,
    /// Whether the one separator that may stand there was seen.
    marked: bool,
}

impl Parts {
    fn read(text: &str) -> Result<Self, Fault> {
        let mut parts = Self::default();
        let mut rest = text.chars();
        for c in rest.by_ref().take(MAX_TEXT) {
            match c {
                '0'..='9' => parts.digit(c as u8 - b'0')?,
                '/' | '.' | '-' | '\u{2010}'..='\u{2013}' if !parts.marked && parts.runs < 2 => {
                    parts.marked = true;
                    parts.parted = true;
                }
                '-' | '\u{2010}'..='\u{2013}' => return Err(Fault::ExpiryCharacter),
                _ if is_space(c) => parts.parted = true,
                _ if is_invisible(c) => {}
                _ => return Err(Fault::ExpiryCharacter),
            }
        }
        if rest.next().is_some() { Err(Fault::ExpiryTooLong) } else { Ok(parts) }
    }

    fn digit(&mut self, digit: u8) -> Result<(), Fault> {
        if self.runs == 0 || self.parted {
            // Before the first run only spaces may stand: a mark there leaves the month out.
            if self.runs == 0 && self.marked {
                return Err(Fault::ExpiryMonth);
            }
            self.runs += 1;
            self.parted = false;
        }
        match self.runs {
            1 => self.first.push(digit),
            2 => self.second.push(digit),
            _ => return Err(Fault::ExpiryCharacter),
        }
        Ok(())
    }

    fn expiry(&self, now: Month, written: bool) -> Expiry {
        let first = self.first;
        if self.runs == 0 {
            let verdict = if self.marked { Verdict::Partial } else { Verdict::Empty };
            return Expiry { verdict, month: None };
        }
        if self.runs == 2 || self.parted {
            return if first.digits > 2 && !written {
                year_first(first, self.second, now)
            } else {
                month_first(first, self.second, now)
            };
        }
        if written {
            // Two digits of a month are parted from the year at once.
            return Expiry { verdict: Verdict::Partial, month: None };
        }
        // One run of digits can be read in several ways; the best of them counts.
        let (leading, _) = first.split(1);
        let (two, year) = first.split(2);
        let long = if first.digits == 1 {
            Expiry { verdict: Verdict::Partial, month: None }
        } else {
            month_first(two, year, now)
        };
        let short = match (leading.value, two.value) {
            // 1 alone is left to the longer month: 13 is a wrong month, not January of a year 3.
            (1, 10..=12) | (2..=9, _) => month_first(leading, first.split(1).1, now),
            _ => long,
        };
        let year = if first.digits > 4 { long } else { year_first(first, Run::default(), now) };
        better(better(long, short), year)
    }
}

fn better(one: Expiry, other: Expiry) -> Expiry {
    let rank = |expiry: Expiry| match expiry.verdict {
        Verdict::Valid => 2,
        Verdict::Invalid(_) => 0,
        _ => 1,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn month_first(month: Run, year: Run, now: Month) -> Expiry {
    let verdict =
        if !(1..=12).contains(&month.value) { Verdict::Invalid(Fault::ExpiryMonth) } else { year_so_far(year, now) };
    let year = match year.digits {
        2 => 2000 + year.value,
        4 => year.value,
        _ => return Expiry { verdict, month: None },
    };
    whole(year, month.value, verdict, now)
}

fn year_first(year: Run, month: Run, now: Month) -> Expiry {
    let so_far = match year.digits {
        1 | 2 => starts_a_year(year, now),
        3 => year_so_far(year, now),
        _ => match year_so_far(year, now) {
            Verdict::Valid => Verdict::Partial,
            verdict => verdict,
        },
    };
    let possible = match month.digits {
        0 => true,
        1 => month.value <= 9,
        2 => (1..=12).contains(&month.value),
        _ => false,
    };
    if so_far.fault().is_some() {
        return Expiry { verdict: so_far, month: None };
    }
    if !possible || (year.digits == 3 && month.digits > 0) {
        return Expiry { verdict: Verdict::Invalid(Fault::ExpiryMonth), month: None };
    }
    if month.value == 0 {
        return Expiry { verdict: Verdict::Partial, month: None };
    }
    let date = whole(year.value, month.value, Verdict::Valid, now);
    // January may be the start of October.
    let open = month.digits == 1 && month.value == 1 && !date.verdict.is_valid();
    if open { Expiry { verdict: Verdict::Partial, ..date } } else { date }
}

/// Whether a year of the years to come starts with these digits.
fn starts_a_year(run: Run, now: Month) -> Verdict {
    let scale = ten_to(4 - run.digits.min(4));
    let (first, last) = (u32::from(now.year) / scale, u32::from(now.year + MAX_YEARS) / scale);
    if run.value < first {
        Verdict::Invalid(Fault::ExpiryPast)
    } else if run.value > last {
        Verdict::Invalid(Fault::ExpiryTooFar)
    } else {
        Verdict::Partial
    }
}

/// What is known of a year that comes last and may not be complete.
fn year_so_far(run: Run, now: Month) -> Verdict {
    let year = match run.digits {
        0 | 1 => return Verdict::Partial,
        2 => 2000 + run.value,
        // The century is what can be told; a decade that is over is told at the last digit.
        3 => return starts_a_year(Run { value: run.value / 10, digits: 2 }, now),
        4 => run.value,
        _ => return Verdict::Invalid(Fault::ExpiryTooLong),
    };
    if year < u32::from(now.year) {
        // 20 may be the start of 2030.
        if run.digits == 2 && starts_a_year(run, now) == Verdict::Partial {
            return Verdict::Partial;
        }
        Verdict::Invalid(Fault::ExpiryPast)
    } else if year > u32::from(now.year + MAX_YEARS) {
        Verdict::Invalid(Fault::ExpiryTooFar)
    } else {
        Verdict::Valid
    }
}

/// The month of a complete date, with the verdict on its year sharpened by the month.
fn whole(year: u32, month: u32, verdict: Verdict, now: Month) -> Expiry {
    if !(1..=12).contains(&month) {
        return Expiry { verdict, month: None };
    }
    let date = Month { year: year as u16, month: month as u8 };
    let over = verdict == Verdict::Valid && date < now;
    let verdict = if over { Verdict::Invalid(Fault::ExpiryPast) } else { verdict };
    Expiry { verdict, month: Some(date) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const NOW: Month = Month { year: 2026, month: 9 };

    #[test]
    fn the_month_it_is_is_good_and_the_one_before_is_over() {
        assert_eq!(check("09/26", NOW).verdict, Verdict::Valid);
        assert_eq!(check("08/26", NOW).verdict, Verdict::Invalid(Fault::ExpiryPast));
        let new_year = Month { year: 2027, month: 1 };
        assert_eq!(check("01/27", new_year).verdict, Verdict::Valid);
        assert_eq!(check("12/26", new_year).verdict, Verdict::Invalid(Fault::ExpiryPast));
    }

    #[test]
    fn digits_alone_are_read_in_the_way_that_fits() {
        let month = |text| check(text, NOW).month.map(|month| (month.year, month.month));
        assert_eq!(month("127"), Some((2027, 1)));
        assert_eq!(month("1230"), Some((2030, 12)));
        assert_eq!(month("12030"), Some((2030, 1)));
    }

    #[test]
    fn what_a_field_writes_reads_the_same_where_nothing_else_is_read() {
        use super::super::mask::{Direction, Edit, Kind, apply};
        let inserts: [&[u8]; 12] =
            [b"0", b"1", b"2", b"5", b" ", b"/", b"-", b"12", b"0130", b"122030", b"2030-12", b"/2031"];
        let edits: Vec<_> = inserts
            .into_iter()
            .map(Edit::Insert)
            .chain([Edit::Delete(Direction::Backward), Edit::Delete(Direction::Forward)])
            .collect();
        let mut known = BTreeSet::from([String::new()]);
        let mut open = vec![String::new()];
        while let Some(text) = open.pop() {
            for year in [2019, 2026, 2030] {
                let now = Month { year, month: 2 };
                assert_eq!(judged(&text, now, true), judged(&text, now, false), "{text:?} in {year}");
            }
            for (start, end) in (0..=text.len()).flat_map(|start| (start..=text.len()).map(move |end| (start, end))) {
                for edit in &edits {
                    let next = apply(Kind::Expiry, &text, start..end, *edit).text.clone();
                    if known.insert(next.clone()) {
                        open.push(next);
                    }
                }
            }
        }
        assert!(known.len() > 500, "{} texts", known.len());
    }

    #[test]
    fn a_run_is_split_into_its_first_digits_and_the_rest() {
        let mut run = Run::default();
        [1, 0, 3, 0].into_iter().for_each(|digit| run.push(digit));
        let (head, rest) = run.split(2);
        assert_eq!((head.value, head.digits, rest.value, rest.digits), (10, 2, 30, 2));
        let (head, rest) = run.split(9);
        assert_eq!((head.value, head.digits, rest.value, rest.digits), (1030, 4, 0, 0));
    }
}
