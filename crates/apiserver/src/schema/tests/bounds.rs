//! Bounds on values.

use serde_json::json;

use super::{fields, shown};

#[test]
fn bytes_that_cannot_be_read_are_not_repeated() {
    let expected = "spec.x: Invalid value: spec.x in body must be of type byte";
    let schema = fields(json!({ "x": { "type": "string", "format": "byte" } }));
    assert_eq!(shown(&schema, json!({ "x": "hunter2!" }), None), [expected]);
}

#[test]
fn words_errors_about_scalars_as_kubernetes_does() {
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
    ];
    for (field, value, expected) in cases {
        assert_eq!(shown(&fields(json!({ "x": field })), json!({ "x": value }), None), [expected]);
    }
}

#[test]
fn words_errors_about_structure_as_kubernetes_does() {
    let cases = [
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
    ];
    for (field, value, expected) in cases {
        assert_eq!(shown(&fields(json!({ "x": field })), json!({ "x": value }), None), [expected]);
    }
}

#[test]
fn of_alternatives_that_all_fail_the_first_says_what_it_lacks() {
    let lacking = "spec.x.left: Required value";
    for (junctor, statement) in [
        ("oneOf", "must validate one and only one schema (oneOf). Found none valid"),
        ("anyOf", "must validate at least one schema (anyOf)"),
    ] {
        let alternatives = json!([{ "required": ["left"] }, { "required": ["right"] }]);
        let properties = json!({ "left": { "type": "integer" }, "right": { "type": "integer" } });
        let schema = fields(json!({ "x": { "type": "object", "properties": properties, junctor: alternatives } }));
        let general = format!(r#"<nil>: Invalid value: "": "spec.x" {statement}"#);
        assert_eq!(shown(&schema, json!({ "x": {} }), None), [general.as_str(), lacking]);
    }
}

#[test]
fn does_not_judge_unchanged_values_again() {
    let schema = fields(json!({ "x": { "type": "integer", "minimum": 5 }, "y": { "type": "integer" } }));
    assert_eq!(shown(&schema, json!({ "x": 1, "y": 2 }), Some(json!({ "x": 1, "y": 1 }))), [""; 0]);
    assert_eq!(shown(&schema, json!({ "x": 2 }), Some(json!({ "x": 1 }))).len(), 1);
}
