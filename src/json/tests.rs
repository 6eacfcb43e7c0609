use super::*;
use proptest::prelude::*;

#[test]
fn what_is_not_json_is_refused() {
    for text in [
        "",
        " ",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "nul",
        "01",
        "1.",
        ".5",
        "1e",
        "+1",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\u{1}\"",
        "\"a",
        "{} {}",
        "\u{feff}{}",
        "--1",
        "'a'",
        "NaN",
    ] {
        assert_eq!(Value::parse(text.as_bytes()), None, "{text:?}");
    }
    assert_eq!(Value::parse(b"\"\xff\""), None);
}

#[test]
fn nesting_has_an_end() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(Value::parse(deep(16).as_bytes()).is_some());
    assert!(Value::parse(deep(17).as_bytes()).is_none());
    assert!(Value::parse(deep(100_000).as_bytes()).is_none());
}

#[test]
fn escapes_are_read() {
    let value = Value::parse(br#" "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00" "#);
    assert_eq!(value, Some(Value::Text("\"\\/\u{8}\u{c}\n\r\té😀".into())));
}

#[test]
fn a_text_is_written_with_its_commas_and_escapes() {
    let mut json = Writer::default();
    json.object(|json| {
        json.name("a").text("q\"\\\n");
        json.name("list").list(|json| {
            json.whole(0).whole(1203).bool(true).null();
        });
        json.name("empty").object(|_| ());
        json.optional("absent", None).optional("last", Some("é"));
    });
    let text = json.finish();
    assert_eq!(text.expose_str(), r#"{"a":"q\"\\\u000a","list":[0,1203,true,null],"empty":{},"last":"é"}"#);
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::hash_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn same(ours: &Value, theirs: &serde_json::Value) -> bool {
    match (ours, theirs) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Bool(a), serde_json::Value::Bool(b)) => a == b,
        (Value::Number(a), serde_json::Value::Number(b)) => *a == b.to_string(),
        (Value::Text(a), serde_json::Value::String(b)) => a == b,
        (Value::List(a), serde_json::Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), serde_json::Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => false,
    }
}

proptest! {
    #[test]
    fn reads_what_another_writer_wrote(value in any_json()) {
        let ours = Value::parse(value.to_string().as_bytes());
        prop_assert!(ours.is_some_and(|ours| same(&ours, &value)));
    }

    #[test]
    fn agrees_with_another_reader_on_any_text(text in "[\\[\\]{}\",:0-9eE.+\\-\\\\u nulltrefas]{0,24}") {
        let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        // Numbers beyond a double are their error and not ours: we keep numbers as text.
        prop_assume!(theirs || !text.contains(['e', 'E']));
        prop_assert_eq!(Value::parse(text.as_bytes()).is_some(), theirs, "{}", text);
    }

    #[test]
    fn another_reader_reads_what_we_write(text in any::<String>()) {
        let mut json = Writer::default();
        json.text(&text);
        let written = json.finish();
        prop_assert_eq!(serde_json::from_slice::<String>(written.expose()).ok(), Some(text));
    }

    #[test]
    fn any_bytes_end_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = Value::parse(&bytes);
    }
}

/// As `www/frame/flat.js` writes it.
fn flattened(value: &serde_json::Value) -> String {
    use serde_json::Value::{Array, Object, String};
    match value {
        String(text) => format!("\"{}\0", text.replace('\0', " ")),
        Array(items) => format!("[{}]", items.iter().map(flattened).collect::<Vec<_>>().concat()),
        Object(members) => {
            let member = |(name, value): (&alloc::string::String, _)| {
                format!(":{}\0{}", name.replace('\0', " "), flattened(value))
            };
            format!("{{{}]", members.iter().map(member).collect::<Vec<_>>().concat())
        }
        word => format!("{word}\0"),
    }
}

#[test]
fn what_the_browser_has_read_is_the_same_value() {
    let vectors: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../tests/vectors/flat.json")).expect("a table");
    for vector in &vectors {
        let (json, text) = (vector["json"].as_str().expect("a text"), vector["flat"].as_str().expect("a text"));
        match flat::read(text) {
            // A text of ours holds no NUL.
            Some(value) if !json.contains("u0000") => assert_eq!(Value::parse(json.as_bytes()), Some(value), "{json}"),
            Some(_) => {}
            None => assert_eq!(text, "", "{json}"),
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_flat_is_read_whole(value in any_json()) {
        let read = flat::read(&flattened(&value));
        prop_assert!(read.is_some_and(|read| same(&read, &value)));
    }

    #[test]
    fn any_text_that_is_read_flat_ends(text in "[\\[\\]{}\":a0\0]{0,48}") {
        let _ = flat::read(&text);
    }
}
