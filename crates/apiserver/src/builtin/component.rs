//! The definitions as components of OpenAPI documents.

use serde_json::{Map, Value, json};

use super::kind::source;

/// What a reference within a document starts with.
pub(crate) const REFERENCE: &str = "#/components/schemas/";

/// The name that Kubernetes gives the component of a definition: `apps.v1.Deployment` is in the package of the API types,
/// others in those of the machinery.
pub(crate) fn component_name(definition: &str) -> String {
    let package = match definition.split('.').next() {
        Some("meta") => "apimachinery.pkg.apis",
        Some("api" | "util" | "pkg") => "apimachinery.pkg",
        Some("apiextensions") => "apiextensions-apiserver.pkg.apis",
        _ => "api",
    };
    format!("io.k8s.{package}.{definition}")
}

/// The component of this name, whose references lead to other components.
pub(crate) fn component(name: &str) -> Option<Value> {
    let definition = definition(name);
    let found = source(definition);
    (!found.is_null() && component_name(definition) == name).then(|| referring(found))
}

/// A reference to the component of a definition.
pub(crate) fn reference(definition: &str) -> Value {
    json!({ "$ref": format!("{REFERENCE}{}", component_name(definition)) })
}

/// `io.k8s.api.apps.v1.Deployment` -> `apps.v1.Deployment`: the last three parts.
fn definition(component: &str) -> &str {
    component.rmatch_indices('.').nth(2).map_or(component, |(dot, _)| &component[dot + 1..])
}

/// A schema with its references spelled as the documents need them.
pub(super) fn referring(source: &Value) -> Value {
    match source {
        Value::Object(fields) => match fields.get("$ref").and_then(Value::as_str) {
            Some(name) => with_siblings(reference(name), fields),
            None => Value::Object(fields.iter().map(|(name, value)| (name.clone(), referring(value))).collect()),
        },
        other => other.clone(),
    }
}

/// OpenAPI ignores what stands beside a reference, so that one with siblings is wrapped.
fn with_siblings(reference: Value, fields: &Map<String, Value>) -> Value {
    if fields.len() == 1 {
        return reference;
    }
    let mut wrapped: Map<_, _> = fields.clone();
    wrapped.remove("$ref");
    wrapped.insert("allOf".to_owned(), json!([reference]));
    Value::Object(wrapped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::kinds;

    #[test]
    fn components_are_called_what_kubernetes_calls_them() {
        for (definition, expected) in [
            ("core.v1.Pod", "io.k8s.api.core.v1.Pod"),
            ("meta.v1.ObjectMeta", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"),
            ("api.resource.Quantity", "io.k8s.apimachinery.pkg.api.resource.Quantity"),
            ("util.intstr.IntOrString", "io.k8s.apimachinery.pkg.util.intstr.IntOrString"),
            ("apiextensions.v1.JSON", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON"),
        ] {
            assert_eq!(component_name(definition), expected);
            assert!(component(expected).is_some(), "{expected}");
        }
    }

    #[test]
    fn a_name_that_only_ends_like_a_component_is_none() {
        assert_eq!(component("example.core.v1.Pod"), None);
    }

    #[test]
    fn a_default_beside_a_reference_wraps_it() {
        let strategy = &referring(source("apps.v1.DeploymentSpec"))["properties"]["strategy"];
        let expected = json!({
            "allOf": [{ "$ref": "#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy" }],
            "default": {},
            "x-kubernetes-patch-strategy": "retainKeys",
        });
        assert_eq!(*strategy, expected);
    }

    #[test]
    fn every_kind_is_a_component() {
        for kind in kinds() {
            assert!(component(&component_name(&kind.definition())).is_some(), "{}", kind.kind);
        }
    }
}
