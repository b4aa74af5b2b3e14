//! Finding the stored counterpart of a new value.

use serde_json::Value;

use super::ListType;

/// The field `name` of the stored object.
pub(super) fn field<'a>(old: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    old?.get(name)
}

/// The stored item with the same keys as `item`; items of other lists have no counterpart.
pub(super) fn item<'a>(list_type: &ListType, old: Option<&'a Value>, item: &Value) -> Option<&'a Value> {
    let ListType::Map(keys) = list_type else { return None };
    old?.as_array()?.iter().find(|candidate| keys.iter().all(|key| candidate.get(key) == item.get(key)))
}
