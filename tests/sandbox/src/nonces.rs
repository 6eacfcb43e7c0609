//! What may be used once, for as long as it would be taken at all. In memory alone.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Names of what was used, each until a second.
///
/// INVARIANT: no name is forgotten before its second has passed, however many there are.
#[derive(Default)]
pub(crate) struct Nonces(Mutex<Used>);

#[derive(Default)]
struct Used {
    names: HashSet<Arc<str>>,
    until: BTreeMap<u64, Vec<Arc<str>>>,
}

impl Nonces {
    /// Notes a use; `false` when there was one before.
    pub(crate) fn is_first(&self, name: String, until: u64, now: u64) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(entry) = used.until.first_entry().filter(|entry| *entry.key() < now) {
            for past in entry.remove() {
                used.names.remove(&past);
            }
        }
        let name: Arc<str> = name.into();
        let is_new = used.names.insert(Arc::clone(&name));
        if is_new {
            used.until.entry(until).or_default().push(name);
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_new_once_until_its_second_has_passed_and_takes_no_room_afterwards() {
        let nonces = Nonces::default();
        let first = |name: &str, now| nonces.is_first(name.to_owned(), 10, now);
        assert!(first("a", 1) && !first("a", 1) && first("b", 5));
        assert!(!first("a", 10), "in its last second");
        assert!(first("a", 11));
        let used = nonces.0.lock().unwrap();
        assert_eq!((used.names.len(), used.until.len()), (1, 1));
    }
}
