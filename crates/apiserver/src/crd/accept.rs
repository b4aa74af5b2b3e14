use serde_json::{Value, json};

use super::CLEANUP_FINALIZER;
use super::definition::{Definition, Names};
use crate::registry::Catalog;
use crate::status::ApiError;

/// Decides about a valid definition's names and writes the outcome to `status`.
///
/// Kubernetes does this in a controller soon after the write; here the write does it, so that a definition is
/// served as soon as its creation is acknowledged.
pub(crate) fn accept(catalog: &Catalog, object: &mut Value, old: Option<&Value>, now: &str) -> Result<(), ApiError> {
    let definition = Definition::read(object)?;
    let rival = name_conflict(catalog, &definition);
    let mut stored =
        old.map(Definition::read).transpose()?.map(|old| old.stored_versions().to_vec()).unwrap_or_default();
    let storage_version = definition.storage_version().to_owned();
    if !stored.contains(&storage_version) {
        stored.push(storage_version);
    }
    let previous = old.and_then(|old| old.pointer("/status/conditions")).cloned().unwrap_or_else(|| json!([]));
    let mut conditions = previous.as_array().cloned().unwrap_or_default();
    for condition in outcome(rival.as_deref()) {
        set_condition(&mut conditions, condition, now);
    }
    let accepted = if rival.is_some() { json!({"plural": "", "kind": ""}) } else { definition.spec.names.to_json() };
    object["status"] = json!({"acceptedNames": accepted, "conditions": conditions, "storedVersions": stored});
    Ok(())
}

/// Makes a deleted definition wait for its objects, and says so in its conditions.
pub(crate) fn mark_terminating(object: &mut Value, now: &str) {
    if let Some(finalizers) =
        object["metadata"].as_object_mut().map(|metadata| metadata.entry("finalizers").or_insert(json!([])))
        && let Some(finalizers) = finalizers.as_array_mut()
        && !finalizers.iter().any(|finalizer| finalizer == CLEANUP_FINALIZER)
    {
        finalizers.push(json!(CLEANUP_FINALIZER));
    }
    let mut conditions = object["status"]["conditions"].as_array().cloned().unwrap_or_default();
    let condition = json!({
        "type": "Terminating", "status": "True", "reason": "InstanceDeletionPending",
        "message": "the definition is deleted once its objects are gone",
    });
    set_condition(&mut conditions, condition, now);
    if let Some(status) = object.get_mut("status").and_then(Value::as_object_mut) {
        status.insert("conditions".to_owned(), Value::Array(conditions));
    }
}

fn outcome(rival: Option<&str>) -> [Value; 2] {
    match rival {
        None => [
            json!({"type": "NamesAccepted", "status": "True", "reason": "NoConflicts", "message": "no conflicts found"}),
            json!({"type": "Established", "status": "True", "reason": "InitialNamesAccepted", "message": "the initial names have been accepted"}),
        ],
        Some(rival) => [
            json!({"type": "NamesAccepted", "status": "False", "reason": "NameConflict", "message": rival}),
            json!({"type": "Established", "status": "False", "reason": "NotAccepted", "message": "not all names are accepted"}),
        ],
    }
}

/// Says which name of the definition another resource of its group has taken.
fn name_conflict(catalog: &Catalog, definition: &Definition) -> Option<String> {
    let spec = &definition.spec;
    let others = catalog.types().filter(|other| {
        other.group == spec.group && other.custom().is_none_or(|custom| custom.definition != definition.metadata.name)
    });
    let wanted = wanted_names(&spec.names);
    for other in others {
        let taken = [&other.plural, &other.singular].into_iter().chain(&other.short_names);
        if let Some(name) = taken.into_iter().find(|name| wanted.contains(name)) {
            return Some(format!("{name:?} is already in use by {}", other.qualified()));
        }
        if [&other.kind, &other.list_kind].into_iter().any(|kind| *kind == spec.names.kind) {
            return Some(format!("kind {:?} is already in use by {}", spec.names.kind, other.qualified()));
        }
    }
    None
}

fn wanted_names(names: &Names) -> Vec<String> {
    let mut wanted = vec![names.plural.clone(), names.singular()];
    wanted.extend(names.short_names.iter().cloned());
    wanted
}

/// Replaces the condition of the same type; its time of transition changes only with its status.
fn set_condition(conditions: &mut Vec<Value>, mut condition: Value, now: &str) {
    condition["lastTransitionTime"] = json!(now);
    match conditions.iter_mut().find(|known| known["type"] == condition["type"]) {
        Some(known) => {
            if known["status"] == condition["status"] {
                condition["lastTransitionTime"] = known["lastTransitionTime"].take();
            }
            *known = condition;
        }
        None => conditions.push(condition),
    }
}

/// The name that a definition must have.
pub(super) fn required_name(definition: &Definition) -> String {
    format!("{}.{}", definition.spec.names.plural, definition.spec.group)
}

/// Fills in the names and the conversion that a definition may leave out.
pub(crate) fn complete(object: &mut Value) {
    let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) else { return };
    spec.entry("conversion").or_insert_with(|| json!({"strategy": "None"}));
    let Some(names) = spec.get_mut("names").and_then(Value::as_object_mut) else { return };
    let Some(kind) = names.get("kind").and_then(Value::as_str).map(str::to_owned) else { return };
    names.entry("singular").or_insert_with(|| json!(kind.to_lowercase()));
    names.entry("listKind").or_insert_with(|| json!(format!("{kind}List")));
}
