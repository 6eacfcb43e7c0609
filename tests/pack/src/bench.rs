//! `cargo bench-peers`: ours and the peers' in one run on one machine. tests/bench measures; this makes room for it.

use crate::command::{cargo, output, program, root, run, write};
use crate::dev::Addresses;
use crate::display::Display;
use crate::verify::Server;
use crate::{pack, setup};
use anyhow::{Context, Result};
use serde_json::Value;
use std::ffi::OsString;
use std::path::PathBuf;

/// What `cargo bench-peers` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Few rounds: shows that all works, and keeps no figures but in target/bench.
    #[arg(long)]
    quick: bool,
    /// Measure this part alone: bytes, keystroke, mount, tokenize, memory or store.
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

/// Measures, prints a table, and writes the figures down.
pub fn run_peers(options: &Options) -> Result<()> {
    setup::building()?;
    setup::testing()?;
    setup::peers()?;
    if !options.no_build {
        pack::package()?;
    }
    let wanted = |part: &str| options.only.as_deref().is_none_or(|only| only == part);
    let store = if wanted("store") { store(options.quick)? } else { None };
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
    command.envs(values).envs(store.map(|path| ("STORE_FIGURES", path)));
    run(&mut command)
}

/// How the sandbox does as its store grows, by its own bench; nothing where it has none.
fn store(quick: bool) -> Result<Option<PathBuf>> {
    if !root().join("tests/sandbox/benches/load.rs").is_file() {
        return Ok(None);
    }
    let mut bench = cargo();
    bench.args(["bench", "--quiet", "--package", "tokenframe-sandbox", "--bench", "load", "--", "growth"]);
    let printed = output(bench.envs(quick.then_some(("KEYS", "10000"))))?;
    let figures = printed.lines().last().and_then(|line| serde_json::from_str::<Value>(line).ok());
    let figures = figures.with_context(|| format!("the sandbox's bench printed no figures: {printed}"))?;
    let path = "target/bench/store.json";
    write(path, figures.to_string())?;
    Ok(Some(root().join(path)))
}
