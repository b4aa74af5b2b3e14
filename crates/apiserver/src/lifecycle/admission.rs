use serde_json::{Map, Value};

use super::identity::{self, Claim};
use super::target::{FieldValidation, Target, WriteOptions};
use super::{errors, fields, generation, metadata, rules};
use crate::core::Core;
use crate::managed_fields;
use crate::schema::{FieldError, Nulls, Reason as FieldReason};
use crate::status::{ApiError, Cause, Reason};

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
    let claim = identity::check_types(target, &mut object, tracked, false)?;
    identity::check_places(target, &mut object)?;
    unknown.extend(metadata::decode(&mut object)?);
    let managed = object["metadata"].get_mut("managedFields").filter(|_| tracked).map(Value::take);
    metadata::initialize(target, &mut object, now)?;
    if let Some(managed) = managed {
        metadata::set(&mut object, "metadata", "managedFields", managed);
    }
    unknown.extend(prune(target, &mut object, &claim, tracked));
    check_readable(target, &object, tracked, patched)?;
    if target.kind.status && !keeps_status(target) {
        remove(&mut object, "status");
    }
    let warnings = report(&unknown, options.validation).map_err(|error| blame_patch(error, patched))?;
    target.kind.default_object(&mut object);
    rules::prepare(core, target, &mut object, None, now)?;
    let sent = rules::generate(target, &mut object);
    generation::start(&target.kind, &mut object);
    validate(target, &object, None, &claim, tracked)?;
    metadata::check_unversioned(&object, options.dry_run)?;
    if !tracked {
        let owned = fields::track(target, None, sent.as_ref().unwrap_or(&object), options, now);
        if let Some(managed) = owned["metadata"].get("managedFields") {
            metadata::set(&mut object, "metadata", "managedFields", managed.clone());
        }
    }
    rules::finish(target, &mut object);
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
    let (tracked, patched) = (proposal.tracked, proposal.patched);
    let Decoded { mut object, warnings, claim } = decode(target, proposal, options)?;
    if !tracked && !patched {
        metadata::check_uid(target, &object, live)?;
    }
    check_version(target, &object, live, tracked)?;
    let unrecorded =
        !tracked && target.kind.custom().is_some() && (claim.kind.is_some() || hides_misfit(target, &mut object));
    metadata::inherit(target, &mut object, live)?;
    isolate(target, &mut object, live);
    target.kind.default_object(&mut object);
    rules::prepare(core, target, &mut object, Some(live), now)?;
    if !target.status {
        generation::advance(&target.kind, &mut object, live);
    }
    validate(target, &object, Some(live), &claim, tracked)?;
    if unrecorded {
        metadata::set(&mut object, "metadata", "managedFields", live["metadata"]["managedFields"].clone());
    } else if !tracked {
        object = fields::track(target, Some(live), &object, options, now);
    }
    rules::finish(target, &mut object);
    Ok(Admitted { object, warnings })
}

/// A new state that can be read, and is named as the URL says.
struct Decoded {
    object: Value,
    warnings: Vec<String>,
    claim: Claim,
}

/// Reads a new state: its type, its metadata, its fields and its place, in kube-apiserver's order.
fn decode(target: &Target, proposal: Proposal, options: &WriteOptions) -> Result<Decoded, ApiError> {
    let Proposal { mut object, mut unknown, tracked, patched } = proposal;
    let named = tracked || !metadata::text(&object, "name").is_empty();
    let unreadable = patched && (target.kind.is_builtin() || object.get("kind").is_none());
    let claim = identity::check_types(target, &mut object, tracked, patched);
    let claim = claim.map_err(|error| blame_patch(error, unreadable))?;
    let placed = identity::check_places(target, &mut object);
    unknown.extend(metadata::decode(&mut object).map_err(|error| blame_patch(error, patched))?);
    unknown.extend(prune(target, &mut object, &claim, tracked));
    check_readable(target, &object, tracked, patched)?;
    let warnings = report(&unknown, options.validation).map_err(|error| blame_patch(error, patched))?;
    placed?;
    if named { Ok(Decoded { object, warnings, claim }) } else { Err(unnamed(target)) }
}

/// Why a body cannot be read, whether or not there is an object that it could replace.
pub(super) fn unreadable(target: &Target, body: &Value, options: &WriteOptions) -> Option<ApiError> {
    let read = decode(target, Proposal::untracked(body.clone()), options);
    read.err().filter(|error| error.reason() == Reason::BadRequest)
}

/// Removes what the type does not know; answers it. Of another kind, nothing is said to be unknown.
fn prune(target: &Target, object: &mut Value, claim: &Claim, applied: bool) -> Vec<String> {
    let nulls = match (target.kind.is_builtin(), applied) {
        (true, _) => Nulls::Values,
        (false, true) => Nulls::All,
        (false, false) => Nulls::Defaulted,
    };
    let unknown = target.kind.schema().prune_but(object, nulls);
    if claim.kind.is_none() { unknown } else { Vec::new() }
}

/// Whether a new object of this kind may have a status: a kubelet creates its node with what it has.
fn keeps_status(target: &Target) -> bool {
    target.kind.is("", "nodes")
}

/// Whether parts that this request does not write do not fit the type, which keeps kube-apiserver from recording who
/// writes the others.
fn hides_misfit(target: &Target, object: &mut Value) -> bool {
    if target.status {
        // Of these, too, nothing is written.
        metadata::complete_owners(object);
    }
    let hides = target.status || (target.kind.status && object.get("status").is_some());
    hides && !managed_fields::fits(target.kind.schema(), object)
}

fn unnamed(target: &Target) -> ApiError {
    ApiError::bad_request(format!("metadata.name is missing: accepted is {:?}", target.name))
}

/// A version that the client names must be the live one; a custom resource is never updated without.
fn check_version(target: &Target, object: &Value, live: &Value, applied: bool) -> Result<(), ApiError> {
    let named = metadata::text(object, "resourceVersion");
    if named.is_empty() && !applied && target.kind.custom().is_some() {
        return Err(errors::unversioned(target, object));
    }
    if named.is_empty() || named == metadata::text(live, "resourceVersion") {
        Ok(())
    } else {
        Err(errors::stale(target))
    }
}

/// Keeps the part of the live object that this request may not write: the status, or all but the status.
fn isolate(target: &Target, object: &mut Value, live: &Value) {
    if target.status {
        isolate_status(target, object, live);
    } else if target.kind.status
        && let Some(fields) = object.as_object_mut()
    {
        restore(fields, live, "status");
    }
}

/// The status of a built-in kind is written with the metadata, that of a custom one without.
fn isolate_status(target: &Target, object: &mut Value, live: &Value) {
    let mut sent = object.take();
    if sent["status"].is_null() {
        // Nobody is told of a null that an apply leaves.
        remove(&mut sent, "status");
    }
    object.clone_from(live);
    let builtin = target.kind.is_builtin();
    for field in ["status", "metadata"].into_iter().take(if builtin { 2 } else { 1 }) {
        if let Some(fields) = object.as_object_mut() {
            restore(fields, &sent, field);
        }
    }
    let kept = if builtin {
        target.kind.is("apps", "deployments").then_some(("labels", live))
    } else {
        Some(("managedFields", &sent))
    };
    if let (Some((field, source)), Some(metadata)) = (kept, object["metadata"].as_object_mut()) {
        restore(metadata, &source["metadata"], field);
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

/// Warns of unknown fields, or refuses them, as the client wishes.
pub(crate) fn report(unknown: &[String], validation: FieldValidation) -> Result<Vec<String>, ApiError> {
    let findings: Vec<_> = unknown.iter().map(|field| format!("unknown field {field:?}")).collect();
    match validation {
        FieldValidation::Ignore => Ok(Vec::new()),
        FieldValidation::Strict if !findings.is_empty() => {
            Err(ApiError::bad_request(format!("strict decoding error: {}", findings.join(", "))))
        }
        FieldValidation::Warn | FieldValidation::Strict => Ok(findings),
    }
}

/// What cannot be read because of a patch is invalid, with the patch itself as the cause.
pub(super) fn blame_patch(error: ApiError, patched: bool) -> ApiError {
    if !patched {
        return error;
    }
    let cause = errors::field_cause("patch", "FieldValueInvalid", error.to_string());
    ApiError::new(Reason::Invalid, format!("\"\" is invalid: patch: {error}")).because([cause])
}

/// What an apply makes of an object is not read, but converted, for which kube-apiserver has no reason to give.
fn blame_apply(error: ApiError, applied: bool) -> ApiError {
    if !applied {
        return error;
    }
    ApiError::new(Reason::Unknown, format!("failed to convert new object: {error}"))
}

/// Whether an object of a built-in kind can be read as its Go structure, the parts included that are not to be written.
///
/// Of an apply only those: its version is compared before the rest is converted, which is left to [`validate`].
fn check_readable(target: &Target, object: &Value, applied: bool, patched: bool) -> Result<(), ApiError> {
    let unwritten = target.status || object.get("status").is_some();
    if !target.kind.is_builtin() || (applied && !unwritten) {
        return Ok(());
    }
    refuse_unreadable(&target.kind.schema().validate(object, None))
        .map_err(|error| blame_apply(blame_patch(error, patched), applied))
}

fn refuse_unreadable(findings: &[FieldError]) -> Result<(), ApiError> {
    match findings.iter().find(|finding| finding.reason == FieldReason::TypeInvalid) {
        Some(wrong) => Err(ApiError::bad_request(format!("{} cannot be read: {}", wrong.field, wrong.message))),
        None => Ok(()),
    }
}

fn validate(
    target: &Target,
    object: &Value,
    old: Option<&Value>,
    claim: &Claim,
    applied: bool,
) -> Result<(), ApiError> {
    let findings = if claim.findings.is_empty() {
        target.kind.validate_object(object, old, target.status)
    } else {
        target.kind.validate_misfit(&claim.findings, object, old)
    };
    if applied && target.kind.is_builtin() {
        refuse_unreadable(&findings).map_err(|error| blame_apply(error, applied))?;
    }
    let mut causes: Vec<Cause> = findings.into_iter().map(Cause::from).collect();
    causes.extend(old.and_then(|old| metadata::late_finalizer(object, old)));
    causes.extend(rules::check(target, object, old)?);
    if causes.is_empty() {
        return Ok(());
    }
    let name = metadata::text(object, "name");
    let error = errors::invalid(&target.kind, name, causes);
    Err(match &claim.kind {
        Some(kind) => error.about(&target.kind.group, kind, name),
        None => error,
    })
}
