//! One page: Markdown to HTML, its headings, and where its links lead.

use super::FOLDER;
use super::colour::coloured;
use super::include::stretches;
use super::navigation::Navigation;
use crate::command::root;
use anyhow::Result;
use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html,
};
use std::collections::BTreeSet;

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// A heading within a page.
pub struct Heading {
    pub level: HeadingLevel,
    pub id: String,
    pub text: String,
}

/// A page before it is laid out.
#[derive(Default)]
pub struct Rendered {
    pub source: String,
    pub title: String,
    pub html: String,
    pub headings: Vec<Heading>,
    /// Every place that a link can lead to.
    pub anchors: BTreeSet<String>,
    /// The files that it links to, each with the place in it.
    pub links: Vec<(String, Option<String>)>,
    /// How many links lead out of the repository.
    pub outwards: usize,
    /// The pictures that it shows: their name in the site, and the file.
    pub pictures: Vec<(String, String)>,
}

/// Renders a file with all that it includes.
pub fn render(source: &str, navigation: &Navigation, problems: &mut Vec<String>) -> Result<Rendered> {
    let mut page = Rendered { source: source.to_owned(), ..Default::default() };
    for stretch in stretches(source)? {
        let events: Vec<_> = read(&stretch.text).collect();
        let events = page.shown(&stretch.source, &events, navigation, problems);
        html::push_html(&mut page.html, events.into_iter());
    }
    Ok(page)
}

/// Markdown as code hosts read it, with quotation marks as people write them.
pub fn read(text: &str) -> Parser<'_> {
    let tables = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
    Parser::new_ext(text, tables | Options::ENABLE_SMART_PUNCTUATION)
}

impl Rendered {
    fn shown<'a>(
        &mut self,
        source: &str,
        events: &[Event<'a>],
        navigation: &Navigation,
        problems: &mut Vec<String>,
    ) -> Vec<Event<'a>> {
        let mut shown = Vec::new();
        let mut at = 0;
        // What a cell is about: where a phone shows the cells one below the other, each says it.
        let mut heads = Vec::new();
        let mut column = None;
        while let Some(event) = events.get(at) {
            let rest = events.get(at..).unwrap_or_default();
            match event {
                Event::Start(Tag::Heading { level, .. }) => shown.push(Event::Html(self.heading(*level, rest).into())),
                Event::End(TagEnd::Heading(level)) => shown.push(Event::Html(format!("</a></{level}>\n").into())),
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(info) => info.split(' ').next().unwrap_or_default(),
                        CodeBlockKind::Indented => "",
                    };
                    let end = rest.iter().position(|event| matches!(event, Event::End(TagEnd::CodeBlock)));
                    shown.push(Event::Html(block(language, &text_of(rest)).into()));
                    at += end.unwrap_or_default();
                }
                // An attribute `style` would be against the policy.
                Event::Start(Tag::Table(columns)) => {
                    let numbers = if columns.contains(&Alignment::Right) { " numbers" } else { "" };
                    let open =
                        format!("<div class=\"table{numbers}\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">");
                    shown.push(Event::Html(open.into()));
                    shown.push(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])));
                }
                Event::End(TagEnd::Table) => shown.extend([event.clone(), Event::Html("</div>\n".into())]),
                Event::Start(Tag::TableHead) => {
                    heads = cells(rest);
                    shown.push(event.clone());
                }
                Event::Start(Tag::TableRow) => {
                    column = Some(0);
                    shown.push(Event::Html(self.row(rest).into()));
                }
                Event::End(TagEnd::TableRow) => {
                    column = None;
                    shown.push(event.clone());
                }
                Event::Start(Tag::TableCell) if column.is_some() => {
                    let head = column.and_then(|at: usize| heads.get(at)).map(String::as_str).unwrap_or_default();
                    shown.push(Event::Html(format!("<td data-head=\"{}\">", escaped(head)).into()));
                    column = column.map(|at| at + 1);
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) if *link_type != LinkType::Email => {
                    let (link_type, title, id) = (*link_type, title.clone(), id.clone());
                    let dest_url = self.address(source, dest_url, navigation, problems).into();
                    shown.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    let (link_type, title, id) = (*link_type, title.clone(), id.clone());
                    let dest_url = self.picture(source, dest_url, problems).into();
                    shown.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
                }
                // On the first page a list is shown as cards, and what stands behind a link as a text of its own.
                Event::Text(text) if self.follows_link(events, at) => shown.push(Event::Text(sentence(text).into())),
                // To be ticked on paper: a box of the page would have no name.
                Event::TaskListMarker(_) => {
                    shown.push(Event::Html("<span class=\"box\" aria-hidden=\"true\"></span>".into()))
                }
                // What a comment says is for who works on the page.
                Event::Html(text) | Event::InlineHtml(text) if text.trim_start().starts_with("<!--") => {}
                Event::Html(text) | Event::InlineHtml(text) => problems.push(format!("{source} has HTML: {text}")),
                _ => shown.push(event.clone()),
            }
            at += 1;
        }
        shown
    }

    fn follows_link(&self, events: &[Event<'_>], at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| events.get(before));
        self.source == format!("{FOLDER}/README.md") && matches!(before, Some(Event::End(TagEnd::Link)))
    }

    fn heading(&mut self, level: HeadingLevel, events: &[Event<'_>]) -> String {
        let text = text_of(events);
        let mut id = slug(&text);
        let same = (1..).map(|count| format!("{id}-{count}")).find(|other| !self.anchors.contains(other));
        if let (true, Some(other)) = (self.anchors.contains(&id), same) {
            id = other;
        }
        self.anchors.insert(id.clone());
        if level == HeadingLevel::H1 && self.title.is_empty() {
            self.title.clone_from(&text);
        }
        let opened = format!("<{level} id=\"{id}\"><a class=\"here\" href=\"#{id}\">");
        self.headings.push(Heading { level, id, text });
        opened
    }

    /// A row that begins with a name can be linked to by it, from wherever an error is told.
    fn row(&mut self, events: &[Event<'_>]) -> String {
        let name = match events.get(1..3) {
            Some([Event::Start(Tag::TableCell), Event::Code(name)]) => name.to_string(),
            _ => return "<tr>".into(),
        };
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if plain && self.anchors.insert(name.clone()) { format!("<tr id=\"{name}\">") } else { "<tr>".into() }
    }

    /// Where a link leads on the site.
    fn address(&mut self, source: &str, link: &str, navigation: &Navigation, problems: &mut Vec<String>) -> String {
        if link.contains("://") || link.starts_with("mailto:") {
            self.outwards += 1;
            return link.to_owned();
        }
        let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
        let Some(target) = (if path.is_empty() { Some(source.to_owned()) } else { resolved(source, path) }) else {
            problems.push(format!("{source}: {link} leads nowhere"));
            return link.to_owned();
        };
        self.links.push((target.clone(), anchor.map(str::to_owned)));
        let place = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        match navigation.of(&target) {
            Some(entry) if entry.source == self.source && anchor.is_some() => place,
            Some(entry) => format!("{}{place}", entry.name),
            None if anchor.is_some() && target.ends_with(".md") => {
                problems.push(format!("{source}: {link} leads into a file that is no page"));
                link.to_owned()
            }
            None => format!("{REPOSITORY}/blob/main/{target}{place}"),
        }
    }

    fn picture(&mut self, source: &str, link: &str, problems: &mut Vec<String>) -> String {
        let Some(file) = resolved(source, link) else {
            problems.push(format!("{source}: there is no picture {link}"));
            return link.to_owned();
        };
        let name = file.replace('/', "-");
        self.pictures.push((name.clone(), file));
        name
    }
}

fn block(language: &str, code: &str) -> String {
    let class = if language.is_empty() { String::new() } else { format!(" class=\"language-{language}\"") };
    let label = if language.is_empty() { "Text" } else { language };
    let code = coloured(language, code.trim_end());
    format!(
        "<pre tabindex=\"0\" role=\"group\" aria-label=\"{label}\" data-language=\"{language}\"><code{class}>{code}</code></pre>\n"
    )
}

/// The texts of a table's head, which these events begin with.
fn cells(events: &[Event<'_>]) -> Vec<String> {
    let head = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::TableHead)));
    let starts = head.enumerate().filter(|(_, event)| matches!(event, Event::Start(Tag::TableCell)));
    starts.map(|(at, _)| text_of(events.get(at..).unwrap_or_default())).collect()
}

/// A text without the colon that it begins with, and with a capital.
fn sentence(text: &str) -> String {
    let Some(rest) = text.strip_prefix(": ") else { return text.to_owned() };
    let mut letters = rest.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text of an element that these events begin with.
pub fn text_of(events: &[Event<'_>]) -> String {
    let mut depth = 0;
    let mut text = String::new();
    for event in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    text
}

/// The name of a heading's place, as code hosts make it.
pub fn slug(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading.trim().to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The path from the repository's root that a link in a file means, where there is something.
pub fn resolved(source: &str, link: &str) -> Option<String> {
    let mut parts: Vec<_> = source.split('/').collect();
    parts.pop();
    for part in link.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    let path = parts.join("/");
    root().join(&path).exists().then_some(path)
}

/// Text as HTML has it.
pub fn escaped(text: &str) -> CowStr<'static> {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").into()
}
