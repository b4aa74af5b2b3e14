//! Bounds on single values: enumerations, ranges, lengths, patterns, formats, required fields.

use regex::Regex;
use serde_json::{Map, Number, Value};

use super::path::FieldPath;
use super::{FieldError, Reason, format};

/// What a schema demands of a value beyond its type.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) enumeration: Vec<Value>,
    pub(crate) required: Vec<String>,
    pub(crate) format: Option<String>,
    pub(crate) pattern: Option<Regex>,
    pub(crate) minimum: Option<Limit>,
    pub(crate) maximum: Option<Limit>,
    pub(crate) multiple_of: Option<Number>,
    /// Characters of a string.
    pub(crate) length: Span,
    /// Items of a list.
    pub(crate) items: Span,
    /// Fields of an object.
    pub(crate) properties: Span,
}

/// One end of a range of numbers.
#[derive(Debug)]
pub(crate) struct Limit {
    pub(crate) value: Number,
    pub(crate) exclusive: bool,
}

/// A range of counts, both ends included.
#[derive(Debug, Default)]
pub(crate) struct Span {
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
}

impl Span {
    fn below(&self, count: usize) -> Option<u64> {
        self.min.filter(|min| (count as u64) < *min)
    }

    fn above(&self, count: usize) -> Option<u64> {
        self.max.filter(|max| (count as u64) > *max)
    }
}

impl Bounds {
    /// Adds what is wrong with `value`.
    pub(crate) fn check(&self, value: &Value, path: &FieldPath, errors: &mut Vec<FieldError>) {
        match value {
            Value::String(text) => self.check_text(text, path, errors),
            Value::Number(number) => self.check_number(number, path, errors),
            Value::Array(items) => self.check_items(items.len(), path, errors),
            Value::Object(fields) => self.check_fields(fields, path, errors),
            Value::Null | Value::Bool(_) => {}
        }
        if !self.enumeration.is_empty() && !self.enumeration.contains(value) {
            errors.push(FieldError::new(path, Reason::NotSupported, value, self.supported()));
        }
    }

    fn supported(&self) -> String {
        let quoted = self.enumeration.iter().map(|accepted| match accepted {
            Value::String(_) => accepted.to_string(),
            other => Value::String(other.to_string()).to_string(),
        });
        format!("supported values: {}", quoted.collect::<Vec<_>>().join(", "))
    }

    fn check_text(&self, text: &str, path: &FieldPath, errors: &mut Vec<FieldError>) {
        let length = text.chars().count();
        let value = Value::from(text);
        let name = path.as_str();
        if let Some(max) = self.length.above(length) {
            let detail = format!("may not be more than {max} bytes");
            errors.push(FieldError::new(path, Reason::TooLong, &value, detail));
        }
        if let Some(min) = self.length.below(length) {
            let detail = format!("{name} in body should be at least {min} chars long");
            errors.push(FieldError::invalid(path, &value, detail));
        }
        if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
            errors.push(FieldError::invalid(path, &value, format!("{name} in body should match '{pattern}'")));
        }
        if let Some(format) = self.format.as_deref().filter(|format| !format::accepts(format, text)) {
            let detail = format!("{name} in body must be of type {format}");
            errors.push(if format == "byte" {
                // It may be a secret whose owner forgot to encode it.
                FieldError::concealed(path, Reason::TypeInvalid, detail)
            } else {
                FieldError::new(path, Reason::TypeInvalid, &value, format!("{detail}: {value}"))
            });
        }
    }

    fn check_number(&self, number: &Number, path: &FieldPath, errors: &mut Vec<FieldError>) {
        let mut refuse = |detail: String| {
            let detail = format!("{} in body should be {detail}", path.as_str());
            errors.push(FieldError::invalid(path, &Value::Number(number.clone()), detail));
        };
        let found = as_float(number);
        if let Some(Limit { value, exclusive }) = &self.maximum {
            match (found - as_float(value), exclusive) {
                (excess, false) if excess > 0.0 => refuse(format!("less than or equal to {value}")),
                (excess, true) if excess >= 0.0 => refuse(format!("less than {value}")),
                _ => {}
            }
        }
        if let Some(Limit { value, exclusive }) = &self.minimum {
            match (as_float(value) - found, exclusive) {
                (missing, false) if missing > 0.0 => refuse(format!("greater than or equal to {value}")),
                (missing, true) if missing >= 0.0 => refuse(format!("greater than {value}")),
                _ => {}
            }
        }
        if let Some(factor) = self.multiple_of.as_ref().filter(|factor| (found / as_float(factor)).fract() != 0.0) {
            refuse(format!("a multiple of {factor}"));
        }
        self.check_width(number, errors);
    }

    /// An integer outside the format's width is reported at the object's root, as kube-apiserver does.
    fn check_width(&self, number: &Number, errors: &mut Vec<FieldError>) {
        if self.format.as_deref() == Some("int32")
            && number.as_i64().is_none_or(|integer| i32::try_from(integer).is_err())
            && as_float(number).fract() == 0.0
        {
            let detail = "Checked value must be of type integer with format int32";
            errors.push(FieldError::invalid(&FieldPath::default(), &Value::from(""), detail));
        }
    }

    fn check_items(&self, count: usize, path: &FieldPath, errors: &mut Vec<FieldError>) {
        if let Some(max) = self.items.above(count) {
            errors.push(too_many(path, count, max));
        }
        if let Some(min) = self.items.below(count) {
            let detail = format!("{} in body should have at least {min} items", path.as_str());
            errors.push(FieldError::invalid(path, &Value::from(count), detail));
        }
    }

    fn check_fields(&self, fields: &Map<String, Value>, path: &FieldPath, errors: &mut Vec<FieldError>) {
        if let Some(max) = self.properties.above(fields.len()) {
            errors.push(too_many(path, fields.len(), max));
        }
        if let Some(min) = self.properties.below(fields.len()) {
            let detail = format!("{} in body should have at least {min} properties", path.as_str());
            errors.push(FieldError::invalid(path, &Value::from(fields.len()), detail));
        }
        for name in self.required.iter().filter(|name| !fields.contains_key(*name)) {
            errors.push(FieldError::required(&path.child(name), ""));
        }
    }
}

fn too_many(path: &FieldPath, count: usize, max: u64) -> FieldError {
    let items = if max == 1 { "item" } else { "items" };
    FieldError::new(path, Reason::TooMany, &Value::from(count), format!("must have at most {max} {items}"))
}

/// Numbers are compared as floating point, which is exact up to 2^53.
fn as_float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}
