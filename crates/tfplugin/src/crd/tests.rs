use serde_json::{Value as Json, json};

use super::Mapping;
use crate::value::Value;

mod attributes;
mod paths;
mod validation;
mod values;

/// A specification with one property of each kind.
fn schema() -> Json {
    json!({
        "type": "object",
        "required": ["type", "endpoints", "mode"],
        "properties": {
            "type": {"type": "string", "enum": ["service", "task"], "description": "Kind of workload."},
            "mode": {"type": "string", "default": "auto"},
            "externalURL": {"type": "string", "format": "uri"},
            "password": {"type": "string", "format": "password", "minLength": 8},
            "project": {
                "type": "string", "default": "default", "maxLength": 5, "pattern": "^[a-z]+$",
                "x-kubernetes-validations": [{"rule": "self == oldSelf", "message": "cannot move"}]
            },
            "replicas": {
                "type": "integer", "format": "int32", "minimum": 1.0, "maximum": 10.0, "default": 1,
                "description": "How many run.\n\nDeprecated: use `scaling`.\n\nAt least one."
            },
            "ratio": {"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1},
            "paused": {"type": "boolean", "default": false},
            "args": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
            "zones": {"type": "array", "x-kubernetes-list-type": "set", "minItems": 1, "items": {"type": "string"}},
            "env": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 9}, "maxProperties": 2},
            "surge": {"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]},
            "settings": {"x-kubernetes-preserve-unknown-fields": true},
            "scaling": {
                "type": "object", "default": {"max": 3},
                "properties": {
                    "min": {"type": "integer", "default": 1},
                    "max": {"type": "integer"},
                    "cpu": {"type": "string", "pattern": "^[0-9]+(m|Ki|Mi)?$"}
                }
            },
            "endpoints": {
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                "items": {
                    "type": "object", "required": ["name", "port"],
                    "properties": {
                        "name": {"type": "string", "pattern": "^[a-z]+$"},
                        "port": {"type": "integer", "minimum": 1, "maximum": 65535},
                        "path": {"type": "string", "default": "/"}
                    }
                }
            },
            "ports": {
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["port", "protocol"],
                "items": {
                    "type": "object", "required": ["port"],
                    "properties": {
                        "port": {"type": "integer"},
                        "protocol": {"type": "string", "default": "TCP"},
                        "note": {"type": "string"}
                    }
                }
            },
            "weights": {
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["port"],
                "items": {"type": "object", "properties": {"port": {"type": "integer"}, "weight": {"type": "integer"}}}
            },
            "secretEnv": {
                "type": "object",
                "additionalProperties": {
                    "type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}
                }
            },
            "source": {
                "type": "object",
                "oneOf": [{"required": ["git"]}, {"required": ["archive", "digest"]}],
                "properties": {
                    "git": {"type": "string"}, "archive": {"type": "string"}, "digest": {"type": "string"}
                }
            }
        }
    })
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
