//! Schemas that are refused.

use serde_json::{Value, json};

use crate::schema::TypeSchema;

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
