use serde_json::{Map, Value};

use super::target::{FieldValidation, Target, WriteOptions};
use super::{errors, fields, generation, identity, metadata, rules};
use crate::core::Core;
use crate::status::{ApiError, Cause};

/// An object that may be stored.
pub(super) struct Admitted {
    pub(super) object: Value,
    pub(super) warnings: Vec<String>,
}

/// A new state of an object as a client wants it, before any check.
pub(super) struct Proposal {
    pub(super) object: Value,
    /// Unknown fields that have been dropped from it already.
    pub(super) unknown: Vec<String>,
    /// Whether its managedFields are up to date.
    pub(super) tracked: bool,
    /// Whether it comes from a patch other than an apply; what is wrong is then the patch, not the body of a request.
    pub(super) patched: bool,
}

impl Proposal {
    pub(super) fn untracked(object: Value) -> Self {
        Self { object, unknown: Vec::new(), tracked: false, patched: false }
    }

    pub(super) fn patched(object: Value) -> Self {
        Self { patched: true, ..Self::untracked(object) }
    }
}

/// Makes a new object complete and checks it.
pub(super) fn create(
    core: &Core,
    target: &Target,
    proposal: Proposal,
    options: &WriteOptions,
    now: &str,
) -> Result<Admitted, ApiError> {
    let Proposal { mut object, mut unknown, tracked, patched } = proposal;
    identity::check(target, &mut object)?;
    unknown.extend(metadata::decode(&mut object)?);
    let managed = tracked.then(|| object["metadata"]["managedFields"].take());
    metadata::initialize(target, &mut object, now)?;
    if let Some(managed) = managed {
        metadata::set(&mut object, "metadata", "managedFields", managed);
    }
    if target.kind.status {
        remove(&mut object, "status");
    }
    unknown.extend(target.kind.schema().prune(&mut object));
    let warnings = report(target, unknown, options.validation, patched)?;
    target.kind.default_object(&mut object);
    rules::prepare(core, target, &mut object, None, now)?;
    generation::start(&target.kind, &mut object);
    validate(target, &object, None)?;
    if !tracked {
        object = fields::track(target, None, &object, options, now);
    }
    Ok(Admitted { object, warnings })
}

/// Completes and checks a new state of an existing object.
pub(super) fn update(
    core: &Core,
    target: &Target,
    proposal: Proposal,
    live: &Value,
    options: &WriteOptions,
    now: &str,
) -> Result<Admitted, ApiError> {
    let Proposal { mut object, mut unknown, tracked, patched } = proposal;
    identity::check(target, &mut object)?;
    unknown.extend(metadata::decode(&mut object)?);
    metadata::inherit(target, &mut object, live)?;
    isolate(target, &mut object, live);
    unknown.extend(target.kind.schema().prune(&mut object));
    let warnings = report(target, unknown, options.validation, patched)?;
    target.kind.default_object(&mut object);
    rules::prepare(core, target, &mut object, Some(live), now)?;
    metadata::check_finalizers(target, &object, live)?;
    generation::advance(&target.kind, &mut object, live);
    validate(target, &object, Some(live))?;
    if !tracked {
        object = fields::track(target, Some(live), &object, options, now);
    }
    Ok(Admitted { object, warnings })
}

/// Keeps the part of the live object that this request may not write: the status, or all but the status.
fn isolate(target: &Target, object: &mut Value, live: &Value) {
    if !target.status {
        if target.kind.status
            && let Some(fields) = object.as_object_mut()
        {
            restore(fields, live, "status");
        }
        return;
    }
    let managed = object["metadata"].get("managedFields").cloned();
    let status = object.get("status").cloned();
    object.clone_from(live);
    for (container, field, value) in [("", "status", status), ("/metadata", "managedFields", managed)] {
        let fields = object.pointer_mut(container).and_then(Value::as_object_mut);
        match (fields, value) {
            (Some(fields), Some(value)) => drop(fields.insert(field.to_owned(), value)),
            (Some(fields), None) => drop(fields.remove(field)),
            (None, _) => {}
        }
    }
}

fn restore(fields: &mut Map<String, Value>, live: &Value, field: &str) {
    match live.get(field) {
        Some(value) => drop(fields.insert(field.to_owned(), value.clone())),
        None => drop(fields.remove(field)),
    }
}

fn remove(object: &mut Value, field: &str) {
    if let Some(fields) = object.as_object_mut() {
        fields.remove(field);
    }
}

fn report(
    target: &Target,
    unknown: Vec<String>,
    validation: FieldValidation,
    patched: bool,
) -> Result<Vec<String>, ApiError> {
    let findings: Vec<_> = unknown.iter().map(|field| format!("unknown field {field:?}")).collect();
    match validation {
        FieldValidation::Ignore => Ok(Vec::new()),
        FieldValidation::Strict if !findings.is_empty() => {
            let message = format!("strict decoding error: {}", findings.join(", "));
            if patched {
                let cause = errors::field_cause("patch", "FieldValueInvalid", message);
                return Err(errors::invalid(&target.kind, &target.name, vec![cause]));
            }
            Err(ApiError::bad_request(message))
        }
        FieldValidation::Warn | FieldValidation::Strict => Ok(findings),
    }
}

fn validate(target: &Target, object: &Value, old: Option<&Value>) -> Result<(), ApiError> {
    let mut causes: Vec<Cause> = target.kind.validate_object(object, old).into_iter().map(Cause::from).collect();
    causes.extend(rules::check(target, object, old)?);
    if causes.is_empty() { Ok(()) } else { Err(errors::invalid(&target.kind, metadata::text(object, "name"), causes)) }
}
