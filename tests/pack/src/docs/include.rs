//! What a page takes from another file, so that nothing stands in two wordings.
//!
//! A line `[The codes](../../README.md#errors-by-code) <!-- include -->` is that section on the site, without its heading;
//! `<!-- include table -->` is its first table, `<!-- include row NAME -->` that table's head and the row of that name, and
//! `<!-- include item NAME -->` the item of a list that begins with it. Where a code host shows the file, it is a link.

use super::page::{resolved, slug};
use crate::command::read;
use anyhow::{Context, Result, bail, ensure};

/// A stretch of Markdown, and the file that its links start from.
pub struct Stretch {
    pub source: String,
    pub text: String,
}

/// The text of a page, with what it includes in its place.
pub fn stretches(source: &str) -> Result<Vec<Stretch>> {
    let mut found = Vec::new();
    let mut own = String::new();
    for line in read(source)?.lines() {
        let Some((link, what)) = line.strip_suffix("-->").and_then(|line| line.rsplit_once("<!-- include")) else {
            own.push_str(line);
            own.push('\n');
            continue;
        };
        let target = link
            .rsplit_once("](")
            .and_then(|(_, target)| target.trim_end().strip_suffix(')'))
            .with_context(|| format!("{source}: an include stands behind a link: {line}"))?;
        let (path, anchor) = target.split_once('#').with_context(|| format!("{source}: {target} names no section"))?;
        let from = resolved(source, path).with_context(|| format!("{source}: there is no {path}"))?;
        let section = section(&from, anchor).with_context(|| format!("{source} includes {target}"))?;
        let text = match what.trim().split_once(' ').unwrap_or((what.trim(), "")) {
            ("", _) => section,
            ("table", "") => table(&section).join("\n"),
            ("row", name) => row(&section, name),
            ("item", name) => item(&section, name),
            (other, _) => bail!("{source}: there is no include of '{other}'"),
        };
        ensure!(!text.trim().is_empty(), "{source}: {target} has nothing to include");
        found.push(Stretch { source: source.to_owned(), text: std::mem::take(&mut own) });
        found.push(Stretch { source: from, text });
    }
    found.push(Stretch { source: source.to_owned(), text: own });
    Ok(found)
}

/// What stands below a heading, up to the next one of its level or above.
fn section(source: &str, anchor: &str) -> Result<String> {
    let text = read(source)?;
    let mut fenced = false;
    let mut level = None;
    let mut found = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let marks = line.bytes().take_while(|byte| *byte == b'#').count();
        let heading = line.get(marks..).and_then(|rest| rest.strip_prefix(' ')).filter(|_| marks > 0 && !fenced);
        match (level, heading) {
            (None, Some(words)) if slug(words) == anchor => level = Some(marks),
            (Some(level), Some(_)) if marks <= level => break,
            (Some(_), _) => {
                found.push_str(line);
                found.push('\n');
            }
            _ => {}
        }
    }
    ensure!(level.is_some(), "{source} has no heading #{anchor}");
    Ok(found)
}

fn table(section: &str) -> Vec<&str> {
    section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|')).collect()
}

fn row(section: &str, name: &str) -> String {
    let table = table(section);
    let wanted = table.iter().skip(2).filter(|line| line.starts_with(&format!("| {name} |")));
    let rows: Vec<_> = wanted.copied().collect();
    if rows.is_empty() { String::new() } else { [table.get(..2).unwrap_or_default(), &rows].concat().join("\n") }
}

fn item(section: &str, name: &str) -> String {
    let begins = format!("- **{name}**");
    let mut lines = section.lines().skip_while(|line| !line.starts_with(&begins));
    let first = lines.next().unwrap_or_default();
    let rest = lines.take_while(|line| line.starts_with("  "));
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join("\n")
}
