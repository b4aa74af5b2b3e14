//! Kubernetes objects as the compiler emits them.

use serde_json::{Map, Value};

use crate::json::object;

/// A Kubernetes object: what identifies it, and the whole of it.
///
/// The object is canonical: it holds no nulls, no empty lists, only such empty maps as carry meaning, and none of the
/// defaults that the API server fills in by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// API version, such as `apps/v1`.
    pub api_version: &'static str,
    /// Kind, such as `Deployment`.
    pub kind: &'static str,
    /// Namespace; none for objects of the whole cluster.
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
    /// The object itself.
    pub object: Value,
}

/// API version and kind of what is emitted.
#[derive(Clone, Copy)]
pub(crate) struct Type(pub(crate) &'static str, pub(crate) &'static str);

impl Manifest {
    /// An object in a namespace; `body` holds its fields besides the metadata.
    pub(crate) fn namespaced(
        Type(api_version, kind): Type,
        namespace: &str,
        name: String,
        labels: Map<String, Value>,
        body: Value,
    ) -> Self {
        let metadata = object! { "name": name.as_str(), "namespace": namespace, "labels": labels };
        let object = assemble(api_version, kind, metadata, body);
        Self { api_version, kind, namespace: Some(namespace.to_owned()), name, object }
    }

    /// An object of the whole cluster.
    pub(crate) fn cluster(Type(api_version, kind): Type, name: String, labels: Map<String, Value>) -> Self {
        let metadata = object! { "name": name.as_str(), "labels": labels };
        let object = assemble(api_version, kind, metadata, Value::Null);
        Self { api_version, kind, namespace: None, name, object }
    }

    /// What identifies the object in a cluster.
    pub fn key(&self) -> (&'static str, &'static str, Option<&str>, &str) {
        (self.api_version, self.kind, self.namespace.as_deref(), &self.name)
    }
}

fn assemble(api_version: &'static str, kind: &'static str, metadata: Value, body: Value) -> Value {
    let mut whole = match body {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    whole.insert("apiVersion".to_owned(), api_version.into());
    whole.insert("kind".to_owned(), kind.into());
    whole.insert("metadata".to_owned(), metadata);
    Value::Object(whole)
}
