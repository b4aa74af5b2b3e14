//! The order of merged lists: `$setElementOrder` before the order in the patch, before the order on the server.

use serde_json::{Map, Value};

use super::PatchError;
use super::directive::{PATCH, SET_ORDER, settle};
use super::list::{self, key_of};
use crate::builtin::{Part, PatchSchema};

type Fields = Map<String, Value>;

/// Merges the lists that come with a `$setElementOrder`, and takes them out of the patch.
pub(super) fn merge_ordered(original: &mut Fields, patch: &mut Fields, schema: PatchSchema) -> Result<(), PatchError> {
    let directives: Vec<_> = patch.keys().filter(|name| name.starts_with(SET_ORDER)).cloned().collect();
    for directive in directives {
        let order = patch.remove(&directive).unwrap_or_default();
        let name = directive.strip_prefix(SET_ORDER).and_then(|rest| rest.strip_prefix('/'));
        let unnamed = || PatchError::malformed(format!("{SET_ORDER} must be followed by a slash and a field"));
        let name = name.ok_or_else(unnamed)?;
        let Value::Array(order) = order else {
            return Err(PatchError::mismatch(format!("{directive} must be a list")));
        };
        let part = schema.field(name)?;
        let (live, change) = (list_of(original, name)?, list_of(patch, name)?);
        check(change.as_deref().unwrap_or_default(), &order, part.merge_key)?;
        patch.remove(name);
        if let Some(merged) = merge_one(live, change, &order, &part)? {
            original.insert(name.to_owned(), Value::Array(merged));
        }
    }
    Ok(())
}

fn merge_one(
    live: Option<Vec<Value>>,
    change: Option<Vec<Value>>,
    order: &[Value],
    part: &Part,
) -> Result<Option<Vec<Value>>, PatchError> {
    let server_order =
        places(live.as_deref().unwrap_or_default(), change.as_deref().unwrap_or_default(), part.merge_key);
    let merged = match (live, change) {
        (None, None) => return Ok(None),
        (Some(live), None) => live,
        (None, Some(change)) => change.into_iter().filter_map(settle).collect(),
        (Some(live), Some(change)) => list::merge_by_strategy(live, change, part)?,
    };
    normalize(merged, order, &server_order, part.merge_key).map(Some)
}

/// The order on the server that a merged list is compared with: kube-apiserver gives the places of deleted items to new ones.
fn places(live: &[Value], change: &[Value], key: Option<&str>) -> Vec<Value> {
    let Some(key) = key else { return live.to_vec() };
    let (directives, items): (Vec<_>, Vec<_>) = change.iter().partition(|item| item.get(PATCH).is_some());
    let among = |items: &[&Value], item: &Value| items.iter().any(|other| other.get(key) == item.get(key));
    let kept: Vec<_> = live.iter().filter(|item| !among(&directives, item)).collect();
    let new = items.into_iter().filter(|item| !among(&kept, item)).collect::<Vec<_>>();
    kept.into_iter().chain(new).take(live.len()).cloned().collect()
}

fn list_of(fields: &Fields, name: &str) -> Result<Option<Vec<Value>>, PatchError> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::Array(items)) => Ok(Some(items.clone())),
        Some(_) => Err(PatchError::mismatch(format!("{name} has a {SET_ORDER} and is not a list"))),
    }
}

/// The items of the patch must all be in the order, one after the other as there; deletions are free.
fn check(change: &[Value], order: &[Value], key: Option<&str>) -> Result<(), PatchError> {
    if order.is_empty() {
        return Ok(());
    }
    let mut rest = order.iter();
    for item in change.iter().filter(|item| item.get(PATCH).is_none()) {
        let wanted = identity(item, key)?;
        let mut found = false;
        while !found {
            let Some(next) = rest.next() else {
                return Err(PatchError::mismatch(format!("the order of the patch does not match its {SET_ORDER}")));
            };
            found = identity(next, key)? == wanted;
        }
    }
    Ok(())
}

/// Orders a merged list: the items of `order` as there, the others as on the server, and among the former where the server
/// has them.
pub(super) fn normalize(
    merged: Vec<Value>,
    order: &[Value],
    server_order: &[Value],
    key: Option<&str>,
) -> Result<Vec<Value>, PatchError> {
    let position = |list: &[Value], item: &Value| -> Result<Option<usize>, PatchError> {
        let wanted = identity(item, key)?;
        Ok(list.iter().position(|other| identity(other, key).is_ok_and(|found| found == wanted)))
    };
    let (mut ordered, mut others) = (Vec::new(), Vec::new());
    for item in merged {
        let on_server = position(server_order, &item)?;
        match position(order, &item)? {
            Some(place) => ordered.push((place, on_server, item)),
            None => others.push((on_server.unwrap_or(usize::MAX), on_server, item)),
        }
    }
    for items in [&mut ordered, &mut others] {
        items.sort_by_key(|(place, ..)| *place);
    }
    Ok(interleave(others, ordered))
}

type Placed = (usize, Option<usize>, Value);

/// Puts each of `others` before the first of `ordered` that the server has behind it.
fn interleave(others: Vec<Placed>, ordered: Vec<Placed>) -> Vec<Value> {
    let mut result = Vec::with_capacity(others.len() + ordered.len());
    let mut others = others.into_iter().peekable();
    for (_, place, item) in ordered {
        let before = |other: &Placed| matches!((other.1, place), (Some(other), Some(this)) if other < this);
        while let Some((.., other)) = others.next_if(before) {
            result.push(other);
        }
        result.push(item);
    }
    result.extend(others.map(|(.., item)| item));
    result
}

/// What tells an item from the others: its key, or itself where there is none.
fn identity<'a>(item: &'a Value, key: Option<&str>) -> Result<&'a Value, PatchError> {
    key.map_or(Ok(item), |key| key_of(item, key))
}
