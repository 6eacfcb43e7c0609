//! `sbom.json`: what stands in the package's Wasm, as CycloneDX lists it. Of npm there is nothing.

use crate::build::VAULTS;
use crate::command::{cargo, output, read};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Writes the list, in the order of the crates' names: the same for the same Cargo.lock.
pub fn write() -> Result<String> {
    let vaults: Vec<_> = VAULTS.iter().map(|vault| vault.name).collect();
    let features = format!("frame,reveal,instruments,rules,node,{}", vaults.join(","));
    let tree = output(
        cargo()
            .args(["tree", "--package", "tokenframe", "--target", "wasm32-unknown-unknown", "--edges", "normal"])
            .args(["--no-default-features", "--features", &features, "--prefix", "none", "--format", "{p}|{l}"]),
    )?;
    let checksums = checksums()?;
    let lines: BTreeSet<_> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    let components: Vec<_> = lines.into_iter().filter_map(|line| component(line, &checksums)).collect();
    let version = env!("CARGO_PKG_VERSION");
    let whole = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": { "type": "library", "name": "tokenframe", "version": version, "purl": format!("pkg:npm/tokenframe@{version}") },
        },
        "components": components,
    });
    Ok(serde_json::to_string_pretty(&whole)? + "\n")
}

/// Of a line such as `zeroize v1.9.1|MIT OR Apache-2.0`. Our own crate is the package itself.
fn component(line: &str, checksums: &BTreeMap<(String, String), String>) -> Option<Value> {
    let (package, license) = line.split_once('|')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    let checksum = checksums.get(&(name.into(), version.into()))?;
    Some(json!({
        "type": "library",
        "name": name,
        "version": version,
        "purl": format!("pkg:cargo/{name}@{version}"),
        "licenses": [{ "expression": license }],
        "hashes": [{ "alg": "SHA-256", "content": checksum }],
    }))
}

/// What Cargo.lock holds a crate to, by name and version.
fn checksums() -> Result<BTreeMap<(String, String), String>> {
    let lock: toml::Table = read("Cargo.lock")?.parse().context("Cargo.lock is not TOML")?;
    let packages = lock.get("package").and_then(|packages| packages.as_array()).context("Cargo.lock lists nothing")?;
    let text = |package: &toml::Value, key| Some(package.get(key)?.as_str()?.to_owned());
    Ok(packages
        .iter()
        .filter_map(|package| Some(((text(package, "name")?, text(package, "version")?), text(package, "checksum")?)))
        .collect())
}
