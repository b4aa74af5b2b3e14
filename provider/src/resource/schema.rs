//! The attributes of a resource: those of the specification and those that every resource has.

use openchoreo_tfplugin::{
    crd::Mapping,
    schema::{Attribute, Block, Schema},
    value::Type,
};

use super::{timeouts, upgrade};
use crate::{identity::with_article, kind::Kind};

/// The schema of a resource.
pub(crate) fn resource(kind: &Kind, description: &str, mapping: &Mapping) -> Schema {
    let mut schema = Schema::new(description)
        .version(upgrade::VERSION)
        .attributes(mapping.attributes())
        .attribute("name", name(kind).requires_replace())
        .attribute(
            "labels",
            Attribute::optional(Type::map(Type::String))
                .describe("Labels of the object. Labels that others set are left alone."),
        )
        .attribute(
            "annotations",
            Attribute::optional(Type::map(Type::String))
                .describe("Annotations of the object. Annotations that others set are left alone."),
        )
        .attribute(
            "wait_for_rollout",
            Attribute::optional(Type::Bool).describe(
                "Wait until the object is ready, not only until it is accepted. Defaults to the provider's \
                 `wait_for_rollout`.",
            ),
        )
        .attributes(computed(kind))
        .block("timeouts", Block::single(timeouts::schema()));
    if kind.in_organization {
        schema = schema.attribute("organization", organization().requires_replace());
    }
    if kind.protectable {
        schema = schema.attribute("deletion_protection", deletion_protection(kind));
    }
    schema.attributes(credentials(kind))
}

/// The schema of a data source.
pub(crate) fn data_source(kind: &Kind, description: &str, mapping: &Mapping) -> Schema {
    let texts = |what: &str| Attribute::computed(Type::map(Type::String)).describe(format!("{what} of the object."));
    let condition = Type::object([
        ("type", Type::String),
        ("status", Type::String),
        ("reason", Type::String),
        ("message", Type::String),
    ]);
    let specification = mapping.attributes().into_iter().map(|(name, attribute)| (name, attribute.into_computed()));
    let schema = Schema::new(description)
        .attributes(specification)
        .attribute("name", name(kind))
        .attribute("labels", texts("Labels"))
        .attribute("annotations", texts("Annotations"))
        .attribute(
            "ready",
            Attribute::computed(Type::Bool)
                .describe("Whether everything that the object stands for exists and works, in its current version."),
        )
        .attribute(
            "conditions",
            Attribute::computed(Type::list(condition)).describe("Conditions that the controllers report."),
        )
        .attributes(computed(kind));
    if kind.in_organization { schema.attribute("organization", organization()) } else { schema }
}

/// Whether an attribute belongs to the resource itself and not to the specification.
pub(crate) fn is_of_the_resource(kind: &Kind, name: &str) -> bool {
    let common = ["name", "organization", "labels", "annotations", "wait_for_rollout", "id", "namespace"];
    common.contains(&name)
        || kind.protectable && name == "deletion_protection"
        || kind.outputs.iter().any(|output| output.name == name)
        || kind.credentials.iter().any(|credential| [credential.attribute, credential.version].contains(&name))
}

fn name(kind: &Kind) -> Attribute {
    Attribute::required(Type::String).describe(format!(
        "Name of the {}: a lowercase DNS label of at most 63 characters that starts with a letter.",
        kind.noun
    ))
}

fn organization() -> Attribute {
    Attribute::required(Type::String)
        .describe("Name of the organization, which is also the Kubernetes namespace of the object.")
}

fn computed(kind: &Kind) -> impl Iterator<Item = (String, Attribute)> + use<> {
    let id = if kind.in_organization { "`organization/name`" } else { "The name" };
    let common = [
        ("id", Attribute::computed(Type::String).describe(format!("{id}, as used for import."))),
        (
            "namespace",
            Attribute::computed(Type::String)
                .describe("Kubernetes namespace of the organization, in the control plane."),
        ),
    ];
    let outputs = kind.outputs.iter().map(|output| (output.name, (output.attribute)()));
    let all: Vec<_> = common.into_iter().chain(outputs).collect();
    all.into_iter().map(|(name, attribute)| (name.to_owned(), attribute))
}

fn deletion_protection(kind: &Kind) -> Attribute {
    Attribute::optional(Type::Bool).default(false).describe(format!(
        "Refuse to destroy or replace the {} while this is true. Terraform alone keeps to it, not the control plane.",
        kind.noun
    ))
}

fn credentials(kind: &Kind) -> impl Iterator<Item = (String, Attribute)> + use<> {
    let pairs: Vec<_> = kind
        .credentials
        .iter()
        .flat_map(|credential| {
            let [object, secret] = credential.secret;
            let value = Attribute::optional(Type::String).write_only().describe(format!(
                "{}, written into the Secret that `{object}.{secret}` names and stored nowhere else. Needs \
                 `{}`, and Terraform or OpenTofu 1.11.",
                credential.description, credential.version
            ));
            let version = Attribute::optional(Type::Number).describe(format!(
                "Version of `{}`: change it to have a new value written. The Secret is deleted with {}.",
                credential.attribute,
                with_article(kind.noun)
            ));
            [(credential.attribute.to_owned(), value), (credential.version.to_owned(), version)]
        })
        .collect();
    pairs.into_iter()
}
