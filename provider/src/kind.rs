//! What is particular about one kind of the platform.

use openchoreo_api::Problem;
use openchoreo_tfplugin::{schema::Attribute, value::Value};
use serde_json::Value as Json;

/// A kind: a resource and a data source.
pub struct Kind {
    /// Full type name in Terraform.
    pub type_name: &'static str,
    /// Kind in Kubernetes.
    pub kind: &'static str,
    /// Heading in the documentation that it stands under.
    pub subcategory: &'static str,
    /// What messages call it.
    pub noun: &'static str,
    /// The object is in the namespace of its organization.
    pub in_organization: bool,
    /// Its removal can be forbidden with `deletion_protection`.
    pub protectable: bool,
    /// Secret values that Terraform hands over without storing them.
    pub credentials: &'static [Credential],
    /// Attributes that the control plane computes.
    pub outputs: &'static [Output],
    /// What is wrong with an object, by its name and specification. An error means that the specification has another
    /// form than its schema says.
    pub validate: fn(&str, Json) -> serde_json::Result<Vec<Problem>>,
}

/// An attribute that the control plane computes from the rest.
pub struct Output {
    /// Its name.
    pub name: &'static str,
    /// Its schema.
    pub attribute: fn() -> Attribute,
    /// Its value, from an object's status.
    pub value: fn(&Json) -> Value,
    /// Attributes whose change may change it.
    pub depends_on: &'static [&'static str],
}

/// A secret value that is written into the Secret which the specification refers to.
pub struct Credential {
    /// Write-only attribute that holds the value.
    pub attribute: &'static str,
    /// Attribute whose change says that there is a new value.
    pub version: &'static str,
    /// Path of the attribute with the reference to the Secret.
    pub secret: [&'static str; 2],
    /// What the value is.
    pub description: &'static str,
}
