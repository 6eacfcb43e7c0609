//! The sandbox's HTTP interface, described: `GET /_sandbox/openapi.json`.
//!
//! Each vault describes its own routes in [`clover`] and its neighbours, and what crosses them in
//! `<vault>.json`. A test asks every path for every method, so that neither the routes nor the
//! description can have one that the other lacks.

mod clover;
mod corefy;
mod hellgate;
mod own;
mod payconex;
mod vaultera;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::answer::reason;

/// One method of one path.
pub(crate) struct Operation {
    method: &'static str,
    path: String,
    summary: &'static str,
    /// Names of security schemes: one of them opens it.
    keys: &'static [&'static str],
    /// Name, schema, whether it is required.
    parameters: Vec<(&'static str, &'static str, Value, bool)>,
    body: Option<Value>,
    answers: Vec<(u16, Value)>,
    refusals: Vec<u16>,
}

/// What describes one owner of paths.
struct Owner {
    /// First path segment.
    name: &'static str,
    about: &'static str,
    operations: fn() -> Vec<Operation>,
    /// `{"schemas","securitySchemes"}`; the schema of every refusal is `<name>.Refusal`.
    components: &'static str,
    /// What any of its paths may be refused with before a handler sees it.
    everywhere: &'static [u16],
}

const OWNERS: &[Owner] = &[clover::OWNER, vaultera::OWNER, payconex::OWNER, hellgate::OWNER, corefy::OWNER, own::OWNER];

fn operation(method: &'static str, path: impl Into<String>, summary: &'static str) -> Operation {
    let path = path.into();
    let (keys, parameters, answers, refusals) = (&[][..], Vec::new(), Vec::new(), Vec::new());
    Operation { method, path, summary, keys, parameters, body: None, answers, refusals }
}

fn get(path: impl Into<String>, summary: &'static str) -> Operation {
    operation("get", path, summary)
}

fn post(path: impl Into<String>, summary: &'static str) -> Operation {
    operation("post", path, summary)
}

fn patch(path: impl Into<String>, summary: &'static str) -> Operation {
    operation("patch", path, summary)
}

fn delete(path: impl Into<String>, summary: &'static str) -> Operation {
    operation("delete", path, summary)
}

fn named(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn as_json(schema: &Value) -> Value {
    json!({"application/json": {"schema": schema}})
}

impl Operation {
    fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = keys;
        self
    }

    fn query(mut self, name: &'static str, schema: Value) -> Self {
        self.parameters.push(("query", name, schema, false));
        self
    }

    fn needs_query(mut self, name: &'static str, schema: Value) -> Self {
        self.parameters.push(("query", name, schema, true));
        self
    }

    fn needs_header(mut self, name: &'static str, schema: Value) -> Self {
        self.parameters.push(("header", name, schema, true));
        self
    }

    fn takes(mut self, schema: &str) -> Self {
        self.body = Some(json!({"required": true, "content": as_json(&named(schema))}));
        self.refuses(&[400, 415])
    }

    fn may_take(mut self, schema: &str) -> Self {
        self.body = Some(json!({"required": false, "content": as_json(&named(schema))}));
        self.refuses(&[400, 415])
    }

    /// A body of another type.
    fn takes_as(mut self, media_type: &str, schema: &Value) -> Self {
        self.body = Some(json!({"required": true, "content": {media_type: {"schema": schema}}}));
        self
    }

    fn gives(self, status: u16, schema: &str) -> Self {
        let content = as_json(&named(schema));
        self.answers_with(status, json!({"content": content}))
    }

    fn gives_list(self, status: u16, schema: &str) -> Self {
        let content = as_json(&json!({"type": "array", "items": named(schema)}));
        self.answers_with(status, json!({"content": content}))
    }

    /// Text of a type that says itself what it is.
    fn gives_text(self, status: u16, media_types: &[&str]) -> Self {
        let content: Map<String, Value> =
            media_types.iter().map(|one| ((*one).to_owned(), json!({"schema": {"type": "string"}}))).collect();
        self.answers_with(status, json!({"content": content}))
    }

    fn gives_nothing(self, status: u16) -> Self {
        self.answers_with(status, json!({}))
    }

    /// What somebody else answered, passed on.
    fn passes_on(self) -> Self {
        let mut answer = self;
        answer.answers.push((0, json!({"description": "The destination's answer, passed on."})));
        answer
    }

    fn answers_with(mut self, status: u16, answer: Value) -> Self {
        self.answers.push((status, answer));
        self
    }

    fn refuses(mut self, statuses: &[u16]) -> Self {
        self.refusals.extend(statuses);
        self
    }

    fn described(&self, owner: &Owner) -> Value {
        let in_path = self.path.split(['{', '}']).skip(1).step_by(2);
        let in_path =
            in_path.map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}));
        let others = self.parameters.iter().map(
            |(place, name, schema, required)| json!({"name": name, "in": place, "required": required, "schema": schema}),
        );
        let mut statuses: Vec<u16> = self.refusals.iter().chain(owner.everywhere).copied().collect();
        statuses.retain(|status| self.answers.iter().all(|(answered, _)| answered != status));
        statuses.sort_unstable();
        statuses.dedup();
        let refusal = as_json(&named(&format!("{}.Refusal", owner.name)));
        let refused = statuses.into_iter().map(|status| (status, json!({"content": refusal})));
        let mut responses = Map::new();
        for (status, mut answer) in self.answers.iter().cloned().chain(refused) {
            let name = if status == 0 { "default".to_owned() } else { status.to_string() };
            if let Some(members) = answer.as_object_mut() {
                let text = StatusCode::from_u16(status).map_or("", reason);
                members.entry("description").or_insert_with(|| json!(text));
            }
            responses.insert(name, answer);
        }
        let mut described = json!({
            "operationId": self.name(owner),
            "summary": self.summary,
            "tags": [owner.name],
            "parameters": in_path.chain(others).collect::<Vec<_>>(),
            "responses": responses,
        });
        if let Some(members) = described.as_object_mut() {
            if let Some(body) = &self.body {
                members.insert("requestBody".to_owned(), body.clone());
            }
            if !self.keys.is_empty() {
                let one_of = self.keys.iter().map(|key| json!({format!("{}.{key}", owner.name): []}));
                members.insert("security".to_owned(), one_of.collect());
            }
        }
        described
    }

    /// `clover.post.v1.tokens`
    fn name(&self, owner: &Owner) -> String {
        let path = self.path.split('/').filter(|part| !part.is_empty()).map(|part| part.trim_matches(['{', '}']));
        let end = if self.path.ends_with('/') { "_" } else { "" };
        [owner.name, self.method]
            .into_iter()
            .chain(path)
            .chain([end])
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(".")
    }
}

/// The whole document, `OpenAPI` 3.1.
pub(crate) fn document() -> Value {
    let (mut paths, mut tags) = (Map::new(), Vec::new());
    let (mut schemas, mut keys) = (Map::new(), Map::new());
    for owner in OWNERS {
        tags.push(json!({"name": owner.name, "description": owner.about}));
        for operation in (owner.operations)() {
            let path = paths.entry(format!("/{}{}", owner.name, operation.path)).or_insert_with(|| json!({}));
            if let Some(methods) = path.as_object_mut() {
                methods.insert(operation.method.to_owned(), operation.described(owner));
            }
        }
        let components: Value = serde_json::from_str(owner.components).unwrap_or_default();
        for (kind, all) in [("schemas", &mut schemas), ("securitySchemes", &mut keys)] {
            for (name, value) in components.get(kind).and_then(Value::as_object).into_iter().flatten() {
                all.insert(format!("{}.{name}", owner.name), value.clone());
            }
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tokenframe's sandbox",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A mock tokenization backend: five vaults, each behind its name, and the sandbox's own endpoints behind /_sandbox. Test cards only.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": keys},
    })
}
