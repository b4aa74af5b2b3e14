//! A kind with everything that derives from its CustomResourceDefinition.

use std::sync::{Arc, LazyLock, OnceLock};

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::discovery::ApiResource;
use openchoreo_api::{API_VERSION, GROUP, VERSION, crd};
use openchoreo_tfplugin::{crd::Mapping, diagnostic::AttributePath, schema::Schema, value::Value};
use serde_json::{Value as Json, json};

use crate::{kind::Kind, resource};

static DEFINITIONS: LazyLock<Vec<CustomResourceDefinition>> = LazyLock::new(crd::crds);

/// A kind, its attributes and its API resource.
pub(crate) struct Model {
    pub(crate) kind: &'static Kind,
    pub(crate) mapping: Mapping,
    /// OpenAPI schema of the object as far as it is applied.
    pub(crate) object: Json,
    pub(crate) resource: ApiResource,
    /// The schema of the resource.
    pub(crate) schema: Schema,
}

/// A model that is made when it is first needed: a process that only introduces itself needs none.
#[derive(Clone)]
pub(crate) struct LazyModel {
    kind: &'static Kind,
    model: Arc<OnceLock<Model>>,
}

impl LazyModel {
    pub(crate) fn new(kind: &'static Kind) -> Self {
        Self { kind, model: Arc::default() }
    }

    pub(crate) fn kind(&self) -> &'static Kind {
        self.kind
    }

    pub(crate) fn get(&self) -> &Model {
        self.model.get_or_init(|| Model::new(self.kind))
    }
}

impl Model {
    pub(crate) fn new(kind: &'static Kind) -> Self {
        let definition = DEFINITIONS.iter().find(|crd| crd.spec.names.kind == kind.kind);
        let definition = definition.expect("every kind of the provider is one of the API, as a test shows");
        let properties = definition.spec.versions.first().and_then(|version| version.schema.as_ref());
        let root = serde_json::to_value(properties).unwrap_or_default();
        let specification = root["openAPIV3Schema"]["properties"]["spec"].clone();
        let mapping = Mapping::from_openapi(&specification).expect("every kind has attributes, as a test shows");
        let description = specification["description"].as_str().unwrap_or_default();
        let schema = resource::schema::resource(kind, description, &mapping);
        let resource = ApiResource {
            group: GROUP.into(),
            version: VERSION.into(),
            api_version: API_VERSION.into(),
            kind: kind.kind.into(),
            plural: definition.spec.names.plural.clone(),
        };
        let texts = json!({"additionalProperties": {"type": "string"}});
        let metadata = json!({"properties": {"labels": texts, "annotations": texts}});
        let object = json!({"properties": {"metadata": metadata, "spec": specification}});
        Self { kind, mapping, object, resource, schema }
    }

    /// Names of the attributes that become the specification.
    pub(crate) fn specification_attributes(&self) -> impl Iterator<Item = &str> {
        let reserved = |name: &&String| !resource::schema::is_of_the_resource(self.kind, name);
        self.schema.attributes.keys().filter(reserved).map(String::as_str)
    }

    /// Names of the attributes that become part of the object.
    pub(crate) fn object_attributes(&self) -> impl Iterator<Item = &str> {
        self.specification_attributes().chain(["labels", "annotations"])
    }

    /// A value of the schema in which everything is null.
    pub(crate) fn empty(&self) -> Value {
        let names = self.schema.attributes.keys().chain(self.schema.blocks.keys());
        Value::object(names.map(|name| (name.clone(), Value::Null)))
    }

    /// The attribute that a field path of Kubernetes names; `object` is the object that was sent or read.
    pub(crate) fn attribute(&self, field: &str, object: Option<&Json>) -> Option<AttributePath> {
        let field = field.trim_start_matches('.');
        for name in ["labels", "annotations"] {
            if let Some(rest) = field.strip_prefix("metadata.").and_then(|field| field.strip_prefix(name)) {
                let key = rest.strip_prefix('.').filter(|key| !key.is_empty());
                let path = AttributePath::root(name);
                return Some(key.map_or(path.clone(), |key| path.key(key)));
            }
        }
        match field {
            "metadata.name" => Some(AttributePath::root("name")),
            "metadata.namespace" if self.kind.in_organization => Some(AttributePath::root("organization")),
            field => self.mapping.field_path(field, object),
        }
    }
}
