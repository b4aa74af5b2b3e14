//! The document of one group and version.

use serde_json::{Map, Value, json};

use super::operation::{self, Resource};
use super::root_path;
use crate::builtin::{self, REFERENCE};

/// One resource of a group and version.
#[derive(Clone, Debug)]
pub struct ResourceDoc<'a> {
    /// Kind, in camel case.
    pub kind: &'a str,
    /// Resource name in URLs.
    pub plural: &'a str,
    /// Whether objects live in a namespace.
    pub namespaced: bool,
    /// Name of the objects' component schema.
    pub component: String,
    /// OpenAPI schema of the objects. What it refers to are components of the built-in kinds.
    pub schema: &'a Value,
    /// Whether there is a status subresource.
    pub status: bool,
    /// Whether objects take strategic merge patches, as built-in kinds do. kubectl sends what is announced.
    pub strategic_merge: bool,
}

/// The document at `/openapi/v3/apis/GROUP/VERSION`: component schemas and the paths that serve them.
pub fn document(group: &str, version: &str, resources: &[ResourceDoc<'_>]) -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for resource in resources {
        schemas.insert(resource.component.clone(), object_schema(group, version, resource));
        schemas.insert(format!("{}List", resource.component), list_schema(group, version, resource));
        add_paths(&mut paths, &Resource { group, version, doc: resource });
    }
    add_references(&mut schemas);
    json!({
        "openapi": "3.0.0",
        "info": { "title": "Kubernetes", "version": version },
        "components": { "schemas": schemas },
        "paths": paths,
    })
}

/// The component of a custom resource, by reversed group, version and kind: `io.k8s.networking.gateway.v1.HTTPRoute`.
pub fn custom_component(group: &str, version: &str, kind: &str) -> String {
    let reversed: Vec<_> = group.split('.').rev().collect();
    format!("{}.{version}.{kind}", reversed.join("."))
}

/// Adds the components that the schemas refer to, and those that these refer to.
fn add_references(schemas: &mut Map<String, Value>) {
    let mut wanted = Vec::new();
    schemas.values().for_each(|schema| references(schema, &mut wanted));
    while let Some(name) = wanted.pop() {
        if schemas.contains_key(&name) {
            continue;
        }
        if let Some(found) = builtin::component(&name) {
            references(&found, &mut wanted);
            schemas.insert(name, found);
        }
    }
}

/// Collects the names of the components that a schema refers to.
fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix(REFERENCE));
            found.extend(name.map(str::to_owned));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

fn group_version_kind(group: &str, version: &str, kind: &str) -> Value {
    json!([{ "group": group, "version": version, "kind": kind }])
}

/// The resource's schema with what every object has.
fn object_schema(group: &str, version: &str, resource: &ResourceDoc<'_>) -> Value {
    let mut schema = resource.schema.as_object().cloned().unwrap_or_default();
    schema.entry("type").or_insert(json!("object"));
    schema.insert("x-kubernetes-group-version-kind".to_owned(), group_version_kind(group, version, resource.kind));
    let fields = schema.entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(fields) = fields {
        for name in ["apiVersion", "kind"] {
            fields.entry(name).or_insert(json!({ "type": "string" }));
        }
        fields.insert("metadata".to_owned(), builtin::reference("meta.v1.ObjectMeta"));
    }
    Value::Object(schema)
}

fn list_schema(group: &str, version: &str, resource: &ResourceDoc<'_>) -> Value {
    json!({
        "type": "object",
        "required": ["items"],
        "properties": {
            "apiVersion": { "type": "string" },
            "kind": { "type": "string" },
            "metadata": {
                "type": "object",
                "properties": {
                    "continue": { "type": "string" },
                    "remainingItemCount": { "type": "integer", "format": "int64" },
                    "resourceVersion": { "type": "string" },
                },
            },
            "items": { "type": "array", "items": { "$ref": format!("{REFERENCE}{}", resource.component) } },
        },
        "x-kubernetes-group-version-kind": group_version_kind(group, version, &format!("{}List", resource.kind)),
    })
}

fn add_paths(paths: &mut Map<String, Value>, resource: &Resource<'_>) {
    let root = root_path(resource.group, resource.version);
    let plural = resource.doc.plural;
    let collection = if resource.doc.namespaced {
        paths.insert(format!("/{root}/{plural}"), resource.path(&["list"], false));
        format!("/{root}/namespaces/{{namespace}}/{plural}")
    } else {
        format!("/{root}/{plural}")
    };
    let object = format!("{collection}/{{name}}");
    if resource.doc.status {
        paths.insert(format!("{object}/status"), resource.path(&operation::STATUS_VERBS, true));
    }
    paths.insert(collection, resource.path(&operation::COLLECTION_VERBS, false));
    paths.insert(object, resource.path(&operation::OBJECT_VERBS, true));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        let schema = json!({ "type": "object", "properties": { "spec": { "type": "object" } } });
        let resource = ResourceDoc {
            kind: "Component",
            component: custom_component("choreo.dev", "v1", "Component"),
            plural: "components",
            namespaced: true,
            schema: &schema,
            status: true,
            strategic_merge: false,
        };
        document("choreo.dev", "v1", &[resource])
    }

    #[test]
    fn names_parameters_that_kubectl_looks_for() {
        let document = sample();
        let patch = &document["paths"]["/apis/choreo.dev/v1/namespaces/{namespace}/components/{name}"]["patch"];
        let names: Vec<_> = patch["parameters"].as_array().into_iter().flatten().map(|p| p["name"].clone()).collect();
        for wanted in ["dryRun", "fieldManager", "fieldValidation", "force"] {
            assert!(names.contains(&json!(wanted)), "{wanted} in {names:?}");
        }
        let expected = json!({ "group": "choreo.dev", "version": "v1", "kind": "Component" });
        assert_eq!(patch["x-kubernetes-group-version-kind"], expected);
    }

    #[test]
    fn adds_what_every_object_has() {
        let document = sample();
        let schema = &document["components"]["schemas"]["dev.choreo.v1.Component"];
        let names: Vec<_> = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
        assert_eq!(names, ["apiVersion", "kind", "metadata", "spec"]);
    }

    #[test]
    fn holds_every_component_that_it_refers_to() {
        let document = sample();
        let mut wanted = Vec::new();
        references(&document, &mut wanted);
        assert!(wanted.contains(&"io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta".to_owned()));
        for name in wanted {
            assert!(document["components"]["schemas"].get(&name).is_some(), "{name}");
        }
    }

    #[test]
    fn documents_collections_objects_and_status() {
        let paths: Vec<_> = sample()["paths"].as_object().into_iter().flatten().map(|(path, _)| path.clone()).collect();
        let expected = [
            "/apis/choreo.dev/v1/components",
            "/apis/choreo.dev/v1/namespaces/{namespace}/components",
            "/apis/choreo.dev/v1/namespaces/{namespace}/components/{name}",
            "/apis/choreo.dev/v1/namespaces/{namespace}/components/{name}/status",
        ];
        assert_eq!(paths, expected);
    }
}
