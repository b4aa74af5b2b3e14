//! Building JSON objects that hold no nulls.

use serde_json::{Map, Value};

/// A JSON object; entries whose value is null are left out.
macro_rules! object {
    ($($key:literal: $value:expr),* $(,)?) => {{
        let mut object = serde_json::Map::new();
        $($crate::json::put(&mut object, $key, $value);)*
        serde_json::Value::Object(object)
    }};
}
pub(crate) use object;

/// Adds an entry unless its value is null.
pub(crate) fn put(object: &mut Map<String, Value>, key: &'static str, value: impl Into<Value>) {
    let value = value.into();
    if !value.is_null() {
        object.insert(key.to_owned(), value);
    }
}

/// The items as an array, or null when there are none.
pub(crate) fn list(items: Vec<Value>) -> Value {
    if items.is_empty() { Value::Null } else { Value::Array(items) }
}

/// Texts as an array, or null when there are none.
pub(crate) fn texts(items: &[String]) -> Value {
    list(items.iter().map(|item| Value::from(item.as_str())).collect())
}

/// The number, or null where the API server fills in the same one.
pub(crate) fn unless_default(value: i32, default: i32) -> Value {
    if value == default { Value::Null } else { Value::from(value) }
}

/// A label selector for one label.
pub(crate) fn select(label: &'static str, value: &str) -> Value {
    let mut labels = Map::new();
    put(&mut labels, label, value);
    object! { "matchLabels": labels }
}
