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

/// The exports that hold and fill the table of JavaScript's values. A frame hands none to its Wasm.
pub const TABLE: [&str; 2] = ["__wbindgen_externrefs", "__wbindgen_start"];

/// The glue of a frame, in far fewer words: of wasm-bindgen's own, what crosses and how is read, and no more.
///
/// Theirs has a function for each call into the Wasm; here `enter` makes all of them, by the short names that are
/// exported under the long ones. What is not a number crosses as text, or goes out as a view of bytes.
pub fn lean(glue: &str, printed: &str) -> Result<String> {
    let names: Names = serde_json::from_str(printed).context("wasm-opt printed other names than expected")?;
    let short = |name: &str| {
        let found = names.exports.iter().find(|[long, _]| long == name);
        found.map(|[_, short]| short.as_str()).with_context(|| format!("the Wasm has no {name}"))
    };
    let (memory, malloc, realloc) =
        (short("memory")?, short("__wbindgen_malloc").unwrap_or(""), short("__wbindgen_realloc").unwrap_or(""));
    let mut text = format!(
        "let wasm;
const decoder = new TextDecoder('utf-8', {{ ignoreBOM: true }});
const encoder = new TextEncoder();
const bytes = (at, length) => new Uint8Array(wasm[{memory:?}].buffer, at, length);
const text = (at, length) => decoder.decode(bytes(at, length));
const passed = (text) => {{
  const most = text.length * 3;
  const at = wasm[{malloc:?}](most, 1);
  const {{ written }} = encoder.encodeInto(text, bytes(at, most));
  return [most ? wasm[{realloc:?}](at, most, written, 1) : at, written];
}};
const give = (at, text) => {{
  const pair = passed(text);
  new Int32Array(wasm[{memory:?}].buffer, at, 2).set(pair);
}};
export const enter = (name, ...values) => wasm[name](...values.flatMap((value) => (typeof value === 'string' ? passed(value) : value)));
export const begin = (exports) => (wasm = exports)[{memory:?}];
"
    );
    let mut imports = String::new();
    for function in glue.split("export function ").skip(1) {
        let (head, body) = function.split_once(" {\n").context("a function of the glue has no body")?;
        let (body, _) = body.split_once("\n}\n").with_context(|| format!("{head} has no end"))?;
        let (name, values) = head.split_once('(').with_context(|| format!("{head} takes nothing"))?;
        let values = values.trim_end_matches(')');
        if let Some([_, _, short]) = names.imports.iter().find(|[_, long, _]| long == name) {
            imports += &format!("{short:?}: ({values}) => {{\n{}\n}},\n", taken(body)?);
        } else if short(name).is_ok() {
            ensure!(
                body.lines().last().map(str::trim) == Some(&entered(name, values, body)),
                "{name} crosses in another way"
            );
            text += &format!("export const {name} = {:?};\n", short(name)?);
        } else {
            let known = name == "__wbg_set_wasm" || name == "__wbindgen_init_externref_table";
            ensure!(known, "{name} is no import of the Wasm");
        }
    }
    Ok(text + &format!("export const imports = {{ {MODULE:?}: {{\n{imports}}} }};\n"))
}

/// How wasm-bindgen calls what is exported, where texts and numbers are all that it takes.
fn entered(name: &str, values: &str, body: &str) -> String {
    let mut texts = 0..;
    let values = values.split(", ").filter(|value| !value.is_empty()).map(|value| {
        if body.contains(&format!("= passStringToWasm0({value}, ")) {
            let at = texts.next().unwrap_or(0);
            return format!("ptr{at}, len{at}");
        }
        // It makes a number of what its types say is one, in some functions.
        let number =
            body.lines().find_map(|line| line.trim().strip_suffix(&format!(" = +{value};"))?.strip_prefix("const "));
        number.unwrap_or(value).to_owned()
    });
    format!("wasm.{name}({});", values.collect::<Vec<_>>().join(", "))
}

/// What is done for an import. No place of a frame's memory is beyond the first 2 GB.
fn taken(body: &str) -> Result<String> {
    let mut body =
        body.replace(" >>> 0", "").replace("getStringFromWasm0(", "text(").replace("getArrayU8FromWasm0(", "bytes(");
    if let Some((before, after)) = body.split_once("    const ptr1 = passStringToWasm0(ret, ") {
        let given = "getDataViewMemory0().setInt32((arg0) + 4 * 0, ptr1, true);";
        ensure!(after.ends_with(given), "a text comes back in another way: {after}");
        body = format!("{before}    give(arg0, ret);");
    }
    let known = !["Wasm0", "Memory0", "xternref", "wasm."].iter().any(|word| body.contains(word));
    ensure!(known, "something crosses in another way: {body}");
    Ok(body)
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
    fn a_lean_glue_knows_how_each_call_crosses() {
        let out = "export function edited(field, data) {
    const val2 = +field;
    const ptr0 = passStringToWasm0(data, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
    const len0 = WASM_VECTOR_LEN;
    wasm.edited(val2, ptr0, len0);
}
";
        let put = "export function __wbg_put_1(arg0, arg1, arg2) {
    edge.put(arg0 >>> 0, getStringFromWasm0(arg1, arg2), arg0 !== 0);
}
";
        let value = "export function __wbg_value_1(arg0, arg1) {
    const ret = edge.value(arg1);
    const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
    const len1 = WASM_VECTOR_LEN;
    getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
    getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
}
";
        let printed = r#"{"imports":[["x","__wbg_put_1","a"],["x","__wbg_value_1","b"]],"exports":[["memory","s"],["edited","t"],["__wbindgen_malloc","u"],["__wbindgen_realloc","v"]]}"#;
        let text = lean(&[out, put, value].concat(), printed).expect("a glue");
        assert!(text.contains("export const edited = \"t\";"), "{text}");
        assert!(text.contains("edge.put(arg0, text(arg1, arg2), arg0 !== 0);"), "{text}");
        assert!(text.contains("const ret = edge.value(arg1);\n    give(arg0, ret);"), "{text}");

        let refused = |from: &str, to: &str| lean(&[out, put, value].concat().replace(from, to), printed).is_err();
        assert!(refused("wasm.edited(val2, ptr0, len0)", "wasm.edited(ptr0, len0, val2)"), "another order");
        assert!(refused("getStringFromWasm0(", "getFromExternrefTable0("), "a value of JavaScript's");
        assert!(refused("4 * 0, ptr1", "4 * 2, ptr1"), "another place");
        assert!(refused("__wbg_put_1", "__wbg_put_2"), "no import of that name");
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
