//! The table of features by engine: what the tests that ran say of each, and in words why the others did not.

use crate::command::{read, root};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};
use std::path::PathBuf;

/// Each feature, with the tests that stand for it.
const LIST: &str = "tests/browser/features.json";

/// Where the reporter writes what ran in an engine; `part` is one of its runs.
pub fn results(engine: &str, part: &str) -> PathBuf {
    root().join(format!("target/features/{engine}-{part}.ndjson"))
}

/// Forgets what ran before.
pub fn forget() -> Result<()> {
    let folder = root().join("target/features");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).context("cannot make target/features")
}

/// Prints the table for these engines, and fails where a feature has neither a test that ran and passed nor a reason.
/// Whether what runs by itself (`copies`) ran too is told by `parts`.
pub fn table(engines: &[&str], parts: &[&str]) -> Result<()> {
    let list = list(LIST)?;
    let ran: Vec<_> = engines.iter().map(|engine| ran(engine, parts)).collect::<Result<_>>()?;
    let mut rows = Vec::new();
    for entry in &list {
        let name = entry.get("feature").and_then(Value::as_str).context("a feature has no name")?;
        // Run by a step of its own, which was not asked for.
        let apart = name == "Copies in the whole browser" && !parts.contains(&"copies");
        let verdicts = engines.iter().zip(&ran).map(|(engine, results)| {
            if apart { Verdict::Absent("its step was not asked for".into()) } else { judge(entry, engine, results) }
        });
        rows.push(Row { name: name.into(), verdicts: verdicts.collect() });
    }
    show("feature", engines, &rows, |_| true)
}

/// A list of the tables', which stands in a file.
pub fn list(path: &str) -> Result<Vec<Value>> {
    serde_json::from_str(&read(path)?).with_context(|| format!("{path} is no list"))
}

/// What ran in an engine.
pub fn ran(engine: &str, parts: &[&str]) -> Result<Vec<Value>> {
    let mut results = Vec::new();
    for part in parts {
        let path = self::results(engine, part);
        for line in std::fs::read_to_string(&path).unwrap_or_default().lines() {
            results.push(serde_json::from_str(line).with_context(|| format!("{} is no JSON", path.display()))?);
        }
    }
    Ok(results)
}

/// A line of a table, with a verdict for each of its columns.
pub struct Row {
    /// What it is about.
    pub name: String,
    /// What the tests say.
    pub verdicts: Vec<Verdict>,
}

/// Prints the rows that are wanted, and fails where any has a fault.
pub fn show(head: &str, columns: &[&str], rows: &[Row], wanted: impl Fn(&Row) -> bool) -> Result<()> {
    let mut notes: Vec<&str> = Vec::new();
    let mut faults = Vec::new();
    println!("\n{head:<38}{}", columns.iter().map(|name| format!("{name:<14}")).collect::<String>());
    for row in rows {
        let mut line = format!("{:<38}", row.name);
        for (column, verdict) in columns.iter().zip(&row.verdicts) {
            let (word, note) = match verdict {
                Verdict::Passed => ("passed", None),
                Verdict::InPart(why) => ("in part", Some(why)),
                Verdict::Absent(why) => ("not run", Some(why)),
                Verdict::Never(why) => ("n/a", Some(why)),
                Verdict::Fault(why) => {
                    faults.push(format!("{}, {column}: {why}", row.name));
                    ("FAILED", None)
                }
            };
            let mark = note.filter(|_| wanted(row)).map(|note| {
                let at = notes.iter().position(|known| known == note).unwrap_or_else(|| {
                    notes.push(note);
                    notes.len() - 1
                });
                format!(" [{}]", at + 1)
            });
            line.push_str(&format!("{:<14}", format!("{word}{}", mark.unwrap_or_default())));
        }
        if wanted(row) {
            println!("{}", line.trim_end());
        }
    }
    for (at, note) in notes.iter().enumerate() {
        println!("[{}] {note}", at + 1);
    }
    ensure!(faults.is_empty(), "without a test that passed:\n  {}", faults.join("\n  "));
    Ok(())
}

/// What the tests of an entry say of it.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    /// All of them ran and passed.
    Passed,
    /// Some did, and the others say why they did not run.
    InPart(String),
    /// None ran, and it is said why.
    Absent(String),
    /// None could, and it is said why.
    Never(String),
    /// One failed, or did not run without a reason.
    Fault(String),
}

/// What the results of an engine say of an entry. Each name that it lists must be that of a test, or a part of one; `*`
/// in place of a file is any.
pub fn judge(entry: &Value, engine: &str, results: &[Value]) -> Verdict {
    let none = Map::new();
    let stated = entry.pointer(&format!("/not/{engine}")).and_then(Value::as_str);
    let mut passed = 0;
    let mut reasons: Vec<&str> = Vec::new();
    for (file, names) in entry.get("tests").and_then(Value::as_object).unwrap_or(&none) {
        for name in names.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let own = |result: &&Value| {
                let text = |key| result.get(key).and_then(Value::as_str).unwrap_or_default();
                (file == "*" || text("file") == file) && text("name").contains(name)
            };
            let mut found = results.iter().filter(own).peekable();
            if found.peek().is_none() {
                // A file that was left out whole says so in a line without a test's name. Where any file will do, one
                // that was left out may have been it: the engine in which nothing is left out knows the name.
                let left_out = results.iter().find(|result| {
                    let text = |key| result.get(key).and_then(Value::as_str);
                    (file == "*" || text("file") == Some(file)) && text("name") == Some("")
                });
                match stated.or_else(|| left_out?.get("skip")?.as_str()) {
                    Some(why) => reasons.push(why),
                    None => return Verdict::Fault(format!("no test '{name}' of {file} ran")),
                }
            }
            for result in found {
                match result.get("skip") {
                    Some(Value::String(why)) if !why.is_empty() => reasons.push(why),
                    Some(Value::Null) | None if result.get("passed") == Some(&Value::Bool(true)) => passed += 1,
                    Some(Value::Null) | None => return Verdict::Fault(format!("'{name}' of {file} failed")),
                    _ => return Verdict::Fault(format!("'{name}' of {file} was skipped without a reason")),
                }
            }
        }
    }
    reasons.dedup();
    match (passed, reasons.is_empty()) {
        (0, true) => Verdict::Fault("it lists no test".into()),
        (0, false) => Verdict::Absent(reasons.join("; ")),
        (_, true) => Verdict::Passed,
        (_, false) => Verdict::InPart(reasons.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn judged(results: &Value) -> Verdict {
        let entry = json!({ "tests": { "a.test.js": ["one", "two"] }, "not": { "webkit": "it cannot" } });
        judge(&entry, "chromium", results.as_array().map_or(&[][..], Vec::as_slice))
    }

    fn ran(name: &str, skip: &Value) -> Value {
        json!({ "file": "a.test.js", "name": name, "passed": true, "skip": skip })
    }

    #[test]
    fn a_feature_has_passed_when_all_of_its_tests_ran_and_passed() {
        assert_eq!(judged(&json!([ran("one", &Value::Null), ran("and two", &Value::Null)])), Verdict::Passed);
        let reason = json!("no such key");
        assert_eq!(
            judged(&json!([ran("one", &Value::Null), ran("two", &reason)])),
            Verdict::InPart("no such key".into())
        );
        assert_eq!(judged(&json!([ran("one", &reason), ran("two", &reason)])), Verdict::Absent("no such key".into()));
    }

    #[test]
    fn a_test_that_failed_is_not_there_or_was_skipped_without_a_word_is_a_fault() {
        let failed = json!({ "file": "a.test.js", "name": "two", "passed": false, "skip": null });
        for two in [failed, ran("two", &json!(true)), ran("two", &json!("")), ran("three", &Value::Null)] {
            assert!(matches!(judged(&json!([ran("one", &Value::Null), two])), Verdict::Fault(_)), "{two}");
        }
        assert!(matches!(judged(&json!([])), Verdict::Fault(_)));
    }

    #[test]
    fn a_file_that_was_left_out_says_why() {
        let results = json!([{ "file": "a.test.js", "name": "", "passed": true, "skip": "later" }]);
        assert_eq!(judged(&results), Verdict::Absent("later".into()));
        let other = json!([{ "file": "b.test.js", "name": "", "passed": true, "skip": "later" }]);
        assert!(matches!(judged(&other), Verdict::Fault(_)));
        let any = json!({ "tests": { "*": ["one"] } });
        assert_eq!(
            judge(&any, "firefox", other.as_array().map_or(&[][..], Vec::as_slice)),
            Verdict::Absent("later".into())
        );
        assert!(matches!(judge(&any, "chromium", &[]), Verdict::Fault(_)));
    }

    #[test]
    fn a_reason_in_the_list_is_for_its_engine_alone() {
        let entry = json!({ "tests": { "a.test.js": ["one"] }, "not": { "webkit": "it cannot" } });
        assert_eq!(judge(&entry, "webkit", &[]), Verdict::Absent("it cannot".into()));
        assert!(matches!(judge(&entry, "firefox", &[]), Verdict::Fault(_)));
    }
}
