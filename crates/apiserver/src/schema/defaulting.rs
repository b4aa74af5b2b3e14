//! Filling absent fields with the schema's defaults.

use serde_json::{Map, Value};

use super::TypeSchema;

/// Fills `value`, which `schema` describes, from the inside out.
pub(super) fn fill(schema: &TypeSchema, value: &mut Value) {
    match value {
        Value::Object(fields) => fill_fields(schema, fields),
        Value::Array(items) => {
            let Some(item_schema) = &schema.items else { return };
            for item in items {
                replace_null(item_schema, item);
                fill(item_schema, item);
            }
        }
        _ => {}
    }
}

fn fill_fields(schema: &TypeSchema, fields: &mut Map<String, Value>) {
    for (name, field) in &schema.properties {
        if let Some(default) = &field.default
            && !fields.contains_key(name)
        {
            fields.insert(name.clone(), default.clone());
        }
    }
    for (name, value) in fields.iter_mut() {
        if let Some(field) = schema.field(name) {
            replace_null(field, value);
            fill(field, value);
        }
    }
}

/// A null that may not be null counts as absent.
fn replace_null(schema: &TypeSchema, value: &mut Value) {
    if value.is_null()
        && !schema.nullable
        && let Some(default) = &schema.default
    {
        *value = default.clone();
    }
}
