//! Corefy: the card pays an invoice.

use super::Driver;

pub const DRIVER: Driver = Driver {
    name: "corefy",
    vectors: include_str!("../vectors/corefy/conformance.json"),
    seam: "answers of the card gateway. A payment that may have been made is `unknown_outcome`",
};
