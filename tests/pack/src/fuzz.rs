//! The fuzz targets, each for a while: libFuzzer on the compiler that builds everything else.

use crate::command::{cargo, output, program, root, run};
use anyhow::{Context, Result, bail, ensure};
use std::process::Stdio;

/// As tests/fuzz/src/lib.rs has them.
const TARGETS: [&str; 11] =
    ["card", "edits", "json", "messages", "grants", "clover", "vaultera", "payconex", "hellgate", "corefy", "server"];

/// What libFuzzer wants counted, by flags of the stable compiler.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Coverflow-checks -Ccodegen-units=1";

/// Runs all of them, two at a time, for `FUZZ_SECONDS` each: ten minutes where it says nothing.
pub fn all() -> Result<()> {
    let seconds = std::env::var("FUZZ_SECONDS").unwrap_or("600".into());
    let host = output(program("rustc").args(["--print", "host-tuple"]))?;
    let build =
        ["build", "--quiet", "--release", "--package", "tokenframe-fuzz", "--bin", "fuzz", "--features", "fuzzing"];
    run(cargo()
        .args(build)
        .args(["--target", host.trim(), "--target-dir", "target/fuzz"])
        .env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.split_whitespace().collect::<Vec<_>>().join("\u{1f}")))?;
    let bin = root().join("target/fuzz").join(host.trim()).join("release");
    println!("  target       executions   per second   corpus   {seconds} s each");
    let lane = |first: usize| TARGETS.iter().skip(first).step_by(2).try_for_each(|target| one(&bin, target, &seconds));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| lane(1));
        lane(0)?;
        other.join().unwrap_or_else(|_| bail!("a lane of targets ended early"))
    })
}

fn one(bin: &std::path::Path, target: &str, seconds: &str) -> Result<()> {
    let corpus = root().join("target/fuzz/corpus").join(target);
    // Without what the fuzzer counts by.
    run(cargo().args(["run", "--quiet", "--package", "tokenframe-fuzz", "--bin", "seeds", "--", target]).arg(&corpus))?;
    let found = root().join("tests/fuzz/found").join(target);
    std::fs::create_dir_all(&found)?;
    let ended = program(bin.join("fuzz"))
        .arg(&corpus)
        .args([
            &format!("-max_total_time={seconds}"),
            "-print_final_stats=1",
            "-max_len=4096",
            "-timeout=10",
            "-verbosity=0",
        ])
        .arg(format!("-artifact_prefix={}/", found.display()))
        .env("TARGET", target)
        .stdout(Stdio::null())
        .output()?;
    let said = String::from_utf8_lossy(&ended.stderr);
    let _ = std::fs::remove_dir(&found);
    ensure!(ended.status.success(), "{target} was broken; what broke it lies in {}:\n{said}", found.display());
    let stat = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(&format!("stat::{name}:")));
        line.and_then(|number| number.trim().parse::<u64>().ok())
            .with_context(|| format!("libFuzzer printed no {name}"))
    };
    let runs = stat("number_of_executed_units")?;
    ensure!(runs > 1_000, "{target} ran {runs} times");
    let kept = std::fs::read_dir(&corpus)?.count();
    println!("  {target:<10} {runs:>12} {:>12} {kept:>8}", stat("average_exec_per_sec")?);
    Ok(())
}
