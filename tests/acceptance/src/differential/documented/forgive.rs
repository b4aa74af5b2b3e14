//! What documented differences take out of an answer.

use super::{Kind, Observation, Step, Value, json};

/// Applies a change to every object of an answer: the object itself, items of lists, objects of events.
fn each(body: &mut Value, change: &impl Fn(&mut Value)) {
    match body {
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, change)),
        Value::Object(fields) if fields.get("items").is_some_and(Value::is_array) => each(&mut fields["items"], change),
        Value::Object(fields) if fields.get("object").is_some_and(Value::is_object) => {
            each(&mut fields["object"], change)
        }
        other => change(other),
    }
}

pub(super) fn remove(object: &mut Value, parent: &str, field: &str) {
    if let Some(fields) = object.pointer_mut(parent).and_then(Value::as_object_mut) {
        fields.remove(field);
    }
}

pub(super) fn addresses(_: &Step, kind: &Kind, answer: &mut Observation) {
    if kind.plural == "services" {
        each(&mut answer.body, &|service| {
            let entries = service.pointer_mut("/metadata/managedFields").and_then(Value::as_array_mut);
            for entry in entries.into_iter().flatten() {
                for field in ["f:clusterIP", "f:clusterIPs", "f:ipFamilies", "f:ipFamilyPolicy"] {
                    remove(entry, "/fieldsV1/f:spec", field);
                }
            }
        });
    }
}

pub(super) fn empty_parts(_: &Step, kind: &Kind, answer: &mut Observation) {
    if !kind.is_custom() {
        each(&mut answer.body, &|object| {
            if kind.plural == "horizontalpodautoscalers" {
                without_own_status(object);
            }
            strip(object);
        });
    }
}

/// The required number of replicas is the part of an empty status that Go writes.
fn without_own_status(autoscaler: &mut Value) {
    if autoscaler["status"]["desiredReplicas"] == json!(0) {
        remove(autoscaler, "/status", "desiredReplicas");
    }
    let entries = autoscaler.pointer_mut("/metadata/managedFields").and_then(Value::as_array_mut);
    entries.into_iter().flatten().for_each(|entry| remove(entry, "/fieldsV1/f:status", "."));
}

/// Removes what holds nothing. The leaves of managedFields are empty objects that say something.
fn strip(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.iter_mut().filter(|(name, _)| *name != "managedFields").for_each(|(_, field)| strip(field));
        fields.retain(|_, field| !matches!(field, Value::Null) && *field != json!({}) && *field != json!([]));
    } else if let Value::Array(items) = value {
        items.iter_mut().for_each(strip);
    }
}

pub(super) fn types_of_items(_: &Step, kind: &Kind, answer: &mut Observation) {
    let lists = if answer.body.is_array() {
        answer.body.as_array_mut().into_iter().flatten().collect()
    } else {
        vec![&mut answer.body]
    };
    for list in lists.into_iter().filter(|_| !kind.is_custom()) {
        for item in list.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
            remove(item, "", "apiVersion");
            remove(item, "", "kind");
        }
    }
}

/// What the controller that empties a deleted namespace tells of its work.
pub(super) fn namespace_conditions(_: &Step, kind: &Kind, answer: &mut Observation) {
    if kind.plural != "namespaces" {
        return;
    }
    each(&mut answer.body, &|namespace| {
        if namespace["metadata"]["deletionTimestamp"].is_null() {
            return;
        }
        let conditions = namespace.pointer_mut("/status/conditions").and_then(Value::as_array_mut);
        conditions.into_iter().for_each(|conditions| {
            conditions.retain(|condition| !condition["type"].as_str().unwrap_or_default().starts_with("Namespace"));
        });
        let entries = namespace.pointer_mut("/metadata/managedFields").and_then(Value::as_array_mut);
        entries.into_iter().for_each(|entries| {
            entries.retain(|entry| entry["manager"] != "kube-controller-manager");
            // Who adds a condition owns the list only where the controller has not made it before.
            entries.iter_mut().for_each(|entry| remove(entry, "/fieldsV1/f:status/f:conditions", "."));
        });
        strip(namespace);
    });
}

pub(super) fn advice(_: &Step, _: &Kind, answer: &mut Observation) {
    answer.warnings.retain(|warning| warning.starts_with("unknown field"));
}
