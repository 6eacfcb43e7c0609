//! The key of a data file: 32 bytes in a file of their own, which is also what locks the data.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::data_error::{DataError, KEY_BYTES};

/// The open key file. Its lock is the data's: it ends with the process, however that ends.
pub(super) struct KeyFile {
    pub(super) key: [u8; KEY_BYTES],
    _lock: File,
}

/// The ending of the key file's name.
pub(super) const KEY: &str = ".key";

/// The file whose name has this at its end.
pub(super) fn beside(data: &Path, ending: &str) -> PathBuf {
    let mut name = data.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

impl KeyFile {
    /// The key that is there, locked; `None` when there is none.
    pub(super) fn find(data: &Path) -> Result<Option<File>, DataError> {
        let path = beside(data, KEY);
        match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => lock(data, file).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DataError::Inaccessible(path, error)),
        }
    }

    /// An empty key file, locked, for its owner's eyes alone; never one that was there before.
    pub(super) fn create(data: &Path) -> Result<File, DataError> {
        let path = beside(data, KEY);
        match private(OpenOptions::new().read(true).write(true).create_new(true)).open(&path) {
            Ok(file) => lock(data, file),
            // Another process was faster by a moment.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(DataError::InUse(data.to_owned())),
            Err(error) => Err(DataError::Inaccessible(path, error)),
        }
    }

    /// Reads the key. Where nothing was sealed yet, an empty file is filled: it is new, or the
    /// process that made it ended before it could write.
    pub(super) fn read(data: &Path, mut file: File, nothing_sealed: bool) -> Result<Self, DataError> {
        let path = beside(data, KEY);
        let inaccessible = |error| DataError::Inaccessible(path.clone(), error);
        let mut bytes = Vec::new();
        // One byte more than a key has, so that a long file shows as one.
        (&file).take(KEY_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(inaccessible)?;
        if bytes.is_empty() && nothing_sealed {
            let mut key = [0; KEY_BYTES];
            getrandom::fill(&mut key).map_err(|_| DataError::Unavailable)?;
            file.write_all(&key).and_then(|()| file.sync_all()).map_err(inaccessible)?;
            sync_folder(&path).map_err(inaccessible)?;
            bytes = key.to_vec();
        }
        let key = bytes.try_into().map_err(|_| DataError::NotAKey(path.clone()))?;
        Ok(Self { key, _lock: file })
    }
}

fn lock(data: &Path, file: File) -> Result<File, DataError> {
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DataError::InUse(data.to_owned())),
        Err(TryLockError::Error(error)) => Err(DataError::Inaccessible(beside(data, KEY), error)),
    }
}

/// A name is on the disk once its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Elsewhere a folder cannot be opened as a file.
    if cfg!(unix) { File::open(folder.unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
}

/// For the owner's eyes alone, where the system knows such a thing.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
