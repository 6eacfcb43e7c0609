//! What can be wrong with the data file and its key.

use std::io;
use std::path::PathBuf;

/// Bytes of the key in the file beside the data.
pub(super) const KEY_BYTES: usize = 32;

/// Why a data file cannot be used: one sentence each. Nothing that was there has been changed.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file or its folder does not let itself be read or written.
    #[error("{} cannot be opened for reading and writing: {}", .0.display(), .1)]
    Inaccessible(PathBuf, io::Error),
    /// Bytes of something else.
    #[error("{} is not a database", .0.display())]
    NotADatabase(PathBuf),
    /// A database, and not the sandbox's.
    #[error("{} is the database of another program", .0.display())]
    Foreign(PathBuf),
    /// Version of the file, and the newest one that is known here.
    #[error("{} was written by a newer sandbox: its version is {}, and this one knows {}", .0.display(), .1, .2)]
    Newer(PathBuf, i64, i64),
    /// Another process has it open, or this one does.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// There are records, and nothing to open them with: the data file and its key file.
    #[error("{} is missing, and without it nothing in {} can be read", .1.display(), .0.display())]
    KeyMissing(PathBuf, PathBuf),
    /// The key file does not hold 32 bytes.
    #[error("{} is not a key: it does not hold {KEY_BYTES} bytes", .0.display())]
    NotAKey(PathBuf),
    /// A key, and not the one of this data: the data file and its key file.
    #[error("{} is not the key of {}", .1.display(), .0.display())]
    WrongKey(PathBuf, PathBuf),
    /// Bytes were lost or changed since they were written: the file, and what is wrong with it.
    #[error("{} is damaged: {}", .0.display(), .1)]
    Damaged(PathBuf, String),
    /// The database refused for a reason that has no line of its own.
    #[error("{} cannot be used: {}", .0.display(), .1)]
    Unusable(PathBuf, String),
    /// The first records could not be written down, or those that are there could not be read.
    #[error("the sandbox's data cannot be read or written")]
    Unavailable,
}
