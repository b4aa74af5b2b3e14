//! Merging an applied configuration into the stored object.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::PathElement;
use super::shape::{self, Shape};
use crate::schema::TypeSchema;

/// `live` with the values of `applied` over it.
pub(super) fn merge(schema: Option<&TypeSchema>, live: &Value, applied: &Value) -> Value {
    let both_empty = shape::is_empty(live) && shape::is_empty(applied);
    match shape::common_shape(schema, live, applied) {
        Shape::Map if !both_empty => merge_fields(schema, live, applied),
        Shape::List if !both_empty => merge_items(schema, live, applied),
        _ => applied.clone(),
    }
}

fn merge_fields(schema: Option<&TypeSchema>, live: &Value, applied: &Value) -> Value {
    let mut merged = live.as_object().cloned().unwrap_or_default();
    for (name, value) in shape::fields(applied) {
        let value = match live.get(name) {
            Some(current) => merge(shape::field(schema, name), current, value),
            None => value.clone(),
        };
        merged.insert(name.clone(), value);
    }
    Value::Object(merged)
}

/// Items keep the applied order; items that only the live list has stay where they were between the others.
fn merge_items(schema: Option<&TypeSchema>, live: &Value, applied: &Value) -> Value {
    let mut live_items: VecDeque<_> = shape::item_entries(schema, live).into();
    let mut applied_items: VecDeque<_> = shape::item_entries(schema, applied).into();
    let live_by_element: BTreeMap<PathElement, &Value> = live_items.iter().cloned().collect();
    let applied_elements: BTreeSet<PathElement> = applied_items.iter().map(|(element, _)| element.clone()).collect();
    let mut shared: VecDeque<PathElement> = applied_items.iter().map(|(element, _)| element.clone()).collect();
    shared.retain(|element| live_by_element.contains_key(element));

    let mut merged = Vec::new();
    while !live_items.is_empty() || !applied_items.is_empty() {
        if let Some((element, item)) = live_items.front() {
            if !applied_elements.contains(element) {
                merged.push((*item).clone());
                live_items.pop_front();
                continue;
            }
            // A shared item is placed in its turn of the applied order, not where the live list has it.
            if shared.front() != Some(element) {
                live_items.pop_front();
                continue;
            }
            if applied_items.front().is_some_and(|(next, _)| next == element) {
                live_items.pop_front();
            }
        }
        let Some((element, item)) = applied_items.pop_front() else { break };
        if shared.front() == Some(&element) {
            shared.pop_front();
        }
        merged.push(match live_by_element.get(&element) {
            Some(current) => merge(shape::items(schema), current, item),
            None => item.clone(),
        });
    }
    Value::Array(merged)
}
