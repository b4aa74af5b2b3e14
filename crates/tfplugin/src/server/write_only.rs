//! Write-only attributes: their values reach the provider and are stored nowhere.

use std::collections::BTreeMap;

use super::catalog::Shape;
use crate::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics, Step},
    provider::ClientCapabilities,
    schema::{Attribute, AttributeKind, Nesting, Schema},
    value::Value,
};

/// Whether a schema has a write-only attribute at any depth.
pub(super) fn occurs(schema: &Schema) -> bool {
    in_attributes(&schema.attributes) || schema.blocks.values().any(|block| occurs(&block.schema))
}

fn in_attributes(attributes: &BTreeMap<String, Attribute>) -> bool {
    attributes.values().any(|attribute| {
        let nested = |attribute: &Attribute| match &attribute.kind {
            AttributeKind::Plain(_) => false,
            AttributeKind::Nested { attributes, .. } => in_attributes(attributes),
        };
        attribute.write_only || nested(attribute)
    })
}

/// The value without what must not be stored.
pub(super) fn stripped(shape: &Shape, mut value: Value) -> Value {
    if shape.write_only {
        let mut strip = |_: &AttributePath, value: &mut Value| *value = Value::Null;
        in_block(&shape.schema, &mut value, &AttributePath::default(), &mut strip);
    }
    value
}

/// An error at each write-only attribute that has a value, if the client would store it.
pub(super) fn unsupported(shape: &Shape, config: &mut Value, client: ClientCapabilities) -> Diagnostics {
    let mut found = Diagnostics::new();
    if shape.write_only && !client.write_only_attributes {
        in_block(&shape.schema, config, &AttributePath::default(), &mut |path, value| {
            if !value.is_null() {
                found.push(too_old(path));
            }
        });
    }
    found
}

fn too_old(path: &AttributePath) -> Diagnostic {
    let name = match path.0.last() {
        Some(Step::Attribute(name)) => name.as_str(),
        _ => "this attribute",
    };
    Diagnostic::error(
        "Write-only attributes need a newer Terraform",
        format!(
            "{name} is write-only: it is used and never stored, which needs Terraform 1.11, OpenTofu 1.11 or newer. \
             The version in use would write the value into its state. Upgrade it, or leave {name} out."
        ),
    )
    .at(path.clone())
}

/// What is done with each write-only value.
type Visitor<'v> = dyn FnMut(&AttributePath, &mut Value) + 'v;

fn in_block(schema: &Schema, value: &mut Value, path: &AttributePath, visitor: &mut Visitor<'_>) {
    in_object(&schema.attributes, value, path, visitor);
    for (name, block) in &schema.blocks {
        let Some(value) = entry(value, name) else { continue };
        each_object(block.nesting, value, &path.clone().attribute(name), &mut |path, value| {
            in_block(&block.schema, value, path, visitor);
        });
    }
}

fn in_object(
    attributes: &BTreeMap<String, Attribute>,
    value: &mut Value,
    path: &AttributePath,
    visitor: &mut Visitor<'_>,
) {
    for (name, attribute) in attributes {
        let Some(value) = entry(value, name) else { continue };
        let path = path.clone().attribute(name);
        match &attribute.kind {
            _ if attribute.write_only => visitor(&path, value),
            AttributeKind::Plain(_) => {}
            AttributeKind::Nested { nesting, attributes } => {
                each_object(*nesting, value, &path, &mut |path, value| in_object(attributes, value, path, visitor));
            }
        }
    }
}

fn entry<'v>(value: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    match value {
        Value::Map(entries) => entries.get_mut(name),
        _ => None,
    }
}

/// Visits the objects of a collection. The elements of a set have no path of their own.
fn each_object(nesting: Nesting, value: &mut Value, path: &AttributePath, visitor: &mut Visitor<'_>) {
    match (nesting, value) {
        (Nesting::Single, object) => visitor(path, object),
        (Nesting::Set, Value::List(elements)) => elements.iter_mut().for_each(|element| visitor(path, element)),
        (_, Value::List(elements)) => {
            for (index, element) in (0..).zip(elements) {
                visitor(&path.clone().index(index), element);
            }
        }
        (_, Value::Map(entries)) => {
            entries.iter_mut().for_each(|(key, element)| visitor(&path.clone().key(key), element));
        }
        _ => {}
    }
}
