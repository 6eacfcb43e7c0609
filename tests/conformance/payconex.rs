//! PayConex: its component takes the card and calls back.

use super::Driver;

pub const DRIVER: Driver = Driver {
    name: "payconex",
    vectors: include_str!("../vectors/payconex/conformance.json"),
    seam: "callbacks of its component. Of a status or the network we see `error` or `timeout`, or `blocked` where the script does not load. What is no message of its is passed over, and the next one ends the call",
};
