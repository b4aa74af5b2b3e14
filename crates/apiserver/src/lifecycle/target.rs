use std::sync::Arc;

use serde_json::Value;

use crate::registry::ResourceType;
use crate::store::{Key, Stored};

/// The object that a request is about.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) kind: Arc<ResourceType>,
    /// Empty at cluster scope.
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// Whether the request goes to `/status`.
    pub(crate) status: bool,
    /// Whether the request goes to `/scale`.
    pub(crate) scale: bool,
}

impl Target {
    pub(crate) fn new(kind: &Arc<ResourceType>, namespace: &str, name: &str) -> Self {
        let (namespace, name) = (namespace.to_owned(), name.to_owned());
        Self { kind: Arc::clone(kind), namespace, name, status: false, scale: false }
    }

    pub(crate) fn key(&self) -> Key {
        Key::new(&self.kind.storage, self.namespace.as_str(), self.name.as_str())
    }

    /// The subresource as managedFields entries name it.
    pub(crate) fn subresource(&self) -> Option<&'static str> {
        self.status.then_some("status").or(self.scale.then_some("scale"))
    }
}

/// What to do with fields that the schema does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FieldValidation {
    /// Drop them silently.
    Ignore,
    /// Drop them and say so in a header.
    #[default]
    Warn,
    /// Refuse the object.
    Strict,
}

/// How a write is to be done.
#[derive(Clone, Debug)]
pub(crate) struct WriteOptions {
    /// Do everything but the write.
    pub(crate) dry_run: bool,
    pub(crate) validation: FieldValidation,
    /// The name under which fields are owned.
    pub(crate) manager: String,
    /// Take fields from other managers.
    pub(crate) force: bool,
}

/// The outcome of a write.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) object: Value,
    pub(crate) created: bool,
    /// Texts of warning headers.
    pub(crate) warnings: Vec<String>,
}

/// A stored object as a value.
pub(crate) fn parse(stored: &Stored) -> Result<Value, crate::status::ApiError> {
    serde_json::from_slice(&stored.json)
        .map_err(|error| crate::status::ApiError::internal(format!("a stored object is not JSON: {error}")))
}
