use serde_json::{Value, json};

/// The finalizer, in `spec`, that stands for the namespace's content.
const CONTENT: &str = "kubernetes";

/// The label that carries the namespace's own name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// Completes a namespace: its label, its finalizer and its phase. An update keeps the last two.
pub(super) fn prepare(object: &mut Value, old: Option<&Value>) {
    let name = object["metadata"]["name"].clone();
    object["metadata"]["labels"][NAME_LABEL] = name;
    match old {
        Some(old) => {
            object["spec"] = old["spec"].clone();
        }
        None => {
            object["spec"] = json!({"finalizers": [CONTENT]});
            object["status"] = json!({"phase": "Active"});
        }
    }
}

/// Marks a namespace as being deleted; its content goes first.
pub(super) fn mark_terminating(object: &mut Value) {
    object["status"]["phase"] = json!("Terminating");
}

/// Whether the namespace still waits for its content.
pub(super) fn holds_content(object: &Value) -> bool {
    object["spec"]["finalizers"].as_array().is_some_and(|finalizers| !finalizers.is_empty())
}

/// Says that the content of a namespace is gone.
pub(crate) fn release(object: &mut Value) {
    object["spec"] = json!({});
}
