//! `frame/manifest.json`: every file that a browser loads of the frame, its hash and what it is for, and the headers
//! that go with it. Who serves the frame makes its server's configuration of it, and holds what is served against it.

use crate::build::{Capture, Vault};
use crate::command::read;
use crate::deploy::{Deployment, document_headers, file_headers};
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha384};

/// What stands in the headers in place of what is the deployment's own.
const PARENTS: &str = "{{parents}}";
const VAULT: &str = "{{vault}}";
const SCRIPTS: &str = "{{scripts}}";

/// Gathers the files as they are built.
pub struct Manifest {
    hosts: Map<String, Value>,
    frames: Map<String, Value>,
    words: Map<String, Value>,
}

impl Manifest {
    /// One without a file.
    pub fn new() -> Result<Self> {
        let hosts = serde_json::from_str(&read("tests/pack/hosts.json")?).context("tests/pack/hosts.json")?;
        Ok(Self { hosts, frames: Map::new(), words: Map::new() })
    }

    /// A language's file.
    pub fn word(&mut self, name: &str, content: &[u8]) {
        self.words.insert(name.into(), json!(integrity(content)));
    }

    /// A frame: its document with `{{parents}}` in it, and its files.
    pub fn frame<'a>(&mut self, vault: &Vault, html: &str, files: impl Iterator<Item = (&'a str, &'a [u8])>) {
        let mut named = Map::from_iter([("index.html".into(), file(html.as_bytes(), "the document"))]);
        for (name, content) in files {
            named.insert(name.into(), file(content, purpose(name)));
        }
        let hashes: Vec<_> = named
            .iter()
            .filter(|(name, _)| name.ends_with(".js"))
            .filter_map(|(_, file)| file.get("integrity")?.as_str())
            .collect();
        let headers = document_headers(&Deployment {
            parents: &[PARENTS.into()],
            vault: &[VAULT.into()],
            scripts: &[SCRIPTS.into()],
            capture: vault.capture,
            hashes: &hashes,
        });
        let frame = json!({
            "hosts": self.hosts.get(vault.name),
            "component": vault.capture == Capture::Component,
            "headers": headers,
            "files": named,
        });
        self.frames.insert(vault.folder(), frame);
    }

    /// The whole of it, with what a shop loads.
    pub fn finish(self, host: &[(&str, Vec<u8>)]) -> Result<String> {
        let host: Map<String, Value> =
            host.iter().map(|(name, content)| ((*name).into(), json!(integrity(content)))).collect();
        let types = ["js", "css", "wasm", "json"];
        let headers: Map<String, Value> =
            types.iter().map(|&ending| (ending.into(), json!(file_headers(content_type(ending))))).collect();
        let whole = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "host": host,
            "frames": self.frames,
            "words": self.words,
            "headers": headers,
        });
        Ok(serde_json::to_string_pretty(&whole)? + "\n")
    }
}

/// The type that a file is served with, by how its name ends.
pub fn content_type(ending: &str) -> &'static str {
    match ending {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

fn file(content: &[u8], purpose: &str) -> Value {
    json!({ "integrity": integrity(content), "purpose": purpose })
}

fn purpose(name: &str) -> &'static str {
    match name.split_once('-').map(|(stem, _)| stem).zip(name.rsplit_once('.').map(|(_, ending)| ending)) {
        Some(("extra", _)) => "looks of the shop's own, and fields in frames of their own",
        Some((_, "js")) => "shakes hands with the shop's page, and does what the Wasm asks of the browser",
        Some((_, "wasm")) => "the card's rules, the form's state and what is said to the vault",
        Some((_, "css")) => "the look of the form",
        Some((_, "json")) => "the form's texts in a language",
        _ => "a part of the frame",
    }
}

/// As an `integrity` attribute and a policy have it.
pub fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}
