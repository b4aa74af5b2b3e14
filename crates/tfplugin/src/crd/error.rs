//! What goes wrong between Kubernetes and Terraform.

use crate::{
    diagnostic::{AttributePath, Step},
    number::NumberError,
};

/// A schema that has no form in Terraform, or a value that has none in Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// A schema.
    #[error("{path}: {fault}")]
    Schema {
        /// The property, such as `.endpoints[].port`.
        path: String,
        /// What is wrong with it.
        fault: SchemaFault,
    },
    /// A value.
    #[error("{path}: {fault}")]
    Value {
        /// The attribute.
        path: AttributePath,
        /// What is wrong with it.
        fault: ValueFault,
    },
}

/// Why a schema has no form in Terraform.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaFault {
    /// The schema says something that cannot be mapped.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// The name is a meta-argument of Terraform.
    #[error("the name is kept by Terraform for itself")]
    Reserved,
    /// No attribute name can be made of the property's name.
    #[error("no attribute name can be made of the property's name")]
    Name,
    /// Another property has the same attribute name.
    #[error("property {0:?} has the same attribute name")]
    Ambiguous(String),
    /// The key of a list is not among the properties of its elements, or not a scalar.
    #[error("the list's key {0:?} is not a scalar property of its elements")]
    Key(String),
    /// A number in the schema cannot be read.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The default is not a value of the property's type.
    #[error("the default is not of the property's type")]
    Default,
}

/// Why a value has no form in Kubernetes. The value itself is not repeated, it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueFault {
    /// The value is unknown.
    #[error("the value is not known yet")]
    Unknown,
    /// A list has a null element.
    #[error("a list cannot have null elements")]
    NullElement,
    /// The value is of another type.
    #[error("expected {expected}, found {found}")]
    Mismatch {
        /// What is accepted.
        expected: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// A key stands for a property of another type than text, and is no such value.
    #[error("the key must be {0}")]
    Key(&'static str),
    /// The text is not JSON.
    #[error("the text is not JSON")]
    Json,
    /// The number needs more than 64 bits.
    #[error("the number does not fit into 64 bits")]
    Number,
}

impl MappingError {
    /// The same error, seen from the schema that contains the property.
    pub(super) fn inside_property(self, property: &str) -> Self {
        self.inside_schema(&format!(".{property}"))
    }

    /// The same error, seen from a schema that contains the part.
    pub(super) fn inside_schema(self, part: &str) -> Self {
        match self {
            Self::Schema { path, fault } => Self::Schema { path: format!("{part}{path}"), fault },
            value => value,
        }
    }

    /// The same error, seen from the value that contains the part.
    pub(super) fn inside(mut self, step: Step) -> Self {
        if let Self::Value { path, .. } = &mut self {
            path.0.insert(0, step);
        }
        self
    }
}

impl From<SchemaFault> for MappingError {
    fn from(fault: SchemaFault) -> Self {
        Self::Schema { path: String::new(), fault }
    }
}

impl From<ValueFault> for MappingError {
    fn from(fault: ValueFault) -> Self {
        Self::Value { path: AttributePath::default(), fault }
    }
}
