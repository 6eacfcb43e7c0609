//! Moments, as the vaults write them: ISO 8601 with a zone, or milliseconds since 1970. No clock: `now` is an argument.

use alloc::format;
use alloc::string::String;

/// Milliseconds since 1970 of `2026-01-15T09:30:00.123Z`. The zone is `Z` or an offset; the fraction may be missing.
pub fn parse(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let number = |from: usize, length: usize| -> Option<i64> {
        let digits = text.get(from..from + length)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let stands = |at: usize, sign: u8| (bytes.get(at) == Some(&sign)).then_some(());
    stands(4, b'-').and(stands(7, b'-')).and(stands(13, b':')).and(stands(16, b':'))?;
    stands(10, b'T').or(stands(10, b't')).or(stands(10, b' '))?;
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_of(year, month) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, zone) = fraction(text.get(19..)?)?;
    let offset = match zone.as_bytes() {
        b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let from = text.len() - 5;
            let minutes =
                number(from, 2).filter(|hours| *hours < 24)? * 60 + number(from + 3, 2).filter(|more| *more < 60)?;
            if *sign == b'+' { minutes } else { -minutes }
        }
        _ => return None,
    };
    let seconds = (days_since_1970(year, month, day) * 24 + hour) * 3600 + (minute - offset) * 60 + second;
    u64::try_from(seconds * 1000 + fraction).ok()
}

/// `2026-01-15T09:30:00.123Z`.
pub fn written(ms: u64) -> String {
    let (days, rest) = (ms / 86_400_000, ms % 86_400_000);
    let (year, month, day) = civil(i64::try_from(days).unwrap_or_default());
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", rest % 1000)
}

/// `.123456Z` as milliseconds and what follows them.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else { return Some((0, text)) };
    let zone = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let digits = rest.strip_suffix(zone)?;
    let ms = digits.bytes().chain(*b"000").take(3).fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0'));
    (!digits.is_empty()).then_some((ms, zone))
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The calendar's days, counted from March, so that a leap day ends the year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_and_written_as_date_does() {
        // date -u -d … +%s
        for (text, seconds) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("2000-02-29T23:59:59.000Z", 951_868_799),
            ("2026-01-15T09:30:00.000Z", 1_768_469_400),
            ("2100-03-01T00:00:00.000Z", 4_107_542_400),
        ] {
            assert_eq!(parse(text), Some(seconds * 1000), "{text}");
            assert_eq!(written(seconds * 1000), text);
        }
        assert_eq!(parse("2025-03-04T09:12:44.123456Z"), Some(1_741_079_564_123));
        assert_eq!(parse("2025-03-04T09:12:44.5Z"), Some(1_741_079_564_500));
        assert_eq!(parse("2025-03-04T10:12:44+01:00"), Some(1_741_079_564_000));
        assert_eq!(parse("2025-03-04T07:42:44-01:30"), Some(1_741_079_564_000));
    }

    #[test]
    fn what_is_no_moment_is_not_read() {
        for text in [
            "",
            "2026",
            "2026-01-15",
            "2026-01-15T09:30:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-15T24:00:00Z",
            "2026-01-15T09:60:00Z",
            "2026-01-15T09:30:60Z",
            "2026-01-15T09:30:00.Z",
            "2026-01-15T09:30:00+25:00",
            "2026-01-15T09:30:00+01",
            "+026-01-15T09:30:00Z",
            "2026-01-15T09:30:00Z ",
            "1969-12-31T23:59:59Z",
            "２０２６-01-15T09:30:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
