//! [`Node`]s to Terraform attributes.

use std::collections::BTreeMap;

use super::{
    from_json,
    node::{Collection, Field, Node, Object, Scalar, ScalarKind, Shape},
};
use crate::{
    schema::{Attribute, AttributeKind, Mode, Nesting},
    value::{Type, Value},
};

pub(super) fn of(object: &Object) -> BTreeMap<String, Attribute> {
    object.fields.iter().map(|(name, field)| (name.clone(), attribute(field))).collect()
}

fn attribute(field: &Field) -> Attribute {
    let node = &field.node;
    let default = default(field);
    let mode = match &default {
        Some(_) => Mode::OptionalComputed,
        None if field.required && field.default.is_none() => Mode::Required,
        None => Mode::Optional,
    };
    Attribute {
        kind: kind(&node.shape),
        mode,
        description: description(node),
        deprecation: node.deprecation.clone(),
        sensitive: node.is_sensitive(),
        write_only: false,
        requires_replace: node.immutable,
        default,
    }
}

/// The default of a scalar.
pub(super) fn default(field: &Field) -> Option<Value> {
    let scalar = field.node.scalar()?;
    from_json::scalar(scalar, field.default.as_ref()?, None)
}

/// A map by key also says what the key is, as the property has left the object.
fn description(node: &Node) -> String {
    match &node.shape {
        Shape::Objects { collection: Collection::ByKey { property, key }, .. } => {
            let key = format!("The keys are the `{property}`. {}", key.description);
            [node.description.trim_end(), key.trim_end()].join("\n\n").trim_start().to_owned()
        }
        _ => node.description.clone(),
    }
}

fn kind(shape: &Shape) -> AttributeKind {
    match shape {
        Shape::Object(object) => AttributeKind::Nested { nesting: Nesting::Single, attributes: of(object) },
        Shape::Objects { object, collection: Collection::List { .. }, .. } => {
            AttributeKind::Nested { nesting: Nesting::List, attributes: of(object) }
        }
        Shape::Objects { object, collection: Collection::ByKey { .. } | Collection::Map, .. } => {
            AttributeKind::Nested { nesting: Nesting::Map, attributes: of(object) }
        }
        plain => AttributeKind::Plain(plain_type(plain)),
    }
}

/// The type of a shape without objects in it.
fn plain_type(shape: &Shape) -> Type {
    match shape {
        Shape::Scalar(scalar) => scalar_type(scalar),
        Shape::List { element, unique: true, .. } => Type::set(plain_type(&element.shape)),
        Shape::List { element, unique: false, .. } => Type::list(plain_type(&element.shape)),
        Shape::Map { element, .. } => Type::map(plain_type(&element.shape)),
        // Reading a schema puts no objects into plain collections.
        Shape::Object(_) | Shape::Objects { .. } => Type::Dynamic,
    }
}

fn scalar_type(scalar: &Scalar) -> Type {
    match scalar.kind {
        ScalarKind::Bool => Type::Bool,
        ScalarKind::Integer | ScalarKind::Number => Type::Number,
        ScalarKind::String | ScalarKind::IntOrString | ScalarKind::Json => Type::String,
    }
}
