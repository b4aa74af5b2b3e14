use serde_json::{Map, Value};

use super::target::Target;
use crate::status::ApiError;

/// Checks that an object is of the target's type and place, and fills in the place where it is left out.
pub(super) fn check(target: &Target, object: &mut Value) -> Result<(), ApiError> {
    let Some(fields) = object.as_object_mut() else {
        return Err(ApiError::bad_request(format!("the body must be one {} object", target.kind.kind)));
    };
    let built_in = target.kind.is_builtin();
    check_type(fields, "kind", &target.kind.kind, built_in)?;
    check_type(fields, "apiVersion", &target.kind.api_version(), built_in)?;
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
        "" if expected.is_empty() => {
            metadata.remove(field);
        }
        "" => {
            metadata.insert(field.to_owned(), Value::from(expected));
        }
        found if found == expected => {}
        _ if field == "namespace" => {
            return Err(ApiError::bad_request(
                "the namespace of the provided object does not match the namespace sent on the request",
            ));
        }
        found => {
            return Err(ApiError::bad_request(format!(
                "the {field} of the object ({found}) does not match the {field} on the URL ({expected})"
            )));
        }
    }
    Ok(())
}
