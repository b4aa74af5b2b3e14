//! One reason why an object is refused, in the terms of a Status cause.

use std::fmt;

use serde_json::Value;

use super::path::FieldPath;

/// Machine-readable reason of a [`FieldError`]; a Status cause's `reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The value is malformed or out of bounds.
    Invalid,
    /// A required value is absent.
    Required,
    /// The value is not one of the accepted ones.
    NotSupported,
    /// The value occurs twice where it must be unique.
    Duplicate,
    /// The value is refused by a policy although well formed.
    Forbidden,
    /// The text is too long.
    TooLong,
    /// The list or map has too many entries.
    TooMany,
    /// The value has another type than the schema's.
    TypeInvalid,
}

impl Reason {
    /// The `reason` of a Status cause.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "FieldValueInvalid",
            Self::Required => "FieldValueRequired",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Duplicate => "FieldValueDuplicate",
            Self::Forbidden => "FieldValueForbidden",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::TypeInvalid => "FieldValueTypeInvalid",
        }
    }

    /// The words that open a message.
    fn title(self) -> &'static str {
        match self {
            Self::Invalid | Self::TypeInvalid => "Invalid value",
            Self::Required => "Required value",
            Self::NotSupported => "Unsupported value",
            Self::Duplicate => "Duplicate value",
            Self::Forbidden => "Forbidden",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
        }
    }

    /// Whether a message of this reason repeats the value.
    fn shows_value(self) -> bool {
        !matches!(self, Self::Required | Self::Forbidden | Self::TooLong)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A field and what is wrong with it. Displays as kube-apiserver does: `spec.replicas: Invalid value: 0: ...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Path of the field (`spec.endpoints[0].port`); `<nil>` for the object as a whole.
    pub field: String,
    /// The reason of the Status cause.
    pub reason: Reason,
    /// The message of the Status cause, without the field.
    pub message: String,
}

impl fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.field, self.message)
    }
}

impl FieldError {
    /// An error at `path`; `value` is repeated where messages of this reason do so, `detail` may be empty.
    pub(crate) fn new(path: &FieldPath, reason: Reason, value: &Value, detail: impl fmt::Display) -> Self {
        Self::showing(path, reason, Some(value), detail)
    }

    /// An error about a value that is not to be repeated.
    pub(crate) fn concealed(path: &FieldPath, reason: Reason, detail: impl fmt::Display) -> Self {
        Self::showing(path, reason, None, detail)
    }

    /// A value that breaks a rule: only a scalar is repeated, as an object or list may be long.
    pub(crate) fn of_rule(path: &FieldPath, reason: Reason, value: &Value, detail: impl fmt::Display) -> Self {
        let scalar = !(value.is_object() || value.is_array());
        Self::showing(path, reason, scalar.then_some(value), detail)
    }

    fn showing(path: &FieldPath, reason: Reason, value: Option<&Value>, detail: impl fmt::Display) -> Self {
        let mut message = reason.title().to_owned();
        if let Some(value) = value.filter(|_| reason.shows_value()) {
            message = format!("{message}: {}", shown(value));
        }
        let detail = detail.to_string();
        if !detail.is_empty() {
            message = format!("{message}: {detail}");
        }
        let field = if path.as_str().is_empty() { "<nil>" } else { path.as_str() };
        Self { field: field.to_owned(), reason, message }
    }

    /// A malformed value.
    pub(crate) fn invalid(path: &FieldPath, value: &Value, detail: impl fmt::Display) -> Self {
        Self::new(path, Reason::Invalid, value, detail)
    }

    /// An absent value; `detail` may be empty.
    pub(crate) fn required(path: &FieldPath, detail: &str) -> Self {
        Self::new(path, Reason::Required, &Value::Null, detail)
    }

    /// A value that is refused; `detail` says why.
    pub(crate) fn forbidden(path: &FieldPath, detail: &str) -> Self {
        Self::new(path, Reason::Forbidden, &Value::Null, detail)
    }

    /// The same error below `prefix` (`spec.versions[0].schema.openAPIV3Schema`).
    pub fn under(mut self, prefix: &str) -> Self {
        self.field = match self.field.as_str() {
            "<nil>" => prefix.to_owned(),
            field if field.starts_with('[') => format!("{prefix}{field}"),
            field => format!("{prefix}.{field}"),
        };
        self
    }

    /// Whether CEL rules cannot be judged on an object with this error.
    pub(crate) fn blocks_rules(&self) -> bool {
        use Reason::{NotSupported, Required, TooLong, TooMany, TypeInvalid};
        matches!(self.reason, NotSupported | Required | TooLong | TooMany | TypeInvalid)
    }
}

/// A value as messages show it: null as the quoted word.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "\"null\"".to_owned(),
        other => other.to_string(),
    }
}
