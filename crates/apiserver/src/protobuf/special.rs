//! Messages that are no objects in JSON.

use serde_json::Value;

use super::ProtobufError;
use super::wire::{Fields, Wire};

/// Whether messages of this name are read here.
pub(super) fn is(name: &str) -> bool {
    matches!(
        name,
        "meta.v1.Time" | "meta.v1.MicroTime" | "api.resource.Quantity" | "util.intstr.IntOrString" | "meta.v1.FieldsV1"
    )
}

/// Reads a message for which [`is`] holds; null where it says nothing.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Value, ProtobufError> {
    match name {
        "meta.v1.Time" => time(bytes, "%Y-%m-%dT%H:%M:%SZ"),
        "meta.v1.MicroTime" => time(bytes, "%Y-%m-%dT%H:%M:%S.%6fZ"),
        "util.intstr.IntOrString" => int_or_string(bytes),
        "meta.v1.FieldsV1" => match field(bytes, 1)? {
            Some(raw) => serde_json::from_slice(raw.bytes()?)
                .map_err(|_| ProtobufError::Malformed("the fields of a manager are not JSON")),
            None => Ok(Value::Null),
        },
        _ => Ok(field(bytes, 1)?.map(Wire::text).transpose()?.map_or(Value::Null, Value::from)),
    }
}

/// The last value of a field: a later one replaces an earlier one.
fn field(bytes: &[u8], wanted: u32) -> Result<Option<Wire<'_>>, ProtobufError> {
    let mut last = None;
    for entry in Fields(bytes) {
        let (number, value) = entry?;
        if number == wanted {
            last = Some(value);
        }
    }
    Ok(last)
}

fn number(bytes: &[u8], wanted: u32) -> Result<i64, ProtobufError> {
    Ok(field(bytes, wanted)?.map(Wire::varint).transpose()?.unwrap_or_default().cast_signed())
}

fn time(bytes: &[u8], format: &str) -> Result<Value, ProtobufError> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let out_of_range = || ProtobufError::Malformed("a time is out of range");
    let nanoseconds = i32::try_from(number(bytes, 2)?).map_err(|_| out_of_range())?;
    let timestamp = jiff::Timestamp::new(number(bytes, 1)?, nanoseconds).map_err(|_| out_of_range())?;
    Ok(Value::from(timestamp.strftime(format).to_string()))
}

/// The first field tells whether the second, a number, or the third, a text, is meant.
fn int_or_string(bytes: &[u8]) -> Result<Value, ProtobufError> {
    if number(bytes, 1)? == 0 {
        return Ok(Value::from(number(bytes, 2)?));
    }
    Ok(Value::from(field(bytes, 3)?.map(Wire::text).transpose()?.unwrap_or_default()))
}
