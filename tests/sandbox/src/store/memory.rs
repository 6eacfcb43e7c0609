//! Tables in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::{PASSING_RECORDS, Records, Store, Unavailable, passes};

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
    fn put(&mut self, key: &str, value: Value, most: usize) {
        if let Some((_, old)) = self.records.get_mut(key) {
            *old = value;
            return;
        }
        if self.records.len() >= most
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.records.remove(&oldest);
        }
        let at = self.next;
        self.next += 1;
        self.order.insert(at, key.to_owned());
        self.records.insert(key.to_owned(), (at, value));
    }

    fn remove(&mut self, key: &str) -> Option<Value> {
        let (at, value) = self.records.remove(key)?;
        self.order.remove(&at);
        Some(value)
    }
}

impl MemoryStore {
    fn with<R>(&self, act: impl FnOnce(&mut BTreeMap<String, Table>) -> R) -> R {
        act(&mut self.tables.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    fn get(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable> {
        Ok(self.with(|tables| tables.get(table)?.records.get(key).map(|(_, value)| value.clone())))
    }

    fn put(&self, records: Vec<(&str, &str, Value)>) -> Result<(), Unavailable> {
        self.with(|tables| {
            for (table, key, value) in records {
                let most = if passes(table) { PASSING_RECORDS } else { usize::MAX };
                if let Some(table) = tables.get_mut(table) {
                    table.put(key, value, most);
                } else {
                    tables.entry(table.to_owned()).or_default().put(key, value, most);
                }
            }
        });
        Ok(())
    }

    fn take(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable> {
        Ok(self.with(|tables| tables.get_mut(table)?.remove(key)))
    }

    fn list(&self, table: &str) -> Result<Records, Unavailable> {
        Ok(self.with(|tables| {
            let Some(table) = tables.get(table) else {
                return Vec::new();
            };
            let record = |key: &String| Some((key.clone(), table.records.get(key)?.1.clone()));
            table.order.values().filter_map(record).collect()
        }))
    }

    fn page(&self, table: &str, after: Option<&str>, limit: usize) -> Result<Option<Records>, Unavailable> {
        Ok(self.with(|tables| {
            let Some(table) = tables.get(table) else {
                return after.is_none().then(Vec::new);
            };
            let from = match after {
                Some(after) => table.records.get(after)?.0 + 1,
                None => 0,
            };
            let record = |key: &String| Some((key.clone(), table.records.get(key)?.1.clone()));
            Some(table.order.range(from..).take(limit).filter_map(|(_, key)| record(key)).collect())
        }))
    }

    fn change(&self, table: &str, key: &str, change: &mut dyn FnMut(&mut Value)) -> Result<bool, Unavailable> {
        Ok(self.with(|tables| {
            let record = tables.get_mut(table).and_then(|table| table.records.get_mut(key));
            record.map(|(_, value)| change(value)).is_some()
        }))
    }

    fn together(&self, act: &mut dyn FnMut() -> Result<(), Unavailable>) -> Result<(), Unavailable> {
        // A start that fails takes the memory with it.
        act()
    }
}
