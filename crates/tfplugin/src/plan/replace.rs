//! Which changes replace a resource.

use std::collections::BTreeMap;

use crate::{
    diagnostic::AttributePath,
    schema::{Attribute, AttributeKind, Nesting, Schema},
    value::Value,
};

/// The attributes marked with `requires_replace` whose planned value is not the prior one; not known yet counts as
/// another.
///
/// Objects that the plan adds or removes as a whole do not count, their attributes have no value to change. A path
/// cannot lead into a set, so that a change in there names the set.
pub fn requires_replace(schema: &Schema, prior: &Value, planned: &Value) -> Vec<AttributePath> {
    let mut found = Vec::new();
    schema_changes(schema, prior, planned, &AttributePath::default(), &mut found);
    found
}

fn schema_changes(
    schema: &Schema,
    prior: &Value,
    planned: &Value,
    path: &AttributePath,
    found: &mut Vec<AttributePath>,
) {
    object_changes(&schema.attributes, prior, planned, path, found);
    for (name, block) in &schema.blocks {
        let (Some(prior), Some(planned)) = (prior.get(name), planned.get(name)) else { continue };
        let path = path.clone().attribute(name);
        if block.nesting == Nesting::Set {
            if prior != planned && marked(&block.schema.attributes) {
                found.push(path);
            }
            continue;
        }
        for (path, prior, planned) in pairs(block.nesting, prior, planned, &path) {
            schema_changes(&block.schema, prior, planned, &path, found);
        }
    }
}

fn object_changes(
    attributes: &BTreeMap<String, Attribute>,
    prior: &Value,
    planned: &Value,
    path: &AttributePath,
    found: &mut Vec<AttributePath>,
) {
    for (name, attribute) in attributes {
        let (Some(prior), Some(planned)) = (prior.get(name), planned.get(name)) else { continue };
        if prior == planned {
            continue;
        }
        let path = path.clone().attribute(name);
        match &attribute.kind {
            _ if attribute.requires_replace => found.push(path),
            AttributeKind::Plain(_) => {}
            AttributeKind::Nested { nesting: Nesting::Set, attributes } => {
                if marked(attributes) {
                    found.push(path);
                }
            }
            AttributeKind::Nested { nesting, attributes } => {
                for (path, prior, planned) in pairs(*nesting, prior, planned, &path) {
                    object_changes(attributes, prior, planned, &path, found);
                }
            }
        }
    }
}

/// The objects that are there before and after.
fn pairs<'v>(
    nesting: Nesting,
    prior: &'v Value,
    planned: &'v Value,
    path: &AttributePath,
) -> Vec<(AttributePath, &'v Value, &'v Value)> {
    match (nesting, prior, planned) {
        (Nesting::Single, Value::Map(_), Value::Map(_)) => vec![(path.clone(), prior, planned)],
        (Nesting::List, Value::List(prior), Value::List(planned)) => {
            let pair = |(index, (prior, planned))| (path.clone().index(index as i64), prior, planned);
            prior.iter().zip(planned).enumerate().map(pair).collect()
        }
        (Nesting::Map, Value::Map(prior), Value::Map(planned)) => {
            let pair = |(key, prior): (&String, _)| Some((path.clone().key(key), prior, planned.get(key)?));
            prior.iter().filter_map(pair).collect()
        }
        _ => vec![],
    }
}

fn marked(attributes: &BTreeMap<String, Attribute>) -> bool {
    attributes.values().any(|attribute| {
        attribute.requires_replace
            || matches!(&attribute.kind, AttributeKind::Nested { attributes, .. } if marked(attributes))
    })
}
