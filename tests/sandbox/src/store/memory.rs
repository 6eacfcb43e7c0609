//! Tables in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

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
    order: BTreeMap<u64, Arc<str>>,
    /// As text, which takes a quarter of the room of a [`Value`].
    records: BTreeMap<Arc<str>, (u64, Box<str>)>,
}

impl Table {
    fn put(&mut self, key: &str, value: &Value, most: usize) {
        let text = value.to_string().into_boxed_str();
        if let Some((_, old)) = self.records.get_mut(key) {
            *old = text;
            return;
        }
        if self.records.len() >= most
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.records.remove(&oldest);
        }
        let (at, key) = (self.next, Arc::from(key));
        self.next += 1;
        self.order.insert(at, Arc::clone(&key));
        self.records.insert(key, (at, text));
    }

    fn get(&self, key: &str) -> Result<Option<Value>, Unavailable> {
        self.records.get(key).map(|(_, text)| read(text)).transpose()
    }

    fn remove(&mut self, key: &str) -> Result<Option<Value>, Unavailable> {
        let Some((at, text)) = self.records.remove(key) else {
            return Ok(None);
        };
        self.order.remove(&at);
        read(&text).map(Some)
    }

    /// So many records, from a place in the order on.
    fn from(&self, at: u64, limit: usize) -> Result<Records, Unavailable> {
        let names = self.order.range(at..).take(limit).map(|(_, key)| key);
        names
            .filter_map(|key| Some((key, self.get(key).transpose()?)))
            .map(|(key, value)| Ok((key.to_string(), value?)))
            .collect()
    }
}

fn read(text: &str) -> Result<Value, Unavailable> {
    serde_json::from_str(text).map_err(|_| Unavailable)
}

impl MemoryStore {
    fn with<R>(&self, act: impl FnOnce(&mut BTreeMap<String, Table>) -> R) -> R {
        act(&mut self.tables.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    fn get(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable> {
        self.with(|tables| tables.get(table).map_or(Ok(None), |table| table.get(key)))
    }

    fn put(&self, records: Vec<(&str, &str, Value)>) -> Result<(), Unavailable> {
        self.with(|tables| {
            for (table, key, value) in records {
                let most = if passes(table) { PASSING_RECORDS } else { usize::MAX };
                if let Some(table) = tables.get_mut(table) {
                    table.put(key, &value, most);
                } else {
                    tables.entry(table.to_owned()).or_default().put(key, &value, most);
                }
            }
        });
        Ok(())
    }

    fn take(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable> {
        self.with(|tables| tables.get_mut(table).map_or(Ok(None), |table| table.remove(key)))
    }

    fn list(&self, table: &str) -> Result<Records, Unavailable> {
        Ok(self.page(table, None, usize::MAX)?.unwrap_or_default())
    }

    fn page(&self, table: &str, after: Option<&str>, limit: usize) -> Result<Option<Records>, Unavailable> {
        self.with(|tables| {
            let Some(table) = tables.get(table) else {
                return Ok(after.is_none().then(Vec::new));
            };
            let from = match after.map(|after| table.records.get(after)) {
                None => 0,
                Some(Some((at, _))) => at + 1,
                Some(None) => return Ok(None),
            };
            table.from(from, limit).map(Some)
        })
    }

    fn change(&self, table: &str, key: &str, change: &mut dyn FnMut(&mut Value)) -> Result<bool, Unavailable> {
        self.with(|tables| {
            let Some((_, text)) = tables.get_mut(table).and_then(|table| table.records.get_mut(key)) else {
                return Ok(false);
            };
            let mut value = read(text)?;
            change(&mut value);
            *text = value.to_string().into_boxed_str();
            Ok(true)
        })
    }

    fn together(&self, act: &mut dyn FnMut() -> Result<(), Unavailable>) -> Result<(), Unavailable> {
        // A start that fails takes the memory with it.
        act()
    }
}
