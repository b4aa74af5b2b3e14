use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::table::{self, Field, Form, Message, Scalar};
use super::wire::{Fields, Wire};
use super::{ProtobufError, special};

type Object = Map<String, Value>;

/// Reads a message into the fields that it has as JSON. Fields that the table does not know are skipped.
pub(super) fn read(message: &Message, bytes: &[u8]) -> Result<Object, ProtobufError> {
    let mut object = Object::new();
    for entry in Fields(bytes) {
        let (number, value) = entry?;
        if let Some(field) = message.get(&number) {
            put(&mut object, field, value)?;
        }
    }
    Ok(object)
}

fn put(object: &mut Object, field: &Field, wire: Wire<'_>) -> Result<(), ProtobufError> {
    match field.form {
        Form::Map => {
            let (key, value) = entry(&field.scalar, wire.bytes()?)?;
            if let Value::Object(map) = object.entry(&field.name).or_insert_with(|| Value::Object(Object::new())) {
                map.insert(key, value);
            }
        }
        Form::List => {
            let item = value(&field.scalar, wire)?;
            if let Value::Array(items) = object.entry(&field.name).or_insert_with(|| Value::Array(Vec::new())) {
                items.push(item);
            }
        }
        Form::One | Form::Zero => match value(&field.scalar, wire)? {
            Value::Object(inline) if field.name.is_empty() => object.extend(inline),
            unset if field.form == Form::One && is_zero(&unset) => drop(object.remove(&field.name)),
            value => drop(object.insert(field.name.clone(), value)),
        },
    }
    Ok(())
}

fn entry(scalar: &Scalar, bytes: &[u8]) -> Result<(String, Value), ProtobufError> {
    let (mut key, mut found) = (String::new(), None);
    for field in Fields(bytes) {
        match field? {
            (1, text) => text.text()?.clone_into(&mut key),
            (2, wire) => found = Some(value(scalar, wire)?),
            _ => {}
        }
    }
    match found {
        Some(value) => Ok((key, value)),
        None => Ok((key, value(scalar, Wire::Bytes(&[]))?)),
    }
}

fn value(scalar: &Scalar, wire: Wire<'_>) -> Result<Value, ProtobufError> {
    Ok(match scalar {
        Scalar::Text => Value::from(wire.text()?),
        Scalar::Bool => Value::from(wire.varint()? != 0),
        Scalar::Int => Value::from(wire.varint()?.cast_signed()),
        Scalar::Bytes => Value::from(STANDARD.encode(wire.bytes()?)),
        Scalar::Message(name) if special::is(name) => special::read(name, wire.bytes()?)?,
        Scalar::Message(name) => match table::message(name) {
            Some(message) => Value::Object(read(message, wire.bytes()?)?),
            None => Value::Null,
        },
    })
}

/// Whether Go writes the value also where nothing was set.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Number(number) => number.as_i64() == Some(0),
        _ => false,
    }
}
