//! Test files in JavaScript, by Node's own runner.

use crate::command::{program, root};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Why a file is left out.
const LATER: &str = "cargo verify --long runs it in this engine";

/// More than so many files do not fail because the machine is busy.
const FEW: usize = 4;

type Values<'a> = [(&'a str, &'a OsStr)];

/// Runs the files of these patterns one after the other: they share one server.
/// What ran is written into a file for the table of cases.
pub fn run(patterns: &[&str], values: &Values<'_>, report: &Path) -> Result<()> {
    let files = matching(patterns)?;
    ensure!(once(&files, values, report)?, "tests failed: {}", patterns.join(" "));
    Ok(())
}

/// The same, with what ran written into a file for the table of features.
///
/// A browser on a busy machine may be later than a test waits: the few files in which something failed are run once
/// more, by themselves, and it is said which they were. What is wrong fails again. What is left out is written there
/// too, with the reason.
pub fn reporting(patterns: &[&str], left_out: &[&str], values: &Values<'_>, report: &Path) -> Result<()> {
    let is_left_out = |path: &PathBuf| left_out.iter().any(|name| path.ends_with(name));
    let files: Vec<_> = matching(patterns)?.into_iter().filter(|path| !is_left_out(path)).collect();
    let whole = once(&files, values, report)?;
    let line = |file| format!("{}\n", json!({ "file": file, "name": "", "passed": true, "skip": LATER }));
    let skipped: String = left_out.iter().map(line).collect();
    let mut out = std::fs::OpenOptions::new().append(true).open(report).context("nothing was reported")?;
    out.write_all(skipped.as_bytes())?;
    if whole {
        return Ok(());
    }
    let first = std::fs::read_to_string(report)?;
    let results: Vec<(String, bool)> = first.lines().filter_map(result).collect();
    let late: BTreeSet<&str> = results.iter().filter(|(_, passed)| !passed).map(|(file, _)| file.as_str()).collect();
    let names = late.iter().copied().collect::<Vec<_>>().join(" ");
    ensure!((1..=FEW).contains(&late.len()), "tests failed: {names}");
    println!("\nOnce more, by themselves: {names}");
    let again: Vec<_> = files
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| late.contains(&*name.to_string_lossy())))
        .collect();
    let second = report.with_extension("second");
    ensure!(once(&again, values, &second)?, "tests failed twice: {names}");
    println!("These passed at their second run alone: {names}");
    let kept = first.lines().filter(|line| result(line).is_none_or(|(file, _)| !late.contains(file.as_str())));
    let merged: Vec<_> =
        kept.map(str::to_owned).chain(std::fs::read_to_string(&second)?.lines().map(str::to_owned)).collect();
    std::fs::write(report, merged.join("\n")).context("cannot write what ran")
}

/// The file of a line of the reporter's, and whether its test passed.
fn result(line: &str) -> Option<(String, bool)> {
    let line: Value = serde_json::from_str(line).ok()?;
    Some((line.get("file")?.as_str()?.to_owned(), line.get("passed")?.as_bool()?))
}

fn matching(patterns: &[&str]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for pattern in patterns {
        let (folder, ending) = pattern.split_once('*').context("a pattern of test files has one star")?;
        for file in std::fs::read_dir(root().join(folder))? {
            let path = file?.path();
            if path.to_string_lossy().ends_with(ending) {
                files.push(path);
            }
        }
    }
    ensure!(!files.is_empty(), "no tests in {patterns:?}");
    files.sort();
    Ok(files)
}

fn once(files: &[PathBuf], values: &Values<'_>, report: &Path) -> Result<bool> {
    if let Some(folder) = report.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let status = program("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=./tests/browser/report.js")
        .arg(format!("--test-reporter-destination={}", report.display()))
        .args(files)
        .envs(values.iter().copied())
        .status()
        .context("cannot start node")?;
    Ok(status.success())
}
