//! Hellgate: a session is read, and an action completed with the card in a JWE.

use super::Driver;

pub const DRIVER: Driver = Driver {
    name: "hellgate",
    vectors: include_str!("../vectors/hellgate/conformance.json"),
    seam: "answers to the completed action, and to the read session where the row says so",
};
