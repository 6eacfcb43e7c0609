//! One list of cases, run for every vault: what a vault, its page or the network may do to a card that is under way.
//!
//! `cargo test --test conformance` prints the table, a row a case and a column a vault, and fails where a cell is not
//! what `tests/vectors/<vault>/conformance.json` says. The cases are in `tests/vectors/general.json`. A new vault is
//! a file here, a folder there, and a line in the list below.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "the table is what this program is for, and a broken vector must stop it"
)]

#[path = "../vault/mod.rs"]
mod vault;

mod case;
mod drive;
mod leak;
mod table;

use case::Row;
use serde_json::Value;
use std::process::ExitCode;
use table::Table;

/// A vault, as far as the cases must know it.
pub struct Driver {
    /// Its name in a grant.
    name: &'static str,
    /// `conformance.json` of its vectors.
    vectors: &'static str,
    /// How the legend calls what an answer of it is.
    seam: &'static str,
}

macro_rules! drivers {
    ($($name:ident)*) => {
        $(mod $name;)*
        const DRIVERS: &[Driver] = &[$($name::DRIVER,)*];
    };
}

drivers! {
    clover
    vaultera
    payconex
    hellgate
    corefy
}

/// What libtest would understand (`--quiet`, a filter, …) is passed over: the table is printed whole or not at all.
fn main() -> ExitCode {
    let names: Vec<_> = DRIVERS.iter().map(|driver| driver.name).collect();
    assert_eq!(names, tokenframe::vault::NAMES, "every vault has a driver, in the order of the crate's own list");
    leak::the_search_finds_what_is_planted();
    let general: Value = serde_json::from_str(include_str!("../vectors/general.json")).expect("the general cases");
    let vaults: Vec<case::Vectors> = DRIVERS.iter().map(case::Vectors::read).collect();
    for vault in &vaults {
        vault.names_every_case_of(&general);
    }
    let mut table = Table::new(&names);
    for group in general.as_array().expect("groups") {
        table.group(group["group"].as_str().expect("the group's name"));
        for case in group["cases"].as_array().expect("cases") {
            let name = case["name"].as_str().expect("a name");
            table.row(name, vaults.iter().map(|vault| vault.cell(&Row::general(vault, case))).collect());
        }
    }
    for (at, vault) in vaults.iter().enumerate() {
        table.group_of(vault.name());
        for row in vault.documented() {
            table.only(&row.name, at, vault.cell(&row));
        }
    }
    table.legend(&vaults);
    table.print()
}
