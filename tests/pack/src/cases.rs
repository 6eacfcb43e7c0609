//! The table of cases: what can be done to a form, a vault, a key or a server, and the tests that show what comes of it,
//! in each engine and, where that matters, with each vault.

use crate::build::VAULTS;
use crate::command::cargo;
use crate::features::{self, Row, Verdict};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};

/// Each case, with the tests that stand for it, or with the reason why none can.
const LIST: &str = "tests/cases.json";

/// What is no matter of a browser: results that stand for every engine.
const PARTS: [&str; 5] = ["native", "package", "server", "clock", "long"];

/// Prints the table for these engines, whole or what is not simply passed, and fails where a case has neither.
pub fn table(engines: &[&str], whole: bool) -> Result<()> {
    let elsewhere = features::ran("all", &PARTS)?;
    let mut ran = Vec::new();
    for engine in engines {
        ran.push([features::ran(engine, &["pages", "copies"])?, elsewhere.clone()].concat());
    }
    let mut rows = Vec::new();
    for entry in features::list(LIST)? {
        for (name, entry) in each_vault(&entry)? {
            let verdicts = engines.iter().zip(&ran).map(|(engine, results)| verdict(&entry, engine, results)).collect();
            rows.push(Row { name, verdicts });
        }
    }
    ensure!(!rows.is_empty(), "{LIST} is empty");
    let simple = |row: &Row| row.verdicts.iter().all(|verdict| *verdict == Verdict::Passed);
    let shown = features::show("case", engines, &rows, |row| whole || !simple(row));
    for (at, engine) in engines.iter().enumerate() {
        let verdicts: Vec<_> = rows.iter().filter_map(|row| row.verdicts.get(at)).collect();
        let count = |wanted: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| wanted(verdict)).count();
        println!(
            "{engine}: {} of {} passed, {} in part, {} not run, {} not applicable, {} failed",
            count(|verdict| *verdict == Verdict::Passed),
            verdicts.len(),
            count(|verdict| matches!(verdict, Verdict::InPart(_))),
            count(|verdict| matches!(verdict, Verdict::Absent(_))),
            count(|verdict| matches!(verdict, Verdict::Never(_))),
            count(|verdict| matches!(verdict, Verdict::Fault(_))),
        );
    }
    if !whole {
        println!(
            "Cases that passed are not listed, and of long tables a fixed few rows were run: `cargo verify --long` has all."
        );
    }
    shown
}

/// A case of which a test names `{vault}` is one for each vault.
fn each_vault(entry: &Value) -> Result<Vec<(String, Value)>> {
    let case = entry.get("case").and_then(Value::as_str).context("a case has no number")?;
    let says = entry.get("says").and_then(Value::as_str).with_context(|| format!("{case} says nothing"))?;
    let text = entry.to_string();
    if !text.contains("{vault}") {
        return Ok(vec![(line(case, says), entry.clone())]);
    }
    VAULTS
        .iter()
        .map(|vault| {
            let mut own: Value = serde_json::from_str(&text.replace("{vault}", vault.name))?;
            if let Some(reason) = entry.pointer(&format!("/not/{}", vault.name)).cloned() {
                own["not"] = reason;
            }
            Ok((line(&format!("{case} {}", vault.name), says), own))
        })
        .collect()
}

fn line(case: &str, says: &str) -> String {
    let mut name = format!("{case:<14}{says}");
    if let Some((at, _)) = name.char_indices().nth(90) {
        name.truncate(at);
    }
    format!("{name:<92}")
}

fn verdict(entry: &Value, engine: &str, results: &[Value]) -> Verdict {
    match entry.get("not").and_then(Value::as_str) {
        Some(reason) => Verdict::Never(reason.into()),
        None => features::judge(entry, engine, results),
    }
}

/// Runs the native tests, and writes down each that ran under the name of its program.
///
/// Of the conformance suite, which is no list of tests, each cell of its table counts as one.
pub fn native() -> Result<()> {
    let (reader, writer) = std::io::pipe()?;
    let report = features::results("all", "native");
    let folder = report.parent().context("the results have no folder")?;
    std::fs::create_dir_all(folder)?;
    let mut out = std::fs::File::create(&report)?;
    let mut child = cargo()
        .args(["test", "--workspace"])
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()
        .context("cannot start cargo")?;
    let mut program = String::new();
    let mut columns = Vec::new();
    for text in BufReader::new(reader).lines() {
        let text = text?;
        if let Some(running) = binary(&text) {
            program = running.into();
        }
        let found = if program == "conformance" { cells(&text, &mut columns) } else { Vec::from_iter(one(&text)) };
        for (name, passed) in &found {
            writeln!(out, "{}", json!({ "file": program, "name": name, "passed": passed, "skip": null }))?;
        }
        // What is well is counted at the end of each program.
        if found.iter().any(|(_, passed)| !passed) || (found.is_empty() && !text.trim().is_empty()) {
            println!("{text}");
        }
    }
    if !child.wait()?.success() {
        bail!("native tests failed");
    }
    Ok(())
}

/// `     Running tests/leak.rs (target/debug/deps/leak-0f1e2d3c4b5a6978)`
fn binary(text: &str) -> Option<&str> {
    let path = text.trim_start().strip_prefix("Running ")?.split_once('(')?.1.strip_suffix(')')?;
    let (name, _) = path.rsplit(['/', '\\']).next()?.rsplit_once('-')?;
    Some(name)
}

/// `test a_name ... ok`. One that was ignored did not run.
fn one(text: &str) -> Option<(String, bool)> {
    let (name, end) = text.strip_prefix("test ")?.rsplit_once(" ... ")?;
    match end {
        "ok" => Some((name.into(), true)),
        "FAILED" => Some((name.into(), false)),
        _ => None,
    }
}

/// A row of the conformance suite, below a heading that names the vaults.
fn cells(text: &str, columns: &mut Vec<String>) -> Vec<(String, bool)> {
    let parts: Vec<_> = text.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
    let Some((name, cells)) = parts.split_first() else { return Vec::new() };
    if cells.iter().copied().eq(VAULTS.iter().map(|vault| vault.name)) {
        *columns = cells.iter().map(|cell| (*cell).to_owned()).collect();
        return Vec::new();
    }
    if cells.len() != columns.len() {
        return Vec::new();
    }
    // A cell that is wrong says so, and fails the program.
    columns
        .iter()
        .zip(cells)
        .filter(|(_, cell)| **cell != "-")
        .map(|(vault, _)| (format!("{name}: {vault}"), true))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_of_each_vault_is_one_row_for_each_and_a_reason_is_for_its_own() {
        let entry =
            json!({ "case": "F-1", "says": "x", "tests": { "a": ["b: {vault}"] }, "not": { "corefy": "no token" } });
        let rows = each_vault(&entry).expect("rows");
        assert_eq!(rows.len(), VAULTS.len());
        let ran = json!({ "file": "a", "name": "b: clover", "passed": true, "skip": null });
        let verdicts: Vec<_> =
            rows.iter().map(|(_, entry)| verdict(entry, "webkit", std::slice::from_ref(&ran))).collect();
        assert_eq!(verdicts.first(), Some(&Verdict::Passed));
        assert_eq!(verdicts.last(), Some(&Verdict::Never("no token".into())));
        assert!(matches!(verdicts.get(1), Some(Verdict::Fault(_))));
    }

    #[test]
    fn what_libtest_prints_is_read() {
        assert_eq!(binary("     Running tests/leak.rs (target/debug/deps/leak-0f1e2d3c4b5a6978)"), Some("leak"));
        assert_eq!(
            binary("     Running unittests src/lib.rs (target/debug/deps/tokenframe_sandbox-00)"),
            Some("tokenframe_sandbox")
        );
        assert_eq!(one("test a::b ... ok"), Some(("a::b".into(), true)));
        assert_eq!(one("test a::b ... FAILED"), Some(("a::b".into(), false)));
        assert_eq!(one("test a::b ... ignored"), None);
        assert_eq!(one("test result: ok. 3 passed; 0 failed"), None);
    }

    #[test]
    fn a_cell_of_the_conformance_suite_is_a_test_of_its_vault() {
        let mut columns = Vec::new();
        assert!(cells("A TOKEN      clover   vaultera   payconex   hellgate   corefy", &mut columns).is_empty());
        let found = cells("a good answer      token   token   -    token   token", &mut columns);
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["a good answer: clover", "a good answer: vaultera", "a good answer: hellgate", "a good answer: corefy"]
        );
    }
}
