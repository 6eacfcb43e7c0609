//! A little colour for code: comments, strings, and the words of each language. Nothing is parsed.

use super::page::escaped;

struct Language {
    /// How a comment begins that ends with its line.
    line: &'static str,
    /// How a longer one begins and ends.
    block: [&'static str; 2],
    quotes: &'static str,
    words: &'static str,
}

const SCRIPT: Language = Language {
    line: "//",
    block: ["/*", "*/"],
    quotes: "'\"`",
    words: " import from export const let async await function return if else for of new true false null undefined throw try catch finally type interface typeof default class extends ",
};
const SHELL: Language =
    Language { line: "# ", block: ["", ""], quotes: "'\"", words: " cd npm npx cargo git node curl " };
const JSON: Language = Language { line: "", block: ["", ""], quotes: "\"", words: " true false null " };
const MARKUP: Language = Language { line: "", block: ["<!--", "-->"], quotes: "\"", words: "" };
const STYLES: Language = Language { line: "", block: ["/*", "*/"], quotes: "'\"", words: "" };
const SERVER: Language = Language {
    line: "# ",
    block: ["", ""],
    quotes: "\"`",
    words: " server listen root location include add_header always try_files types default_type server_name ssl_certificate ssl_certificate_key header import file_server path ",
};

fn language(name: &str) -> Option<&'static Language> {
    Some(match name {
        "js" | "ts" | "jsx" | "tsx" => &SCRIPT,
        "sh" => &SHELL,
        "json" => &JSON,
        "html" | "vue" | "svelte" => &MARKUP,
        "css" => &STYLES,
        "nginx" | "caddy" => &SERVER,
        _ => return None,
    })
}

/// The code as HTML.
pub fn coloured(name: &str, code: &str) -> String {
    let Some(language) = language(name) else { return escaped(code).into_string() };
    let mut html = String::new();
    let mut rest = code;
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        let (class, length) = token(language, rest, first, before);
        let (piece, after) = rest.split_at(length);
        match class {
            "" => html.push_str(&escaped(piece)),
            _ => html.push_str(&format!("<span class=\"{class}\">{}</span>", escaped(piece))),
        }
        before = piece.chars().next_back();
        rest = after;
    }
    html
}

/// What stands at the head of the text, and how many bytes it has.
fn token(language: &Language, rest: &str, first: char, before: Option<char>) -> (&'static str, usize) {
    let line_end = |text: &str| text.find('\n').unwrap_or(text.len());
    // An address has two slashes too.
    if !language.line.is_empty() && rest.starts_with(language.line) && before != Some(':') {
        return ("comment", line_end(rest));
    }
    let [open, close] = language.block;
    if !open.is_empty() && rest.starts_with(open) {
        return ("comment", rest.find(close).map_or(rest.len(), |at| at + close.len()));
    }
    if open == "<!--" && first == '<' {
        let name = rest.trim_start_matches(['<', '/']);
        let rest_of_name = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
        return ("word", (rest.len() - rest_of_name.len()).max(1));
    }
    if language.quotes.contains(first) {
        return ("string", quoted(rest, first));
    }
    if first.is_alphanumeric() || first == '_' {
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        let apart = !matches!(before, Some('.' | '-' | '/' | ':'));
        let class = match () {
            () if apart && language.words.contains(&format!(" {word} ")) => "word",
            () if apart && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') => "number",
            () => "",
        };
        return (class, length);
    }
    ("", first.len_utf8())
}

/// Up to the same quote, that is not escaped; the quote alone where there is none in the line.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escape = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' if quote != '`' => break,
            _ if escape => escape = false,
            '\\' => escape = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    quote.len_utf8()
}
