use serde_json::Value;

use super::directive::PATCH;
use super::{PatchError, object, order};
use crate::builtin::{Part, Strategy};

type Items = Vec<Value>;

/// Merges a list in the way that its field asks for: item by item, or as one value.
pub(super) fn merge_by_strategy(original: Items, patch: Items, part: &Part) -> Result<Items, PatchError> {
    if part.strategy == Strategy::Merge { merge(original, patch, part) } else { Ok(patch) }
}

/// Removes scalars from a list; objects are removed by `$patch: delete`.
pub(super) fn delete(original: Items, gone: &[Value], part: &Part) -> Result<Items, PatchError> {
    if holds_objects(&original, gone)? {
        return merge(original, gone.to_vec(), part);
    }
    Ok(original.into_iter().filter(|item| !gone.contains(item)).collect())
}

fn merge(original: Items, patch: Items, part: &Part) -> Result<Items, PatchError> {
    if !holds_objects(&original, &patch)? {
        let merged = united(&original, &patch);
        return order::normalize(merged, &patch, &original, None);
    }
    let Some(key) = part.merge_key else {
        return Err(PatchError::mismatch("cannot merge lists of objects without a merge key"));
    };
    let (mut merged, patch) = obey_directives(original, patch, key)?;
    let server_order = merged.clone();
    for item in &patch {
        merge_item(&mut merged, item, key, part)?;
    }
    order::normalize(merged, &patch, &server_order, Some(key))
}

/// All items, each once.
fn united(original: &[Value], patch: &[Value]) -> Items {
    let mut all = Items::new();
    for item in original.iter().chain(patch) {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    all
}

/// Carries out the items that are directives; the other ones are left to merge.
fn obey_directives(mut original: Items, patch: Items, key: &str) -> Result<(Items, Items), PatchError> {
    let (directives, items): (Items, Items) = patch.into_iter().partition(|item| item.get(PATCH).is_some());
    let mut replaced = false;
    for item in &directives {
        match item[PATCH].as_str() {
            Some("delete") => {
                let gone = key_of(item, key)?;
                original.retain(|item| item.get(key) != Some(gone));
            }
            Some("replace") => replaced = true,
            _ => return Err(PatchError::unknown_directive(&item[PATCH], "replace and delete")),
        }
    }
    Ok(if replaced { (items, Items::new()) } else { (original, items) })
}

fn merge_item(merged: &mut Items, item: &Value, key: &str, part: &Part) -> Result<(), PatchError> {
    let wanted = key_of(item, key)?;
    match (merged.iter_mut().find(|existing| existing.get(key) == Some(wanted)), item) {
        (Some(Value::Object(existing)), Value::Object(change)) => {
            *existing = object::merge(std::mem::take(existing), change.clone(), part.schema)?;
        }
        _ => merged.push(item.clone()),
    }
    Ok(())
}

/// The value by which an item of a keyed list is known.
pub(super) fn key_of<'a>(item: &'a Value, key: &str) -> Result<&'a Value, PatchError> {
    item.get(key).ok_or_else(|| PatchError::no_merge_key(item, key))
}

/// Whether the items are objects. All must be of one type, and none a list.
fn holds_objects(original: &[Value], patch: &[Value]) -> Result<bool, PatchError> {
    let mut items = original.iter().chain(patch);
    let Some(first) = items.next() else { return Ok(false) };
    if original.iter().chain(patch).any(Value::is_array) {
        return Err(PatchError::Unprocessable("lists of lists are not supported".to_owned()));
    }
    if items.any(|item| std::mem::discriminant(item) != std::mem::discriminant(first)) {
        return Err(PatchError::mismatch("the items of the list and of its patch are not of one type"));
    }
    Ok(first.is_object())
}
