//! What the browser hands on of a JSON text: `www/frame/flat.js`, written once more.

use serde_json::Value;

pub fn flat(json: &str) -> String {
    written(&serde_json::from_str(json).unwrap())
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{text}\0"),
        Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<String>()),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!(":{name}\0{}", written(value)));
            format!("{{{}]", members.collect::<String>())
        }
        other => format!("{other}\0"),
    }
}
