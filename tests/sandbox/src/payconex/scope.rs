//! Scopes and their wildcards (payconex.md, 5 Lifecycle rules, and Scope names).

use serde_json::{Value, json};

use super::scope_table::NAMES;
use crate::guess;

/// Whether a held scope allows what a wanted one allows; either may be a wildcard.
pub(crate) fn covers(held: &str, wanted: &str) -> bool {
    if held == wanted {
        return true;
    }
    // The colon stays in the prefix: `pcx:api_key:*` must not reach `pcx:api_key_scopes:read`.
    let inside = held.strip_suffix('*').filter(|prefix| prefix.ends_with(':'));
    match inside.and_then(|prefix| wanted.strip_prefix(prefix)) {
        Some(rest) => guess::PAYCONEX_WILDCARD_COVERS_DEEPER || !rest.contains(':'),
        None => false,
    }
}

pub(crate) fn any_covers(held: &[String], wanted: &str) -> bool {
    held.iter().any(|held| covers(held, wanted))
}

pub(crate) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Every row of `GET /api-key-scopes`.
pub(crate) fn rows() -> Vec<Value> {
    let row = |name: &&str| {
        let (category, description) = words(name);
        json!({"scope": name, "description": description, "category": category, "level": level(name), "enabled": true})
    };
    NAMES.iter().map(row).collect()
}

/// Children are deeper than their parents: `pcx:api_key:*` 0, `pcx:api_key:read` 1.
fn level(name: &str) -> usize {
    name.split(':').filter(|part| *part != "*").count().saturating_sub(2)
}

fn words(name: &str) -> (String, String) {
    let plain = |text: &str| text.replace(['_', '-'], " ");
    let parts: Vec<&str> = name.split(':').skip(1).collect();
    let (action, path) = parts.split_last().unwrap_or((&"*", &[]));
    let path = path.iter().map(|part| plain(part)).collect::<Vec<_>>().join(", ");
    let description = match *action {
        "*" => format!("Every action on: {path}"),
        action => format!("The action \"{}\" on: {path}", plain(action)),
    };
    (plain(parts.first().unwrap_or(&"")), description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_covers_what_is_below_it_and_nothing_beside_it() {
        for (held, wanted, does) in [
            ("pcx:api_key:read", "pcx:api_key:read", true),
            ("pcx:api_key:read", "pcx:api_key:create", false),
            ("pcx:api_key:read", "pcx:api_key:*", false),
            ("pcx:api_key:*", "pcx:api_key:read", true),
            ("pcx:api_key:*", "pcx:api_key:*", true),
            ("pcx:api_key:*", "pcx:api_key_scopes:read", false),
            ("pcx:iframe:*", "pcx:iframe:instance:create", true),
            ("pcx:iframe:*", "pcx:iframe:instance:*", true),
            ("pcx:iframe:instance:*", "pcx:iframe:create", false),
            ("pcx:payments:card_not_present:*", "pcx:payments:refund", false),
            ("*", "pcx:payments:refund", false),
        ] {
            assert_eq!(covers(held, wanted), does, "{held} over {wanted}");
        }
    }

    #[test]
    fn the_table_is_whole_and_children_are_deeper_than_their_parents() {
        assert_eq!(NAMES.len(), 119);
        for name in NAMES {
            assert!(name.starts_with("pcx:") && NAMES.iter().filter(|other| *other == name).count() == 1, "{name}");
        }
        assert_eq!((level("pcx:payments:*"), level("pcx:payments:ach:*"), level("pcx:payments:ach:sale")), (0, 1, 2));
    }
}
