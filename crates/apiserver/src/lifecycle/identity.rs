use serde_json::{Map, Value};

use super::target::Target;
use crate::schema::{FieldError, FieldPath};
use crate::status::ApiError;

/// What an object says of its type.
#[derive(Default)]
pub(super) struct Claim {
    /// The kind that it names, where that is another one. Errors then name it by that.
    pub(super) kind: Option<String>,
    /// What validation finds wrong with it.
    pub(super) findings: Vec<FieldError>,
}

/// Checks that an object, from an apply, another patch or a body, is of the target's type, and fills that in where it may
/// be left out.
///
/// A custom resource of another type is read as if it were of this one, and then found invalid. There is no such thing to
/// apply.
pub(super) fn check_types(
    target: &Target,
    object: &mut Value,
    applied: bool,
    patched: bool,
) -> Result<Claim, ApiError> {
    let Some(fields) = object.as_object_mut() else {
        return Err(ApiError::bad_request(format!("the body must be one {} object", target.kind.kind)));
    };
    let built_in = target.kind.is_builtin();
    let kind = fields.get("kind").and_then(Value::as_str).map(str::to_owned);
    let mut claim = Claim::default();
    if target.status && !built_in && !applied && kind.is_some() {
        // A status may come with any kind.
        fields.insert("kind".to_owned(), Value::from(target.kind.kind.as_str()));
    }
    let version = target.kind.api_version();
    let types = [("kind", &target.kind.kind, !applied), ("apiVersion", &version, patched)];
    for (field, expected, is_read) in types {
        if let Err(error) = check_type(fields, field, expected, built_in) {
            let finding = if is_read && !built_in && kind.is_some() { misfit(fields, field, expected) } else { None };
            claim.findings.push(finding.ok_or(error)?);
            fields.insert(field.to_owned(), Value::from(expected.as_str()));
        }
    }
    claim.kind = kind.filter(|kind| *kind != target.kind.kind);
    Ok(claim)
}

/// Checks that an object is in the target's place, and fills that in where it is left out.
pub(super) fn check_places(target: &Target, object: &mut Value) -> Result<(), ApiError> {
    let Some(fields) = object.as_object_mut() else { return Ok(()) };
    let metadata = fields.entry("metadata").or_insert_with(|| Value::Object(Map::new()));
    let Some(metadata) = metadata.as_object_mut() else {
        return Err(ApiError::bad_request("metadata must be an object"));
    };
    check_place(metadata, "namespace", &target.namespace)?;
    if !target.name.is_empty() {
        check_place(metadata, "name", &target.name)?;
    }
    Ok(())
}

/// Refuses a configuration that does not say that it is of the target's type, whatever else is wrong with it.
pub(super) fn check_applied_types(target: &Target, applied: &Value) -> Result<(), ApiError> {
    for (field, expected) in [("kind", target.kind.kind.as_str()), ("apiVersion", &target.kind.api_version())] {
        if applied[field] != expected {
            let found = applied[field].as_str().unwrap_or_default();
            let message =
                format!("{field} {found:?} of what is applied does not match the URL: accepted is {expected:?}");
            return Err(ApiError::bad_request(message));
        }
    }
    Ok(())
}

/// Why an applied configuration, which may leave out where it belongs, is not for the target.
pub(super) fn misplaced(target: &Target, applied: &Value) -> Option<ApiError> {
    let differs = |field: &str, found: &Value, expected: &str| {
        let found = found.as_str().unwrap_or_default();
        (!found.is_empty() && !expected.is_empty() && found != expected).then(|| elsewhere(field, found, expected))
    };
    differs("namespace", &applied["metadata"]["namespace"], &target.namespace)
        .or_else(|| differs("name", &applied["metadata"]["name"], &target.name))
}

fn misfit(fields: &Map<String, Value>, field: &str, expected: &str) -> Option<FieldError> {
    let found = fields.get(field).filter(|found| found.is_string())?;
    Some(FieldError::invalid(&FieldPath::default().child(field), found, format!("must be {expected}")))
}

/// Built-in kinds may leave their type out, since the URL names it.
fn check_type(
    fields: &mut Map<String, Value>,
    field: &str,
    expected: &str,
    may_be_absent: bool,
) -> Result<(), ApiError> {
    match fields.get(field).and_then(Value::as_str) {
        Some(found) if found == expected => Ok(()),
        Some(found) => {
            Err(ApiError::bad_request(format!("{field} {found:?} does not match the URL: accepted is {expected:?}")))
        }
        None if may_be_absent => {
            fields.insert(field.to_owned(), Value::from(expected));
            Ok(())
        }
        None => Err(ApiError::bad_request(format!("{field} is missing: accepted is {expected:?}"))),
    }
}

fn check_place(metadata: &mut Map<String, Value>, field: &str, expected: &str) -> Result<(), ApiError> {
    match metadata.get(field).and_then(Value::as_str).unwrap_or_default() {
        // An object at cluster scope has no namespace, whatever it says.
        _ if expected.is_empty() => {
            metadata.remove(field);
        }
        "" => {
            metadata.insert(field.to_owned(), Value::from(expected));
        }
        found if found == expected => {}
        found => return Err(elsewhere(field, found, expected)),
    }
    Ok(())
}

fn elsewhere(field: &str, found: &str, expected: &str) -> ApiError {
    ApiError::bad_request(match field {
        "namespace" => {
            "the namespace of the provided object does not match the namespace sent on the request".to_owned()
        }
        _ => format!("the {field} of the object ({found}) does not match the {field} on the URL ({expected})"),
    })
}
