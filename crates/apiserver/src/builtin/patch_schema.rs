//! How the fields of built-in kinds take part in strategic merge patches.

use serde_json::Value;

use super::kind::source;
use crate::strategic_merge::PatchError;

/// The type of a value, as far as strategic merge patches need it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PatchSchema(&'static Value);

/// How a field of two objects or lists is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// Objects field by field, lists as one value.
    Default,
    /// Lists item by item.
    Merge,
    /// Objects as one value.
    Replace,
}

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// The type of the field's value; of a list, that of its items.
    pub(crate) schema: PatchSchema,
    pub(crate) strategy: Strategy,
    /// The field by which items of a list are told apart.
    pub(crate) merge_key: Option<&'static str>,
}

impl PatchSchema {
    pub(super) fn of_definition(name: &str) -> Self {
        Self(resolved(source(name)))
    }

    /// What is known of the field `name`.
    ///
    /// # Errors
    /// When the type has no such field, or no fields at all.
    pub(crate) fn field(self, name: &str) -> Result<Part, PatchError> {
        let declared = self.0.get("properties").and_then(|fields| fields.get(name));
        let declared = declared.ok_or_else(|| PatchError::Mismatch(format!("unable to find api field {name:?}")))?;
        let text = |keyword| declared.get(keyword).and_then(Value::as_str);
        let strategies = text("x-kubernetes-patch-strategy").unwrap_or_default();
        let strategy = match strategies.split(',').find(|strategy| *strategy != "retainKeys") {
            Some("merge") => Strategy::Merge,
            Some("replace") => Strategy::Replace,
            _ => Strategy::Default,
        };
        let schema = Self(resolved(declared.get("items").unwrap_or(declared)));
        Ok(Part { schema, strategy, merge_key: text("x-kubernetes-patch-merge-key") })
    }
}

/// A schema, or the definition that it refers to.
fn resolved(schema: &'static Value) -> &'static Value {
    schema.get("$ref").and_then(Value::as_str).map_or(schema, source)
}
