//! Vaultera: its own page takes the card and says what became of it.

use super::Driver;

pub const DRIVER: Driver = Driver {
    name: "vaultera",
    vectors: include_str!("../vectors/vaultera/conformance.json"),
    seam: "messages of its capture form. Of a status or the network we see the form's `error`, or silence until the deadline. What is no message of its is passed over, and the next one ends the call",
};
