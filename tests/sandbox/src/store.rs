//! The one seam through which the sandbox remembers.
//!
//! Records are JSON values in named tables, so that a database can stand behind the seam later
//! without a vault noticing. What must never reach a disk (card verification values) goes to a
//! [`MemoryStore`] of its own, see [`crate::world::World::volatile`].

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

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
    /// Writes one record, new or not.
    fn put(&self, table: &str, key: &str, value: Value) -> Result<(), Unavailable>;
    /// Takes one record out.
    fn take(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable>;
    /// Every record of a table, oldest first.
    fn list(&self, table: &str) -> Result<Vec<(String, Value)>, Unavailable>;
    /// Changes one record with no other call in between; `false` when there is none.
    fn change(&self, table: &str, key: &str, change: &mut dyn FnMut(&mut Value)) -> Result<bool, Unavailable>;
}

impl dyn Store + '_ {
    pub(crate) fn load<T: DeserializeOwned>(&self, table: &str, key: &str) -> Result<Option<T>, Unavailable> {
        self.get(table, key)?.map(|value| serde_json::from_value(value).map_err(|_| Unavailable)).transpose()
    }

    pub(crate) fn save<T: Serialize>(&self, table: &str, key: &str, record: &T) -> Result<(), Unavailable> {
        let value = serde_json::to_value(record).map_err(|_| Unavailable)?;
        self.put(table, key, value)
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

/// Tables in memory, gone with the process.
#[derive(Default)]
pub struct MemoryStore {
    tables: Mutex<BTreeMap<String, Table>>,
}

#[derive(Default)]
struct Table {
    next: u64,
    order: BTreeMap<u64, String>,
    records: BTreeMap<String, (u64, Value)>,
}

impl Table {
    fn remove(&mut self, key: &str) -> Option<Value> {
        let (at, value) = self.records.remove(key)?;
        self.order.remove(&at);
        Some(value)
    }
}

/// A table that grows without end would fill the memory in a long test run; the oldest record goes.
const RECORDS_PER_TABLE: usize = 100_000;

impl MemoryStore {
    fn with<R>(&self, act: impl FnOnce(&mut BTreeMap<String, Table>) -> R) -> R {
        act(&mut self.tables.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    fn get(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable> {
        Ok(self.with(|tables| tables.get(table)?.records.get(key).map(|(_, value)| value.clone())))
    }

    fn put(&self, table: &str, key: &str, value: Value) -> Result<(), Unavailable> {
        self.with(|tables| {
            let table = tables.entry(table.to_owned()).or_default();
            if let Some((_, old)) = table.records.get_mut(key) {
                *old = value;
                return;
            }
            if table.records.len() >= RECORDS_PER_TABLE
                && let Some((_, oldest)) = table.order.pop_first()
            {
                table.records.remove(&oldest);
            }
            let at = table.next;
            table.next += 1;
            table.order.insert(at, key.to_owned());
            table.records.insert(key.to_owned(), (at, value));
        });
        Ok(())
    }

    fn take(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable> {
        Ok(self.with(|tables| tables.get_mut(table)?.remove(key)))
    }

    fn list(&self, table: &str) -> Result<Vec<(String, Value)>, Unavailable> {
        Ok(self.with(|tables| {
            let Some(table) = tables.get(table) else {
                return Vec::new();
            };
            let record = |key: &String| Some((key.clone(), table.records.get(key)?.1.clone()));
            table.order.values().filter_map(record).collect()
        }))
    }

    fn change(&self, table: &str, key: &str, change: &mut dyn FnMut(&mut Value)) -> Result<bool, Unavailable> {
        Ok(self.with(|tables| {
            let record = tables.get_mut(table).and_then(|table| table.records.get_mut(key));
            record.map(|(_, value)| change(value)).is_some()
        }))
    }
}
