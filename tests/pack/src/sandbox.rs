//! The sandbox under load, and every answer of it held to its own description.

use crate::command::{cargo, output, program, root, run, write};
use crate::setup;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// What the description says must be so: no 5xx that it does not name, no status, type or shape beside it.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
     response_headers_conformance,response_schema_conformance";

/// A sandbox for as long as this lives.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start() -> Result<Self> {
        let mut child = program(root().join("target/debug/tokenframe-sandbox"))
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the sandbox")?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("the sandbox has no output")?).read_line(&mut line)?;
        let address = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        Ok(Self { child, address })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Schemathesis on what `GET /_sandbox/openapi.json` describes: the vaults, and then the sandbox's own endpoints,
/// whose faults and clock would spoil the vaults' answers.
pub fn schemathesis() -> Result<()> {
    let python = setup::schemathesis()?;
    run(cargo().args(["build", "--quiet", "--package", "tokenframe-sandbox"]))?;
    let examples = std::env::var("EXAMPLES").unwrap_or("20".into());
    for (which, paths) in [("--exclude-path-regex", "^/_sandbox/"), ("--include-path-regex", "^/_sandbox/")] {
        let sandbox = Running::start()?;
        let configured = output(program("node").args(["tests/pack/schemathesis/configure.js", &sandbox.address]))?;
        let folder = root().join("target/schemathesis");
        write("target/schemathesis/schemathesis.toml", configured)?;
        let described = format!("{}/_sandbox/openapi.json", sandbox.address);
        // In its own folder, where it leaves what it found.
        run(Command::new(python.join("schemathesis"))
            .current_dir(&folder)
            .args(["--config-file", "schemathesis.toml", "run", &described, which, paths])
            // What a browser is sent on to is not the sandbox's, and a fault is not an answer.
            .args(["--max-redirects", "0", "--exclude-path", "/_sandbox/faults"])
            .args(["--checks", CHECKS, "--max-examples", &examples, "--continue-on-failure", "--no-color"])
            .args(["--request-timeout", "30", "--generation-database", "none"]))?;
    }
    Ok(())
}

/// Ten thousand random lives of keys, of fifty steps each.
pub fn model() -> Result<()> {
    let test = ["test", "--quiet", "--release", "--package", "tokenframe-sandbox", "--test", "model"];
    run(cargo().args(test).env("SEQUENCES", std::env::var("SEQUENCES").unwrap_or("10000".into())))
}

/// A million tokens of each of three kinds, and the memory that is in use afterwards.
pub fn million() -> Result<()> {
    let test = ["test", "--quiet", "--release", "--package", "tokenframe-sandbox", "--test", "memory"];
    run(cargo().args(test).args(["--", "--nocapture"]).env("TOKENS", "1000000"))
}

/// What the bench `load` of the sandbox measures, built as it is served.
fn measured(what: &str) -> Result<Value> {
    let bench = ["bench", "--quiet", "--package", "tokenframe-sandbox", "--bench", "load", "--", what];
    let printed = output(cargo().args(bench))?;
    let figures = printed.lines().last().and_then(|line| serde_json::from_str(line).ok());
    let figures: Value = figures.with_context(|| format!("the bench printed no figures: {printed}"))?;
    write(format!("target/figures/{what}.json"), format!("{figures:#}\n"))?;
    Ok(figures)
}

/// Tokenisations a second over 64 connections, beside a bare handler: a table, and target/figures/load.json.
pub fn load() -> Result<()> {
    let figures = measured("load")?;
    println!(
        "{} connections, {} s each     per second    p50 ms    p99 ms   errors",
        figures["connections"], figures["seconds"]
    );
    for (name, title) in [("bare", "a bare handler"), ("sandbox", "a tokenisation")] {
        let of = &figures[name];
        let number = |name: &str| of[name].as_f64().unwrap_or_default();
        println!(
            "{title:<26} {:>12.0} {:>9.2} {:>9.2} {:>8}",
            number("perSecond"),
            number("p50Ms"),
            number("p99Ms"),
            of["errors"]
        );
    }
    println!("resident after it: {} MiB", figures["sandbox"]["residentMiB"]);
    ensure!(figures["sandbox"]["errors"] == 0, "the sandbox refused or dropped a good request");
    Ok(())
}

/// How the sandbox's speed changes as its store grows, for `cargo bench-peers`: by store, one row a size.
pub fn growth() -> Result<Value> {
    measured("growth")
}

/// [`growth`] as a table.
pub fn grown() -> Result<()> {
    const COLUMNS: [&str; 6] = ["keys", "useKeyUs", "createKeyUs", "readGuardianPageUs", "tokenizeUs", "residentMiB"];
    let figures = growth()?;
    for (name, title) in [("inMemory", "in memory"), ("inFile", "in a file")] {
        println!("{title}: {}", COLUMNS.map(|column| format!("{column:>18}")).concat());
        for row in figures[name].as_array().into_iter().flatten() {
            println!(
                "{:width$}  {}",
                "",
                COLUMNS.map(|column| format!("{:>18}", row[column].to_string())).concat(),
                width = title.len()
            );
        }
    }
    println!("a start on that file: {} ms", figures["startOnFileMs"]);
    Ok(())
}
