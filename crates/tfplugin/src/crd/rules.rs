//! Scalars: what a schema accepts, and how that is said.

use serde_json::Value as Json;

use super::{
    error::{MappingError, SchemaFault},
    format,
    node::{Bounds, Limit, Pattern, Scalar, ScalarKind},
    parse::{count, flag, text},
};
use crate::number::Number;

/// What the pattern of a quantity lists: the binary suffixes.
const QUANTITY_SUFFIXES: [&str; 2] = ["Ki|", "]i)"];

/// The scalar of a schema's type.
pub(super) fn scalar(name: &str, schema: &Json) -> Result<Scalar, MappingError> {
    let kind = match name {
        "boolean" => ScalarKind::Bool,
        "integer" => ScalarKind::Integer,
        "number" => ScalarKind::Number,
        "string" => ScalarKind::String,
        other => return Err(SchemaFault::Unsupported(format!("type {other:?}")).into()),
    };
    of_kind(kind, schema)
}

/// An integer or text.
pub(super) fn int_or_string(schema: &Json) -> Result<Scalar, MappingError> {
    of_kind(ScalarKind::IntOrString, schema)
}

/// Anything.
pub(super) fn json(schema: &Json) -> Result<Scalar, MappingError> {
    of_kind(ScalarKind::Json, schema)
}

fn of_kind(kind: ScalarKind, schema: &Json) -> Result<Scalar, MappingError> {
    let pattern = text(schema, "pattern");
    let format = text(schema, "format");
    let listed = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
    let looks_like_quantity = |pattern: &str| QUANTITY_SUFFIXES.iter().any(|suffix| pattern.contains(suffix));
    Ok(Scalar {
        kind,
        quantity: format == Some("quantity") || pattern.is_some_and(looks_like_quantity),
        sensitive: format == Some("password"),
        accepted: listed.filter(|value| !value.is_null()).cloned().collect(),
        minimum: limit(schema, "minimum", "exclusiveMinimum")?,
        maximum: limit(schema, "maximum", "exclusiveMaximum")?,
        length: Bounds { min: count(schema, "minLength"), max: count(schema, "maxLength") },
        pattern: pattern.map(Pattern::new),
        format: format.map(str::to_owned),
    })
}

fn limit(schema: &Json, keyword: &str, exclusive: &str) -> Result<Option<Limit>, MappingError> {
    let Some(Json::Number(value)) = schema.get(keyword) else { return Ok(None) };
    let value = Number::try_from(value).map_err(SchemaFault::Number)?;
    Ok(Some(Limit { value, exclusive: flag(schema, exclusive) }))
}

impl Scalar {
    /// Whether text is accepted.
    pub(super) fn accepts_text(&self, text: &str) -> bool {
        let length = text.chars().count() as u64;
        let listed = self.accepted.is_empty() || self.accepted.iter().any(|value| value.as_str() == Some(text));
        listed
            && self.length.allow(length)
            && self.pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
            && self.format.as_deref().is_none_or(|format| format::accepts(format, text))
    }

    /// Whether a number is accepted.
    pub(super) fn accepts_number(&self, number: &Number) -> bool {
        let same =
            |value: &Json| matches!(value, Json::Number(value) if Number::try_from(value).as_ref() == Ok(number));
        let above = |limit: &Limit| *number > limit.value || !limit.exclusive && *number == limit.value;
        let below = |limit: &Limit| *number < limit.value || !limit.exclusive && *number == limit.value;
        (self.kind != ScalarKind::Integer || number.is_integer())
            && (self.accepted.is_empty() || self.accepted.iter().any(same))
            && self.minimum.as_ref().is_none_or(above)
            && self.maximum.as_ref().is_none_or(below)
            && self.format.as_deref().is_none_or(|format| format::accepts_number(format, number))
    }

    /// What is accepted, in words.
    pub(super) fn description(&self) -> String {
        if !self.accepted.is_empty() {
            let values: Vec<_> = self.accepted.iter().map(ToString::to_string).collect();
            return if values.len() == 1 { values.concat() } else { format!("one of {}", values.join(", ")) };
        }
        match self.kind {
            ScalarKind::Bool => "true or false".into(),
            ScalarKind::Integer => format!("a whole number{}", self.range()),
            ScalarKind::Number => format!("a number{}", self.range()),
            ScalarKind::Json => "JSON".into(),
            ScalarKind::String | ScalarKind::IntOrString => self.text_description(),
        }
    }

    /// The range of the schema, or of the format's bits.
    fn range(&self) -> String {
        let bits = self.format.as_deref().and_then(format::number_range);
        let (smallest, largest) = bits.map_or((None, None), |(min, max)| (Some(min), Some(max)));
        let limit = |limit: &Option<Limit>, bits: Option<Number>| {
            limit.clone().or(bits.map(|value| Limit { value, exclusive: false }))
        };
        let low = limit(&self.minimum, smallest).map(|limit| limit.words("above", "from"));
        let high = limit(&self.maximum, largest).map(|limit| limit.words("below", "up to"));
        match (low, high) {
            (None, None) => String::new(),
            (Some(words), None) | (None, Some(words)) => format!(" {words}"),
            (Some(low), Some(high)) => format!(" {low} {high}"),
        }
    }

    fn text_description(&self) -> String {
        let mut parts = vec!["text".to_owned()];
        if let Some(length) = self.length.description(Noun::Character) {
            parts.push(format!("of {length}"));
        }
        if let Some(example) = self.format.as_deref().and_then(format::description) {
            parts.push(format!("that is {example}"));
        }
        if let Some(pattern) = &self.pattern {
            parts.push(format!("that matches {}", pattern.text));
        }
        parts.join(" ")
    }
}

impl Limit {
    fn words(&self, exclusive: &str, inclusive: &str) -> String {
        format!("{} {}", if self.exclusive { exclusive } else { inclusive }, self.value)
    }
}

/// What is counted.
#[derive(Clone, Copy)]
pub(super) enum Noun {
    Character,
    Element,
    Entry,
}

impl Noun {
    fn text(self, count: u64) -> &'static str {
        match (self, count) {
            (Self::Character, 1) => "character",
            (Self::Character, _) => "characters",
            (Self::Element, 1) => "element",
            (Self::Element, _) => "elements",
            (Self::Entry, 1) => "entry",
            (Self::Entry, _) => "entries",
        }
    }
}

impl Bounds {
    /// Whether a number of elements is accepted.
    pub(super) fn allow(&self, length: u64) -> bool {
        self.min.is_none_or(|min| min <= length) && self.max.is_none_or(|max| length <= max)
    }

    /// What is accepted, in words; `None` where anything is.
    pub(super) fn description(&self, noun: Noun) -> Option<String> {
        let nouns = |count: u64| format!("{count} {}", noun.text(count));
        match (self.min.filter(|min| *min > 0), self.max) {
            (None, None) => None,
            (Some(min), None) => Some(format!("at least {}", nouns(min))),
            (None, Some(max)) => Some(format!("at most {}", nouns(max))),
            (Some(min), Some(max)) if min == max => Some(format!("exactly {}", nouns(max))),
            (Some(min), Some(max)) => Some(format!("{min} to {}", nouns(max))),
        }
    }
}
