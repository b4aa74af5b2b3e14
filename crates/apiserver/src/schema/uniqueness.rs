//! Uniqueness of the items of set and map lists.

use serde_json::{Map, Value};

use super::path::FieldPath;
use super::{FieldError, ListType, Reason, TypeSchema, correlate};

/// Adds an error for every repeated item of the lists in `value`; unchanged values are not judged again.
pub(super) fn check(
    schema: &TypeSchema,
    value: &Value,
    old: Option<&Value>,
    path: &FieldPath,
    errors: &mut Vec<FieldError>,
) {
    if old == Some(value) {
        return;
    }
    match value {
        Value::Array(items) => {
            check_list(&schema.list_type, items, path, errors);
            let Some(item_schema) = &schema.items else { return };
            for (index, item) in items.iter().enumerate() {
                let old_item = correlate::item(&schema.list_type, old, item);
                check(item_schema, item, old_item, &path.index(index), errors);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let Some(field) = schema.field(name) else { continue };
                check(field, value, correlate::field(old, name), &path.child(name), errors);
            }
        }
        _ => {}
    }
}

fn check_list(list_type: &ListType, items: &[Value], path: &FieldPath, errors: &mut Vec<FieldError>) {
    let identities: Vec<Value> = match list_type {
        ListType::Atomic => return,
        ListType::Set => items.to_vec(),
        ListType::Map(keys) => items.iter().map(|item| identity(keys, item)).collect(),
    };
    for (index, identity) in identities.iter().enumerate() {
        if identities[..index].contains(identity) {
            errors.push(FieldError::new(&path.index(index), Reason::Duplicate, identity, ""));
        }
    }
}

/// The values of an item's keys.
fn identity(keys: &[String], item: &Value) -> Value {
    let present = keys.iter().filter_map(|key| Some((key.clone(), item.get(key)?.clone())));
    Value::Object(present.collect::<Map<_, _>>())
}
