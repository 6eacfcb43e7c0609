//! The hosts that a frame's headers allow are those that the adapters ask.

use std::collections::BTreeSet;

#[allow(clippy::expect_used, reason = "a missing file must fail the test")]
fn root(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect(path)
}

/// The addresses between quotation marks.
fn addresses(text: &str) -> BTreeSet<&str> {
    text.split('"').filter(|part| part.starts_with("https://")).collect()
}

#[test]
fn the_hosts_of_the_headers_are_those_of_the_adapters() {
    let hosts: serde_json::Value = serde_json::from_str(&root("tests/pack/hosts.json")).expect("JSON");
    for (vault, environments) in hosts.as_object().expect("vaults") {
        let source = root(&format!("src/vault/{vault}/mod.rs"));
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let written = environments.to_string();
        let ours = addresses(source);
        assert!(!ours.is_empty(), "{vault} has no host");
        assert_eq!(addresses(&written), ours, "{vault}");
    }
}
