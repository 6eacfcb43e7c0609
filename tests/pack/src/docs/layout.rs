//! What stands around a page.

use super::navigation::{Entry, Navigation};
use super::page::{Rendered, escaped};
use pulldown_cmark::HeadingLevel;

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The whole document.
pub fn whole(shell: &str, navigation: &Navigation, entry: &Entry, page: &Rendered) -> String {
    let [before, after] = navigation.around(entry);
    let values = [
        ("title", escaped(&page.title).into_string()),
        ("kind", if entry.name == "index.html" { "first".into() } else { "page".into() }),
        (
            "part",
            navigation
                .parts
                .get(entry.part)
                .filter(|_| entry.name != "index.html")
                .map(|part| escaped(part).into_string())
                .unwrap_or_default(),
        ),
        ("pages", pages(navigation, entry)),
        ("contents", contents(page)),
        ("before", before.map(|other| step("before", "Before", other)).unwrap_or_default()),
        ("after", after.map(|other| step("after", "Next", other)).unwrap_or_default()),
        ("repository", REPOSITORY.into()),
        ("source", format!("{REPOSITORY}/blob/main/{}", page.source)),
        // Last, so that nothing in it is taken for a name.
        ("body", page.html.clone()),
    ];
    values.iter().fold(shell.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
}

fn pages(navigation: &Navigation, current: &Entry) -> String {
    let link = |entry: &Entry| {
        let here = if entry.source == current.source { " aria-current=\"page\"" } else { "" };
        format!("<li><a href=\"{}\"{here}>{}</a></li>", entry.name, escaped(&entry.title))
    };
    let first: String = navigation.entries().take(1).map(link).collect();
    let parts = navigation.parts.iter().enumerate().map(|(part, title)| {
        let links: String = navigation.entries().skip(1).filter(|entry| entry.part == part).map(link).collect();
        if links.is_empty() { links } else { format!("<h2>{}</h2><ul>{links}</ul>", escaped(title)) }
    });
    format!("<ul>{first}</ul>{}", parts.collect::<String>())
}

fn contents(page: &Rendered) -> String {
    let mut links =
        page.headings.iter().filter(|heading| matches!(heading.level, HeadingLevel::H2 | HeadingLevel::H3)).peekable();
    if links.peek().is_none() {
        return String::new();
    }
    let links: String = links
        .map(|heading| {
            format!("<li class=\"{}\"><a href=\"#{}\">{}</a></li>", heading.level, heading.id, escaped(&heading.text))
        })
        .collect();
    format!(
        "<nav class=\"contents\" aria-labelledby=\"contents\"><h2 id=\"contents\">On this page</h2><ul>{links}</ul></nav>"
    )
}

fn step(class: &str, word: &str, entry: &Entry) -> String {
    format!("<a class=\"{class}\" href=\"{}\"><span>{word}</span> {}</a>", entry.name, escaped(&entry.title))
}
