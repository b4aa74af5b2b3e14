//! The set of fields that an applied configuration claims.

use serde_json::Value;

use super::shape::{self, Shape};
use super::{FieldSet, PathElement};
use crate::schema::TypeSchema;

/// The fields that `value` sets: its leaves, the entries of maps, the items of lists. Declared objects are not
/// claimed for themselves unless they are empty.
pub(super) fn collect(schema: Option<&TypeSchema>, value: &Value) -> FieldSet {
    let mut set = FieldSet::default();
    match shape::shape(schema, value) {
        Shape::Leaf => {}
        Shape::Map => {
            for (name, child) in shape::fields(value) {
                let element = PathElement::field(name);
                let field = shape::field(schema, name);
                let declared = schema.is_some_and(|schema| schema.properties.contains_key(name));
                let empty = child.is_null() || child.as_object().is_some_and(|fields| fields.is_empty());
                if !declared || empty || shape::shape(field, child) == Shape::Leaf {
                    set.insert_member(element.clone());
                }
                set.put_child(element, collect(field, child));
            }
        }
        Shape::List => {
            for (element, item) in shape::item_entries(schema, value) {
                set.insert_member(element.clone());
                set.put_child(element, collect(shape::items(schema), item));
            }
        }
    }
    set
}
