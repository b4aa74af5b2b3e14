//! Values to JSON.

use serde_json::{Value as Json, json};

use super::types::type_value;
use crate::{
    codec::{EncodeError, EncodeFault},
    diagnostic::Step,
    value::{Type, Value},
};

/// Writes a value of a type as state files have it.
///
/// # Errors
/// [`EncodeError`] where the value is unknown, is not of the type, or is a number that 64 bits cannot hold.
pub fn encode(value: &Value, ty: &Type) -> Result<Json, EncodeError> {
    match (value, ty) {
        (Value::Null, _) => Ok(Json::Null),
        (Value::Unknown(_), _) => Err(EncodeFault::Unknown.into()),
        (_, Type::Dynamic) => dynamic(value),
        (Value::Bool(value), Type::Bool) => Ok((*value).into()),
        (Value::String(value), Type::String) => Ok(value.as_str().into()),
        (Value::Number(value), Type::Number) => {
            value.to_json().map(Json::Number).ok_or_else(|| EncodeFault::Number(value.to_string()).into())
        }
        (Value::List(elements), Type::List(ty) | Type::Set(ty)) => {
            list(elements.iter().map(|element| (element, &**ty)))
        }
        (Value::List(elements), Type::Tuple(types)) if elements.len() == types.len() => {
            list(elements.iter().zip(types))
        }
        (Value::Map(entries), Type::Map(ty)) => {
            object(entries.iter().map(|(key, value)| (key, value, &**ty)), |key| Step::Key(key.clone()))
        }
        (Value::Map(entries), Type::Object(types)) if entries.keys().all(|name| types.contains_key(name)) => {
            let attributes = types.iter().map(|(name, ty)| (name, entries.get(name).unwrap_or(&Value::Null), ty));
            object(attributes, |name| Step::Attribute(name.clone()))
        }
        (value, ty) => Err(EncodeFault::Mismatch { expected: ty.to_string(), found: value.kind() }.into()),
    }
}

fn list<'v>(elements: impl Iterator<Item = (&'v Value, &'v Type)>) -> Result<Json, EncodeError> {
    let element = |(index, (value, ty))| encode(value, ty).map_err(|error| error.inside(Step::Index(index as i64)));
    elements.enumerate().map(element).collect::<Result<_, _>>().map(Json::Array)
}

fn object<'v>(
    entries: impl Iterator<Item = (&'v String, &'v Value, &'v Type)>,
    step: impl Fn(&String) -> Step,
) -> Result<Json, EncodeError> {
    let entry = |(key, value, ty): (&String, _, _)| match encode(value, ty) {
        Ok(json) => Ok((key.clone(), json)),
        Err(error) => Err(error.inside(step(key))),
    };
    entries.map(entry).collect::<Result<_, _>>().map(Json::Object)
}

fn dynamic(value: &Value) -> Result<Json, EncodeError> {
    let ty = value.implied_type();
    Ok(json!({ "type": type_value(&ty), "value": encode(value, &ty)? }))
}
