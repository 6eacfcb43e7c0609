//! The one seam through which the sandbox remembers.
//!
//! Records are JSON values in named tables: in memory, or in a file that outlives the process. What
//! must never reach a disk (card verification values) goes to a [`MemoryStore`] of its own, see
//! [`crate::world::World::volatile`].

mod data_error;
#[cfg(feature = "serve")]
mod key_file;
mod memory;
#[cfg(feature = "serve")]
mod seal;
#[cfg(feature = "serve")]
mod sqlite;
#[cfg(feature = "serve")]
mod whole;

use crate::vault::PASSING;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use data_error::DataError;
pub(crate) use memory::MemoryStore;
#[cfg(feature = "serve")]
pub(crate) use sqlite::SqliteStore;

/// Records of a passing table: of more than these the oldest goes, so that a test run of any length
/// fills neither the memory nor the disk. Keys, accounts and settings stay, however many.
pub(crate) const PASSING_RECORDS: usize = if cfg!(test) { 20 } else { 100_000 };

fn passes(table: &str) -> bool {
    PASSING.contains(&table)
}

/// The store could not do it; nothing was acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the store is unavailable")]
pub struct Unavailable;

/// Tables of JSON records.
///
/// INVARIANT: when a call that writes returns `Ok`, the write is as durable as this store can be.
pub trait Store: Send + Sync {
    /// One record.
    fn get(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable>;
    /// Writes records, new or not: all of them or none. Each is a table, a key and a value.
    fn put(&self, records: Vec<(&str, &str, Value)>) -> Result<(), Unavailable>;
    /// Takes one record out.
    fn take(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable>;
    /// Every record of a table, oldest first.
    fn list(&self, table: &str) -> Result<Records, Unavailable>;
    /// So many records of a table after one of them, or from the oldest on; `None` when that one is not there.
    fn page(&self, table: &str, after: Option<&str>, limit: usize) -> Result<Option<Records>, Unavailable>;
    /// Changes one record with no other call in between; `false` when there is none.
    fn change(&self, table: &str, key: &str, change: &mut dyn FnMut(&mut Value)) -> Result<bool, Unavailable>;
    /// Keeps everything that `act` writes, or nothing if it fails or the process ends before.
    /// Only for a start, while nobody else uses the store.
    fn together(&self, act: &mut dyn FnMut() -> Result<(), Unavailable>) -> Result<(), Unavailable>;
}

/// Names and values.
pub type Records = Vec<(String, Value)>;

/// A record as [`Store::put`] takes it.
pub(crate) fn record<T: Serialize>(record: &T) -> Result<Value, Unavailable> {
    serde_json::to_value(record).map_err(|_| Unavailable)
}

impl dyn Store + '_ {
    pub(crate) fn load<T: DeserializeOwned>(&self, table: &str, key: &str) -> Result<Option<T>, Unavailable> {
        self.get(table, key)?.map(|value| serde_json::from_value(value).map_err(|_| Unavailable)).transpose()
    }

    pub(crate) fn save<T: Serialize>(&self, table: &str, key: &str, record: &T) -> Result<(), Unavailable> {
        self.put(vec![(table, key, self::record(record)?)])
    }

    pub(crate) fn all<T: DeserializeOwned>(&self, table: &str) -> Result<Vec<T>, Unavailable> {
        self.list(table)?.into_iter().map(|(_, value)| serde_json::from_value(value).map_err(|_| Unavailable)).collect()
    }

    /// Reads, decides and writes one record as one step; `None` when there is no such record.
    pub(crate) fn alter<T: DeserializeOwned + Serialize, R>(
        &self,
        table: &str,
        key: &str,
        decide: impl FnOnce(&mut T) -> R,
    ) -> Result<Option<R>, Unavailable> {
        let mut decide = Some(decide);
        let mut outcome = Err(Unavailable);
        let found = self.change(table, key, &mut |value| {
            let Ok(mut record) = serde_json::from_value::<T>(value.clone()) else {
                return;
            };
            if let Some(decide) = decide.take() {
                let result = decide(&mut record);
                if let Ok(changed) = serde_json::to_value(&record) {
                    *value = changed;
                    outcome = Ok(result);
                }
            }
        })?;
        if found { outcome.map(Some) } else { Ok(None) }
    }
}
