//! The documents for people: a site of plain pages from the repository's Markdown, with no script in it.
//!
//! `www/docs/README.md` is its first page, and its lists are the navigation. A link that leads nowhere is an error.

mod colour;
mod include;
mod layout;
mod navigation;
mod page;
pub mod server;

use crate::command::{read, root, write};
use anyhow::{Context, Result, ensure};
use navigation::Navigation;
use page::Rendered;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Where the pages stand that are of no other file.
pub const FOLDER: &str = "www/docs";
const STYLE: &str = "docs.css";

/// The pages and their pictures, by the name that each has in the site's one folder.
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
    /// Pages, links within the repository, and links out of it.
    pub counts: [usize; 3],
}

impl Site {
    /// Reads and renders everything; an error names each link that leads nowhere.
    pub fn build() -> Result<Self> {
        let navigation = Navigation::read()?;
        let mut problems = navigation.strangers()?;
        let mut pages = Vec::new();
        for entry in navigation.entries() {
            pages.push(page::render(&entry.source, &navigation, &mut problems)?);
        }
        let within = check(&pages, &mut problems);
        let text = problems.iter().fold(String::new(), |mut text, problem| {
            let _ = write!(text, "\n  {problem}");
            text
        });
        ensure!(problems.is_empty(), "the documents have faults:{text}");
        let outwards = pages.iter().map(|page| page.outwards).sum();
        let shell = read(format!("{FOLDER}/site/page.html"))?;
        let mut files = BTreeMap::new();
        for (entry, page) in navigation.entries().zip(&pages) {
            files.insert(entry.name.clone(), layout::whole(&shell, &navigation, entry, page).into_bytes());
            for (name, source) in &page.pictures {
                let content = std::fs::read(root().join(source)).with_context(|| format!("cannot read {source}"))?;
                files.insert(name.clone(), content);
            }
        }
        files.insert(STYLE.into(), read(format!("{FOLDER}/site/{STYLE}"))?.into_bytes());
        Ok(Self { files, counts: [pages.len(), within, outwards] })
    }

    /// A file of the site; the first page where no name is given.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(if name.is_empty() { "index.html" } else { name }).map(Vec::as_slice)
    }

    /// Writes it to `target/docs`, in place of what was there.
    pub fn write(&self) -> Result<()> {
        let _ = std::fs::remove_dir_all(root().join("target/docs"));
        self.files.iter().try_for_each(|(name, content)| write(format!("target/docs/{name}"), content))
    }
}

/// Builds it, and says what it holds.
pub fn print() -> Result<()> {
    let site = Site::build()?;
    site.write()?;
    let [pages, within, outwards] = site.counts;
    println!(
        "target/docs: {pages} pages; {within} links within the repository lead somewhere, {outwards} lead out of it"
    );
    Ok(())
}

/// How many links there are between pages, each held against what its page has.
fn check(pages: &[Rendered], problems: &mut Vec<String>) -> usize {
    let known: BTreeMap<&str, &BTreeSet<String>> =
        pages.iter().map(|page| (page.source.as_str(), &page.anchors)).collect();
    let mut links = 0;
    for page in pages {
        links += page.links.len();
        for (source, anchor) in &page.links {
            let Some(anchor) = anchor else { continue };
            if known.get(source.as_str()).is_some_and(|anchors| !anchors.contains(anchor)) {
                problems.push(format!("{}: {source} has no heading #{anchor}", page.source));
            }
        }
    }
    links
}
