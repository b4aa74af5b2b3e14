//! Types in JSON: `"string"`, `["list", "string"]`, `["object", {"port": "number"}]`, `["tuple", ["bool"]]`.

use serde_json::{Map, Value as Json, json};

use crate::{codec::TypeError, value::Type};

/// The JSON of a type.
pub fn type_json(ty: &Type) -> Vec<u8> {
    type_value(ty).to_string().into_bytes()
}

/// The same as a JSON value.
pub(super) fn type_value(ty: &Type) -> Json {
    match ty {
        Type::Bool => "bool".into(),
        Type::Number => "number".into(),
        Type::String => "string".into(),
        Type::Dynamic => "dynamic".into(),
        Type::List(element) => json!(["list", type_value(element)]),
        Type::Set(element) => json!(["set", type_value(element)]),
        Type::Map(element) => json!(["map", type_value(element)]),
        Type::Tuple(types) => json!(["tuple", types.iter().map(type_value).collect::<Vec<_>>()]),
        Type::Object(attributes) => {
            let attributes: Map<_, _> = attributes.iter().map(|(name, ty)| (name.clone(), type_value(ty))).collect();
            json!(["object", attributes])
        }
    }
}

/// The type that JSON stands for. Which attributes of an object are optional is not kept: a value has them all.
///
/// # Errors
/// [`TypeError`] with the text, where it is no JSON or no type.
pub fn parse_type(text: &[u8]) -> Result<Type, TypeError> {
    let error = || TypeError { text: String::from_utf8_lossy(text).into_owned() };
    let json = serde_json::from_slice(text).map_err(|_| error())?;
    parse(&json).ok_or_else(error)
}

fn parse(json: &Json) -> Option<Type> {
    match json {
        Json::String(name) => primitive(name),
        Json::Array(parts) => match parts.as_slice() {
            [Json::String(name), argument] | [Json::String(name), argument, _] => compound(name, argument),
            _ => None,
        },
        _ => None,
    }
}

fn primitive(name: &str) -> Option<Type> {
    match name {
        "bool" => Some(Type::Bool),
        "number" => Some(Type::Number),
        "string" => Some(Type::String),
        "dynamic" => Some(Type::Dynamic),
        _ => None,
    }
}

fn compound(name: &str, argument: &Json) -> Option<Type> {
    match name {
        "list" => parse(argument).map(Box::new).map(Type::List),
        "set" => parse(argument).map(Box::new).map(Type::Set),
        "map" => parse(argument).map(Box::new).map(Type::Map),
        "tuple" => argument.as_array()?.iter().map(parse).collect::<Option<_>>().map(Type::Tuple),
        "object" => {
            let attribute = |(name, ty): (&String, &Json)| Some((name.clone(), parse(ty)?));
            argument.as_object()?.iter().map(attribute).collect::<Option<_>>().map(Type::Object)
        }
        _ => None,
    }
}
