//! JSON values as CEL sees them, guided by the schema.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube_cel::cel::Value as CelValue;
use kube_cel::cel::functions;
use kube_cel::cel::objects::{Key, Map as CelMap};
use serde_json::{Map, Number, Value};

use super::{JsonType, TypeSchema};

/// Converts `value`; without a schema, by its JSON type alone.
pub(super) fn convert(value: &Value, schema: Option<&TypeSchema>) -> CelValue {
    match value {
        Value::Null => CelValue::Null,
        Value::Bool(flag) => CelValue::Bool(*flag),
        Value::Number(number) => convert_number(number, schema),
        Value::String(text) => convert_text(text, schema),
        Value::Array(items) => {
            let item_schema = schema.and_then(|schema| schema.items.as_deref());
            CelValue::List(Arc::new(items.iter().map(|item| convert(item, item_schema)).collect()))
        }
        Value::Object(fields) => convert_object(fields, schema),
    }
}

fn convert_number(number: &Number, schema: Option<&TypeSchema>) -> CelValue {
    let declared_number = schema.is_some_and(|schema| schema.json_type == Some(JsonType::Number));
    match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) if !declared_number => CelValue::Int(integer),
        (None, Some(integer)) if !declared_number => CelValue::UInt(integer),
        _ => CelValue::Float(number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// Times, durations and bytes are values of their own; what is malformed stays text.
fn convert_text(text: &str, schema: Option<&TypeSchema>) -> CelValue {
    let shared = Arc::new(text.to_owned());
    let format = schema.and_then(|schema| schema.bounds.as_ref()).and_then(|bounds| bounds.format.as_deref());
    let converted = match format {
        Some("date-time") => functions::timestamp(Arc::clone(&shared)).ok(),
        Some("date") => functions::timestamp(Arc::new(format!("{text}T00:00:00Z"))).ok(),
        Some("duration") => functions::duration(Arc::clone(&shared)).ok(),
        Some("byte") => STANDARD.decode(text).ok().map(|bytes| CelValue::Bytes(Arc::new(bytes))),
        _ => None,
    };
    converted.unwrap_or(CelValue::String(shared))
}

fn convert_object(fields: &Map<String, Value>, schema: Option<&TypeSchema>) -> CelValue {
    let entries = fields.iter().map(|(name, value)| {
        let declared = schema.and_then(|schema| schema.properties.get(name));
        if schema.is_some_and(|schema| schema.resource) && name == "metadata" {
            return (key(name), convert(&visible_metadata(value), None));
        }
        let name = if declared.is_some() { escaped(name) } else { name.clone() };
        let field = declared.or_else(|| schema.and_then(|schema| schema.additional.as_ref()));
        (key(&name), convert(value, field.map(Arc::as_ref)))
    });
    CelValue::Map(CelMap { map: Arc::new(entries.collect::<HashMap<_, _>>()) })
}

/// Rules see an object's name and nothing else of its metadata.
fn visible_metadata(metadata: &Value) -> Value {
    let visible = ["name", "generateName"].into_iter();
    let present = visible.filter_map(|name| Some((name.to_owned(), metadata.get(name)?.clone())));
    Value::Object(present.collect())
}

fn key(name: &str) -> Key {
    Key::String(Arc::new(name.to_owned()))
}

/// A field name as CEL identifier.
fn escaped(name: &str) -> String {
    const RESERVED: [&str; 21] = [
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ];
    if RESERVED.contains(&name) {
        return format!("__{name}__");
    }
    let escaped = name.replace("__", "__underscores__");
    escaped.replace('.', "__dot__").replace('-', "__dash__").replace('/', "__slash__")
}
