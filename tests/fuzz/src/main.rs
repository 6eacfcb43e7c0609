//! One target, by its name in `TARGET`: `cargo verify --long` runs each of them for a while.
#![no_main]

use std::sync::OnceLock;
use tokenframe_fuzz::{TARGETS, Target};

static CHOSEN: OnceLock<Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let target = CHOSEN.get_or_init(|| {
        let name = std::env::var("TARGET").unwrap_or_default();
        let found = TARGETS.iter().find(|(own, _)| *own == name);
        found.unwrap_or_else(|| panic!("TARGET is one of {:?}", TARGETS.map(|(name, _)| name))).1
    });
    target(data);
});
