//! JSON patches (RFC 6902), within bounds: a small patch could make a large object, or one of too many levels.

use json_patch::{AddOperation, PatchOperation};
use serde_json::Value;

use crate::nesting;
use crate::status::{ApiError, Reason};

/// How many operations a patch may have, as in kube-apiserver.
const MAX_OPERATIONS: usize = 10_000;

/// How many bytes of JSON a patch may copy in all, as in kube-apiserver.
const MAX_COPIED: usize = 3 << 20;

/// Does what a patch says to an object.
pub(crate) fn operate(mut object: Value, patch: &json_patch::Patch) -> Result<Value, ApiError> {
    let count = patch.0.len();
    if count > MAX_OPERATIONS {
        let message = format!("a JSON patch has at most {MAX_OPERATIONS} operations, and this one {count}");
        return Err(ApiError::new(Reason::RequestEntityTooLarge, message));
    }
    let mut copied = 0;
    for operation in &patch.0 {
        if finds_nothing(&object, operation) {
            continue;
        }
        let operation = as_addition(&object, operation).unwrap_or_else(|| operation.clone());
        copied += check_growth(&object, &operation)?;
        if copied > MAX_COPIED {
            return Err(misfit(format!("it copies more than {MAX_COPIED} bytes")));
        }
        json_patch::patch_unsafe(&mut object, &[operation]).map_err(misfit)?;
    }
    Ok(object)
}

/// Refuses an operation that nests an object too deep; answers how many bytes it copies.
fn check_growth(object: &Value, operation: &PatchOperation) -> Result<usize, ApiError> {
    let (path, value) = match operation {
        PatchOperation::Add(add) => (&add.path, Some(&add.value)),
        PatchOperation::Replace(replace) => (&replace.path, Some(&replace.value)),
        PatchOperation::Copy(copy) => (&copy.path, object.pointer(copy.from.as_str())),
        PatchOperation::Move(moved) => (&moved.path, object.pointer(moved.from.as_str())),
        PatchOperation::Remove(_) | PatchOperation::Test(_) => return Ok(0),
    };
    // Without a value the operation itself fails.
    let Some(value) = value else { return Ok(0) };
    let room = nesting::MAX_LEVELS.checked_sub(path.as_str().matches('/').count());
    if room.is_none_or(|levels| nesting::exceeds(value, levels)) {
        return Err(misfit(format!("it nests the object deeper than {} levels", nesting::MAX_LEVELS)));
    }
    Ok(if matches!(operation, PatchOperation::Copy(_)) { value.to_string().len() } else { 0 })
}

/// Whether the operation tests for a null where there is nothing, which is the same to kube-apiserver.
fn finds_nothing(object: &Value, operation: &PatchOperation) -> bool {
    matches!(operation, PatchOperation::Test(test) if test.value.is_null() && is_absent_member(object, test.path.as_str()))
}

fn is_absent_member(object: &Value, path: &str) -> bool {
    let parent = path.rsplit_once('/').and_then(|(parent, _)| object.pointer(parent));
    parent.is_some_and(Value::is_object) && object.pointer(path).is_none()
}

/// kube-apiserver takes an absent member of an object for a null where one is replaced or copied.
fn as_addition(object: &Value, operation: &PatchOperation) -> Option<PatchOperation> {
    let (path, value) = match operation {
        PatchOperation::Replace(replace) if is_absent_member(object, replace.path.as_str()) => {
            (replace.path.clone(), replace.value.clone())
        }
        PatchOperation::Copy(copy) if is_absent_member(object, copy.from.as_str()) => (copy.path.clone(), Value::Null),
        _ => return None,
    };
    Some(PatchOperation::Add(AddOperation { path, value }))
}

fn misfit(error: impl std::fmt::Display) -> ApiError {
    ApiError::new(Reason::Invalid, format!("the JSON patch does not fit the object: {error}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(object: Value, operation: Value, times: usize) -> Result<Value, Reason> {
        let patch = serde_json::from_value(Value::from(vec![operation; times])).expect("a patch");
        operate(object, &patch).map_err(|error| error.reason())
    }

    #[test]
    fn operations_are_counted() {
        let add = json!({ "op": "add", "path": "/a", "value": 1 });
        assert_eq!(patched(json!({}), add.clone(), MAX_OPERATIONS), Ok(json!({ "a": 1 })));
        assert_eq!(patched(json!({}), add, MAX_OPERATIONS + 1), Err(Reason::RequestEntityTooLarge));
    }

    #[test]
    fn copies_are_bounded() {
        let object = json!({ "a": "x".repeat(MAX_COPIED / 2 - 2) });
        let copy = json!({ "op": "copy", "from": "/a", "path": "/b" });
        assert!(patched(object.clone(), copy.clone(), 2).is_ok());
        assert_eq!(patched(object, copy, 3), Err(Reason::Invalid));
    }

    #[test]
    fn an_object_does_not_grow_without_end_in_itself() {
        let double = json!({ "op": "copy", "from": "/a", "path": "/a/a" });
        assert_eq!(patched(json!({ "a": {} }), double, 100), Err(Reason::Invalid));
        let inside = json!({ "a": [{ "op": "x" }] });
        let copy = json!({ "op": "copy", "from": "/b", "path": "/a/0/op" });
        assert_eq!(patched(inside, copy, 1), Ok(json!({ "a": [{ "op": null }] })));
    }

    #[test]
    fn deep_additions_are_refused() {
        let deep = (0..nesting::MAX_LEVELS).fold(json!(1), |value, _| json!([value]));
        let add = |path: &str| json!({ "op": "add", "path": path, "value": deep });
        assert_eq!(patched(json!({ "a": {} }), add("/a"), 1), Err(Reason::Invalid));
        assert!(patched(json!({ "a": {} }), add(""), 1).is_ok());
    }
}
