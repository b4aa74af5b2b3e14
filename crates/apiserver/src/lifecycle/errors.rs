use serde_json::Value;

use super::target::Target;
use crate::registry::ResourceType;
use crate::schema::FieldError;
use crate::status::{ApiError, Cause, Reason};

/// There is no object of this name.
pub(crate) fn not_found(kind: &ResourceType, name: &str) -> ApiError {
    let message = format!("{} {name:?} not found", kind.qualified());
    kind.blame(ApiError::new(Reason::NotFound, message), name)
}

pub(super) fn already_exists(kind: &ResourceType, name: &str) -> ApiError {
    let message = format!("{} {name:?} already exists", kind.qualified());
    kind.blame(ApiError::new(Reason::AlreadyExists, message), name)
}

pub(super) fn conflict(target: &Target, detail: &str) -> ApiError {
    let (kind, name) = (&target.kind, &target.name);
    kind.blame(ApiError::new(Reason::Conflict, format!("cannot write {} {name:?}: {detail}", kind.qualified())), name)
}

/// The object was changed after the client read it.
pub(super) fn stale(target: &Target) -> ApiError {
    conflict(target, "the object has been modified; read it again and apply the change to its latest version")
}

/// A custom resource is updated without a word on which of its states the update is based on.
pub(super) fn unversioned(target: &Target, object: &Value) -> ApiError {
    let message = "must be the version that the update is based on";
    let error = invalid_field(&target.kind, object, "metadata.resourceVersion", "FieldValueInvalid", message);
    target.kind.blame(error, &target.name)
}

/// The object breaks its schema or a rule of its kind.
pub(super) fn invalid(kind: &ResourceType, name: &str, causes: Vec<Cause>) -> ApiError {
    let findings: Vec<_> = causes.iter().map(describe).collect();
    let findings = if let [finding] = &findings[..] { finding.clone() } else { format!("[{}]", findings.join(", ")) };
    let subject = if kind.group.is_empty() { kind.kind.clone() } else { format!("{}.{}", kind.kind, kind.group) };
    ApiError::new(Reason::Invalid, format!("{subject} {name:?} is invalid: {findings}"))
        .about(&kind.group, &kind.kind, name)
        .because(causes)
}

/// A value of one field that is refused.
pub(super) fn invalid_field(kind: &ResourceType, object: &Value, field: &str, reason: &str, message: &str) -> ApiError {
    let name = object.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default();
    invalid(kind, name, vec![field_cause(field, reason, message)])
}

pub(super) fn field_cause(field: &str, reason: &str, message: impl Into<String>) -> Cause {
    Cause { reason: reason.to_owned(), message: message.into(), field: Some(field.to_owned()) }
}

impl From<FieldError> for Cause {
    fn from(error: FieldError) -> Self {
        field_cause(&error.field, error.reason.as_str(), error.message)
    }
}

fn describe(cause: &Cause) -> String {
    match &cause.field {
        Some(field) => format!("{field}: {}", cause.message),
        None => cause.message.clone(),
    }
}
