//! CEL rules.

use serde_json::{Value, json};

use super::{fields, schema, shown};
use crate::schema::TypeSchema;

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
        (json!({ "rule": "self.min <= self.max" }), vec![r#"spec: Invalid value: failed rule: self.min <= self.max"#]),
        (
            json!({ "rule": "self.min <= self.max", "message": "min above max", "reason": "FieldValueForbidden", "fieldPath": ".min" }),
            vec!["spec.min: Forbidden: min above max"],
        ),
        (
            json!({ "rule": "self.min <= self.max", "messageExpression": "'min is ' + string(self.min)" }),
            vec![r#"spec: Invalid value: min is 3"#],
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
    let immutable = [r#"spec: Invalid value: immutable"#];
    assert_eq!(shown(&schema, json!({ "min": 2 }), Some(json!({ "min": 1 }))), immutable);
}

#[test]
fn gives_optional_rules_an_optional_old_value() {
    let rule = "oldSelf.hasValue() || self.min == 1";
    let schema = with_rule(json!({ "rule": rule, "optionalOldSelf": true, "message": "starts at 1" }));
    assert_eq!(shown(&schema, json!({ "min": 1 }), None), [""; 0]);
    assert_eq!(shown(&schema, json!({ "min": 2 }), None), [r#"spec: Invalid value: starts at 1"#]);
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
    assert_eq!(shown(&schema, shrunk, Some(old)), [r#"spec.ports[0]: Invalid value: ports only grow"#]);
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
