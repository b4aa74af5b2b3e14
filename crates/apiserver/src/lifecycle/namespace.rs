use serde_json::{Value, json};

use super::metadata;

/// The finalizer, in `spec`, that stands for the namespace's content.
const CONTENT: &str = "kubernetes";

/// The label that carries the namespace's own name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// Completes a namespace: its label, its finalizer and its phase. An update keeps the last two.
pub(super) fn prepare(object: &mut Value, old: Option<&Value>) {
    let name = object["metadata"]["name"].clone();
    if let Some(metadata) = object.get_mut("metadata") {
        metadata::set(metadata, "labels", NAME_LABEL, name);
    }
    let finalizers = old.map_or_else(|| json!([CONTENT]), |old| old["spec"]["finalizers"].clone());
    metadata::set(object, "spec", "finalizers", finalizers);
    if old.is_none() {
        metadata::set(object, "status", "phase", "Active");
    }
}

/// Marks a namespace as being deleted; its content goes first.
pub(super) fn mark_terminating(object: &mut Value) {
    metadata::set(object, "status", "phase", "Terminating");
}

/// Whether the namespace still waits for its content.
pub(super) fn holds_content(object: &Value) -> bool {
    object["spec"]["finalizers"].as_array().is_some_and(|finalizers| !finalizers.is_empty())
}

/// Says that the content of a namespace is gone.
pub(crate) fn release(object: &mut Value) {
    metadata::set(object, "spec", "finalizers", json!([]));
}
