use serde_json::Value;

use super::metadata;
use crate::registry::ResourceType;

/// Groups whose kinds do not count generations.
const UNCOUNTED_GROUPS: [&str; 2] = ["", "rbac.authorization.k8s.io"];

/// Sets the generation of a new object.
pub(super) fn start(kind: &ResourceType, object: &mut Value) {
    if counts(kind, object) {
        metadata::set(object, "metadata", "generation", 1);
    }
}

/// Raises the generation of an object whose desired state differs from the old one's.
pub(super) fn advance(kind: &ResourceType, object: &mut Value, old: &Value) {
    // A Deployment's annotations are copied to its ReplicaSets.
    let annotated =
        kind.is("apps", "deployments") && object["metadata"].get("annotations") != old["metadata"].get("annotations");
    if counts(kind, object) && (annotated || desired(kind, object) != desired(kind, old)) {
        raise(object);
    }
}

/// Raises the generation of an object that begins to be deleted.
pub(super) fn raise(object: &mut Value) {
    if let Some(generation) = object["metadata"]["generation"].as_i64() {
        metadata::set(object, "metadata", "generation", generation + 1);
    }
}

/// All custom resources count generations, and the built-in kinds with a spec, except old groups.
fn counts(kind: &ResourceType, object: &Value) -> bool {
    kind.custom().is_some() || (!UNCOUNTED_GROUPS.contains(&kind.group.as_str()) && object.get("spec").is_some())
}

/// The fields whose change means another desired state.
fn desired<'a>(kind: &ResourceType, object: &'a Value) -> Vec<(&'a String, &'a Value)> {
    let ignored =
        |field: &str| matches!(field, "metadata" | "apiVersion" | "kind") || (field == "status" && kind.status);
    let mut fields: Vec<_> =
        object.as_object().into_iter().flatten().filter(|(field, _)| !ignored(field.as_str())).collect();
    fields.sort_by_key(|(field, _)| *field);
    fields
}
