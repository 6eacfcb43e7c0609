//! Time as an argument: the sandbox never asks the operating system behind a test's back.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> u64;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_types, reason = "the one place where the real time enters")]
    fn now_ms(&self) -> u64 {
        std::time::SystemTime::now()
            .duration_since(std::time::SystemTime::UNIX_EPOCH)
            .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

/// A clock that moves only when it is told to.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    /// A clock that stands at `now_ms`.
    pub fn at(now_ms: u64) -> Self {
        Self(AtomicU64::new(now_ms))
    }

    /// Puts the clock at `now_ms`, forwards or backwards.
    pub fn set(&self, now_ms: u64) {
        self.0.store(now_ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A clock with an adjustable lead that never runs backwards.
///
/// INVARIANT: two calls in order never return a smaller second value, so that setting a clock back
/// cannot bring an expired key or session token back to life.
pub(crate) struct Steady {
    clock: std::sync::Arc<dyn Clock>,
    lead_ms: AtomicI64,
    moving: Mutex<()>,
    high_water_ms: AtomicU64,
    kept_ms: Mutex<u64>,
}

impl Steady {
    pub(crate) fn new(clock: std::sync::Arc<dyn Clock>) -> Self {
        Self {
            clock,
            lead_ms: AtomicI64::new(0),
            moving: Mutex::new(()),
            high_water_ms: AtomicU64::new(0),
            kept_ms: Mutex::new(0),
        }
    }

    pub(crate) fn now_ms(&self) -> u64 {
        let lead = self.lead_ms.load(Ordering::SeqCst);
        let now = self.clock.now_ms().saturating_add_signed(lead);
        self.high_water_ms.fetch_max(now, Ordering::SeqCst).max(now)
    }

    /// What an earlier process has seen.
    pub(crate) fn not_before(&self, ms: u64) {
        self.high_water_ms.fetch_max(ms, Ordering::SeqCst);
    }

    /// Has `write` keep the end of this second, unless that was done before.
    pub(crate) fn keep<E>(&self, write: impl FnOnce(u64) -> Result<(), E>) -> Result<(), E> {
        let latest = self.now_ms().div_ceil(1_000).saturating_mul(1_000);
        let mut kept = self.kept_ms.lock().unwrap_or_else(PoisonError::into_inner);
        if latest > *kept {
            write(latest)?;
            *kept = latest;
        }
        Ok(())
    }

    pub(crate) fn set_lead(&self, ms: i64) {
        self.lead_ms.store(ms, Ordering::SeqCst);
    }

    /// Moves the clock once `keep` has written the new lead down.
    pub(crate) fn advance<E>(&self, ms: i64, keep: impl FnOnce(i64) -> Result<(), E>) -> Result<(), E> {
        let moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let lead_ms = self.lead_ms.load(Ordering::SeqCst).saturating_add(ms);
        keep(lead_ms)?;
        self.set_lead(lead_ms);
        drop(moving);
        Ok(())
    }
}

/// Year and month (1 to 12) in UTC.
pub(crate) fn year_month(ms: u64) -> (u64, u64) {
    let (year, month, _) = civil(ms / 86_400_000);
    (year, month)
}

/// ISO 8601 in UTC with milliseconds, as `2026-01-15T09:30:00.123Z`.
pub(crate) fn iso_8601(ms: u64) -> String {
    let (year, month, day) = civil(ms / 86_400_000);
    let rest = ms % 86_400_000;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1_000 % 60,
        rest % 1_000
    )
}

/// The Gregorian date of a day counted from 1970-01-01 (Howard Hinnant, `civil_from_days`).
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_right_around_leap_days_and_the_end_of_32_bit_time() {
        assert_eq!(iso_8601(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso_8601(1_709_164_799_999), "2024-02-28T23:59:59.999Z");
        assert_eq!(iso_8601(1_709_164_800_000), "2024-02-29T00:00:00.000Z");
        assert_eq!(iso_8601(2_147_483_648_000), "2038-01-19T03:14:08.000Z");
        assert_eq!(year_month(1_767_225_599_999), (2025, 12));
        assert_eq!(year_month(1_767_225_600_000), (2026, 1));
    }

    #[test]
    fn a_clock_set_back_does_not_run_backwards() {
        let manual = std::sync::Arc::new(ManualClock::at(5_000));
        let steady = Steady::new(manual.clone());
        assert_eq!(steady.now_ms(), 5_000);
        manual.set(1_000);
        assert_eq!(steady.now_ms(), 5_000);
        assert_eq!(steady.advance(1, |_| Err("full")), Err("full"));
        assert_eq!(steady.advance(10_000, |lead_ms| if lead_ms == 10_000 { Ok(()) } else { Err(lead_ms) }), Ok(()));
        assert_eq!(steady.now_ms(), 11_000);
    }

    #[test]
    fn the_latest_second_is_kept_once_and_outlives_a_clock_that_was_set_back() {
        let manual = std::sync::Arc::new(ManualClock::at(5_001));
        let steady = Steady::new(manual.clone());
        let keep = |to: u64| steady.keep(|latest| if latest == to { Ok(()) } else { Err(latest) });
        assert_eq!(keep(6_000), Ok(()));
        manual.set(5_999);
        assert_eq!(keep(0), Ok(()), "that second is kept already");
        manual.set(6_001);
        assert_eq!((keep(0), keep(7_000)), (Err(7_000), Ok(())), "what failed is tried again");
        let next = Steady::new(std::sync::Arc::new(ManualClock::at(1)));
        next.not_before(7_000);
        assert_eq!(next.now_ms(), 7_000);
    }
}
