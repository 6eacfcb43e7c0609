//! Clover: one request holds the card, and one answer its token.

use super::Driver;

pub const DRIVER: Driver = Driver {
    name: "clover",
    vectors: include_str!("../vectors/clover/conformance.json"),
    seam: "answers of the token service, and of the key service where the row says so",
};
