//! What the code promises of itself: who may know whom, where a secret is looked at, and how long a file may be.
#![allow(clippy::expect_used, reason = "a test that panics is a test that fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every room of the crate, with all that it may name, itself apart.
///
/// An error names the field at fault and a response becomes an error, so that the order is
/// `secret ← json, card ← error ← http ← form, vault ← instruments, tokenize, reveal, message ← frame, rules`.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("lib", &[]),
    ("secret", &[]),
    ("json", &["secret"]),
    ("card", &["secret"]),
    ("error", &["card"]),
    ("http", &["secret", "json", "error"]),
    ("form", &["card", "json"]),
    ("vault", &["secret", "json", "card", "error", "http"]),
    ("instruments", &["secret", "json", "card", "vault"]),
    ("tokenize", &["json", "error", "http", "vault"]),
    ("reveal", &["json", "error", "vault"]),
    ("message", &["json", "card", "error", "form", "vault", "instruments"]),
    ("rules", &["card", "json"]),
    ("server", &["secret", "error", "http", "vault"]),
    (
        "frame",
        &["secret", "json", "card", "error", "http", "form", "vault", "instruments", "tokenize", "reveal", "message"],
    ),
];

/// The rooms at the browser's edge.
const EDGES: [&str; 3] = ["frame", "rules", "server"];

const LONGEST: usize = 400;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder but what was installed or built there, with its path from the root.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut left = vec![root().join(folder)];
    while let Some(path) = left.pop() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if ["node_modules", "target", "pkg"].contains(&name) {
            continue;
        }
        if path.is_dir() {
            left.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((shown(&path), text));
        }
    }
    assert!(!found.is_empty(), "{folder} is empty");
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(root()).expect("below the root");
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The sources of the crate that are shipped: no tests, and no comments.
fn sources() -> Vec<(String, String)> {
    let rust = files("src").into_iter().filter(|(path, _)| path.ends_with(".rs") && !is_test(path));
    let found: Vec<_> = rust.map(|(path, text)| (path, shipped(&text))).collect();
    assert!(found.len() > 20, "the sources were not found");
    found
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

/// The text up to its tests, which come last. Comments stay, for those who look for them.
fn shipped(text: &str) -> String {
    let (shipped, tests) = text.split_once("#[cfg(test)]\n").unwrap_or((text, "mod tests"));
    assert!(tests.starts_with("mod tests"), "what is for tests alone stands in a module of tests: {tests}");
    shipped.to_owned()
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// `src/vault/clover/mod.rs` is of the room `vault`.
fn room(path: &str) -> &str {
    path.split(['/', '.']).nth(1).unwrap_or_default()
}

/// The words of a text: names as a compiler sees them.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').collect()
}

/// The rooms that a text names by `crate::room` or `crate::{room, …}`.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split("};").next().unwrap_or_default();
                let heads =
                    group.split(',').map(|item| item.trim().split([':', '{', ' ', '}']).next().unwrap_or_default());
                found.extend(heads.map(str::to_owned));
            }
            None => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                found.extend(rest.get(..end).map(str::to_owned));
            }
        }
    }
    found
}

#[test]
fn only_the_edges_name_the_browser() {
    for (path, text) in sources() {
        if EDGES.contains(&room(&path)) {
            continue;
        }
        let text = without_comments(&text);
        for name in ["wasm_bindgen", "web_sys", "js_sys", "gloo", "gloo_net", "serde_wasm_bindgen", "lol_alloc"] {
            assert!(!words(&text).contains(name), "{path} names {name}");
        }
    }
}

#[test]
fn nobody_looks_at_a_clock_or_asks_chance() {
    for (path, text) in sources() {
        let text = without_comments(&text);
        for name in ["SystemTime", "Instant", "getrandom", "rand", "thread_rng"] {
            assert!(!words(&text).contains(name), "{path} names {name}");
        }
    }
}

#[test]
fn dependencies_run_one_way() {
    let mut rooms = BTreeSet::new();
    for (path, text) in sources() {
        let room = room(&path);
        let allowed = MAY_NAME.iter().find(|(name, _)| *name == room);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{path} is of a room that has no place in the order"));
        rooms.insert(room.to_owned());
        let head = path == format!("src/{room}.rs") || path == format!("src/{room}/mod.rs");
        assert!(!head || !text.contains("super::"), "{path} names another room by a way that is not looked at here");
        for named in rooms_named(&without_comments(&text)) {
            assert!(named == room || allowed.contains(&named.as_str()), "{path} must not name {named}");
        }
    }
    let listed = MAY_NAME.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(rooms, listed, "the order has a room that is not there");
}

#[test]
fn the_order_has_no_circle() {
    // Each room stands after all that it names, so that no chain of names leads back to it.
    for (at, (room, allowed)) in MAY_NAME.iter().enumerate() {
        for name in *allowed {
            let place = MAY_NAME.iter().position(|(other, _)| other == name);
            assert!(place.is_some_and(|place| place < at), "{room} names {name}");
        }
    }
}

#[test]
fn every_look_at_a_secret_says_why() {
    let mut looks = 0;
    for (path, text) in sources() {
        if path == "src/secret.rs" {
            continue;
        }
        let lines: Vec<_> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if !words(code).iter().any(|word| ["expose", "expose_str", "expose_mut"].contains(word)) {
                continue;
            }
            looks += 1;
            // From the head of the function, and not from further away than a screen shows.
            let above = lines[..at].iter().rev().take(24).take_while(|line| !words(line).contains("fn"));
            let explained = above.into_iter().any(|line| line.trim_start().starts_with("// EXPOSE:"));
            assert!(explained, "{path}:{} looks at a secret and does not say why", at + 1);
        }
    }
    assert!(looks > 5, "the looks were not found");
}

#[test]
fn the_sandbox_knows_nothing_of_the_crate_that_it_tests() {
    for (path, text) in files("tests/sandbox") {
        if path.ends_with("Cargo.toml") {
            let named = text.lines().any(|line| line.split(['=', '.', '"']).any(|word| word.trim() == "tokenframe"));
            assert!(!named, "{path} depends on it");
        }
        if path.ends_with(".rs") {
            // Its own library is `tokenframe_sandbox`.
            let code = without_comments(&text);
            let named = ["tokenframe::", "use tokenframe;", "use tokenframe as", "crate tokenframe"];
            assert!(!named.iter().any(|name| code.contains(name)), "{path} names it");
            assert!(!text.contains("include!") && !text.contains("/src/vault"), "{path} takes its sources");
        }
    }
}

#[test]
fn nothing_is_allowed_to_run_text_as_a_script() {
    let readme = fs::read_to_string(root().join("README.md")).expect("a README");
    let mut all = vec![("README.md".to_owned(), readme)];
    all.extend(files("www"));
    all.extend(files("src").into_iter().filter(|(path, _)| !is_test(path)));
    for (path, text) in all {
        for keyword in ["'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'"] {
            // To write that a policy has none of them is not to allow it.
            let allows = |line: &str| line.contains(keyword) && !line.to_lowercase().contains(&format!("no {keyword}"));
            assert!(!text.lines().any(allows), "{path} has {keyword}");
        }
    }
}

#[test]
fn no_file_is_longer_than_one_can_keep_in_mind() {
    for (path, text) in ["src", "www", "tests"].into_iter().flat_map(files) {
        let data = path.starts_with("tests/vectors/")
            || path.contains("-lock")
            || path.ends_with(".lock")
            || path == "tests/bench/peers.json";
        let lines = text.lines().count();
        assert!(data || lines <= LONGEST, "{path} has {lines} lines");
    }
}
