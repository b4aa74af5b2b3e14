//! Schemas below `allOf`, `anyOf`, `oneOf` and `not`, which may only restrict values.

use serde_json::Value;

use crate::schema::FieldError;
use crate::schema::parse::text;
use crate::schema::path::FieldPath;

/// Branches of a junctor restrict values only; `exempt` lets an integer-or-string name its two types.
pub(super) fn check(schema: &Value, path: &FieldPath, exempt: bool, violations: &mut Vec<FieldError>) {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let path = path.child(keyword);
        for (index, branch) in schema.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
            check_branch(branch, &path.index(index), exempt, violations);
        }
    }
    if let Some(branch) = schema.get("not") {
        check_branch(branch, &path.child("not"), false, violations);
    }
}

fn check_branch(branch: &Value, path: &FieldPath, exempt: bool, violations: &mut Vec<FieldError>) {
    const EMPTY: &str = "must be empty to be structural";
    const FALSE: &str = "must be false to be structural";
    const UNDEFINED: &str = "must be undefined to be structural";
    const FORBIDDEN: [(&str, &str); 12] = [
        ("type", EMPTY),
        ("title", EMPTY),
        ("description", EMPTY),
        ("default", UNDEFINED),
        ("additionalProperties", UNDEFINED),
        ("nullable", FALSE),
        ("x-kubernetes-preserve-unknown-fields", FALSE),
        ("x-kubernetes-embedded-resource", FALSE),
        ("x-kubernetes-int-or-string", FALSE),
        ("x-kubernetes-list-type", UNDEFINED),
        ("x-kubernetes-map-type", UNDEFINED),
        ("x-kubernetes-validations", EMPTY),
    ];
    for (keyword, detail) in FORBIDDEN {
        let set = branch.get(keyword).is_some_and(|value| *value != Value::Bool(false));
        let named_type = exempt && keyword == "type" && matches!(text(branch, "type"), Some("integer" | "string"));
        if set && !named_type {
            violations.push(FieldError::forbidden(&path.child(keyword), detail));
        }
    }
    check(branch, path, exempt, violations);
    for (name, field) in branch.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = path.child("properties").key(name);
        if name == "metadata" {
            violations.push(FieldError::forbidden(&path, "must not be specified in a nested context"));
        }
        check_branch(field, &path, false, violations);
    }
    if let Some(items) = branch.get("items") {
        check_branch(items, &path.child("items"), false, violations);
    }
}
