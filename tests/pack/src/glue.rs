//! wasm-bindgen's glue, under the short names that wasm-opt gave what crosses between JavaScript and Wasm.
//!
//! The long ones carry a hash each, which no compression takes away: 0.6 kB in every frame.

use anyhow::{Context, Result};
use serde::Deserialize;

/// What wasm-opt prints when it renames.
#[derive(Deserialize)]
struct Names {
    /// Module as it was, long name, short name.
    imports: Vec<[String; 3]>,
    /// Long name, short name.
    exports: Vec<[String; 2]>,
}

/// What wasm-opt calls the one module that all imports come from then.
const MODULE: &str = "a";

/// The glue with the new names in it, and with two exports more: `imports`, for the instantiation, and `begin`, which
/// takes the instance's exports over and gives its memory.
pub fn renamed(glue: &str, printed: &str) -> Result<String> {
    let names: Names = serde_json::from_str(printed).context("wasm-opt printed other names than expected")?;
    let mut text = glue.to_owned();
    for [_, long, _] in &names.imports {
        let exported = format!("export function {long}(");
        text.contains(&exported).then_some(()).with_context(|| format!("the glue has no {long}"))?;
        text = text.replace(&exported, &format!("function {long}("));
    }
    // The longest first: one name may begin another.
    let mut exports = names.exports.clone();
    exports.sort_by_key(|[long, _]| std::cmp::Reverse(long.len()));
    for [long, short] in &exports {
        text = text.replace(&format!("wasm.{long}"), &format!("wasm[{short:?}]"));
    }
    let short = |name: &str| {
        let found = names.exports.iter().find(|[long, _]| long == name);
        found.map(|[_, short]| short).with_context(|| format!("the Wasm has no {name}"))
    };
    let imports: String = names.imports.iter().map(|[_, long, short]| format!("{short:?}:{long},")).collect();
    text.push_str(&format!("\nexport const imports = {{ {MODULE:?}: {{ {imports} }} }};\n"));
    text.push_str(&format!(
        "export const begin = (exports) => {{ wasm = exports; exports[{:?}](); return exports[{:?}]; }};\n",
        short("__wbindgen_start")?,
        short("memory")?,
    ));
    Ok(text)
}

/// The same glue, whose `begin` can take over a second instance: it forgets the views of the first one's memory.
pub fn restartable(glue: &str) -> Result<String> {
    let begin = "export const begin = (exports) => { wasm = exports;";
    let views = glue.lines().filter_map(|line| line.strip_prefix("let cached")?.strip_suffix(" = null;"));
    let forget: String = views.map(|name| format!(" cached{name} = null;")).collect();
    (glue.contains(begin) && !forget.is_empty()).then_some(()).context("the glue keeps its views in another way")?;
    Ok(glue.replace(begin, &format!("{begin}{forget}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_renamed_on_both_sides() {
        let glue = "export function start(a) { wasm.start(a); wasm.start2(wasm.memory); }\nexport function __wbg_x_1(a) {}\nlet wasm;";
        let printed = r#"{"imports":[["./frame_bg.js","__wbg_x_1","b"]],"exports":[["start","B"],["start2","C"],["memory","D"],["__wbindgen_start","E"]]}"#;
        let text = renamed(glue, printed).expect("names");
        assert!(text.starts_with(r#"export function start(a) { wasm["B"](a); wasm["C"](wasm["D"]); }"#), "{text}");
        assert!(text.contains("\nfunction __wbg_x_1(a) {}"), "{text}");
        assert!(text.contains(r#"export const imports = { "a": { "b":__wbg_x_1, } };"#), "{text}");
        assert!(text.contains(r#"exports["E"](); return exports["D"];"#), "{text}");
    }

    #[test]
    fn a_second_instance_is_not_seen_through_the_first_ones_views() {
        let glue = "let cachedView = null;\nexport const begin = (exports) => { wasm = exports; };";
        assert!(restartable(glue).expect("a glue").ends_with("{ wasm = exports; cachedView = null; };"));
        assert!(restartable("export const begin = (exports) => { wasm = exports; };").is_err());
    }

    #[test]
    fn names_that_do_not_fit_the_glue_are_an_error() {
        let printed = r#"{"imports":[["a","__wbg_x_1","a"]],"exports":[]}"#;
        assert!(renamed("let wasm;", printed).is_err());
        assert!(renamed("let wasm;", "").is_err());
    }
}
