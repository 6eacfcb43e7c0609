//! What may be used once, for as long as it would be taken at all. The names are in memory alone; of
//! what an earlier process took, the latest second is known.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Names of what was used, each until a second.
///
/// INVARIANT: no name is forgotten before its second has passed, however many there are, and none
/// is taken that an earlier process could have taken.
#[derive(Default)]
pub(crate) struct Nonces(Mutex<Used>);

#[derive(Default)]
struct Used {
    names: HashSet<Arc<str>>,
    until: BTreeMap<u64, Vec<Arc<str>>>,
    /// The latest second of a name that was taken.
    latest: u64,
    /// The same, of an earlier process, which knew its names.
    forgotten: u64,
}

impl Nonces {
    fn with<R>(&self, act: impl FnOnce(&mut Used) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What an earlier process has kept.
    pub(crate) fn forgot(&self, latest: u64) {
        self.with(|used| (used.latest, used.forgotten) = (latest, latest));
    }

    /// Notes a use of a name of one second, which would be taken until another; `false` when there
    /// was one before, or could have been. `keep` writes down the latest second, once for each.
    pub(crate) fn is_first<E>(
        &self,
        name: String,
        (second, until): (u64, u64),
        now: u64,
        keep: impl FnOnce(u64) -> Result<(), E>,
    ) -> Result<bool, E> {
        self.with(|used| {
            while let Some(entry) = used.until.first_entry().filter(|entry| *entry.key() < now) {
                for past in entry.remove() {
                    used.names.remove(&past);
                }
            }
            if second <= used.forgotten || used.names.contains(&*name) {
                return Ok(false);
            }
            if second > used.latest {
                keep(second)?;
                used.latest = second;
            }
            let name: Arc<str> = name.into();
            used.names.insert(Arc::clone(&name));
            used.until.entry(until).or_default().push(name);
            Ok(true)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: fn(u64) -> Result<(), ()> = |_| Ok(());

    #[test]
    fn a_name_is_new_once_until_its_second_has_passed_and_takes_no_room_afterwards() {
        let nonces = Nonces::default();
        let first = |name: &str, now| nonces.is_first(name.to_owned(), (5, 10), now, KEPT) == Ok(true);
        assert!(first("a", 1) && !first("a", 1) && first("b", 5));
        assert!(!first("a", 10), "in its last second");
        assert!(first("a", 11));
        assert_eq!(nonces.with(|used| (used.names.len(), used.until.len())), (1, 1));
    }

    #[test]
    fn what_an_earlier_process_could_have_taken_is_not_taken_and_the_latest_second_is_kept_once() {
        let nonces = Nonces::default();
        nonces.forgot(5);
        let first = |name: &str, second, keep: fn(u64) -> Result<(), ()>| {
            nonces.is_first(name.to_owned(), (second, second + 10), second, keep)
        };
        assert_eq!(first("a", 5, KEPT), Ok(false));
        assert_eq!(first("a", 6, |_| Err(())), Err(()), "what could not be kept is not taken");
        assert_eq!(first("a", 6, KEPT), Ok(true));
        assert_eq!(first("b", 6, |_| Err(())), Ok(true), "that second is kept already");
    }
}
