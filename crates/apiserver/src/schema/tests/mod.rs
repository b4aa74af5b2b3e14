//! Pruning, defaulting and validation as clients see them.

mod bounds;
mod rules;
mod structural;

use serde_json::{Value, json};

use super::TypeSchema;

/// A schema whose `spec` is `spec`.
fn schema(spec: Value) -> TypeSchema {
    let source = json!({ "type": "object", "properties": { "spec": spec } });
    TypeSchema::from_openapi(&source).expect("a structural schema")
}

fn fields(properties: Value) -> TypeSchema {
    schema(json!({ "type": "object", "properties": properties }))
}

fn object(spec: Value) -> Value {
    json!({ "apiVersion": "choreo.dev/v1", "kind": "Widget", "metadata": { "name": "it" }, "spec": spec })
}

/// Errors as kube-apiserver shows them.
fn shown(schema: &TypeSchema, spec: Value, old: Option<Value>) -> Vec<String> {
    let old = old.map(object);
    schema.validate(&object(spec), old.as_ref()).iter().map(ToString::to_string).collect()
}

#[test]
fn prunes_unknown_fields_and_names_them() {
    let schema = fields(json!({
        "endpoints": { "type": "array", "items": { "type": "object", "properties": { "port": { "type": "integer" } } } },
        "open": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
        "map": { "type": "object", "additionalProperties": { "type": "object", "properties": { "a": { "type": "string" } } } },
    }));
    let mut value = object(json!({
        "foo": 1, "endpoints": [{ "port": 1, "bar": 2 }], "open": { "x": 1 }, "map": { "k": { "a": "", "b": "" } },
    }));
    value["metadata"]["colour"] = json!("red");
    let unknown = schema.prune(&mut value);
    assert_eq!(unknown, ["metadata.colour", "spec.endpoints[0].bar", "spec.foo", "spec.map.k.b"]);
    let kept = json!({ "endpoints": [{ "port": 1 }], "open": { "x": 1 }, "map": { "k": { "a": "" } } });
    assert_eq!(value, object(kept));
}

#[test]
fn fills_defaults_also_inside_defaulted_objects() {
    let schema = fields(json!({
        "scaling": {
            "type": "object", "default": {},
            "properties": { "min": { "type": "integer", "default": 1 }, "max": { "type": "integer" } },
        },
        "ports": { "type": "array", "items": {
            "type": "object", "properties": { "protocol": { "type": "string", "default": "TCP" } },
        } },
        "probe": { "type": "object", "properties": { "path": { "type": "string", "default": "/" } } },
    }));
    let mut value = object(json!({ "ports": [{}] }));
    schema.default(&mut value);
    assert_eq!(value, object(json!({ "ports": [{ "protocol": "TCP" }], "scaling": { "min": 1 } })));
}

#[test]
fn treats_nulls_as_kubernetes_does() {
    let schema = fields(json!({
        "defaulted": { "type": "string", "default": "x" },
        "nullable": { "type": "string", "nullable": true, "default": "x" },
        "plain": { "type": "string" },
    }));
    let mut value = object(json!({ "defaulted": null, "nullable": null, "plain": null }));
    assert_eq!(schema.prune(&mut value), [""; 0]);
    schema.default(&mut value);
    assert_eq!(value, object(json!({ "defaulted": "x", "nullable": null })));
}
