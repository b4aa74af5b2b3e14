//! The directives' names, and their removal from what is stored.

use serde_json::{Map, Value};

/// What becomes of the object or item that holds it.
pub(super) const PATCH: &str = "$patch";
/// The fields that an object keeps.
pub(super) const RETAIN_KEYS: &str = "$retainKeys";
/// Prefix of a field's name: items that go.
pub(super) const DELETE_FROM_LIST: &str = "$deleteFromPrimitiveList";
/// Prefix of a field's name: the order of items.
pub(super) const SET_ORDER: &str = "$setElementOrder";

/// Whether a field of a patch is a directive about the list of another field.
pub(super) fn is_about_list(name: &str) -> bool {
    name.starts_with(DELETE_FROM_LIST) || name.starts_with(SET_ORDER)
}

/// A value that nothing stands against, as it is stored: without nulls in objects, and without the objects and items that
/// carry `$patch`. Nothing, if it is such an object itself.
pub(super) fn settle(value: Value) -> Option<Value> {
    match value {
        Value::Object(fields) if fields.contains_key(PATCH) => None,
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Some(Value::Object(fields.filter_map(|(name, value)| Some((name, settle(value)?))).collect::<Map<_, _>>()))
        }
        Value::Array(items) => Some(items.into_iter().filter_map(settle).collect()),
        scalar => Some(scalar),
    }
}
