//! Values to msgpack.

use std::{collections::BTreeMap, io};

use rmp::encode::{
    ValueWriteError, write_array_len, write_bin, write_bool, write_ext_meta, write_f64, write_map_len, write_nil,
    write_sint, write_str, write_uint,
};

use super::{REFINED, refinement_key};
use crate::{
    codec::json,
    number::Number,
    value::{Refinement, Type, Value},
};

/// The extension of an unknown value of which nothing is promised.
const UNREFINED: [u8; 3] = [0xd4, 0, 0];

type Written = Result<(), ValueWriteError<io::Error>>;

/// Writes a value of a type.
///
/// The type decides what is written for [`Type::Dynamic`] and adds an object's absent attributes as nulls. A value of another
/// type is written as what it is, for the reader to refuse; [`Value::conforms`] tells beforehand.
pub fn encode(value: &Value, ty: &Type) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    write(&mut out, value, Some(ty)).expect("memory can be written to");
    out
}

/// Without a type the value is written as what it is.
fn write(out: &mut Vec<u8>, value: &Value, ty: Option<&Type>) -> Written {
    match (value, ty) {
        (Value::Null, _) => Ok(write_nil(out).map_err(ValueWriteError::InvalidMarkerWrite)?),
        (Value::Unknown(refinement), _) => unknown(out, refinement),
        (_, Some(Type::Dynamic)) => dynamic(out, value),
        (Value::Bool(value), _) => Ok(write_bool(out, *value).map_err(ValueWriteError::InvalidMarkerWrite)?),
        (Value::Number(value), _) => number(out, value),
        (Value::String(value), _) => write_str(out, value),
        (Value::List(elements), ty) => list(out, elements, ty),
        (Value::Map(entries), Some(Type::Object(attributes))) => object(out, entries, attributes),
        (Value::Map(entries), ty) => map(out, entries, ty),
    }
}

fn list(out: &mut Vec<u8>, elements: &[Value], ty: Option<&Type>) -> Written {
    write_array_len(out, length(elements.len()))?;
    elements.iter().enumerate().try_for_each(|(index, element)| {
        let ty = match ty {
            Some(Type::List(element) | Type::Set(element)) => Some(&**element),
            Some(Type::Tuple(types)) => types.get(index),
            _ => None,
        };
        write(out, element, ty)
    })
}

fn map(out: &mut Vec<u8>, entries: &BTreeMap<String, Value>, ty: Option<&Type>) -> Written {
    let element = match ty {
        Some(Type::Map(element)) => Some(&**element),
        _ => None,
    };
    write_map_len(out, length(entries.len()))?;
    entries.iter().try_for_each(|(key, value)| {
        write_str(out, key)?;
        write(out, value, element)
    })
}

fn object(out: &mut Vec<u8>, entries: &BTreeMap<String, Value>, attributes: &BTreeMap<String, Type>) -> Written {
    let surplus = || entries.iter().filter(|(name, _)| !attributes.contains_key(*name));
    write_map_len(out, length(attributes.len() + surplus().count()))?;
    for (name, ty) in attributes {
        write_str(out, name)?;
        write(out, entries.get(name).unwrap_or(&Value::Null), Some(ty))?;
    }
    surplus().try_for_each(|(name, value)| {
        write_str(out, name)?;
        write(out, value, None)
    })
}

fn dynamic(out: &mut Vec<u8>, value: &Value) -> Written {
    let ty = value.implied_type();
    write_array_len(out, 2)?;
    write_bin(out, &json::type_json(&ty))?;
    write(out, value, Some(&ty))
}

fn number(out: &mut Vec<u8>, number: &Number) -> Written {
    if let Some(value) = number.as_i64() {
        write_sint(out, value).map(|_| ())
    } else if let Some(value) = number.as_u64() {
        write_uint(out, value).map(|_| ())
    } else if let Some(value) = number.exact_f64() {
        write_f64(out, value)
    } else {
        write_str(out, &number.to_string())
    }
}

fn unknown(out: &mut Vec<u8>, refinement: &Refinement) -> Written {
    let body = refinements(refinement)?;
    if body.is_empty() {
        out.extend(UNREFINED);
        return Ok(());
    }
    write_ext_meta(out, length(body.len()), REFINED)?;
    out.extend(body);
    Ok(())
}

/// The body of the extension, empty where nothing is promised.
fn refinements(refinement: &Refinement) -> Result<Vec<u8>, ValueWriteError<io::Error>> {
    let Refinement { null, prefix, lower, upper, min_length, max_length } = refinement;
    let mut body = Vec::new();
    let mut count = 0;
    let mut key = |body: &mut Vec<u8>, key: i64| {
        count += 1;
        write_sint(body, key).map(|_| ())
    };
    if let Some(null) = null {
        key(&mut body, refinement_key::NULL)?;
        write_bool(&mut body, *null).map_err(ValueWriteError::InvalidMarkerWrite)?;
    }
    if let Some(prefix) = prefix {
        key(&mut body, refinement_key::PREFIX)?;
        write_str(&mut body, prefix)?;
    }
    for (name, bound) in [(refinement_key::LOWER, lower), (refinement_key::UPPER, upper)] {
        let Some((limit, inclusive)) = bound else { continue };
        key(&mut body, name)?;
        write_array_len(&mut body, 2)?;
        number(&mut body, limit)?;
        write_bool(&mut body, *inclusive).map_err(ValueWriteError::InvalidMarkerWrite)?;
    }
    for (name, limit) in [(refinement_key::MIN_LENGTH, min_length), (refinement_key::MAX_LENGTH, max_length)] {
        let Some(limit) = limit else { continue };
        key(&mut body, name)?;
        write_uint(&mut body, *limit)?;
    }
    if count == 0 {
        return Ok(body);
    }
    let mut whole = Vec::with_capacity(body.len() + 1);
    write_map_len(&mut whole, count)?;
    whole.extend(body);
    Ok(whole)
}

/// A length on the wire. A message of four thousand million items would not fit into memory.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
