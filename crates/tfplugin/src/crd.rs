//! Kubernetes objects as Terraform attributes, from the OpenAPI schema of a CustomResourceDefinition.
//!
//! | in the schema | in Terraform |
//! |---|---|
//! | property `externalURL` | attribute `external_url` |
//! | `boolean`, `integer`, `number`, `string` | bool, number, number, string |
//! | `x-kubernetes-int-or-string`, quantities | string; `80` is sent as an integer unless it is a quantity |
//! | array of scalars; with `x-kubernetes-list-type: set` | list; set |
//! | array of objects with one `x-kubernetes-list-map-keys` | nested map by that key, which leaves the object |
//! | array of other objects | nested list |
//! | `additionalProperties` of scalars; of objects | map; nested map |
//! | object with properties | one nested object |
//! | `x-kubernetes-preserve-unknown-fields` without properties | string that holds JSON |
//! | scalar `default` | optional and computed, planned with that value |
//! | default of an object or array | optional; absent stays null, the default's value in the object reads as null |
//! | `required` without default | required |
//! | paragraph `Deprecated: ...` of a description | deprecation message |
//! | `format: password` | sensitive |
//! | rule `self == oldSelf` | replaces the resource |
//!
//! JSON text stands for what has no schema because a dynamic attribute can neither be part of a set nor keep the
//! difference of list and tuple. Defaults of objects stay out of the plan because a plan that names them would keep
//! them out of reach of the defaults of later versions; nothing is lost, as scalars inside have their own defaults.
//!
//! What it does not do: rules in CEL (`x-kubernetes-validations`) other than the one above are left to the server,
//! as are patterns that are not regular expressions of this platform. `oneOf` and `anyOf` are understood where they
//! only say which properties are required. Lists of lists of objects have no form in Terraform's protocol.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::{
    diagnostic::{AttributePath, Diagnostics},
    schema::Attribute,
    value::Value,
};

mod attributes;
mod descriptions;
mod error;
mod format;
mod from_json;
mod names;
mod node;
mod parse;
mod path;
mod quantity;
mod rules;
mod to_json;
mod validate;

pub use error::{MappingError, SchemaFault, ValueFault};

/// Names that Terraform keeps for itself at the top level of a resource.
const META_ARGUMENTS: [&str; 7] =
    ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// How the specification of a Kubernetes object and Terraform attributes correspond.
#[derive(Clone, Debug)]
pub struct Mapping {
    root: node::Object,
}

impl Mapping {
    /// Reads an OpenAPI v3 schema of an object, usually that of `spec`.
    ///
    /// # Errors
    /// [`MappingError::Schema`] where a property has no form in Terraform, two properties get one name, or one at the
    /// top level gets the name of a meta-argument such as `count`.
    pub fn from_openapi(schema: &Json) -> Result<Self, MappingError> {
        let mut root = parse::root(schema)?;
        descriptions::translate(&mut root);
        match root.fields.iter().find(|(name, _)| META_ARGUMENTS.contains(&name.as_str())) {
            Some((_, field)) => Err(MappingError::from(SchemaFault::Reserved).inside_property(&field.property)),
            None => Ok(Self { root }),
        }
    }

    /// The attributes by name.
    pub fn attributes(&self) -> BTreeMap<String, Attribute> {
        attributes::of(&self.root)
    }

    /// The specification that attributes stand for. Other attributes of the value are passed over. Nulls are left
    /// out, maps by key become lists in the order of their keys.
    ///
    /// # Errors
    /// [`MappingError::Value`] with the place: an unknown value, a null in a list, text that should be JSON and is
    /// not, or a value of another type.
    pub fn to_json(&self, value: &Value) -> Result<Json, MappingError> {
        to_json::object(&self.root, value)
    }

    /// The attributes of a live specification.
    ///
    /// Where the live value differs from the prior one only in its spelling, the prior one stays: a quantity `1`
    /// for `1000m`, the order of a set, other white space in JSON, absence for an empty list. All else shows the live
    /// value. A live value that contradicts the schema, as after a change of the definition, is null.
    pub fn from_json(&self, json: &Json, prior: Option<&Value>) -> Value {
        from_json::object(&self.root, json, prior)
    }

    /// Checks attributes against the schema as far as they are known. `base` is the place of the attributes in the
    /// resource, empty at the top level. Sensitive values are not repeated.
    pub fn validate(&self, value: &Value, base: &AttributePath) -> Diagnostics {
        validate::object(&self.root, value, base)
    }

    /// The attribute that a Kubernetes field path names, as it stands in the causes of a Status or in conflicts:
    /// `.spec.endpoints[name="api"].port`, `spec.endpoints[0].port`, `spec.env[FOO]`.
    ///
    /// An index of a keyed list needs the whole object that was sent, to tell which element it is. A path that leads
    /// deeper than the attributes do, or to an element that is not found, names the attribute that is reached.
    /// `None` for paths outside `spec`.
    pub fn field_path(&self, field: &str, object: Option<&Json>) -> Option<AttributePath> {
        path::attribute(&self.root, field, object.and_then(|object| object.get("spec")))
    }

    /// The Kubernetes field path of an attribute, as it stands in conflicts: `.spec.endpoints[name="api"].port`.
    /// `None` for paths that lead nowhere.
    pub fn kubernetes_path(&self, path: &AttributePath) -> Option<String> {
        path::field(&self.root, path)
    }
}

#[cfg(test)]
mod tests;
