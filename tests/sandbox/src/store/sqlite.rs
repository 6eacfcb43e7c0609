//! Tables in a file that outlives the process.
//!
//! `SQLite` in write-ahead mode with `synchronous=FULL`: a call that writes returns once the log is
//! on the disk, so neither a killed process nor a lost machine takes an answered write back. A
//! rollback journal is as safe, but syncs more than once for each write and takes two to three times
//! as long: the last test here prints it.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};
use serde_json::{Value, json};

use super::data_error::DataError;
use super::key_file::{KEY, KeyFile, beside, private};
use super::seal::Seal;
use super::{PASSING_RECORDS, Records, Store, Unavailable, passes, whole};

/// `application_id` of the file: `TkFr`.
const APPLICATION: i64 = 0x546b_4672;
/// The first bytes of every database.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// `user_version` of the file: the shape of its tables.
const VERSION: i64 = 1;
/// For a process that is just ending; another that goes on is told from by the key file's lock.
const PATIENCE: Duration = Duration::from_millis(500);
/// A record that only the right key opens.
const CHECK: (&str, &str) = ("sandbox/check", "key");
/// Pages in memory, in kibibytes: what is larger is read from the file again.
const CACHE_KIB: i64 = 8 * 1024;

const SCHEMA: &str = "
    CREATE TABLE record (
        id INTEGER PRIMARY KEY,
        of TEXT NOT NULL,
        place BLOB NOT NULL,
        sealed BLOB NOT NULL,
        UNIQUE (of, place)
    ) STRICT;
    -- Each entry ends with the row's id, so this is also the order of a table's records.
    CREATE INDEX record_of ON record (of);
";

/// One open data file.
pub(crate) struct SqliteStore {
    connection: Mutex<Connection>,
    /// How many records the passing tables hold.
    counts: Mutex<HashMap<String, usize>>,
    seal: Seal,
    /// Closed last: while it is locked nobody else opens the data.
    _key: KeyFile,
}

impl From<rusqlite::Error> for Unavailable {
    fn from(_: rusqlite::Error) -> Self {
        Self
    }
}

impl SqliteStore {
    /// Opens `data` and its key file, and makes both where neither is.
    pub(crate) fn open(data: &Path) -> Result<Self, DataError> {
        Self::open_in(data, "WAL")
    }

    fn open_in(data: &Path, journal: &str) -> Result<Self, DataError> {
        // The lock comes first. To open and close the data beside a connection would end the
        // locks that this process's own connection holds on it.
        let key = KeyFile::find(data)?;
        // SQLite has no say over the mode of a file that it makes itself.
        let mut head = Vec::new();
        let made = private(OpenOptions::new().read(true).write(true).create(true)).open(data);
        let read = made.and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut head));
        read.map_err(|error| DataError::Inaccessible(data.to_owned(), error))?;
        // SQLite takes a text of a few bytes for a file that is empty, and writes over it.
        if !head.is_empty() && head != MAGIC {
            return Err(DataError::NotADatabase(data.to_owned()));
        }
        let has_log = std::fs::metadata(beside(data, "-wal")).is_ok_and(|log| log.len() > 0);
        let (mut connection, is_new) = connect(data).map_err(|error| named(data, &error))??;
        let key = match key {
            Some(key) => key,
            None if is_new => KeyFile::create(data)?,
            None => return Err(DataError::KeyMissing(data.to_owned(), beside(data, KEY))),
        };
        let key = KeyFile::read(data, key, is_new)?;
        let seal = Seal::new(&key.key);
        // A refusal changes nothing: what an ended process left in the log is not moved into the file. A log
        // that there was none of is not left behind either.
        let keep_log = |keep| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep && has_log);
        keep_log(true).map_err(|error| named(data, &error))?;
        if !is_new {
            whole::check(&connection, data, &seal)?;
        }
        keep_log(false).map_err(|error| named(data, &error))?;
        prepare(&mut connection, is_new, journal, &seal).map_err(|error| named(data, &error))?;
        let counts = count(&connection).map_err(|error| named(data, &error))?;
        let store = Self { connection: Mutex::new(connection), counts: Mutex::new(counts), seal, _key: key };
        match store.get(CHECK.0, CHECK.1) {
            Ok(Some(_)) => Ok(store),
            _ => Err(DataError::Damaged(data.to_owned(), "its first record is missing".to_owned())),
        }
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A savepoint that a panic left behind was rolled back when it was dropped.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locked after the connection, always.
    fn counts(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that has changed nothing yet, and whether the file holds nothing yet.
fn connect(data: &Path) -> rusqlite::Result<Result<(Connection, bool), DataError>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(data, flags)?;
    connection.busy_timeout(PATIENCE)?;
    // No second connection, so no memory that is shared with one.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let found = match (number("application_id")?, number("user_version")?) {
        (0, 0) if tables == 0 => true,
        (APPLICATION, VERSION) => false,
        (APPLICATION, version) if version > VERSION => {
            return Ok(Err(DataError::Newer(data.to_owned(), version, VERSION)));
        }
        _ => return Ok(Err(DataError::Foreign(data.to_owned()))),
    };
    Ok(Ok((connection, found)))
}

fn prepare(connection: &mut Connection, is_new: bool, journal: &str, seal: &Seal) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // What was deleted is overwritten, although it was sealed.
    connection.pragma_update(None, "secure_delete", true)?;
    if is_new {
        let whole = connection.transaction()?;
        whole.execute_batch(SCHEMA)?;
        whole.pragma_update(None, "application_id", APPLICATION)?;
        whole.pragma_update(None, "user_version", VERSION)?;
        write(&whole, seal, CHECK.0, CHECK.1, &json!("tokenframe")).map_err(|_| rusqlite::Error::InvalidQuery)?;
        whole.commit()?;
    }
    Ok(())
}

fn named(data: &Path, error: &rusqlite::Error) -> DataError {
    let data = data.to_owned();
    match error.sqlite_error_code() {
        _ if whole::is_damage(error) => DataError::Damaged(data, error.to_string()),
        Some(ErrorCode::NotADatabase) => DataError::NotADatabase(data),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DataError::InUse(data),
        _ => DataError::Unusable(data, error.to_string()),
    }
}

fn read(connection: &Connection, table: &str, place: &[u8]) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut found = connection.prepare_cached("SELECT sealed FROM record WHERE of = ?1 AND place = ?2")?;
    found.query_row(params![table, place], |row| row.get(0)).optional()
}

/// Writes a record; whether there was none with its name.
fn write(connection: &Connection, seal: &Seal, table: &str, key: &str, value: &Value) -> Result<bool, Unavailable> {
    let (place, sealed) = (seal.place(table, key), seal.close(table, key, value)?);
    let mut change = connection.prepare_cached("UPDATE record SET sealed = ?3 WHERE of = ?1 AND place = ?2")?;
    if change.execute(params![table, place.as_slice(), sealed])? > 0 {
        return Ok(false);
    }
    let mut put = connection.prepare_cached("INSERT INTO record (of, place, sealed) VALUES (?1, ?2, ?3)")?;
    put.execute(params![table, place.as_slice(), sealed])?;
    Ok(true)
}

fn count(connection: &Connection) -> rusqlite::Result<HashMap<String, usize>> {
    let mut all = connection.prepare("SELECT of, count(*) FROM record GROUP BY of")?;
    let rows = all.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let passing = rows.filter(|row| row.as_ref().is_ok_and(|(table, _)| passes(table)) || row.is_err());
    passing.map(|row| row.map(|(table, count)| (table, usize::try_from(count).unwrap_or_default()))).collect()
}

fn drop_oldest(connection: &Connection, table: &str) -> rusqlite::Result<()> {
    let oldest = "DELETE FROM record WHERE id = (SELECT id FROM record WHERE of = ?1 ORDER BY id LIMIT 1)";
    connection.prepare_cached(oldest)?.execute([table]).map(drop)
}

impl Store for SqliteStore {
    fn get(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable> {
        let place = self.seal.place(table, key);
        let sealed = read(&self.connection(), table, &place)?;
        sealed.map(|sealed| Ok(self.seal.open(table, &place, &sealed)?.1)).transpose()
    }

    fn put(&self, records: Vec<(&str, &str, Value)>) -> Result<(), Unavailable> {
        let mut connection = self.connection();
        let mut counts = self.counts();
        let mut grown: Vec<&str> = Vec::new();
        let whole = connection.savepoint()?;
        for (table, key, value) in records {
            if !write(&whole, &self.seal, table, key, &value)? || !passes(table) {
                continue;
            }
            let new = grown.iter().filter(|one| **one == table).count();
            if counts.get(table).copied().unwrap_or_default() + new < PASSING_RECORDS {
                grown.push(table);
            } else {
                drop_oldest(&whole, table)?;
            }
        }
        whole.commit()?;
        for table in grown {
            *counts.entry(table.to_owned()).or_default() += 1;
        }
        Ok(())
    }

    fn take(&self, table: &str, key: &str) -> Result<Option<Value>, Unavailable> {
        let place = self.seal.place(table, key);
        let mut connection = self.connection();
        // A statement that returns rows commits when it is let go, and then tells nobody of an error.
        let whole = connection.savepoint()?;
        let sealed = read(&whole, table, &place)?;
        whole
            .prepare_cached("DELETE FROM record WHERE of = ?1 AND place = ?2")?
            .execute(params![table, place.as_slice()])?;
        whole.commit()?;
        if let (Some(_), Some(count)) = (&sealed, self.counts().get_mut(table)) {
            *count = count.saturating_sub(1);
        }
        sealed.map(|sealed| Ok(self.seal.open(table, &place, &sealed)?.1)).transpose()
    }

    fn list(&self, table: &str) -> Result<Records, Unavailable> {
        Ok(self.page(table, None, usize::MAX)?.unwrap_or_default())
    }

    fn page(&self, table: &str, after: Option<&str>, limit: usize) -> Result<Option<Records>, Unavailable> {
        let connection = self.connection();
        let from: i64 = match after {
            None => 0,
            Some(after) => {
                let mut one = connection.prepare_cached("SELECT id FROM record WHERE of = ?1 AND place = ?2")?;
                let place = self.seal.place(table, after);
                match one.query_row(params![table, place.as_slice()], |row| row.get(0)).optional()? {
                    Some(id) => id,
                    None => return Ok(None),
                }
            }
        };
        let mut page = connection
            .prepare_cached("SELECT place, sealed FROM record WHERE of = ?1 AND id > ?2 ORDER BY id LIMIT ?3")?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = page
            .query_map(params![table, from, limit], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        let opened = rows.map(|row| {
            let (place, sealed) = row?;
            self.seal.open(table, &place, &sealed)
        });
        opened.collect::<Result<_, _>>().map(Some)
    }

    fn change(&self, table: &str, key: &str, change: &mut dyn FnMut(&mut Value)) -> Result<bool, Unavailable> {
        let place = self.seal.place(table, key);
        let mut connection = self.connection();
        let whole = connection.savepoint()?;
        let Some(sealed) = read(&whole, table, &place)? else {
            return Ok(false);
        };
        let (_, before) = self.seal.open(table, &place, &sealed)?;
        let mut after = before.clone();
        change(&mut after);
        // A refused request changes nothing, and must not wait for the disk.
        if after != before {
            write(&whole, &self.seal, table, key, &after)?;
        }
        whole.commit()?;
        Ok(true)
    }

    fn together(&self, act: &mut dyn FnMut() -> Result<(), Unavailable>) -> Result<(), Unavailable> {
        self.connection().execute_batch("BEGIN")?;
        let done = act();
        // The savepoints of the calls within have become part of this.
        self.connection().execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        done
    }
}

#[cfg(test)]
mod tests;
