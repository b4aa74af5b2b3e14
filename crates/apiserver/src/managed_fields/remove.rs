//! Taking fields out of an object.

use serde_json::{Map, Value};

use super::shape::{self, Shape};
use super::{FieldSet, PathElement};
use crate::schema::TypeSchema;

/// `value` without the members of `set`; a member goes with everything below it. Of a map or a list that loses all that it
/// held, and is no member itself, null remains, as in Kubernetes.
pub(super) fn remove(schema: Option<&TypeSchema>, value: &Value, set: &FieldSet) -> Value {
    if set.is_empty() {
        return value.clone();
    }
    match (shape::shape(schema, value), value) {
        (Shape::Map, Value::Object(fields)) => {
            let kept = fields.iter().filter_map(|(name, child)| {
                let kept = keep(set, &PathElement::field(name), shape::field(schema, name), child)?;
                Some((name.clone(), kept))
            });
            let kept: Map<_, _> = kept.collect();
            if kept.is_empty() && !fields.is_empty() { Value::Null } else { Value::Object(kept) }
        }
        (Shape::List, Value::Array(items)) => {
            let item_schema = shape::items(schema);
            let entries = shape::item_entries(schema, value).into_iter();
            let kept: Vec<_> = entries.filter_map(|(element, item)| keep(set, &element, item_schema, item)).collect();
            if kept.is_empty() && !items.is_empty() { Value::Null } else { Value::Array(kept) }
        }
        _ => value.clone(),
    }
}

fn keep(set: &FieldSet, element: &PathElement, schema: Option<&TypeSchema>, value: &Value) -> Option<Value> {
    if set.contains(element) {
        return None;
    }
    Some(set.child(element).map_or_else(|| value.clone(), |below| remove(schema, value, below)))
}
