//! Structural schemas: what a kind's objects may hold, and how they are pruned, defaulted and validated.
//!
//! A [`TypeSchema`] is read once from an OpenAPI v3 schema (a CRD version's `openAPIV3Schema`, or a built-in
//! kind) and then used for every request. The usual order is [`TypeSchema::prune`], [`TypeSchema::default`],
//! [`TypeSchema::validate`].
//!
//! Known differences from kube-apiserver: built-in kinds are validated by the same machinery as custom ones, so
//! that malformed values are named field by field where Kubernetes refuses the whole body; CEL rules are parsed but not type-checked when the schema is read,
//! their cost is not bounded, and the macros that the `cel` crate lacks (`sortBy`, `cel.bind`, two-variable
//! comprehensions) fail the object instead of being evaluated.

mod bounds;
mod cel_value;
mod correlate;
mod defaulting;
mod field_error;
mod format;
mod json_type;
mod list_type;
mod logic;
mod names;
mod object_meta;
mod parse;
mod path;
mod prune;
mod rule;
mod structural;
#[cfg(test)]
mod tests;
mod uniqueness;
mod validate;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

pub use field_error::{FieldError, Reason};
pub use json_type::JsonType;
pub use list_type::ListType;
pub use names::{NameRule, is_dns_label, is_dns_subdomain, is_qualified_name};
pub(crate) use names::{label_value_complaints, qualified_name_complaints};
pub use object_meta::{MetaRules, validate_object_meta};
pub use parse::{Definitions, SchemaError};
pub(crate) use path::FieldPath;
pub(crate) use prune::Nulls;

use bounds::Bounds;
use logic::Logic;
use rule::Rule;

/// The schema of a value: of a whole object at the root, of one field below.
#[derive(Debug, Default)]
pub struct TypeSchema {
    /// The declared JSON type; absent where anything goes, or for an integer-or-string.
    pub(crate) json_type: Option<JsonType>,
    /// Whether null is a value of its own.
    pub(crate) nullable: bool,
    /// `x-kubernetes-int-or-string`.
    pub(crate) int_or_string: bool,
    /// `x-kubernetes-preserve-unknown-fields`.
    pub(crate) preserve_unknown: bool,
    /// The root of an object, or `x-kubernetes-embedded-resource`: type and metadata are implied.
    pub(crate) resource: bool,
    /// Whether `status` is written through an endpoint of its own; only meaningful at the root.
    pub(crate) status_subresource: bool,
    /// Whether that endpoint writes metadata, too; only meaningful at the root.
    pub(crate) status_with_metadata: bool,
    /// The parts that no object of the kind lacks; only meaningful at the root.
    pub(crate) skeleton: Value,
    /// The declared fields.
    pub(crate) properties: BTreeMap<String, Arc<TypeSchema>>,
    /// The schema of a map's values.
    pub(crate) additional: Option<Arc<TypeSchema>>,
    /// The schema of a list's items.
    pub(crate) items: Option<Arc<TypeSchema>>,
    /// How a list merges, and what is unique in it.
    pub(crate) list_type: ListType,
    /// `x-kubernetes-map-type: atomic`: the map is one leaf to server-side apply.
    pub(crate) atomic: bool,
    /// The value of an absent field.
    pub(crate) default: Option<Value>,
    /// Value bounds such as `minimum` and `pattern`.
    pub(crate) bounds: Option<Box<Bounds>>,
    /// `allOf`, `anyOf`, `oneOf`, `not`.
    pub(crate) logic: Option<Box<Logic>>,
    /// `x-kubernetes-validations`, compiled.
    pub(crate) rules: Vec<Rule>,
}

impl TypeSchema {
    /// Reads the structural schema of a whole object, as a CustomResourceDefinition version carries it.
    ///
    /// `apiVersion`, `kind` and `metadata` are added where the schema does not declare them.
    ///
    /// # Errors
    /// [`SchemaError`] lists every violation of the structural rules, every pattern and every CEL rule that
    /// does not compile; its paths start at the schema's root (`properties[spec].type`).
    pub fn from_openapi(schema: &Value) -> Result<Self, SchemaError> {
        let violations = structural::violations(schema);
        if !violations.is_empty() {
            return Err(SchemaError { violations });
        }
        parse::resource(schema, &Definitions::default())
    }

    /// The schema of an object of which nothing is known: all fields are kept, maps merge, lists are atomic.
    pub fn untyped() -> Self {
        Self { preserve_unknown: true, ..Default::default() }
    }

    /// The same schema, with `status` out of reach of the main endpoint.
    pub fn with_status_subresource(mut self) -> Self {
        self.status_subresource = true;
        self
    }

    /// Removes unknown fields from `object` and null fields that may not be null and have no default.
    ///
    /// Returns the paths of the unknown fields (`spec.endpoints[0].bar`) in kube-apiserver's spelling; nulls
    /// that were removed are not unknown and not listed.
    pub fn prune(&self, object: &mut Value) -> Vec<String> {
        self.prune_but(object, Nulls::Defaulted)
    }

    /// The same, with a choice of the nulls that stay.
    pub(crate) fn prune_but(&self, object: &mut Value, nulls: Nulls) -> Vec<String> {
        prune::prune(self, object, nulls)
    }

    /// Fills absent fields, and nulls that may not be null, with the schema's defaults, also inside objects
    /// that are themselves defaulted.
    pub fn default(&self, object: &mut Value) {
        defaulting::fill(self, object);
    }

    /// Checks `new` against the schema and its CEL rules; `old` is the stored object of an update, which
    /// transition rules see and whose unchanged parts are not reported again.
    pub fn validate(&self, new: &Value, old: Option<&Value>) -> Vec<FieldError> {
        validate::validate(self, new, old, Vec::new())
    }

    /// As [`Self::validate`], after metadata was found wrong as `errors` say: some of it keeps CEL rules from being checked.
    pub(crate) fn validate_after(&self, errors: Vec<FieldError>, new: &Value, old: Option<&Value>) -> Vec<FieldError> {
        validate::validate(self, new, old, errors)
    }

    /// As [`Self::validate_after`], of the rules between fields only.
    pub(crate) fn validate_rules(&self, errors: Vec<FieldError>, new: &Value, old: Option<&Value>) -> Vec<FieldError> {
        validate::rules(self, new, old, errors)
    }

    /// The schema of the field `name`, be it declared or a map's value.
    pub(crate) fn field(&self, name: &str) -> Option<&TypeSchema> {
        self.properties.get(name).or(self.additional.as_ref()).map(Arc::as_ref)
    }

    /// Removes maps that hold nothing, as the Go types of built-in kinds leave them out.
    pub(crate) fn omit_empty_maps(&self, value: &mut Value) {
        match value {
            Value::Object(fields) => fields.retain(|name, child| {
                let Some(schema) = self.field(name) else { return true };
                schema.omit_empty_maps(child);
                schema.additional.is_none() || !child.as_object().is_some_and(serde_json::Map::is_empty)
            }),
            Value::Array(items) => {
                if let Some(schema) = self.items.as_deref() {
                    items.iter_mut().for_each(|item| schema.omit_empty_maps(item));
                }
            }
            _ => {}
        }
    }
}
