use serde_json::{Map, Value};

use super::directive::{DELETE_FROM_LIST, PATCH, RETAIN_KEYS, is_about_list, settle};
use super::{PatchError, list, order};
use crate::builtin::{PatchSchema, Strategy};

type Fields = Map<String, Value>;

/// Merges the fields of a patch into those of an object.
pub(super) fn merge(mut original: Fields, mut patch: Fields, schema: PatchSchema) -> Result<Fields, PatchError> {
    if let Some(directive) = patch.remove(PATCH) {
        return match directive.as_str() {
            Some("replace") => Ok(patch),
            Some("delete") => Ok(Fields::new()),
            _ => Err(PatchError::unknown_directive(&directive, "replace and delete")),
        };
    }
    retain_keys(&mut original, &mut patch)?;
    order::merge_ordered(&mut original, &mut patch, schema)?;
    for (name, change) in patch {
        match name.strip_prefix(DELETE_FROM_LIST) {
            Some(field) => delete_items(&mut original, list_name(field)?, change, schema)?,
            None => merge_field(&mut original, name, change, schema)?,
        }
    }
    Ok(original)
}

/// Removes the fields that `$retainKeys` does not name; what the patch sets must be among them.
fn retain_keys(original: &mut Fields, patch: &mut Fields) -> Result<(), PatchError> {
    let kept = match patch.remove(RETAIN_KEYS) {
        None => return Ok(()),
        Some(Value::Array(kept)) => kept,
        Some(other) => {
            return Err(PatchError::malformed(format!("{RETAIN_KEYS} must be a list of names, not {other}")));
        }
    };
    let is_kept = |name: &String| kept.iter().any(|kept| kept.as_str() == Some(name));
    let set = patch.iter().filter(|(name, value)| !value.is_null() && !is_about_list(name));
    if let Some((name, _)) = set.into_iter().find(|(name, _)| !is_kept(name)) {
        return Err(PatchError::malformed(format!("the patch sets {name:?}, which is not in its {RETAIN_KEYS}")));
    }
    original.retain(|name, _| is_kept(name));
    Ok(())
}

/// `/finalizers` -> `finalizers`: what follows a directive's prefix.
fn list_name(rest: &str) -> Result<&str, PatchError> {
    let error = || PatchError::malformed(format!("{DELETE_FROM_LIST} must be followed by a slash and a field"));
    rest.strip_prefix('/').ok_or_else(error)
}

fn delete_items(original: &mut Fields, name: &str, change: Value, schema: PatchSchema) -> Result<(), PatchError> {
    match (original.remove(name), change) {
        (Some(Value::Array(items)), Value::Array(gone)) => {
            let kept = list::delete(items, &gone, &schema.field(name)?)?;
            original.insert(name.to_owned(), Value::Array(kept));
        }
        (Some(other), change) if !change.is_null() => drop(original.insert(name.to_owned(), other)),
        _ => {}
    }
    Ok(())
}

fn merge_field(original: &mut Fields, name: String, change: Value, schema: PatchSchema) -> Result<(), PatchError> {
    let merged = match (original.remove(&name), change) {
        (_, Value::Null) => None,
        (Some(Value::Object(old)), Value::Object(new)) => {
            let part = schema.field(&name)?;
            let fields = if part.strategy == Strategy::Replace { new } else { merge(old, new, part.schema)? };
            Some(Value::Object(fields))
        }
        (Some(Value::Array(old)), Value::Array(new)) => {
            Some(Value::Array(list::merge_by_strategy(old, new, &schema.field(&name)?)?))
        }
        (_, change) => settle(change),
    };
    if let Some(value) = merged {
        original.insert(name, value);
    }
    Ok(())
}
