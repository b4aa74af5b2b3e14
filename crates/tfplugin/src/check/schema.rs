//! Rules of schemas.

use std::collections::BTreeMap;

use super::{Found, Rule, Violation};
use crate::{
    diagnostic::{Place, ROOT},
    schema::{Attribute, AttributeKind, Block, Mode, Nesting, Schema},
    value::Type,
};

/// Checks a schema.
pub fn schema(schema: &Schema) -> Vec<Violation> {
    let mut found = Found::default();
    body(schema, false, &ROOT, &mut found);
    found.0
}

fn body(schema: &Schema, in_set: bool, place: &Place<'_>, found: &mut Found) {
    attributes(&schema.attributes, in_set, place, found);
    for (name, block) in &schema.blocks {
        let place = Place::Attribute(place, name);
        found.add_if(!is_name(name) || schema.attributes.contains_key(name), Rule::Name, &place);
        found.add_if(!bounds_fit(block), Rule::BlockBounds, &place);
        body(&block.schema, in_set || block.nesting == Nesting::Set, &place, found);
    }
}

fn attributes(attributes: &BTreeMap<String, Attribute>, in_set: bool, place: &Place<'_>, found: &mut Found) {
    for (name, attribute) in attributes {
        let place = Place::Attribute(place, name);
        let default_fits = attribute.default.is_none() || attribute.mode == Mode::OptionalComputed;
        found.add_if(!is_name(name), Rule::Name, &place);
        found.add_if(!default_fits || attribute.write_only && attribute.is_computed(), Rule::Mode, &place);
        found.add_if(in_set && attribute.write_only, Rule::SetMember, &place);
        match &attribute.kind {
            AttributeKind::Plain(ty) => {
                found.add_if(in_set && ty.has_dynamic() || has_dynamic_set(ty), Rule::SetMember, &place);
            }
            AttributeKind::Nested { nesting, attributes } => {
                self::attributes(attributes, in_set || *nesting == Nesting::Set, &place, found);
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(allowed)
}

fn has_dynamic_set(ty: &Type) -> bool {
    match ty {
        Type::Set(element) => element.has_dynamic(),
        Type::List(element) | Type::Map(element) => has_dynamic_set(element),
        Type::Object(attributes) => attributes.values().any(has_dynamic_set),
        Type::Tuple(types) => types.iter().any(has_dynamic_set),
        Type::Bool | Type::Number | Type::String | Type::Dynamic => false,
    }
}

fn bounds_fit(block: &Block) -> bool {
    let Block { min_items, max_items, .. } = *block;
    match block.nesting {
        Nesting::Single => min_items == max_items && (0..=1).contains(&min_items),
        Nesting::Map => min_items == 0 && max_items == 0,
        Nesting::List | Nesting::Set => min_items >= 0 && (max_items == 0 || min_items <= max_items),
    }
}
