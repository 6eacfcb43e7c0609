//! `cargo bench-peers`: ours and the peers' in one run on one machine. tests/bench measures; this makes room for it.

use crate::command::{program, run, write};
use crate::dev::Addresses;
use crate::display::Display;
use crate::served::Server;
use crate::{pack, sandbox, setup};
use anyhow::Result;
use std::ffi::OsString;

/// What `cargo bench-peers` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Few rounds: shows that all works, and keeps no figures but in target/bench.
    #[arg(long)]
    quick: bool,
    /// Measure this part alone: bytes, keystroke, mount, tokenize, memory, edge or store.
    #[arg(long, value_name = "PART")]
    only: Option<String>,
    /// In these engines alone, such as `chromium,firefox`.
    #[arg(long, value_name = "ENGINES")]
    engines: Option<String>,
    /// Measure the pkg/ that is there, without building it.
    #[arg(long)]
    no_build: bool,
    /// The first of the ports that are used.
    #[arg(long, default_value_t = 4700)]
    port_base: u16,
}

const STORE: &str = "target/bench/store.json";

/// Measures, prints a table, and writes the figures down.
pub fn run_peers(options: &Options) -> Result<()> {
    setup::building()?;
    setup::testing()?;
    setup::peers()?;
    setup::runtimes()?;
    if !options.no_build {
        pack::package()?;
    }
    let wanted = |part: &str| options.only.as_deref().is_none_or(|only| only == part);
    // Its own bench goes to a million keys, which is nothing for few rounds.
    let store = wanted("store") && !options.quick;
    if store {
        write(STORE, sandbox::growth()?.to_string())?;
    }
    let port = options.port_base;
    let addresses = Addresses::from(port);
    let stage = format!("http://localhost:{}", port + 5);
    let _server = Server::start(port, &stage, None)?;
    let display = Display::start()?;
    let mut command = program("node");
    command.arg("tests/bench/run.js");
    if options.quick {
        command.arg("--quick");
    }
    for (name, value) in [("--only", &options.only), ("--engines", &options.engines)] {
        command.args(value.iter().flat_map(|value| [name, value.as_str()]));
    }
    let values: [(&str, OsString); 8] = [
        ("SHOP", addresses.shop.into()),
        ("FRAME", addresses.frame.into()),
        ("VAULTS", addresses.vaults.into()),
        ("DASHBOARD", addresses.dashboard.into()),
        ("STAGE", stage.into()),
        ("STAGE_FRAME", format!("http://127.0.0.1:{}", port + 6).into()),
        ("GECKODRIVER", setup::tools().join("geckodriver").into()),
        ("DISPLAY", display.name.clone().into()),
    ];
    command.envs(values).envs(store.then_some(("STORE_FIGURES", STORE)));
    run(&mut command)
}
