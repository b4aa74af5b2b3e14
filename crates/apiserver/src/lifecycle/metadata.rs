use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::errors;
use super::target::Target;
use crate::status::{ApiError, Cause, Reason};

/// The fields of metadata that clients write; the others are the server's.
const FIELDS: [&str; 15] = [
    "annotations",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "labels",
    "managedFields",
    "name",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// Maps of texts, in which a null is the empty text.
const TEXTS: [&str; 2] = ["annotations", "labels"];

/// Maps and lists that are absent when they are empty.
const OPTIONAL: [&str; 4] = ["annotations", "finalizers", "labels", "ownerReferences"];

/// What an update may not change, except for the server itself.
const SYSTEM: [&str; 5] =
    ["creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "generateName"];

/// The characters of generated names: no vowels, and none that look alike.
const SUFFIX_ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// How many generated characters follow `generateName`.
const SUFFIX_LENGTH: usize = 5;

/// How long the prefix of a generated name may be, so that the whole stays within 63 characters.
const MAX_PREFIX: usize = 63 - SUFFIX_LENGTH;

/// The object's metadata; an identity check has made sure that there is one.
pub(super) fn of(object: &mut Value) -> Result<&mut Map<String, Value>, ApiError> {
    object
        .get_mut("metadata")
        .and_then(Value::as_object_mut)
        .ok_or_else(|| ApiError::bad_request("metadata is missing"))
}

/// Sets a field of a section of the object, as in `status` and `phase`; a section that is no object is replaced.
pub(super) fn set(object: &mut Value, section: &str, field: &str, value: impl Into<Value>) {
    let Some(fields) = object.as_object_mut() else { return };
    let section = fields.entry(section).or_insert_with(|| Value::Object(Map::new()));
    match section {
        Value::Object(fields) => drop(fields.insert(field.to_owned(), value.into())),
        other => *other = json!({field: value.into()}),
    }
}

/// A text in the object's metadata; empty if absent.
pub(crate) fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object["metadata"][field].as_str().unwrap_or_default()
}

/// Whether the object is being deleted.
pub(crate) fn terminating(object: &Value) -> bool {
    !text(object, "deletionTimestamp").is_empty()
}

/// The object's finalizers.
pub(crate) fn finalizers(object: &Value) -> Vec<&str> {
    object["metadata"]["finalizers"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Checks the types of all metadata fields; removes unknown and null ones and answers the paths of the unknown.
pub(super) fn decode(object: &mut Value) -> Result<Vec<String>, ApiError> {
    let metadata = of(object)?;
    let mut unknown = Vec::new();
    metadata.retain(|field, value| {
        let known = FIELDS.contains(&field.as_str());
        if !known {
            unknown.push(format!("metadata.{field}"));
        }
        known && !value.is_null()
    });
    metadata.remove("selfLink");
    for field in TEXTS {
        for value in metadata.get_mut(field).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
            if value.is_null() {
                *value = Value::from("");
            }
        }
    }
    metadata.retain(|field, value| !(OPTIONAL.contains(&field.as_str()) && is_empty(value)));
    ObjectMeta::deserialize(&object["metadata"])
        .map_err(|error| ApiError::bad_request(format!("metadata cannot be read: {error}")))?;
    Ok(unknown)
}

/// Owner references always have all of their required texts, be they empty.
pub(super) fn complete_owners(object: &mut Value) {
    let owners = object.pointer_mut("/metadata/ownerReferences").and_then(Value::as_array_mut);
    for owner in owners.into_iter().flatten().filter_map(Value::as_object_mut) {
        for field in ["apiVersion", "kind", "name", "uid"] {
            owner.entry(field).or_insert_with(|| json!(""));
        }
    }
}

/// Refuses a version that a new object names. The store looks at it last, and a dry-run does not reach the store.
pub(super) fn check_unversioned(object: &Value, dry_run: bool) -> Result<(), ApiError> {
    if dry_run || text(object, "resourceVersion").is_empty() {
        return Ok(());
    }
    let message = "metadata.resourceVersion must not be set on an object to be created";
    Err(ApiError::new(Reason::Unknown, message))
}

/// Gives a new object its identity.
pub(super) fn initialize(target: &Target, object: &mut Value, now: &str) -> Result<(), ApiError> {
    let metadata = of(object)?;
    if metadata.get("resourceVersion").and_then(Value::as_str).is_none_or(str::is_empty) {
        metadata.remove("resourceVersion");
    }
    for field in ["deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields"] {
        metadata.remove(field);
    }
    if metadata.get("name").and_then(Value::as_str).is_none_or(str::is_empty) {
        let Some(prefix) = metadata.get("generateName").and_then(Value::as_str).filter(|prefix| !prefix.is_empty())
        else {
            let message = "Required value: name or generateName is required";
            return Err(errors::invalid_field(&target.kind, object, "metadata.name", "FieldValueRequired", message));
        };
        let name = generate(prefix);
        metadata.insert("name".to_owned(), Value::from(name));
    }
    metadata.insert("uid".to_owned(), json!(uuid::Uuid::new_v4().to_string()));
    metadata.insert("creationTimestamp".to_owned(), json!(now));
    Ok(())
}

/// Another uid is a precondition that does not hold, in a body that is sent whole.
pub(super) fn check_uid(target: &Target, object: &Value, old: &Value) -> Result<(), ApiError> {
    match foreign_uid(object, old) {
        Some(found) => {
            let live = text(old, "uid");
            Err(errors::conflict(target, &format!("metadata.uid {found:?} is not that of the live object, {live:?}")))
        }
        None => Ok(()),
    }
}

/// The uid that an object names, where it is not that of the live one.
fn foreign_uid<'a>(object: &'a Value, live: &Value) -> Option<&'a str> {
    Some(text(object, "uid")).filter(|uid| !uid.is_empty() && *uid != text(live, "uid"))
}

/// Keeps what an update may not change. Another uid is left to validation, which finds it beside all else.
pub(super) fn inherit(target: &Target, object: &mut Value, old: &Value) -> Result<(), ApiError> {
    // With the status of a custom resource, nothing of the metadata is written.
    let shown = foreign_uid(object, old).is_some() && !(target.status && target.kind.custom().is_some());
    let metadata = of(object)?;
    for field in SYSTEM.into_iter().chain(["uid"]).filter(|field| !(shown && *field == "uid")) {
        match old["metadata"].get(field) {
            Some(value) => metadata.insert(field.to_owned(), value.clone()),
            None => metadata.remove(field),
        };
    }
    Ok(())
}

/// What is wrong with finalizers that are added to an object that is being deleted.
pub(super) fn late_finalizer(object: &Value, old: &Value) -> Option<Cause> {
    let before = finalizers(old);
    let added = finalizers(object).into_iter().find(|finalizer| terminating(old) && !before.contains(finalizer))?;
    let message = format!("Forbidden: {added:?} cannot be added: the object is being deleted");
    Some(errors::field_cause("metadata.finalizers", "FieldValueForbidden", message))
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty)
}

fn generate(prefix: &str) -> String {
    let prefix: String = prefix.chars().take(MAX_PREFIX).collect();
    let random = uuid::Uuid::new_v4().into_bytes();
    let suffix =
        random.iter().take(SUFFIX_LENGTH).map(|byte| SUFFIX_ALPHABET[usize::from(*byte) % SUFFIX_ALPHABET.len()]);
    prefix.chars().chain(suffix.map(char::from)).collect()
}
