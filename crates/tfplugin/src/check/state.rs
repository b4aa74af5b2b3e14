//! Rules of states: after apply, read, upgrade and import.

use std::collections::BTreeMap;

use super::{Found, Rule, Violation, same};
use crate::{
    diagnostic::{Place, ROOT},
    schema::{Attribute, AttributeKind, Nesting, Schema},
    value::{Type, Value},
};

/// Checks the state after an apply that succeeded. After one that failed, only [`read`] holds.
pub fn apply(schema: &Schema, ty: &Type, planned: &Value, state: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    let root = ROOT;
    if planned.is_null() != state.is_null() {
        found.add(Rule::ApplyNull, &root);
        return found.0;
    }
    state_rules(schema, ty, state, &mut found);
    same::compare(ty, planned, state, &root, &mut found);
    found.0
}

/// Checks a state that was read or upgraded.
pub fn read(schema: &Schema, ty: &Type, state: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    state_rules(schema, ty, state, &mut found);
    found.0
}

/// Checks the states that an import found.
pub fn import(schema: &Schema, ty: &Type, states: &[Value]) -> Vec<Violation> {
    let mut found = Found::default();
    let one = matches!(states, [state] if !state.is_null());
    found.add_if(!one, Rule::OneImport, &ROOT);
    states.iter().for_each(|state| state_rules(schema, ty, state, &mut found));
    found.0
}

fn state_rules(schema: &Schema, ty: &Type, state: &Value, found: &mut Found) {
    conforms(ty, state, found);
    write_only(schema, state, &ROOT, found);
    if !state.is_wholly_known() {
        let leaves = state.leaves(ty).into_iter().filter(|(_, leaf)| leaf.is_unknown());
        leaves.for_each(|(path, _)| found.add(Rule::Unknown, &Place::Start(&path)));
    }
}

/// Adds the first place where a value is not of the schema's type.
pub(super) fn conforms(ty: &Type, value: &Value, found: &mut Found) {
    if let Err(mismatch) = value.conforms(ty) {
        found.add(Rule::Type, &Place::Start(&mismatch.path));
    }
}

fn write_only(schema: &Schema, value: &Value, place: &Place<'_>, found: &mut Found) {
    write_only_attributes(&schema.attributes, value, place, found);
    for (name, block) in &schema.blocks {
        let Some(value) = value.get(name) else { continue };
        each_object(block.nesting, value, &Place::Attribute(place, name), &mut |value, place| {
            write_only(&block.schema, value, place, found);
        });
    }
}

fn write_only_attributes(
    attributes: &BTreeMap<String, Attribute>,
    value: &Value,
    place: &Place<'_>,
    found: &mut Found,
) {
    for (name, attribute) in attributes {
        let Some(value) = value.get(name) else { continue };
        let place = Place::Attribute(place, name);
        found.add_if(attribute.write_only && !value.is_null(), Rule::WriteOnly, &place);
        if let AttributeKind::Nested { nesting, attributes } = &attribute.kind {
            each_object(*nesting, value, &place, &mut |value, place| {
                write_only_attributes(attributes, value, place, found);
            });
        }
    }
}

/// Visits the objects of a collection.
fn each_object(nesting: Nesting, value: &Value, place: &Place<'_>, visit: &mut dyn FnMut(&Value, &Place<'_>)) {
    match (nesting, value) {
        (Nesting::Single, object) => visit(object, place),
        (Nesting::Map, Value::Map(entries)) => {
            entries.iter().for_each(|(key, value)| visit(value, &Place::Key(place, key)));
        }
        (_, Value::List(elements)) => {
            elements.iter().enumerate().for_each(|(index, value)| visit(value, &Place::Index(place, index)));
        }
        _ => {}
    }
}
