//! What a fuzzer may find: for each thing that meets the outside, what must hold whatever comes.
//!
//! `TARGETS` names them. What a fuzzer once found lies in `found/<target>/`, and is tried again by `cargo test`, beside
//! the seeds, which are the vectors of the other tests, and a list of naughty strings.

mod card;
mod port;
mod server;
mod vault;

pub mod seeds;

/// Does something with the bytes, and panics where a promise is broken.
pub type Target = fn(&[u8]);

/// Each by its name.
pub const TARGETS: [(&str, Target); 11] = [
    ("card", card::texts),
    ("edits", card::edits),
    ("json", port::json),
    ("messages", port::messages),
    ("grants", port::grants),
    ("clover", vault::clover),
    ("vaultera", vault::vaultera),
    ("payconex", vault::payconex),
    ("hellgate", vault::hellgate),
    ("corefy", vault::corefy),
    ("server", server::answers),
];

/// A text of whatever comes: what is no UTF-8 is replaced, as a browser does.
fn text(data: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(data)
}
