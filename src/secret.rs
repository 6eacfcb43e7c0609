//! Text that may not be seen: redacted when printed, wiped when dropped, and read in one way only.

use alloc::vec::Vec;
use core::fmt;
use zeroize::Zeroize;

/// A piece of card data or a key, in one buffer that never grows.
///
/// The buffer is reserved once, so no reallocation leaves a copy behind; the whole of it is
/// overwritten on drop. `Debug` prints no content, and there is no `Display` and no `Clone`.
#[derive(Default)]
pub struct Secret(Vec<u8>);

/// The text did not fit into the room that was reserved for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl Secret {
    /// Room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// A secret that holds exactly `text`.
    pub fn copied(text: &str) -> Self {
        let mut secret = Self::with_capacity(text.len());
        secret.0.extend_from_slice(text.as_bytes());
        secret
    }

    /// A secret that holds these, one after the other.
    pub fn joined(parts: &[&[u8]]) -> Self {
        let mut secret = Self::with_capacity(parts.iter().map(|part| part.len()).sum());
        parts.iter().for_each(|part| secret.0.extend_from_slice(part));
        secret
    }

    /// Adds `text`, or changes nothing when the room is used up.
    pub fn push_str(&mut self, text: &str) -> Result<(), Full> {
        self.push_bytes(text.as_bytes())
    }

    /// Adds the bytes of a text, or changes nothing when the room is used up.
    pub fn push_bytes(&mut self, bytes: &[u8]) -> Result<(), Full> {
        // INVARIANT: the Vec never reallocates, since a reallocation would leave a copy unwiped.
        if bytes.len() > self.0.capacity() - self.0.len() {
            return Err(Full);
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    /// How many bytes it holds.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes themselves. Every call says in a comment starting `EXPOSE:` why it must.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, to be overwritten in place by whoever sends them.
    pub fn expose_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    /// The text, or "" where the bytes are not UTF-8. Every call says why it must, as for `expose`.
    pub fn expose_str(&self) -> &str {
        utf8(&self.0).unwrap_or_default()
    }

    /// Overwrites the content and leaves the secret empty.
    pub fn wipe(&mut self) {
        self.0.zeroize();
    }
}

/// The text of bytes that are UTF-8. Not by `from_utf8`, whose pace is 0.2 kB of each frame.
pub(crate) fn utf8(bytes: &[u8]) -> Option<&str> {
    match bytes.utf8_chunks().next() {
        Some(chunk) => chunk.invalid().is_empty().then(|| chunk.valid()),
        None => Some(""),
    }
}

/// Takes a buffer over, without a copy.
impl From<Vec<u8>> for Secret {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        // The frame's allocator overwrites all that it takes back, and does it in one place.
        if !cfg!(feature = "frame") {
            self.wipe();
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_a_secret_shows_nothing_of_it() {
        let secret = Secret::copied("4111111111111111");
        assert_eq!(format!("{secret:?} {secret:#?}"), "Secret(…) Secret(…)");
    }

    #[test]
    fn text_is_what_the_language_takes_for_it() {
        let whole: [&[u8]; 5] =
            [b"", b"a", "\u{e9}".as_bytes(), "\u{10ffff}\0".as_bytes(), "\u{ffff}\u{d7ff}".as_bytes()];
        // Cut off, overlong, a surrogate, beyond the last sign, and a byte that never is one.
        let broken: [&[u8]; 6] =
            [b"a\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xc3a\xc3\xa9"];
        for bytes in whole.into_iter().chain(broken) {
            assert_eq!(utf8(bytes), core::str::from_utf8(bytes).ok(), "{bytes:x?}");
        }
    }

    #[test]
    fn a_secret_never_outgrows_its_room() {
        let mut secret = Secret::with_capacity(4);
        let room = secret.expose().as_ptr();
        assert_eq!(secret.push_str("4111"), Ok(()));
        assert_eq!(secret.push_str("1"), Err(Full));
        assert_eq!(secret.expose(), b"4111");
        assert_eq!(secret.expose().as_ptr(), room);
    }

    #[test]
    fn wiping_leaves_nothing_in_the_room() {
        let mut secret = Secret::copied("4111");
        let room = secret.0.as_ptr();
        secret.wipe();
        assert!(secret.is_empty());
        // SAFETY: the buffer is still owned by `secret`, and zeroize wrote all of its capacity.
        let left = unsafe { core::slice::from_raw_parts(room, 4) };
        assert_eq!(left, [0; 4]);
    }
}
