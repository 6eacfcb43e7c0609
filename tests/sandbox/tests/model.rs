//! The life of keys and of what is good once, against a model of the contracts: random steps of
//! creating, using, changing, revoking, spending, replaying, moving the clock, crashing and
//! restarting, and after each the answer that the model expects.
//!
//! A few sequences by default; `SEQUENCES=10000` for as many.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

#[path = "support/lasting.rs"]
mod lasting;
mod payconex;
#[path = "support/program.rs"]
mod program;
mod support;

#[path = "model/life.rs"]
mod life;
#[path = "model/reference.rs"]
mod reference;
#[path = "model/system.rs"]
mod system;

use std::sync::atomic::{AtomicU64, Ordering};

use proptest::test_runner::Config;
use proptest_state_machine::{StateMachineTest, prop_state_machine};
use reference::{Reference, State, Step};
use system::System;
use tokio::runtime::Runtime;

struct Keys;

static STARTED: AtomicU64 = AtomicU64::new(0);

impl StateMachineTest for Keys {
    type SystemUnderTest = (Runtime, System);
    type Reference = Reference;

    fn init_test(_: &State) -> (Runtime, System) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let system = runtime.block_on(System::start(STARTED.fetch_add(1, Ordering::SeqCst)));
        (runtime, system)
    }

    fn apply((runtime, mut system): (Runtime, System), state: &State, step: Step) -> (Runtime, System) {
        runtime.block_on(system.check(state, &step));
        (runtime, system)
    }
}

fn config() -> Config {
    let cases = std::env::var("SEQUENCES").map_or(6, |text| text.parse().unwrap());
    Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        max_local_rejects: u32::MAX,
        ..Config::default()
    }
}

prop_state_machine! {
    #![proptest_config(config())]

    #[test]
    fn the_sandbox_answers_as_the_contracts_say(sequential 50..51 => Keys);
}
