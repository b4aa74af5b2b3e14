//! How a value takes part in merging: as one leaf, field by field, or item by item.

use serde_json::{Map, Value};

use super::PathElement;
use crate::schema::{JsonType, ListType, TypeSchema};

/// The parts into which a schema lets a value be divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Scalars, atomic lists, atomic maps.
    Leaf,
    /// Objects and granular maps.
    Map,
    /// Sets and keyed lists.
    List,
}

/// The shape of values of `schema`; where the schema does not say, that of `value`.
pub(super) fn shape(schema: Option<&TypeSchema>, value: &Value) -> Shape {
    let declared = schema.and_then(|schema| schema.json_type);
    match (declared, value) {
        (Some(JsonType::Object), _) | (None, Value::Object(_)) => {
            if schema.is_some_and(|schema| schema.atomic) {
                Shape::Leaf
            } else {
                Shape::Map
            }
        }
        (Some(JsonType::Array), _) if schema.is_some_and(|schema| schema.list_type != ListType::Atomic) => Shape::List,
        _ => Shape::Leaf,
    }
}

/// The shape that two values of `schema` share; an absent or null one adapts to the other.
pub(super) fn common_shape(schema: Option<&TypeSchema>, left: &Value, right: &Value) -> Shape {
    let (left_shape, right_shape) = (shape(schema, left), shape(schema, right));
    match (left.is_null(), right.is_null()) {
        (true, _) => right_shape,
        (_, true) => left_shape,
        _ if left_shape == right_shape => left_shape,
        _ => Shape::Leaf,
    }
}

/// The schema of the field `name`.
pub(super) fn field<'a>(schema: Option<&'a TypeSchema>, name: &str) -> Option<&'a TypeSchema> {
    schema.and_then(|schema| schema.field(name))
}

/// The schema of a list's items.
pub(super) fn items(schema: Option<&TypeSchema>) -> Option<&TypeSchema> {
    schema.and_then(|schema| schema.items.as_deref())
}

/// The step that leads to `item`; absent keys count with their defaults.
pub(super) fn item_element(schema: Option<&TypeSchema>, item: &Value) -> PathElement {
    match schema.map(|schema| &schema.list_type) {
        Some(ListType::Map(keys)) => {
            let item_schema = items(schema);
            let present = keys.iter().filter_map(|key| {
                let value = item.get(key).or_else(|| field(item_schema, key).and_then(|field| field.default.as_ref()));
                Some((key.clone(), value?.clone()))
            });
            PathElement::key(present.collect())
        }
        _ => PathElement::value(item),
    }
}

/// A list's items with the steps that lead to them, in order.
pub(super) fn item_entries<'a>(schema: Option<&TypeSchema>, list: &'a Value) -> Vec<(PathElement, &'a Value)> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().map(|item| (item_element(schema, item), item)).collect()
}

/// An object's fields; none for anything else.
pub(super) fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// Whether a value has neither fields nor items.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
