use serde_json::{Value as Json, json};

use super::Mapping;
use crate::value::Value;

mod attributes;
mod paths;
mod validation;
mod values;

/// A specification with one property of each kind.
fn schema() -> Json {
    serde_json::from_str(include_str!("tests/schema.json")).expect("the schema is JSON")
}

fn mapping() -> Mapping {
    Mapping::from_openapi(&schema()).unwrap_or_else(|error| panic!("{error}"))
}

/// The mapping of a single property `it`.
fn of_property(property: Json) -> Mapping {
    let schema = json!({"type": "object", "properties": {"it": property}});
    Mapping::from_openapi(&schema).unwrap_or_else(|error| panic!("{error}"))
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::object(entries)
}

/// What a user writes; attributes that are not named are absent.
fn configuration() -> Value {
    let endpoint = |port: i64, path: Value| object([("port", port.into()), ("path", path)]);
    object([
        ("name", "not part of the specification".into()),
        ("type", "service".into()),
        ("external_url", "https://example.com".into()),
        ("replicas", 2_i64.into()),
        ("ratio", Value::Number("0.1".parse().unwrap_or_else(|error| panic!("{error}")))),
        ("args", Value::list(["b", "a"])),
        ("zones", Value::list(["z", "y"])),
        ("env", object([("A", "1".into()), ("B", Value::Null)])),
        ("surge", "25".into()),
        ("settings", "{ \"deep\": [1, null] }".into()),
        ("scaling", object([("min", 1_i64.into()), ("max", Value::Null), ("cpu", "1000m".into())])),
        ("endpoints", object([("web", endpoint(80, Value::Null)), ("api", endpoint(8080, "/v1".into()))])),
        ("secret_env", object([("TOKEN", object([("key", "token".into())]))])),
        ("weights", object([("443", object([("weight", 2_i64.into())]))])),
        ("project", Value::Null),
    ])
}

/// The same for Kubernetes.
fn specification() -> Json {
    json!({
        "type": "service",
        "externalURL": "https://example.com",
        "replicas": 2,
        "ratio": 0.1,
        "args": ["b", "a"],
        "zones": ["z", "y"],
        "env": {"A": "1"},
        "surge": 25,
        "settings": {"deep": [1, null]},
        "scaling": {"min": 1, "cpu": "1000m"},
        "endpoints": [{"name": "api", "port": 8080, "path": "/v1"}, {"name": "web", "port": 80}],
        "secretEnv": {"TOKEN": {"key": "token"}},
        "weights": [{"port": 443, "weight": 2}]
    })
}
