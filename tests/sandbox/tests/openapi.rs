//! `GET /_sandbox/openapi.json`: every route is in it, everything in it is a route, and it is a
//! document of `OpenAPI` 3.1 whose references lead somewhere.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::{Bench, routes_of};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
const VAULTS: [&str; 5] = ["clover", "vaultera", "payconex", "hellgate", "corefy"];

async fn document(bench: &Bench) -> Value {
    let reply = bench.get("/_sandbox/openapi.json").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    reply.json()
}

fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().iter().map(move |(method, one)| (&**path, &**method, one))
        })
        .collect()
}

#[tokio::test]
async fn every_path_takes_the_methods_that_are_described_and_no_other() {
    let bench = Bench::new().await;
    let document = document(&bench).await;
    for (path, methods) in document["paths"].as_object().unwrap() {
        // As it stands, with its braces escaped, is as good as any id.
        let asked = path.replace('{', "%7B").replace('}', "%7D");
        for method in METHODS {
            let status = bench.ask(&method.to_uppercase(), &asked, &[], "").await.status;
            assert_eq!(status != 405, methods.get(method).is_some(), "{method} {path} is answered {status}");
        }
        assert_ne!(bench.ask("OPTIONS", &asked, &[], "").await.status, 404, "{path} is no route");
    }
}

#[tokio::test]
async fn no_route_is_left_out() {
    let bench = Bench::new().await;
    let document = document(&bench).await;
    let count = |owner: &str| {
        let start = format!("/{owner}/");
        operations(&document).iter().filter(|(path, ..)| path.starts_with(&start)).count()
    };
    for vault in VAULTS {
        assert_eq!(count(vault), routes_of(vault), "{vault}");
    }
    // The switches of the vaults, and what every sandbox has.
    let source = |path: &str| std::fs::read_to_string(format!("{}/src/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let routes = |text: &str, head: &str| {
        let routes = text.split_once(head).map_or("", |(_, rest)| rest.split_once("\n}\n").unwrap().0).to_owned();
        METHODS.iter().map(|method| routes.matches(&format!("{method}(")).count()).sum::<usize>()
    };
    let switches: usize = VAULTS.iter().map(|vault| routes(&source(&format!("{vault}/mod.rs")), "fn switches()")).sum();
    assert_eq!(count("_sandbox"), switches + routes(&source("admin.rs"), "fn routes()"));
}

/// Every `$ref` below a value.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_is_valid() {
    let bench = Bench::new().await;
    let document = document(&bench).await;
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    let mut found = Vec::new();
    references(&document, &mut found);
    for reference in &found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let used: BTreeSet<_> = found.into_iter().collect();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(used.contains(&*format!("#/components/schemas/{name}")), "{name} is used by nothing");
    }
    let mut names = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        assert!(names.insert(operation["operationId"].as_str().unwrap()), "{method} {path} has another's name");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with(['2', '3', 'd'])), "{method} {path} answers nothing");
        assert!(responses.values().all(|one| one["description"].is_string()), "{method} {path}");
        let parameters = operation["parameters"].as_array().unwrap();
        for name in path.split(['{', '}']).skip(1).step_by(2) {
            let described =
                parameters.iter().any(|one| one["name"] == name && one["in"] == "path" && one["required"] == true);
            assert!(described, "{method} {path} does not describe {name}");
        }
        for key in
            operation["security"].as_array().into_iter().flatten().flat_map(|one| one.as_object().unwrap().keys())
        {
            assert!(document["components"]["securitySchemes"].get(key).is_some(), "{method} {path} has no {key}");
        }
    }
}
