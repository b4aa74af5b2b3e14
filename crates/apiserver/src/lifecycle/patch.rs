use serde_json::Value;

use super::admission::Proposal;
use super::modify::modify;
use super::target::{Target, WriteOptions, Written};
use super::{create, errors, fields, metadata};
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

/// Replaces an object.
pub(crate) async fn replace(
    core: &Core,
    target: &Target,
    body: Value,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    if target.kind.custom().is_some() && metadata::text(&body, "resourceVersion").is_empty() {
        let message = "must be the version that the update is based on";
        let field = "metadata.resourceVersion";
        return Err(errors::invalid_field(&target.kind, &body, field, "FieldValueInvalid", message));
    }
    modify(core, target, options, |_| Ok(Proposal::untracked(body.clone()))).await
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
        Patch::Json(operations) => modify(core, target, options, |live| operate(target, live, operations)).await,
    }
}

fn merge(target: &Target, live: &Value, change: &Value) -> Result<Proposal, ApiError> {
    let Some(schema) = target.kind.patch_schema() else {
        let message = format!("{} take no strategic merge patches", target.kind.qualified());
        return Err(ApiError::new(Reason::UnsupportedMediaType, message));
    };
    let object = strategic_merge::merge(schema, live, change).map_err(|error| {
        let reason = match &error {
            PatchError::Malformed(_) => Reason::BadRequest,
            PatchError::Unprocessable(_) => Reason::Invalid,
            PatchError::Mismatch(_) => Reason::InternalError,
        };
        let message = format!("the patch does not fit {} {:?}: {error}", target.kind.qualified(), target.name);
        target.kind.blame(ApiError::new(reason, message), &target.name)
    })?;
    Ok(Proposal::patched(object))
}

fn operate(target: &Target, live: &Value, operations: &json_patch::Patch) -> Result<Proposal, ApiError> {
    let mut object = live.clone();
    json_patch::patch(&mut object, operations).map_err(|error| {
        let message = format!("the JSON patch does not fit {} {:?}: {error}", target.kind.qualified(), target.name);
        target.kind.blame(ApiError::new(Reason::Invalid, message), &target.name)
    })?;
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
        if !metadata::text(applied, "uid").is_empty() || !metadata::text(applied, "resourceVersion").is_empty() {
            return Err(errors::conflict(target, "uid or resourceVersion is given, and there is no such object"));
        }
        let proposal = fields::merge(target, None, applied.clone(), options, &now())?;
        match create::attempt(core, target, proposal, options).await {
            Ok(Some(written)) => return Ok(written),
            // Someone created it meanwhile, or a guard moved: start over.
            Ok(None) => {}
            Err(error) if error.reason() == Reason::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

fn refuse_managed_fields(applied: &Value) -> Result<(), ApiError> {
    match applied["metadata"].get("managedFields") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Array(entries)) if entries.is_empty() => Ok(()),
        Some(_) => Err(ApiError::bad_request("metadata.managedFields must be nil")),
    }
}
