use serde_json::Value;

use super::admission::{self, Proposal};
use super::modify::modify;
use super::target::{Target, WriteOptions, Written};
use super::{create, errors, fields, metadata, operations};
use crate::core::{Core, now};
use crate::status::{ApiError, Reason};
use crate::strategic_merge::{self, PatchError};

/// A change in the form that its client chose.
#[derive(Clone, Debug)]
pub(crate) enum Patch {
    /// RFC 7386.
    Merge(Value),
    /// RFC 6902.
    Json(json_patch::Patch),
    /// A merge patch that knows the lists of built-in kinds.
    Strategic(Value),
    /// Server-side apply.
    Apply(Value),
}

/// Replaces an object; creates it if there is none and its kind allows that.
pub(crate) async fn replace(
    core: &Core,
    target: &Target,
    body: Value,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    loop {
        match modify(core, target, options, |_| Ok(Proposal::untracked(body.clone()))).await {
            Err(error) if error.reason() == Reason::NotFound => {
                let unreadable = admission::unreadable(target, &body, options);
                if unreadable.is_some() || target.status || !target.kind.is_created_by_update() {
                    return Err(unreadable.unwrap_or(error));
                }
            }
            outcome => return outcome,
        }
        let mut new = body.clone();
        // The version that a new object names is looked at in a creation only.
        if let Some(metadata) = new.get_mut("metadata").and_then(Value::as_object_mut).filter(|_| !options.dry_run) {
            metadata.remove("resourceVersion");
        }
        if let Some(written) = create_absent(core, target, &body, Proposal::untracked(new), options).await? {
            return Ok(written);
        }
    }
}

/// Patches an object.
pub(crate) async fn patch(
    core: &Core,
    target: &Target,
    patch: &Patch,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    match patch {
        Patch::Apply(applied) => apply(core, target, applied, options).await,
        Patch::Merge(change) => {
            modify(core, target, options, |live| {
                let mut object = live.clone();
                json_patch::merge(&mut object, change);
                Ok(Proposal::patched(object))
            })
            .await
        }
        Patch::Strategic(change) => modify(core, target, options, |live| merge(target, live, change)).await,
        Patch::Json(patch) => {
            modify(core, target, options, |live| Ok(Proposal::patched(operations::operate(live.clone(), patch)?))).await
        }
    }
}

fn merge(target: &Target, live: &Value, change: &Value) -> Result<Proposal, ApiError> {
    let Some(schema) = target.kind.patch_schema() else {
        let message = format!("{} take no strategic merge patches", target.kind.qualified());
        return Err(ApiError::new(Reason::UnsupportedMediaType, message));
    };
    let mut object = strategic_merge::merge(schema, live, change).map_err(|error| {
        let reason = match &error {
            PatchError::Malformed(_) => Reason::BadRequest,
            PatchError::Unprocessable(_) => Reason::Invalid,
            PatchError::Mismatch(_) => Reason::Unknown,
        };
        ApiError::new(reason, format!("the patch does not fit {} {:?}: {error}", target.kind.qualified(), target.name))
    })?;
    // A patched Go structure is of its own type, whatever the patch says.
    for field in ["apiVersion", "kind"] {
        object[field] = live[field].clone();
    }
    Ok(Proposal::patched(object))
}

/// Applies a configuration; creates the object if there is none.
pub(crate) async fn apply(
    core: &Core,
    target: &Target,
    applied: &Value,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    refuse_managed_fields(applied)?;
    loop {
        let updated =
            modify(core, target, options, |live| fields::merge(target, Some(live), applied.clone(), options, &now()));
        match updated.await {
            Err(error) if error.reason() == Reason::NotFound && !target.status => {}
            outcome => return outcome,
        }
        let proposal = fields::merge(target, None, applied.clone(), options, &now())?;
        if let Some(written) = create_absent(core, target, applied, proposal, options).await? {
            return Ok(written);
        }
    }
}

/// Creates what was `sent` to change an object; nothing if someone created that meanwhile, or a guard moved.
async fn create_absent(
    core: &Core,
    target: &Target,
    sent: &Value,
    proposal: Proposal,
    options: &WriteOptions,
) -> Result<Option<Written>, ApiError> {
    if !metadata::text(sent, "uid").is_empty() {
        return Err(errors::conflict(target, "a uid is given, and there is no such object"));
    }
    match create::attempt(core, target, proposal, options).await {
        Err(error) if error.reason() == Reason::AlreadyExists => Ok(None),
        outcome => outcome,
    }
}

fn refuse_managed_fields(applied: &Value) -> Result<(), ApiError> {
    match applied["metadata"].get("managedFields") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Array(entries)) if entries.is_empty() => Ok(()),
        Some(_) => Err(ApiError::bad_request("metadata.managedFields must be nil")),
    }
}
