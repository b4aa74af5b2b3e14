//! Pruning, defaulting and validation as clients see them.

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

#[test]
fn words_errors_as_kubernetes_does() {
    let cases = [
        (
            json!({ "type": "integer" }),
            json!("a"),
            r#"spec.x: Invalid value: "string": spec.x in body must be of type integer: "string""#,
        ),
        (
            json!({ "type": "integer", "minimum": 1 }),
            json!(0),
            "spec.x: Invalid value: 0: spec.x in body should be greater than or equal to 1",
        ),
        (
            json!({ "type": "integer", "maximum": 65535 }),
            json!(70000),
            "spec.x: Invalid value: 70000: spec.x in body should be less than or equal to 65535",
        ),
        (
            json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true }),
            json!(0),
            "spec.x: Invalid value: 0: spec.x in body should be greater than 0",
        ),
        (
            json!({ "type": "integer", "multipleOf": 5 }),
            json!(7),
            "spec.x: Invalid value: 7: spec.x in body should be a multiple of 5",
        ),
        (
            json!({ "type": "string", "pattern": "^a+$" }),
            json!("b"),
            r#"spec.x: Invalid value: "b": spec.x in body should match '^a+$'"#,
        ),
        (
            json!({ "type": "string", "enum": ["a", "b"] }),
            json!("c"),
            r#"spec.x: Unsupported value: "c": supported values: "a", "b""#,
        ),
        (json!({ "type": "string", "maxLength": 2 }), json!("abc"), "spec.x: Too long: may not be more than 2 bytes"),
        (
            json!({ "type": "string", "minLength": 2 }),
            json!("a"),
            r#"spec.x: Invalid value: "a": spec.x in body should be at least 2 chars long"#,
        ),
        (
            json!({ "type": "string", "format": "date-time" }),
            json!("noon"),
            r#"spec.x: Invalid value: "noon": spec.x in body must be of type date-time: "noon""#,
        ),
        (
            json!({ "type": "array", "maxItems": 1, "items": { "type": "integer" } }),
            json!([1, 2]),
            "spec.x: Too many: 2: must have at most 1 item",
        ),
        (
            json!({ "type": "object", "required": ["y"], "properties": { "y": { "type": "string" } } }),
            json!({}),
            "spec.x.y: Required value",
        ),
        (
            json!({ "type": "array", "x-kubernetes-list-type": "set", "items": { "type": "string" } }),
            json!(["a", "a"]),
            r#"spec.x[1]: Duplicate value: "a""#,
        ),
        (
            json!({
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["n"],
                "items": { "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } } },
            }),
            json!([{ "n": 1 }, { "n": 1 }]),
            r#"spec.x[1]: Duplicate value: {"n":1}"#,
        ),
        (
            json!({ "x-kubernetes-int-or-string": true }),
            json!(true),
            r#"spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean""#,
        ),
        (
            json!({ "type": "string", "oneOf": [{ "minLength": 3 }, { "pattern": "^z" }] }),
            json!("a"),
            r#"<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found none valid"#,
        ),
    ];
    for (field, value, expected) in cases {
        assert_eq!(shown(&fields(json!({ "x": field })), json!({ "x": value }), None), [expected]);
    }
}

#[test]
fn does_not_judge_unchanged_values_again() {
    let schema = fields(json!({ "x": { "type": "integer", "minimum": 5 }, "y": { "type": "integer" } }));
    assert_eq!(shown(&schema, json!({ "x": 1, "y": 2 }), Some(json!({ "x": 1, "y": 1 }))), [""; 0]);
    assert_eq!(shown(&schema, json!({ "x": 2 }), Some(json!({ "x": 1 }))).len(), 1);
}

fn with_rule(rule: Value) -> TypeSchema {
    schema(json!({
        "type": "object",
        "properties": {
            "min": { "type": "integer" }, "max": { "type": "integer" }, "snake_case": { "type": "string" },
            "namespace": { "type": "string" }, "ratio": { "type": "number" },
            "since": { "type": "string", "format": "date-time" },
        },
        "x-kubernetes-validations": [rule],
    }))
}

#[test]
fn evaluates_rules_with_their_messages() {
    let spec =
        json!({ "min": 3, "max": 2, "snake_case": "s", "namespace": "n", "ratio": 1, "since": "2024-01-02T00:00:00Z" });
    let cases = [
        (
            json!({ "rule": "self.min <= self.max" }),
            vec![r#"spec: Invalid value: "object": failed rule: self.min <= self.max"#],
        ),
        (
            json!({ "rule": "self.min <= self.max", "message": "min above max", "reason": "FieldValueForbidden", "fieldPath": ".min" }),
            vec!["spec.min: Forbidden: min above max"],
        ),
        (
            json!({ "rule": "self.min <= self.max", "messageExpression": "'min is ' + string(self.min)" }),
            vec![r#"spec: Invalid value: "object": min is 3"#],
        ),
        (json!({ "rule": "self.snake_case == 's' && self.__namespace__ == 'n'" }), vec![]),
        (json!({ "rule": "self.ratio / 2.0 == 0.5" }), vec![]),
        (json!({ "rule": "self.since > timestamp('2024-01-01T00:00:00Z')" }), vec![]),
        (json!({ "rule": "has(self.max) && !has(self.other)" }), vec![]),
    ];
    for (rule, expected) in cases {
        assert_eq!(shown(&with_rule(rule.clone()), spec.clone(), None), expected, "{rule}");
    }
}

#[test]
fn evaluates_transition_rules_only_where_there_is_an_old_value() {
    let schema = with_rule(json!({ "rule": "self.min == oldSelf.min", "message": "immutable" }));
    assert_eq!(shown(&schema, json!({ "min": 1 }), None), [""; 0]);
    assert_eq!(shown(&schema, json!({ "min": 1 }), Some(json!({ "min": 1 }))), [""; 0]);
    let immutable = [r#"spec: Invalid value: "object": immutable"#];
    assert_eq!(shown(&schema, json!({ "min": 2 }), Some(json!({ "min": 1 }))), immutable);
}

#[test]
fn gives_optional_rules_an_optional_old_value() {
    let rule = "oldSelf.hasValue() || self.min == 1";
    let schema = with_rule(json!({ "rule": rule, "optionalOldSelf": true, "message": "starts at 1" }));
    assert_eq!(shown(&schema, json!({ "min": 1 }), None), [""; 0]);
    assert_eq!(shown(&schema, json!({ "min": 2 }), None), [r#"spec: Invalid value: "object": starts at 1"#]);
    assert_eq!(shown(&schema, json!({ "min": 2 }), Some(json!({ "min": 1 }))), [""; 0]);
}

#[test]
fn finds_old_items_by_their_keys() {
    let schema = fields(json!({ "ports": {
        "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
        "items": {
            "type": "object", "required": ["name"],
            "properties": { "name": { "type": "string" }, "port": { "type": "integer" } },
            "x-kubernetes-validations": [{ "rule": "self.port >= oldSelf.port", "message": "ports only grow" }],
        },
    } }));
    let old = json!({ "ports": [{ "name": "a", "port": 1 }, { "name": "b", "port": 9 }] });
    let swapped =
        json!({ "ports": [{ "name": "b", "port": 9 }, { "name": "a", "port": 1 }, { "name": "c", "port": 0 }] });
    assert_eq!(shown(&schema, swapped, Some(old.clone())), [""; 0]);
    let shrunk = json!({ "ports": [{ "name": "b", "port": 2 }] });
    assert_eq!(shown(&schema, shrunk, Some(old)), [r#"spec.ports[0]: Invalid value: "object": ports only grow"#]);
}

#[test]
fn skips_rules_on_an_object_of_the_wrong_shape() {
    let schema = with_rule(json!({ "rule": "self.min <= self.max" }));
    let expected = [
        r#"spec.min: Invalid value: "string": spec.min in body must be of type integer: "string""#,
        r#"<nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"#,
    ];
    assert_eq!(shown(&schema, json!({ "min": "a" }), None), expected);
}

#[test]
fn refuses_schemas_that_are_not_structural() {
    let spec = |spec: Value| json!({ "type": "object", "properties": { "spec": spec } });
    let list = |items: Value| {
        spec(json!({
            "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"], "items": items,
        }))
    };
    let cases = [
        (json!({}), "type: Required value: must not be empty at the root"),
        (spec(json!({})), "properties[spec].type: Required value: must not be empty for specified object fields"),
        (spec(json!({ "type": "array" })), "properties[spec].items: Required value: must be specified"),
        (
            list(json!({ "type": "object", "properties": { "name": { "type": "string" } } })),
            "properties[spec].items.properties[name].default: Required value: this property is in \
             x-kubernetes-list-map-keys, so it must have a default or be a required property",
        ),
        (
            json!({ "type": "object", "properties": { "metadata": { "type": "object", "properties": { "labels": { "type": "object" } } } } }),
            "properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is \
             implicitly specified",
        ),
        (
            spec(json!({ "type": "string", "anyOf": [{ "type": "string" }] })),
            "properties[spec].anyOf[0].type: Forbidden: must be empty to be structural",
        ),
        (
            spec(json!({ "type": "integer", "default": "a" })),
            r#"properties[spec].default: Invalid value: "string":  in body must be of type integer: "string""#,
        ),
    ];
    for (source, expected) in cases {
        let error = TypeSchema::from_openapi(&source).expect_err("not structural");
        let shown: Vec<_> = error.violations.iter().map(ToString::to_string).collect();
        assert!(shown.iter().any(|violation| violation == expected), "{expected}\nin {shown:#?}");
    }
}

#[test]
fn names_patterns_and_rules_that_do_not_compile() {
    let source = json!({ "type": "object", "properties": {
        "spec": { "type": "string", "pattern": "(", "x-kubernetes-validations": [{ "rule": "self ==" }, { "rule": "true", "reason": "Odd" }] },
    } });
    let error = TypeSchema::from_openapi(&source).expect_err("neither compiles");
    let paths: Vec<_> = error.violations.iter().map(|violation| violation.field.as_str()).collect();
    let rules = "properties[spec].x-kubernetes-validations";
    assert_eq!(paths, ["properties[spec].pattern", &format!("{rules}[0].rule"), &format!("{rules}[1].reason")]);
}
