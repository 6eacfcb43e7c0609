//! Which pages there are, in which order: the lists of the first page.

use super::FOLDER;
use super::page::{self, resolved, text_of};
use crate::command::{read, root};
use anyhow::{Context, Result, ensure};
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use std::collections::BTreeSet;

/// A page, as the navigation has it.
pub struct Entry {
    /// The file, from the repository's root.
    pub source: String,
    /// Its name in the site.
    pub name: String,
    /// What its link says.
    pub title: String,
    /// Which part of the navigation it stands in.
    pub part: usize,
}

/// The pages in their order, and the parts that they stand in.
pub struct Navigation {
    pub parts: Vec<String>,
    entries: Vec<Entry>,
}

impl Navigation {
    pub fn read() -> Result<Self> {
        let source = format!("{FOLDER}/README.md");
        let text = read(&source)?;
        let events: Vec<_> = page::read(&text).collect();
        let first = Entry { name: name_of(&source), source, title: "Overview".into(), part: 0 };
        let mut navigation = Self { parts: Vec::new(), entries: vec![first] };
        let mut in_list = 0;
        for (at, event) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                    navigation.parts.push(text_of(&events[at..]));
                }
                Event::Start(Tag::List(_)) => in_list += 1,
                Event::End(TagEnd::List(_)) => in_list -= 1,
                Event::Start(Tag::Link { dest_url, .. }) if in_list > 0 => {
                    let source = resolved(&format!("{FOLDER}/README.md"), dest_url)
                        .with_context(|| format!("{dest_url} is no page of the repository"))?;
                    let known = navigation.entries.iter().any(|entry| entry.source == source);
                    ensure!(!known, "{source} stands twice in the navigation");
                    let part = navigation.parts.len().checked_sub(1).context("a page stands before the first part")?;
                    let entry = Entry { name: name_of(&source), source, title: text_of(&events[at..]), part };
                    navigation.entries.push(entry);
                }
                _ => {}
            }
        }
        let names: BTreeSet<_> = navigation.entries().map(|entry| &entry.name).collect();
        ensure!(names.len() == navigation.entries.len(), "two pages have one name: {names:?}");
        Ok(navigation)
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The page that a file is shown as.
    pub fn of(&self, source: &str) -> Option<&Entry> {
        self.entries().find(|entry| entry.source == source)
    }

    /// The pages before and after one.
    pub fn around(&self, entry: &Entry) -> [Option<&Entry>; 2] {
        let at = self.entries().position(|other| other.source == entry.source).unwrap_or_default();
        [at.checked_sub(1).and_then(|at| self.entries.get(at)), self.entries.get(at + 1)]
    }

    /// The pages of the folder that no list names.
    pub fn strangers(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for file in std::fs::read_dir(root().join(FOLDER))? {
            let name = file?.file_name().to_string_lossy().into_owned();
            let source = format!("{FOLDER}/{name}");
            if name.ends_with(".md") && self.of(&source).is_none() {
                found.push(format!("{source} is not in the navigation"));
            }
        }
        Ok(found)
    }
}

/// `www/docs/errors.md` is `errors.html`; a file of another folder has that before it, and the repository's own its name.
fn name_of(source: &str) -> String {
    let stem = source.trim_end_matches(".md").to_lowercase();
    match stem.strip_prefix(&format!("{FOLDER}/")) {
        Some("readme") => "index.html".into(),
        Some(own) => format!("{own}.html"),
        None => format!("{}.html", stem.replace('/', "-")),
    }
}
