//! CustomResourceDefinitions, as Kubernetes gets them.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool, ValidationRule,
};
use kube::CustomResourceExt;

use crate::{Component, DataPlane, DeploymentPipeline, Environment, Organization, Project};

/// The definitions of all kinds, in the order in which they depend on each other.
pub fn crds() -> Vec<CustomResourceDefinition> {
    [
        Organization::crd(),
        DataPlane::crd(),
        Environment::crd(),
        DeploymentPipeline::crd(),
        Project::crd(),
        Component::crd(),
    ]
    .into_iter()
    .map(finish)
    .collect()
}

/// The definition of one kind.
pub fn crd(kind: &str) -> Option<CustomResourceDefinition> {
    crds().into_iter().find(|crd| crd.spec.names.kind == kind)
}

fn finish(mut crd: CustomResourceDefinition) -> CustomResourceDefinition {
    let rules = name_rules(&crd.spec.names.kind);
    for version in &mut crd.spec.versions {
        let Some(root) = version.schema.as_mut().and_then(|schema| schema.open_api_v3_schema.as_mut()) else {
            continue;
        };
        normalise(root);
        root.x_kubernetes_validations.get_or_insert_default().extend(rules.clone());
    }
    crd
}

/// Every name becomes a label value, and most become part of a host name.
fn name_rules(kind: &str) -> Vec<ValidationRule> {
    let mut rules = vec![rule(
        r"self.metadata.name.matches('^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$')",
        "metadata.name must be a lowercase DNS label of at most 63 characters that starts with a letter",
    )];
    match kind {
        "Organization" => rules.push(rule(
            "!self.metadata.name.startsWith('kube-')",
            "metadata.name must not start with kube-, which Kubernetes keeps for its own namespaces",
        )),
        "Component" => rules.push(rule(
            "self.spec.type != 'scheduled-task' || self.metadata.name.size() <= 52",
            "metadata.name of a scheduled-task must have at most 52 characters, the limit of a CronJob",
        )),
        _ => {}
    }
    rules
}

fn rule(rule: &str, message: &str) -> ValidationRule {
    ValidationRule { rule: rule.to_owned(), message: Some(message.to_owned()), ..ValidationRule::default() }
}

/// Removes what Kubernetes does not know (Rust's integer formats, null in the place of absence) and the line breaks
/// that descriptions have only in the source.
fn normalise(schema: &mut JSONSchemaProps) {
    if let Some(description) = schema.description.as_mut() {
        *description = description.split("\n\n").map(|text| text.replace('\n', " ")).collect::<Vec<_>>().join("\n\n");
    }
    if schema.format.as_deref().is_some_and(|format| format.starts_with("uint")) {
        schema.format = None;
    }
    if schema.nullable == Some(true) {
        schema.nullable = None;
    }
    schema.properties.iter_mut().flatten().for_each(|(_, property)| normalise(property));
    match schema.items.as_mut() {
        Some(JSONSchemaPropsOrArray::Schema(items)) => normalise(items),
        Some(JSONSchemaPropsOrArray::Schemas(items)) => items.iter_mut().for_each(normalise),
        None => {}
    }
    if let Some(JSONSchemaPropsOrBool::Schema(values)) = schema.additional_properties.as_mut() {
        normalise(values);
    }
}

/// The definitions as YAML files: name and content.
pub fn files() -> Result<Vec<(String, String)>, serde_saphyr::ser::Error> {
    crds()
        .iter()
        .map(|crd| {
            let name = format!("{}.yaml", crd.metadata.name.as_deref().unwrap_or_default());
            Ok((name, serde_saphyr::to_string(crd)?))
        })
        .collect()
}
