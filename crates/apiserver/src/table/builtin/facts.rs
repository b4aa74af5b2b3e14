use jiff::Timestamp;
use serde_json::{Value, json};

use super::NONE;
use crate::selector::label_text;
use crate::table::age;

/// An object and the time, in the words of which cells are made.
pub(in crate::table) struct Facts<'a> {
    pub(in crate::table) object: &'a Value,
    pub(in crate::table) now: Timestamp,
}

impl<'a> Facts<'a> {
    pub(super) fn at(&self, pointer: &str) -> &'a Value {
        self.object.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// A text; empty if absent.
    pub(super) fn text(&self, pointer: &str) -> &'a str {
        self.at(pointer).as_str().unwrap_or_default()
    }

    /// A text that is not empty, or what is printed in its place.
    pub(super) fn text_or(&self, pointer: &str, absent: &'static str) -> &'a str {
        Some(self.text(pointer)).filter(|text| !text.is_empty()).unwrap_or(absent)
    }

    /// A number; 0 if absent.
    pub(super) fn number(&self, pointer: &str) -> i64 {
        self.at(pointer).as_i64().unwrap_or_default()
    }

    pub(super) fn list(&self, pointer: &str) -> &'a [Value] {
        items(self.at(pointer))
    }

    /// How many fields an object has, or how many items a list.
    pub(super) fn count(&self, pointer: &str) -> usize {
        let value = self.at(pointer);
        value.as_object().map_or_else(|| items(value).len(), serde_json::Map::len)
    }

    pub(super) fn name(&self) -> Value {
        json!(self.text("/metadata/name"))
    }

    pub(super) fn age(&self) -> Value {
        json!(self.since("/metadata/creationTimestamp"))
    }

    /// The time since a timestamp.
    pub(super) fn since(&self, pointer: &str) -> String {
        age::since(self.at(pointer).as_str(), self.now)
    }

    pub(super) fn terminating(&self) -> bool {
        !self.text("/metadata/deletionTimestamp").is_empty()
    }

    /// Whether a condition of the status is true.
    pub(super) fn condition(&self, name: &str) -> bool {
        self.list("/status/conditions").iter().any(|found| found["type"] == name && found["status"] == "True")
    }

    /// Names and images of a pod's containers, each joined by commas.
    pub(super) fn containers(&self, pod_spec: &str) -> [Value; 2] {
        let containers = items(&self.at(pod_spec)["containers"]);
        ["name", "image"].map(|field| json!(joined(containers.iter().map(|found| &found[field]), ",")))
    }

    /// A label selector as kubectl writes it; empty if it selects everything or nothing.
    pub(super) fn selector(&self, pointer: &str) -> String {
        label_text(self.at(pointer))
    }

    /// A label selector; `<none>` if it is empty.
    pub(super) fn selector_or_none(&self, pointer: &str) -> Value {
        json!(Some(self.selector(pointer)).filter(|text| !text.is_empty()).unwrap_or_else(|| NONE.to_owned()))
    }

    /// A map of labels; `<none>` if it is empty.
    pub(super) fn labels(&self, pointer: &str) -> Value {
        let labels = self.at(pointer).as_object().into_iter().flatten();
        let mut pairs: Vec<_> =
            labels.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
        pairs.sort();
        if pairs.is_empty() { json!(NONE) } else { json!(pairs.join(",")) }
    }
}

/// The items of a list; none of anything else.
pub(super) fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Texts in a row.
pub(super) fn joined<'a>(texts: impl Iterator<Item = &'a Value>, separator: &str) -> String {
    texts.filter_map(Value::as_str).collect::<Vec<_>>().join(separator)
}

/// The first few of a list, and how many more there are.
pub(super) fn shortened(list: &[String], shown: usize, separator: &str, empty: &str) -> String {
    match list.len().checked_sub(shown) {
        _ if list.is_empty() => empty.to_owned(),
        Some(more @ 1..) => format!("{} + {more} more...", list[..shown].join(separator)),
        _ => list.join(separator),
    }
}
