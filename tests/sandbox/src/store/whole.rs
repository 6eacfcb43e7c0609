//! Whether a data file is whole, looked at before anything is written to it: a record that does not
//! open would be found by whoever asks for it, long after what it was damaged by.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::data_error::DataError;
use super::key_file::{KEY, beside};
use super::seal::Seal;

/// Records that are opened at a start. Of more than these every second, third and so on is: a start
/// must not take longer the longer somebody works with it.
const RECORDS: i64 = 10_000;
/// Pages up to which indexes are compared with what they are of, which takes several times as long.
const PAGES: i64 = 16_384;

/// The damage as the end of a sentence, or that the key is another's.
pub(super) fn check(connection: &Connection, data: &Path, seal: &Seal) -> Result<(), DataError> {
    let damaged = |what: &str| DataError::Damaged(data.to_owned(), what.to_owned());
    let found = structure(connection).map_err(|error| damaged(&error.to_string()))?;
    // What it says first can be a title, on a line of its own.
    if let Some(what) = found.lines().last().filter(|what| *what != "ok") {
        return Err(damaged(what));
    }
    match unopened(connection, seal).map_err(|error| damaged(&error.to_string()))? {
        (0, 0) => Err(damaged("it has no record")),
        (0, _) => Ok(()),
        (none, all) if none == all => Err(DataError::WrongKey(data.to_owned(), beside(data, KEY))),
        (some, all) => Err(damaged(&format!("{some} of its {all} records cannot be opened"))),
    }
}

/// What `SQLite` finds first, or `ok`.
fn structure(connection: &Connection) -> rusqlite::Result<String> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let pragma = if pages > PAGES { "PRAGMA quick_check(1)" } else { "PRAGMA integrity_check(1)" };
    connection.query_row(pragma, [], |row| row.get(0))
}

/// How many records do not open, of how many that were tried.
fn unopened(connection: &Connection, seal: &Seal) -> rusqlite::Result<(usize, usize)> {
    let last: Option<i64> = connection.query_row("SELECT max(id) FROM record", [], |row| row.get(0))?;
    let step = last.unwrap_or_default() / RECORDS + 1;
    let mut sample = connection.prepare("SELECT of, place, sealed FROM record WHERE id % ?1 = 0")?;
    let mut rows = sample.query([step])?;
    let (mut wrong, mut all) = (0, 0);
    while let Some(row) = rows.next()? {
        let (table, place, sealed): (String, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        all += 1;
        wrong += usize::from(seal.open(&table, &place, &sealed).is_err());
    }
    Ok((wrong, all))
}

/// Whether this is how `SQLite` tells of damage.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt)
}
