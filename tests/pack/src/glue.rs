//! wasm-bindgen's glue, under the short names that wasm-opt gave what crosses between JavaScript and Wasm.
//!
//! The long ones carry a hash each, which no compression takes away: 0.6 kB in every frame.

use anyhow::{Context, Result, ensure};
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
/// takes the instance's exports over, fills its table where it has one, and gives its memory.
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
    let fill = short("__wbindgen_start").map(|start| format!(" exports[{start:?}]();")).unwrap_or_default();
    text.push_str(&format!(
        "export const begin = (exports) => {{ wasm = exports;{fill} return exports[{:?}]; }};\n",
        short("memory")?,
    ));
    Ok(text)
}

/// What of the glue's own functions a frame has need of, in fewer words than theirs.
///
/// Theirs keep the last view of the memory, and a decoder for no more than 2 GB; they write ASCII by themselves, and can
/// do without `realloc`. In a frame this is weight: it handles a few short texts for each key that is pressed.
const LEAN: &[(&str, &str)] = &[
    ("getUint8ArrayMemory0()", "return new Uint8Array(wasm.memory.buffer);"),
    ("getDataViewMemory0()", "return new DataView(wasm.memory.buffer);"),
    ("decodeText(bytes)", "return cachedTextDecoder.decode(bytes);"),
    (
        "passStringToWasm0(arg, malloc, realloc)",
        // The room for the longest form that the text can have, and then no more than it took. No room is never moved.
        "const most = arg.length * 3;
    const ptr = malloc(most, 1) >>> 0;
    const view = getUint8ArrayMemory0().subarray(ptr, ptr + most);
    WASM_VECTOR_LEN = cachedTextEncoder.encodeInto(arg, view).written;
    return most ? realloc(ptr, most, WASM_VECTOR_LEN, 1) >>> 0 : ptr;",
    ),
];

/// The exports that hold and fill the table of JavaScript's values. A frame hands none to its Wasm.
pub const TABLE: [&str; 2] = ["__wbindgen_externrefs", "__wbindgen_start"];

/// The glue for a frame, whose module has lost the exports of [`TABLE`].
pub fn lean(glue: &str) -> Result<String> {
    let fills = "export function __wbindgen_init_externref_table()";
    let mut text = replaced(glue, fills, None)?.context("the glue fills no table")?;
    ensure!(!text.contains("xternref"), "JavaScript's values go to the Wasm: the table must stay");
    for (head, body) in LEAN {
        // A frame without fields has no use for some of them.
        let name = head.split('(').next().unwrap_or_default();
        match replaced(&text, &format!("function {head}"), Some(body))? {
            Some(replaced) => text = replaced,
            None => ensure!(!text.contains(name), "the glue has another {name}"),
        }
    }
    Ok(text)
}

/// The glue with another body for the function, or without the function; `None` where it has no such function.
fn replaced(glue: &str, head: &str, body: Option<&str>) -> Result<Option<String>> {
    let Some((before, rest)) = glue.split_once(&format!("{head} {{\n")) else { return Ok(None) };
    let (_, after) = rest.split_once("\n}\n").with_context(|| format!("{head} has no end"))?;
    let body = body.map(|body| format!("{head} {{\n    {body}\n}}\n")).unwrap_or_default();
    Ok(Some([before, &body, after].concat()))
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
    fn a_lean_glue_has_other_bodies_and_no_table() {
        let table = "export function __wbindgen_init_externref_table() {\n    wasm.__wbindgen_externrefs;\n}\n";
        let decode = "function decodeText(bytes) {\n    if (bytes) {\n    }\n    return long;\n}\n";
        let text = lean(&format!("let a;\n{table}{decode}let b;\n")).expect("a glue");
        assert_eq!(
            text,
            "let a;\nfunction decodeText(bytes) {\n    return cachedTextDecoder.decode(bytes);\n}\nlet b;\n"
        );
        assert!(lean(decode).is_err(), "no table to take away");
        assert!(lean(&format!("{table}addToExternrefTable0(value);\n")).is_err(), "the table is of use");
        assert!(lean(&format!("{table}function decodeText(more, bytes) {{\n}}\n")).is_err(), "another function");
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
