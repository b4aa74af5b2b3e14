//! Values on the wire: msgpack, and the JSON of state files and types.

use crate::{
    diagnostic::{AttributePath, Step},
    number::NumberError,
};

pub mod json;
pub mod msgpack;

/// Bytes that do not hold a value of the expected type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{fault}", location(.path))]
pub struct DecodeError {
    /// Where in the value.
    pub path: AttributePath,
    /// What is wrong there.
    pub fault: DecodeFault,
}

/// Why bytes could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeFault {
    /// The bytes end too early.
    #[error("the value is cut off")]
    Truncated,
    /// Bytes follow the value.
    #[error("{0} bytes follow the value")]
    Trailing(usize),
    /// A value of another type.
    #[error("expected {expected}, found {found}")]
    Mismatch {
        /// The type asked for.
        expected: String,
        /// What is there.
        found: &'static str,
    },
    /// An object has an attribute that its type does not have.
    #[error("there is no attribute {0:?}")]
    Attribute(String),
    /// An object lacks an attribute of its type.
    #[error("the attribute {0:?} is missing")]
    Missing(String),
    /// A string is not UTF-8.
    #[error("a string is not UTF-8")]
    Utf8,
    /// A number is not decimal or not finite.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A dynamic value carries no readable type.
    #[error(transparent)]
    Type(#[from] TypeError),
    /// Dynamic values are nested too deeply.
    #[error("dynamic values are nested more than {0} deep")]
    Depth(u8),
    /// Not JSON, or JSON of another type.
    #[error("{0}")]
    Json(String),
}

/// A value that the target format cannot carry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{fault}", location(.path))]
pub struct EncodeError {
    /// Where in the value.
    pub path: AttributePath,
    /// What is wrong there.
    pub fault: EncodeFault,
}

/// Why a value cannot be written as JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeFault {
    /// JSON has no unknown values.
    #[error("the value is not known yet")]
    Unknown,
    /// The number needs more than JSON's 64 bits.
    #[error("the number {0} does not fit into 64 bits")]
    Number(String),
    /// The value is not of the type.
    #[error("expected {expected}, found {found}")]
    Mismatch {
        /// The type asked for.
        expected: String,
        /// What is there.
        found: &'static str,
    },
}

/// A type constraint in JSON that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text} is not a type")]
pub struct TypeError {
    /// The JSON.
    pub text: String,
}

impl DecodeError {
    /// The same error, seen from the value that contains the part.
    fn inside(mut self, step: Step) -> Self {
        self.path.0.insert(0, step);
        self
    }
}

impl From<DecodeFault> for DecodeError {
    fn from(fault: DecodeFault) -> Self {
        Self { path: AttributePath::default(), fault }
    }
}

impl EncodeError {
    /// The same error, seen from the value that contains the part.
    fn inside(mut self, step: Step) -> Self {
        self.path.0.insert(0, step);
        self
    }
}

impl From<EncodeFault> for EncodeError {
    fn from(fault: EncodeFault) -> Self {
        Self { path: AttributePath::default(), fault }
    }
}

fn location(path: &AttributePath) -> String {
    if path.0.is_empty() { String::new() } else { format!("{path}: ") }
}

#[cfg(test)]
mod tests;
