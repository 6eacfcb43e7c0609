//! Data that the program will not use: one sentence, exit code 1, and not a byte changed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/program.rs"]
mod program;
mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use program::{Folder, Program, refused};
use rusqlite::Connection;

/// Data that a program made and left in peace.
fn made(folder: &Folder) -> std::path::PathBuf {
    let data = folder.file("data");
    assert_eq!(Program::start(&data).stop(), "");
    data
}

/// The one sentence of the refusal, with the folder left as it was.
fn sentence(folder: &Folder, data: &Path) -> String {
    let before = folder.files();
    let output = refused(data);
    assert_eq!(output.status.code(), Some(1));
    assert!(folder.files() == before, "something was changed");
    let text = String::from_utf8(output.stderr).unwrap();
    let sentence = text.strip_prefix("tokenframe-sandbox: ").and_then(|text| text.strip_suffix('\n')).unwrap();
    assert!(!sentence.contains('\n') && sentence.contains(data.to_str().unwrap()), "{sentence}");
    sentence.replace(data.to_str().unwrap(), "FILE")
}

#[test]
fn the_key_is_its_owners_alone_and_the_data_is_nothing_without_it() {
    let folder = Folder::new("key");
    let data = made(&folder);
    let key = folder.file("data.key");
    for path in [&data, &key] {
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
    let good = std::fs::read(&key).unwrap();
    assert_eq!(good.len(), 32);

    for (wrong, said) in [
        (vec![7; 32], "FILE.key is not the key of FILE"),
        (vec![7; 31], "FILE.key is not a key: it does not hold 32 bytes"),
        (vec![7; 33], "FILE.key is not a key: it does not hold 32 bytes"),
        (Vec::new(), "FILE.key is not a key: it does not hold 32 bytes"),
    ] {
        std::fs::write(&key, &wrong).unwrap();
        assert_eq!(sentence(&folder, &data), said, "{} bytes", wrong.len());
    }
    std::fs::remove_file(&key).unwrap();
    assert_eq!(sentence(&folder, &data), "FILE.key is missing, and without it nothing in FILE can be read");
    std::fs::write(&key, good).unwrap();
    assert_eq!(Program::start(&data).stop(), "", "the right key opens it still");
}

#[test]
fn data_that_is_in_use_is_left_to_who_uses_it() {
    let folder = Folder::new("in-use");
    let data = folder.file("data");
    let program = Program::start(&data);
    assert_eq!(sentence(&folder, &data), "FILE is in use by another process");
    program.kill();
    let next = Program::start(&data);
    next.stop();

    // Another program that reads it.
    let reader = Connection::open(&data).unwrap();
    reader.pragma_update(None, "locking_mode", "EXCLUSIVE").unwrap();
    reader.query_row("SELECT count(*) FROM record", [], |row| row.get::<_, i64>(0)).unwrap();
    let output = refused(&data);
    assert!(String::from_utf8(output.stderr).unwrap().ends_with("data is in use by another process\n"));
}

#[test]
fn what_is_no_database_or_anothers_is_not_touched() {
    let folder = Folder::new("foreign");
    let text = folder.file("text");
    for content in ["x".to_owned(), "notes about the shop\n".repeat(1_000)] {
        std::fs::write(&text, content).unwrap();
        assert_eq!(sentence(&folder, &text), "FILE is not a database");
    }
    let other = folder.file("other");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE record (of TEXT)").unwrap();
    assert_eq!(sentence(&folder, &other), "FILE is the database of another program");
    assert!(!folder.file("text.key").exists() && !folder.file("other.key").exists());
}

#[test]
fn data_of_a_newer_program_is_refused_by_its_version() {
    let folder = Folder::new("newer");
    let data = made(&folder);
    Connection::open(&data).unwrap().pragma_update(None, "user_version", 2).unwrap();
    let said = "FILE was written by a newer sandbox: its version is 2, and this one knows 1";
    assert_eq!(sentence(&folder, &data), said);
}

#[test]
fn a_place_that_takes_no_file_is_named_with_its_reason() {
    let folder = Folder::new("place");
    let said = sentence(&folder, &folder.file("missing/data"));
    assert_eq!(said, "FILE cannot be opened for reading and writing: No such file or directory (os error 2)");
    std::fs::create_dir(folder.file("folder")).unwrap();
    let said = sentence(&folder, &folder.file("folder"));
    assert!(said.starts_with("FILE cannot be opened for reading and writing: "), "{said}");
    // Nobody may write here, whoever asks.
    if cfg!(target_os = "linux") {
        let said = sentence(&folder, Path::new("/proc/tokenframe"));
        assert!(said.starts_with("FILE cannot be opened for reading and writing: "), "{said}");
    }
}

#[test]
fn a_start_that_was_ended_before_anything_was_sealed_is_started_again() {
    let folder = Folder::new("early");
    let data = folder.file("data");
    // The file and an empty key, as two steps leave them.
    std::fs::write(&data, "").unwrap();
    std::fs::write(folder.file("data.key"), "").unwrap();
    assert_eq!(Program::start(&data).stop(), "");
    assert_eq!(std::fs::read(folder.file("data.key")).unwrap().len(), 32);
}

/// Turns the bits of these bytes in the file, wherever they lie the `nth` time.
fn flip(data: &Path, bytes: &[u8], nth: usize) {
    let mut file = std::fs::read(data).unwrap();
    let places: Vec<_> = file.windows(bytes.len()).enumerate().filter(|(_, at)| *at == bytes).collect();
    let at = places.get(nth).unwrap().0 + bytes.len() / 2;
    *file.get_mut(at).unwrap() ^= 0xff;
    std::fs::write(data, file).unwrap();
}

/// The bytes as `flip` leaves them.
fn flipped(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).unwrap() ^= 0xff;
    bytes
}

#[test]
fn data_that_is_damaged_is_refused_with_what_is_wrong_and_left_as_it_is() {
    let folder = Folder::new("damaged");
    let data = made(&folder);
    let good = std::fs::read(&data).unwrap();
    let records = |sql: &str| -> Vec<Vec<u8>> {
        let connection = Connection::open(&data).unwrap();
        let mut rows = connection.prepare(sql).unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let sealed = records("SELECT sealed FROM record ORDER BY id");
    let places = records("SELECT place FROM record ORDER BY id");
    assert!(sealed.len() > 5);
    for record in &sealed {
        flip(&data, record.get(..24).unwrap(), 0);
        let said = format!("FILE is damaged: 1 of its {} records cannot be opened", sealed.len());
        assert_eq!(sentence(&folder, &data), said);
        std::fs::write(&data, &good).unwrap();
    }
    for nth in 0..2 {
        // Of the record, or of the index that finds it.
        flip(&data, places.last().unwrap(), nth);
        assert!(sentence(&folder, &data).starts_with("FILE is damaged: "), "the place, time {nth}");
        std::fs::write(&data, &good).unwrap();
    }
    for page in 1..good.len() / 4096 {
        let mut torn = good.clone();
        torn.get_mut(page * 4096..page * 4096 + 64).unwrap().fill(0xa5);
        std::fs::write(&data, torn).unwrap();
        assert!(sentence(&folder, &data).starts_with("FILE is damaged: "), "the head of page {page}");
    }
    std::fs::write(&data, good.get(..good.len() - 4096).unwrap()).unwrap();
    assert!(sentence(&folder, &data).starts_with("FILE is damaged: "), "a file that was cut");
    std::fs::write(&data, good).unwrap();
    // What a process that was killed left in the log stays there.
    Program::start(&data).kill();
    let log = std::fs::read(folder.file("data-wal")).unwrap();
    assert!(!log.is_empty());
    // Not on a page that the log has again.
    let mut starts = sealed.iter().map(|record| record.get(..24).unwrap());
    let record = starts.find(|start| !log.windows(24).any(|at| at == *start)).unwrap();
    flip(&data, record, 0);
    assert!(sentence(&folder, &data).starts_with("FILE is damaged: 1 of its "));
    flip(&data, &flipped(record), 0);
    assert_eq!(Program::start(&data).stop(), "", "what is whole opens still");
}
