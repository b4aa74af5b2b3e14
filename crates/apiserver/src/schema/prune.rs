//! Removal of unknown fields and of nulls that have no place.

use serde_json::{Map, Value};

use super::TypeSchema;
use super::path::FieldPath;

/// Prunes `object`; returns the paths of unknown fields.
pub(super) fn prune(schema: &TypeSchema, object: &mut Value) -> Vec<String> {
    let mut unknown = Vec::new();
    visit(schema, object, &FieldPath::default(), &mut unknown);
    unknown
}

fn visit(schema: &TypeSchema, value: &mut Value, path: &FieldPath, unknown: &mut Vec<String>) {
    match value {
        Value::Object(fields) => visit_fields(schema, fields, path, unknown),
        Value::Array(items) => {
            let Some(item_schema) = &schema.items else { return };
            for (index, item) in items.iter_mut().enumerate() {
                visit(item_schema, item, &path.index(index), unknown);
            }
        }
        _ => {}
    }
}

fn visit_fields(schema: &TypeSchema, fields: &mut Map<String, Value>, path: &FieldPath, unknown: &mut Vec<String>) {
    fields.retain(|name, value| match schema.field(name) {
        Some(field) if value.is_null() => field.keeps_null(),
        Some(field) => {
            visit(field, value, &path.child(name), unknown);
            true
        }
        None if schema.preserve_unknown => true,
        None => {
            unknown.push(path.child(name).as_str().to_owned());
            false
        }
    });
}

impl TypeSchema {
    /// Whether a null survives pruning: as a value of its own, or to be replaced by the default.
    fn keeps_null(&self) -> bool {
        self.nullable || self.default.is_some() || (self.preserve_unknown && self.json_type.is_none())
    }
}
