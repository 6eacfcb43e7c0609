//! ISO 8601 as Hellgate writes and reads it.

use crate::clock::iso_8601;

const DAY_MS: u64 = 86_400_000;

/// As `2025-02-11T10:04:09Z`: whole seconds.
pub(crate) fn written(ms: u64) -> String {
    let text = iso_8601(ms);
    format!("{}Z", text.get(..19).unwrap_or(&text))
}

/// The first millisecond of a `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> Option<u64> {
    let mut parts = text.split('-');
    let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    if parts.next().is_some() || !(1_970..=9_999).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    // Howard Hinnant, `days_from_civil`: the year begins in March, so that the leap day ends it.
    let shifted = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day.checked_sub(1)?;
    let (era, year_of_era) = (shifted / 400, shifted % 400);
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    // Writing it again is the test of the day's own range.
    let ms = days * DAY_MS;
    iso_8601(ms).starts_with(text).then_some(ms)
}

/// The last millisecond of a `YYYY-MM-DD`.
pub(crate) fn day_end(text: &str) -> Option<u64> {
    day(text).map(|ms| ms + DAY_MS - 1)
}

/// A moment in UTC, as a browser's `toISOString` writes it, or a bare day.
pub(crate) fn moment(text: &str) -> Option<u64> {
    let Some((date, time)) = text.split_once('T') else {
        return day(text);
    };
    let (clock, fraction) = match time.strip_suffix('Z')?.split_once('.') {
        Some((clock, fraction)) => (clock, digits(fraction, 3)?),
        None => (time.strip_suffix('Z')?, 0),
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(day(date)? + ((hour * 60 + minute) * 60 + second) * 1_000 + fraction)
}

fn digits(text: &str, length: usize) -> Option<u64> {
    let all = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_is_written_and_no_day_is_made_up() {
        for ms in [0, 1_709_164_800_000, 1_709_251_200_000, 2_147_483_648_000, 1_767_225_599_999] {
            assert_eq!(moment(&iso_8601(ms)), Some(ms));
            assert_eq!(moment(&written(ms)), Some(ms - ms % 1_000));
        }
        assert_eq!(day("2024-02-29"), Some(1_709_164_800_000));
        assert_eq!(day_end("2024-02-28"), Some(1_709_164_799_999));
        for wrong in ["2025-02-29", "2025-04-31", "2025-00-01", "2025-01-00", "2025-1-1", "", "2025-01-01T24:00:00Z"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
        assert_eq!(moment("2025-01-01T00:00:00"), None, "no zone");
    }
}
