use serde_json::{Value, json};

use super::target::{Target, WriteOptions};
use super::{admission::Proposal, errors, identity, metadata};
use crate::core::now;
use crate::managed_fields::{self, ApplyError, ApplyRequest, Conflict, UpdateRequest};
use crate::status::{ApiError, Cause, Reason};

/// Who owns what the server's own controllers write.
const CONTROLLERS: &str = "kube-controller-manager";

/// The object with its managedFields brought up to date after a create, update or patch.
pub(super) fn track(target: &Target, live: Option<&Value>, new: &Value, options: &WriteOptions, now: &str) -> Value {
    record(target, live, new, &options.manager, now)
}

fn record(target: &Target, live: Option<&Value>, new: &Value, manager: &str, now: &str) -> Value {
    let request = UpdateRequest {
        live,
        new,
        manager,
        api_version: &target.kind.api_version(),
        subresource: target.subresource(),
        now,
    };
    managed_fields::update(target.kind.schema(), request)
}

/// An object with its managedFields brought up to date after a controller has changed it.
pub(crate) fn recorded(target: &Target, live: &Value, new: Value) -> Value {
    if new == *live { new } else { record(target, Some(live), &new, CONTROLLERS, &now()) }
}

/// Merges an applied configuration into the live object, if there is one: the result names the version that the
/// configuration is based on.
pub(super) fn merge(
    target: &Target,
    live: Option<&Value>,
    mut applied: Value,
    options: &WriteOptions,
    now: &str,
) -> Result<Proposal, ApiError> {
    identity::check_applied_types(target, &applied)?;
    metadata::complete_owners(&mut applied);
    if target.status || target.kind.status {
        // The parts that are not written are to be well formed, too.
        managed_fields::check(target.kind.schema(), &applied).map_err(refusal)?;
    }
    let beyond = live.is_some_and(|live| managed_fields::changes(target.kind.schema(), live, &applied));
    let misplaced = identity::misplaced(target, &applied);
    confine(target, &mut applied);
    let request = ApplyRequest {
        live,
        applied: &applied,
        manager: &options.manager,
        api_version: &target.kind.api_version(),
        subresource: target.subresource(),
        force: options.force,
        beyond,
        now,
    };
    match managed_fields::apply(target.kind.schema(), request) {
        Ok(mut object) => {
            misplaced.map_or(Ok(()), Err)?;
            name_state(&mut object, &applied, live, options.dry_run);
            Ok(Proposal { object, unknown: Vec::new(), tracked: true, patched: false })
        }
        Err(error) => Err(refusal(error)),
    }
}

/// The identity and the version that a configuration names must be those of the live object, which is checked later.
///
/// There is no state yet that an object to be created could contradict; a dry-run answers the version that was named.
fn name_state(object: &mut Value, applied: &Value, live: Option<&Value>, dry_run: bool) {
    let named: &[&str] = match live {
        Some(_) => &["resourceVersion", "uid"],
        None if dry_run => &["resourceVersion"],
        None => &[],
    };
    for field in named {
        let named = metadata::text(applied, field);
        if !named.is_empty() {
            metadata::set(object, "metadata", field, named);
        }
    }
}

/// Reduces a configuration to what its endpoint may write, so that nothing else is owned by it.
fn confine(target: &Target, applied: &mut Value) {
    let Some(fields) = applied.as_object_mut() else { return };
    if !target.status {
        if target.kind.status {
            fields.remove("status");
        }
        return;
    }
    fields.retain(|field, _| matches!(field.as_str(), "apiVersion" | "kind" | "metadata" | "status"));
    if target.kind.is_builtin() {
        if target.kind.is("apps", "deployments")
            && let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut)
        {
            metadata.remove("labels");
        }
        return;
    }
    let version = fields.get("metadata").and_then(|metadata| metadata.get("resourceVersion")).cloned();
    let mut metadata = json!({"name": target.name});
    for (field, value) in [("namespace", Some(json!(target.namespace))), ("resourceVersion", version)] {
        if let Some(value) = value.filter(|value| value != "") {
            metadata[field] = value;
        }
    }
    fields.insert("metadata".to_owned(), metadata);
}

fn refusal(error: ApplyError) -> ApiError {
    let message = error.to_string();
    match error {
        ApplyError::Conflicts(conflicts) => {
            ApiError::new(Reason::Conflict, message).because(conflicts.into_iter().map(cause))
        }
        ApplyError::ManagedFieldsPresent => ApiError::bad_request(message),
        ApplyError::Malformed(_) => ApiError::new(Reason::Unknown, message),
    }
}

fn cause(conflict: Conflict) -> Cause {
    errors::field_cause(&conflict.field, "FieldManagerConflict", conflict.message())
}

/// Whether two states differ in nothing but the times of their managedFields.
pub(super) fn unchanged(new: &Value, live: &Value) -> bool {
    let same_rest = new.as_object().zip(live.as_object()).is_some_and(|(new, live)| {
        new.len() == live.len()
            && new.iter().all(|(field, value)| field == "metadata" || live.get(field) == Some(value))
    });
    same_rest && timeless(&new["metadata"]) == timeless(&live["metadata"])
}

fn timeless(metadata: &Value) -> Value {
    let mut metadata = metadata.clone();
    for entry in metadata["managedFields"].as_array_mut().into_iter().flatten() {
        if let Some(fields) = entry.as_object_mut() {
            fields.remove("time");
        }
    }
    metadata
}
