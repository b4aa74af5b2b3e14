//! Whether an applied configuration fits the schema well enough to be merged.

use std::collections::BTreeSet;

use serde_json::Value;

use super::shape;
use crate::schema::{JsonType, ListType, TypeSchema};

/// What is wrong with `applied`, each with its field (`.spec.foo: field not declared in schema`).
pub(super) fn check(schema: &TypeSchema, applied: &Value) -> Vec<String> {
    let mut check = Check { unique: true, complaints: Vec::new() };
    check.visit(Some(schema), applied, "");
    check.complaints
}

/// Whether ownership of the fields of `object` can be told at all; that of items with the same key can.
pub(crate) fn fits(schema: &TypeSchema, object: &Value) -> bool {
    let mut check = Check { unique: false, complaints: Vec::new() };
    check.visit(Some(schema), object, "");
    check.complaints.is_empty()
}

struct Check {
    /// Whether a key may be that of one item only.
    unique: bool,
    complaints: Vec<String>,
}

impl Check {
    fn visit(&mut self, schema: Option<&TypeSchema>, value: &Value, path: &str) {
        let Some(schema) = schema.filter(|_| !value.is_null()) else { return };
        match (schema.json_type, value) {
            (Some(JsonType::Object), Value::Object(_)) | (None, Value::Object(_)) => {
                for (name, child) in shape::fields(value) {
                    let path = format!("{path}.{name}");
                    match schema.field(name) {
                        Some(field) => self.visit(Some(field), child, &path),
                        None if schema.preserve_unknown => {}
                        None => self.complaints.push(format!("{path}: field not declared in schema")),
                    }
                }
            }
            (Some(JsonType::Array), Value::Array(items)) => {
                self.keys(schema, items, path);
                if self.unique && schema.list_type != ListType::Atomic {
                    self.duplicates(schema, items, path);
                }
                for (index, item) in items.iter().enumerate() {
                    self.visit(schema.items.as_deref(), item, &format!("{path}[{index}]"));
                }
            }
            _ => self.complaints.extend(
                expected(schema, value).map(|expected| format!("{path}: expected {expected}, got {}", type_of(value))),
            ),
        }
    }

    fn keys(&mut self, schema: &TypeSchema, items: &[Value], path: &str) {
        let ListType::Map(keys) = &schema.list_type else { return };
        for (index, item) in items.iter().enumerate() {
            let defaulted =
                |key: &str| shape::field(schema.items.as_deref(), key).is_some_and(|field| field.default.is_some());
            // One key is enough to tell items apart; which others are needed is found in validation.
            if keys.iter().any(|key| item.get(key).is_some() || defaulted(key)) {
                continue;
            }
            if let Some(key) = keys.first() {
                self.complaints.push(format!(
                    "{path}: element {index}: associative list with keys has an element that omits key field \"{key}\" \
                     (and doesn't have default value)"
                ));
            }
        }
    }

    fn duplicates(&mut self, schema: &TypeSchema, items: &[Value], path: &str) {
        let mut seen = BTreeSet::new();
        for item in items {
            let element = shape::item_element(Some(schema), item);
            if !seen.insert(element.clone()) {
                self.complaints.push(format!("{path}: duplicate entries for key {element}"));
            }
        }
    }
}

/// What a value is; the value itself may be a secret.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "map",
    }
}

/// Whether the schema names a format, other than that of a text of bytes.
fn has_format(schema: &TypeSchema) -> bool {
    let format = schema.bounds.as_ref().and_then(|bounds| bounds.format.as_deref());
    format.is_some_and(|format| format != "byte")
}

/// The type that a value should have and has not. Texts with a format are of any type here; validation reads them.
fn expected(schema: &TypeSchema, value: &Value) -> Option<&'static str> {
    match schema.json_type? {
        JsonType::Object => Some("map"),
        JsonType::Array => Some("list"),
        JsonType::Integer | JsonType::Number if !value.is_number() => Some("numeric (int or float)"),
        JsonType::Boolean if !value.is_boolean() => Some("boolean"),
        JsonType::String if !value.is_string() && !has_format(schema) => Some("string"),
        _ => None,
    }
}

/// Whether the applied object tries to set its own managed fields.
pub(super) fn names_managed_fields(applied: &Value) -> bool {
    applied.pointer("/metadata/managedFields").is_some_and(|fields| !fields.is_null())
}
