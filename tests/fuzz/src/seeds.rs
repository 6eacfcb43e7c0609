//! Where a fuzzer begins: what other tests know already.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What lies in `found/`: what a fuzzer once broke something with.
pub fn found(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found").join(target);
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    files.map(|file| (file.path(), std::fs::read(file.path()).expect("a file that was found"))).collect()
}

/// Signs that break programs: around, between and in place of a card's digits; beside them, the public list of naughty
/// strings where the npm tools are installed.
pub fn naughty() -> Vec<String> {
    const SIGNS: &[&str] = &[
        "",
        "\0",
        "\u{1}",
        "\t",
        "\n",
        "\r\n",
        "\u{7f}",
        "\u{80}",
        "\u{a0}",
        "\u{ad}",
        "\u{300}\u{301}\u{302}",
        "\u{61c}",
        "\u{180e}",
        "\u{200b}",
        "\u{200c}",
        "\u{200d}",
        "\u{200e}",
        "\u{200f}",
        "\u{2028}",
        "\u{202e}",
        "\u{2060}",
        "\u{2066}",
        "\u{2069}",
        "\u{2022}",
        "\u{fdfd}",
        "\u{feff}",
        "\u{fffd}",
        "\u{fffe}",
        "\u{1f4b3}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "\u{e0020}",
        "\u{10ffff}",
        "'",
        "\"",
        "\\",
        "`",
        "${7*7}",
        "{{7*7}}",
        "%s%n",
        "%00",
        "%0d%0a",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "</script>",
        "]]>",
        "-->",
        "' OR 1=1 --",
        "$(id)",
        "|id",
        "NaN",
        "Infinity",
        "-0",
        "1e400",
        "0x10",
        "1_000",
        "null",
        "undefined",
        "true",
        "[]",
        "{}",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "toString",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://[::1]/",
        "//evil.example",
    ];
    let mut all: Vec<String> = Vec::new();
    for sign in SIGNS {
        all.push((*sign).into());
        all.push(sign.repeat(64));
        all.push(format!("{sign}4242424242424242{sign}"));
        all.push("4242424242424242".chars().map(|digit| format!("{digit}{sign}")).collect());
        all.push(format!("12{sign}30"));
    }
    // Digits of every script.
    for zero in ZEROS {
        let digit = |value: u32| char::from_u32(zero + value).unwrap_or('?');
        all.push("4242424242424242".chars().filter_map(|own| own.to_digit(10)).map(digit).collect());
    }
    all.push("9".repeat(5_000));
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/big-list-of-naughty-strings/blns.json");
    if let Ok(text) = std::fs::read_to_string(list) {
        all.extend(serde_json::from_str::<Vec<String>>(&text).expect("a list of texts"));
    }
    all
}

/// Where each script's digits begin, of those that Unicode calls decimal numbers (Nd).
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x11066, 0x1d7ce,
];

/// What a target begins with: texts, messages, and scripts of answers made of the vectors.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let vectors = |name: &str| std::fs::read_to_string(root.join(name)).expect("vectors");
    let texts = naughty().into_iter().map(String::into_bytes);
    match target {
        "card" => {
            let tables =
                ["number", "expiry", "cvc", "holder", "postal"].map(|name| vectors(&format!("card/{name}.tsv")));
            let cells = tables.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#'));
            cells.filter_map(|line| line.split('\t').next()).map(|text| text.as_bytes().to_vec()).chain(texts).collect()
        }
        "edits" => (0..6u8)
            .flat_map(|kind| {
                let typed = |text: &[u8]| [&[kind, 0, 200, 200], text, &[0, 7, 3, 3, 12, 0, 0, 4, 2, 9]].concat();
                let plain = [&b"4242424242424242"[..], b"12/30", b"1234", b"SW1A 1AA", b"x 3714 496353 98431 x"];
                plain
                    .map(typed)
                    .into_iter()
                    .chain(naughty().iter().map(|text| typed(text.as_bytes())))
                    .collect::<Vec<_>>()
            })
            .collect(),
        "json" | "messages" | "grants" => {
            let mut all = Vec::new();
            for vault in ["clover", "vaultera", "payconex", "hellgate", "corefy"] {
                let whole: Value = serde_json::from_str(&vectors(&format!("{vault}/conformance.json"))).expect("JSON");
                all.push(whole["grant"].to_string());
                all.push(format!(r#"{{"t":"grant","grant":{}}}"#, whole["grant"]));
            }
            for message in [
                r#"{"t":"config","element":"card","name":true,"postalCode":"auto","brands":["visa"],"typing":"sealed"}"#,
                r#"{"t":"tokenize","id":1,"timeoutMs":15000,"billing":{"name":"Ines","country":"FR"},"save":true}"#,
                r#"{"t":"abort","id":1}"#,
                r#"{"t":"focus","field":"number"}"#,
                r#"[1e5,-0,0.5,true,null,"\ud83d\ude00",{"a":{"b":[[]]}}]"#,
            ] {
                all.push(message.into());
            }
            all.into_iter().map(String::into_bytes).chain(texts).collect()
        }
        "server" => {
            let answers = [
                "clover/keys.json",
                "clover/answers.json",
                "hellgate/sessions.json",
                "corefy/answers.json",
                "vaultera/sessions.json",
            ];
            answers
                .iter()
                .flat_map(|name| bodies(&vectors(name)))
                .map(|(status, body)| format!("{status}{body}").into_bytes())
                .collect()
        }
        vault => {
            let text = vectors(&format!("{vault}/conformance.json"));
            let whole: Value = serde_json::from_str(&text).expect("JSON");
            let mut said = BTreeMap::new();
            collect(&whole, &mut said);
            let prepare: String = whole["prepare"].as_array().into_iter().flatten().map(line).collect();
            let mut all: Vec<_> = bodies(&text)
                .into_iter()
                .map(|(status, body)| format!("{prepare}B\nr{status} {body}\nB\nl0\n").into_bytes())
                .collect();
            all.extend(said.into_keys().map(|message| format!("B\ns{message}\nD\n").into_bytes()));
            all.push(format!("{prepare}B\nA\nB\nX\nD\nC\n").into_bytes());
            all
        }
    }
}

fn line(row: &Value) -> String {
    format!("r{} {}\n", row["status"].as_u64().unwrap_or(200), row["body"])
}

/// Every answer in a table, wherever it stands.
fn bodies(text: &str) -> Vec<(u64, String)> {
    fn look(value: &Value, out: &mut Vec<(u64, String)>) {
        match value {
            Value::Object(members) => {
                if let (Some(status), Some(body)) = (members.get("status").and_then(Value::as_u64), members.get("body"))
                {
                    out.push((status, body.as_str().map_or_else(|| body.to_string(), str::to_owned)));
                }
                members.values().for_each(|value| look(value, out));
            }
            Value::Array(items) => items.iter().for_each(|value| look(value, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    look(&serde_json::from_str(text).expect("JSON"), &mut out);
    out
}

/// Every object, as something that a page may say.
fn collect(value: &Value, out: &mut BTreeMap<String, ()>) {
    match value {
        Value::Object(members) => {
            out.insert(value.to_string(), ());
            members.values().for_each(|value| collect(value, out));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, out)),
        _ => {}
    }
}
