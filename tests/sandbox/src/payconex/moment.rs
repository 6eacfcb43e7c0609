//! Times as the API writes them, and lifetimes such as `6 months` (payconex.md, 3 and 5).

use crate::clock::iso_8601;

/// ISO 8601 with six decimals, as `2025-03-04T09:12:44.000000Z`.
pub(crate) fn shown(ms: u64) -> String {
    iso_8601(ms).replace('Z', "000Z")
}

/// An ISO 8601 date-time with its zone, in milliseconds.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let (date, time) = text.split_once('T')?;
    let (clock, offset) = match time.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let (clock, sign, zone) = match (time.split_once('+'), time.split_once('-')) {
                (Some((clock, zone)), None) => (clock, 1, zone),
                (None, Some((clock, zone))) => (clock, -1, zone),
                _ => return None,
            };
            let (hours, minutes) = zone.split_once(':')?;
            (clock, sign * (number(hours, 23)? * 60 + number(minutes, 59)?))
        }
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    let (year, month, day) = (number(year, 9_999)?, number(month, 12)?, number(day, 31)?);
    if month == 0 || day == 0 || day > days_in(year, month) {
        return None;
    }
    let mut parts = clock.split(':');
    let (hour, minute, second) = (number(parts.next()?, 23)?, number(parts.next()?, 59)?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    let second = number(second, 59)?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let millis = format!("{fraction}000").get(..3)?.parse::<i64>().ok()?;
    let minutes = (days(year, month, day) * 24 + hour) * 60 + minute - offset;
    u64::try_from((minutes * 60 + second) * 1_000 + millis).ok()
}

/// The moment that is `lifetime` after `from_ms`: a number and a unit, `1 hour` to `10 years`.
pub(crate) fn after(from_ms: u64, lifetime: &str) -> Option<u64> {
    let (count, unit) = lifetime.split_once(' ')?;
    let count = count.parse::<u64>().ok().filter(|count| (1..=1_000_000).contains(count))?;
    let seconds = match unit.strip_suffix('s').unwrap_or(unit) {
        "second" => 1,
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 7 * 86_400,
        "month" => return months_after(from_ms, count),
        "year" => return months_after(from_ms, count.checked_mul(12)?),
        _ => return None,
    };
    from_ms.checked_add(count.checked_mul(seconds)?.checked_mul(1_000)?)
}

/// The same day of a later month, or that month's last day.
fn months_after(from_ms: u64, count: u64) -> Option<u64> {
    let text = iso_8601(from_ms);
    let part = |range| text.get(range).and_then(|part: &str| part.parse::<i64>().ok());
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    let months = year * 12 + month - 1 + i64::try_from(count).ok()?;
    let (year, month) = (months / 12, months % 12 + 1);
    if year > 9_999 {
        return None;
    }
    let day = days(year, month, day.min(days_in(year, month)));
    Some(u64::try_from(day).ok()? * 86_400_000 + from_ms % 86_400_000)
}

fn number(text: &str, most: i64) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= most)
}

fn days_in(year: i64, month: i64) -> i64 {
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days(next_year, next_month, 1) - days(year, month, 1)
}

/// Days from 1970-01-01 (Howard Hinnant, `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_zone_and_written_with_six_decimals() {
        for (text, again) in [
            ("2025-03-04T09:12:44.000000Z", Some("2025-03-04T09:12:44.000000Z")),
            ("2024-02-29T23:59:59Z", Some("2024-02-29T23:59:59.000000Z")),
            ("2026-01-01T01:30:00.5+02:00", Some("2025-12-31T23:30:00.500000Z")),
            ("2025-12-31T23:30:00-01:00", Some("2026-01-01T00:30:00.000000Z")),
            ("2025-02-29T00:00:00Z", None),
            ("2025-01-01T00:00:00", None),
            ("2025-01-01", None),
            ("walnut", None),
        ] {
            assert_eq!(parse(text).map(shown).as_deref(), again, "{text}");
        }
    }

    #[test]
    fn a_lifetime_of_months_ends_on_the_same_day_or_the_last() {
        let from = parse("2026-01-31T10:00:00Z").unwrap_or_default();
        for (lifetime, end) in [
            ("1 hour", Some("2026-01-31T11:00:00.000000Z")),
            ("30 days", Some("2026-03-02T10:00:00.000000Z")),
            ("2 weeks", Some("2026-02-14T10:00:00.000000Z")),
            ("1 month", Some("2026-02-28T10:00:00.000000Z")),
            ("6 months", Some("2026-07-31T10:00:00.000000Z")),
            ("2 years", Some("2028-01-31T10:00:00.000000Z")),
            ("0 days", None),
            ("days", None),
            ("1 walnut", None),
            ("", None),
        ] {
            assert_eq!(after(from, lifetime).map(shown).as_deref(), end, "{lifetime}");
        }
    }
}
