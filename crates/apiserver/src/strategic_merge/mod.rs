//! Strategic merge patches: JSON merge patches that know which lists of the built-in kinds are sets or keyed.
//!
//! Beside values, a patch may hold directives:
//!
//! - `$patch: replace` and `$patch: delete` in an object, `$patch: delete` and `$patch: replace` in an item of a keyed list;
//! - `$retainKeys: [...]` removes all other fields of its object;
//! - `$deleteFromPrimitiveList/FIELD: [...]` removes items of a list of scalars;
//! - `$setElementOrder/FIELD: [...]` orders a merged list, and what only the server has keeps its place among them.
//!
//! How a list merges is a fact of its field, see [`PatchSchema`]; fields without such a fact replace their lists.

mod directive;
mod error;
mod list;
mod object;
mod order;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub(crate) use error::PatchError;

use crate::builtin::PatchSchema;

/// Merges `patch` into an object of a built-in kind.
///
/// # Errors
/// [`PatchError`] when the patch is no object, when a directive is malformed or unknown, when an item of a keyed list lacks
/// its key, or when a list mixes types.
pub(crate) fn merge(schema: PatchSchema, original: &Value, patch: &Value) -> Result<Value, PatchError> {
    match (original, patch) {
        (Value::Object(original), Value::Object(patch)) => {
            object::merge(original.clone(), patch.clone(), schema).map(Value::Object)
        }
        _ => Err(PatchError::malformed("the patch must be an object")),
    }
}
