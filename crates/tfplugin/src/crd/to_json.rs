//! Terraform values to JSON.

use serde_json::{Map, Value as Json};

use super::{
    error::{MappingError, ValueFault},
    node::{Collection, Node, Object, Scalar, ScalarKind, Shape},
};
use crate::{diagnostic::Step, value::Value};

type Converted = Result<Json, MappingError>;

pub(super) fn object(object: &Object, value: &Value) -> Converted {
    properties(object, value).map(Json::Object)
}

fn properties(object: &Object, value: &Value) -> Result<Map<String, Json>, MappingError> {
    let entries = value.as_map().ok_or_else(|| mismatch("an object", value))?;
    let mut properties = Map::new();
    for (name, field) in &object.fields {
        let Some(value) = entries.get(name).filter(|value| !value.is_null()) else { continue };
        let json = node(&field.node, value).map_err(|error| error.inside(Step::Attribute(name.clone())))?;
        properties.insert(field.property.clone(), json);
    }
    Ok(properties)
}

fn node(node: &Node, value: &Value) -> Converted {
    match &node.shape {
        Shape::Scalar(it) => scalar(it, value),
        Shape::List { element, .. } => list(value, |value| self::node(element, value)),
        Shape::Map { element, .. } => map(value, |value| self::node(element, value)),
        Shape::Object(it) => object(it, value),
        Shape::Objects { object: it, collection, .. } => match collection {
            Collection::List { .. } => list(value, |value| object(it, value)),
            Collection::Map => map(value, |value| object(it, value)),
            Collection::ByKey { property, key } => by_key(it, property, &key.scalar, value),
        },
    }
}

fn list(value: &Value, convert: impl Fn(&Value) -> Converted) -> Converted {
    let elements = value.as_list().ok_or_else(|| mismatch("a list", value))?;
    let element = |(index, value): (usize, &Value)| {
        let json = if value.is_null() { Err(ValueFault::NullElement.into()) } else { convert(value) };
        json.map_err(|error| error.inside(Step::Index(index as i64)))
    };
    elements.iter().enumerate().map(element).collect::<Result<_, _>>().map(Json::Array)
}

fn map(value: &Value, convert: impl Fn(&Value) -> Converted) -> Converted {
    let entries = value.as_map().ok_or_else(|| mismatch("a map", value))?;
    let entry = |(key, value): (&String, _)| match convert(value) {
        Ok(json) => Ok((key.clone(), json)),
        Err(error) => Err(error.inside(Step::Key(key.clone()))),
    };
    entries.iter().filter(|(_, value)| !value.is_null()).map(entry).collect::<Result<_, _>>().map(Json::Object)
}

fn by_key(object: &Object, property: &str, key: &Scalar, value: &Value) -> Converted {
    let entries = value.as_map().ok_or_else(|| mismatch("a map", value))?;
    let element = |(text, value): (&String, _)| {
        let inside = |error: MappingError| error.inside(Step::Key(text.clone()));
        let mut element = properties(object, value).map_err(inside)?;
        element.insert(property.to_owned(), key_json(key, text).map_err(|fault| inside(fault.into()))?);
        Ok(Json::Object(element))
    };
    let present = entries.iter().filter(|(_, value)| !value.is_null());
    present.map(element).collect::<Result<_, _>>().map(Json::Array)
}

/// The property that a key of a map stands for.
fn key_json(key: &Scalar, text: &str) -> Result<Json, ValueFault> {
    match key.kind {
        ScalarKind::Bool => text.parse().map(Json::Bool).map_err(|_| ValueFault::Key("true or false")),
        ScalarKind::Integer => text.parse::<i64>().map(Json::from).map_err(|_| ValueFault::Key("a whole number")),
        ScalarKind::Number => {
            text.parse::<serde_json::Number>().map(Json::from).map_err(|_| ValueFault::Key("a number"))
        }
        ScalarKind::IntOrString => Ok(int_or_string(key, text)),
        ScalarKind::String | ScalarKind::Json => Ok(text.into()),
    }
}

fn scalar(scalar: &Scalar, value: &Value) -> Converted {
    match (scalar.kind, value) {
        (ScalarKind::Bool, Value::Bool(value)) => Ok((*value).into()),
        (ScalarKind::Integer | ScalarKind::Number, Value::Number(number)) => {
            number.to_json().map(Json::Number).ok_or_else(|| ValueFault::Number.into())
        }
        (ScalarKind::String, Value::String(text)) => Ok(text.as_str().into()),
        (ScalarKind::IntOrString, Value::String(text)) => Ok(int_or_string(scalar, text)),
        (ScalarKind::Json, Value::String(text)) => serde_json::from_str(text).map_err(|_| ValueFault::Json.into()),
        (kind, value) => Err(mismatch(kind.name(), value)),
    }
}

/// An integer where the text is one as Kubernetes writes it. A quantity is text in any case, to keep its spelling.
pub(super) fn int_or_string(scalar: &Scalar, text: &str) -> Json {
    match text.parse::<i64>() {
        Ok(number) if !scalar.quantity && number.to_string() == text => number.into(),
        _ => text.into(),
    }
}

fn mismatch(expected: &'static str, value: &Value) -> MappingError {
    match value {
        Value::Unknown(_) => ValueFault::Unknown.into(),
        other => ValueFault::Mismatch { expected, found: other.kind() }.into(),
    }
}

impl ScalarKind {
    /// What the attribute holds.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bool => "a bool",
            Self::Integer | Self::Number => "a number",
            Self::String | Self::IntOrString | Self::Json => "a string",
        }
    }
}
