//! Paths to fields in the spelling of Kubernetes errors.

/// Path to a field, such as `spec.endpoints[0].port`; empty at the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldPath(String);

impl FieldPath {
    /// The field `name` of this object.
    pub(crate) fn child(&self, name: &str) -> Self {
        Self(if self.0.is_empty() { name.to_owned() } else { format!("{}.{name}", self.0) })
    }

    /// The item at `index` of this list.
    pub(crate) fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    /// The entry `key` of this map, in the spelling used where keys are not field names.
    pub(crate) fn key(&self, key: &str) -> Self {
        Self(format!("{}[{key}]", self.0))
    }

    /// The path as text; empty at the root.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
