//! What the tests share: a server in memory with a definition of widgets.

use std::time::Duration;

use kube::api::{Api, ApiResource, DynamicObject, PostParams};
use kube::core::GroupVersionKind;
use openchoreo_apiserver::{ApiServer, Options};
use serde_json::{Value, json};

pub(crate) async fn server() -> ApiServer {
    ApiServer::open(Options::default()).await.unwrap()
}

/// A server that knows widgets.
pub(crate) async fn server_with_widgets() -> ApiServer {
    server_with(Options::default()).await
}

pub(crate) async fn server_with(options: Options) -> ApiServer {
    let server = ApiServer::open(options).await.unwrap();
    define(&server, widgets_definition()).await;
    server
}

pub(crate) async fn define(server: &ApiServer, definition: Value) {
    definitions(server).create(&PostParams::default(), &object(definition)).await.unwrap();
}

pub(crate) fn object(value: Value) -> DynamicObject {
    serde_json::from_value(value).unwrap()
}

pub(crate) fn resource(group: &str, version: &str, kind: &str) -> ApiResource {
    ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind))
}

pub(crate) fn definitions(server: &ApiServer) -> Api<DynamicObject> {
    Api::all_with(server.client(), &resource("apiextensions.k8s.io", "v1", "CustomResourceDefinition"))
}

pub(crate) fn namespaces(server: &ApiServer) -> Api<DynamicObject> {
    Api::all_with(server.client(), &resource("", "v1", "Namespace"))
}

pub(crate) fn config_maps(server: &ApiServer, namespace: &str) -> Api<DynamicObject> {
    Api::namespaced_with(server.client(), namespace, &resource("", "v1", "ConfigMap"))
}

pub(crate) fn widgets(server: &ApiServer) -> Api<DynamicObject> {
    widgets_in(server, "default")
}

pub(crate) fn widgets_in(server: &ApiServer, namespace: &str) -> Api<DynamicObject> {
    Api::namespaced_with(server.client(), namespace, &resource("example.com", "v1", "Widget"))
}

pub(crate) fn widget(name: &str) -> DynamicObject {
    object(json!({
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": name},
        "spec": {"size": 1},
    }))
}

pub(crate) fn widgets_definition() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"]},
            "versions": [{
                "name": "v1",
                "served": true,
                "storage": true,
                "subresources": {"status": {}},
                "schema": {"openAPIV3Schema": {
                    "type": "object",
                    "properties": {
                        "spec": {
                            "type": "object",
                            "properties": {
                                "size": {"type": "integer", "maximum": 100},
                                "color": {"type": "string", "default": "red"},
                                "tags": {"type": "array", "items": {"type": "string"}},
                            },
                        },
                        "status": {
                            "type": "object",
                            "properties": {"ready": {"type": "boolean"}, "note": {"type": "string"}},
                        },
                    },
                }},
            }],
        },
    })
}

/// The HTTP status of a refused call.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, kube::Error>) -> (u16, String) {
    match result {
        Err(kube::Error::Api(status)) => (status.code, status.reason.clone()),
        other => panic!("expected an API error, got {other:?}"),
    }
}

pub(crate) fn namespace(name: &str) -> DynamicObject {
    object(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}))
}

/// Waits until something holds that the server brings about by itself.
pub(crate) async fn eventually(mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("what was waited for did not happen");
}

/// Waits until an object is gone.
pub(crate) async fn gone(api: &Api<DynamicObject>, name: &str) {
    eventually(async || api.get_opt(name).await.unwrap().is_none()).await;
}
