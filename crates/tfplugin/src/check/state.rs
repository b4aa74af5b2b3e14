//! Rules of states: after apply, read, upgrade and import.

use std::collections::BTreeMap;

use super::{Found, Rule, Violation, same};
use crate::{
    diagnostic::AttributePath,
    schema::{Attribute, AttributeKind, Nesting, Schema},
    value::Value,
};

/// Checks the state after an apply that succeeded. After one that failed, only [`read`] holds.
pub fn apply(schema: &Schema, planned: &Value, state: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    let root = AttributePath::default();
    if planned.is_null() != state.is_null() {
        found.add(Rule::ApplyNull, &root);
        return found.0;
    }
    state_rules(schema, state, &mut found);
    same::compare(&schema.object_type(), planned, state, &root, &mut found);
    found.0
}

/// Checks a state that was read or upgraded.
pub fn read(schema: &Schema, state: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    state_rules(schema, state, &mut found);
    found.0
}

/// Checks the states that an import found.
pub fn import(schema: &Schema, states: &[Value]) -> Vec<Violation> {
    let mut found = Found::default();
    let one = matches!(states, [state] if !state.is_null());
    found.add_if(!one, Rule::OneImport, &AttributePath::default());
    states.iter().for_each(|state| state_rules(schema, state, &mut found));
    found.0
}

fn state_rules(schema: &Schema, state: &Value, found: &mut Found) {
    conforms(schema, state, found);
    write_only(schema, state, &AttributePath::default(), found);
    for (path, leaf) in state.leaves(&schema.object_type()) {
        found.add_if(leaf.is_unknown(), Rule::Unknown, &path);
    }
}

/// Adds the first place where a value is not of the schema's type.
pub(super) fn conforms(schema: &Schema, value: &Value, found: &mut Found) {
    if let Err(mismatch) = value.conforms(&schema.object_type()) {
        found.add(Rule::Type, &mismatch.path);
    }
}

fn write_only(schema: &Schema, value: &Value, path: &AttributePath, found: &mut Found) {
    write_only_attributes(&schema.attributes, value, path, found);
    for (name, block) in &schema.blocks {
        for (path, value) in objects(block.nesting, value, name, path) {
            write_only(&block.schema, value, &path, found);
        }
    }
}

fn write_only_attributes(
    attributes: &BTreeMap<String, Attribute>,
    value: &Value,
    path: &AttributePath,
    found: &mut Found,
) {
    for (name, attribute) in attributes {
        let stored = value.get(name).is_some_and(|value| !value.is_null());
        found.add_if(attribute.write_only && stored, Rule::WriteOnly, &path.clone().attribute(name));
        if let AttributeKind::Nested { nesting, attributes } = &attribute.kind {
            for (path, value) in objects(*nesting, value, name, path) {
                write_only_attributes(attributes, value, &path, found);
            }
        }
    }
}

/// The nested objects of a name.
fn objects<'v>(
    nesting: Nesting,
    value: &'v Value,
    name: &str,
    path: &AttributePath,
) -> Vec<(AttributePath, &'v Value)> {
    let path = path.clone().attribute(name);
    match (nesting, value.get(name)) {
        (Nesting::Single, Some(object)) => vec![(path, object)],
        (Nesting::Map, Some(Value::Map(entries))) => {
            entries.iter().map(|(key, value)| (path.clone().key(key), value)).collect()
        }
        (_, Some(Value::List(elements))) => {
            elements.iter().enumerate().map(|(index, value)| (path.clone().index(index as i64), value)).collect()
        }
        _ => vec![],
    }
}
