//! A control plane, a controller and a provider.

use kube::{
    Api, Client,
    api::{Patch, PatchParams},
    core::DynamicObject,
    discovery::ApiResource,
};
use openchoreo_apiserver::{ApiServer, Options};
use openchoreo_apply::control_plane::ControlPlane;
use openchoreo_provider::OpenChoreo;
use serde_json::{Value as Json, json};

use crate::{controller::FakeController, core::Core};

pub(crate) const HOST: &str = "https://in-process";

pub(crate) struct World {
    pub(crate) client: Client,
    pub(crate) core: Core,
    _controller: FakeController,
    _server: ApiServer,
}

impl World {
    /// A control plane with the platform's types, a controller that accepts everything, and a provider with these
    /// provider attributes.
    pub(crate) async fn with(attributes: Json) -> Self {
        let server = ApiServer::open(Options::default()).await.expect("the server opens");
        let client = server.client();
        install(&client).await;
        let controller = FakeController::start(client.clone());
        let provider = OpenChoreo::with_control_plane(ControlPlane::new(client.clone(), HOST));
        let core = Core::new(provider, attributes).await;
        Self { client, core, _controller: controller, _server: server }
    }

    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// One with organization `acme`, made by Terraform.
    pub(crate) async fn with_organization() -> Self {
        let world = Self::new().await;
        world.core.create("openchoreo_organization", json!({"name": "acme"})).await;
        world
    }

    /// Applies as another manager by server-side apply.
    pub(crate) async fn apply_as(&self, manager: &str, object: Json) {
        let params = PatchParams::apply(manager).force();
        self.api(&object).patch(name(&object), &params, &Patch::Apply(&object)).await.expect("applied");
    }

    /// Changes as another manager by a merge patch, as `kubectl edit` does.
    pub(crate) async fn edit_as(&self, manager: &str, kind: &str, name: &str, patch: Json) {
        let params = PatchParams { field_manager: Some(manager.into()), ..PatchParams::default() };
        self.api(&object(kind, name, json!({}))).patch(name, &params, &Patch::Merge(patch)).await.expect("edited");
    }

    pub(crate) async fn get(&self, kind: &str, name: &str) -> Option<DynamicObject> {
        self.api(&object(kind, name, json!({}))).get_opt(name).await.expect("read")
    }

    pub(crate) async fn delete(&self, kind: &str, name: &str) {
        let api = self.api(&object(kind, name, json!({})));
        api.delete(name, &kube::api::DeleteParams::default()).await.expect("deleted");
        while api.get_opt(name).await.expect("read").is_some() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    fn api(&self, object: &Json) -> Api<DynamicObject> {
        let kind = object["kind"].as_str().expect("a kind");
        let (group, plural) = match kind {
            "Secret" => ("", "secrets".to_owned()),
            kind => ("choreo.dev", format!("{}s", kind.to_lowercase())),
        };
        let api_version = object["apiVersion"].as_str().expect("a version").to_owned();
        let resource =
            ApiResource { group: group.into(), version: "v1".into(), api_version, kind: kind.into(), plural };
        match object["metadata"]["namespace"].as_str() {
            Some(namespace) => Api::namespaced_with(self.client.clone(), namespace, &resource),
            None => Api::all_with(self.client.clone(), &resource),
        }
    }
}

/// An object of a kind in organization `acme`.
pub(crate) fn object(kind: &str, name: &str, spec: Json) -> Json {
    let (api_version, namespace) = match kind {
        "Organization" => ("choreo.dev/v1", None),
        "Secret" => ("v1", Some("acme")),
        _ => ("choreo.dev/v1", Some("acme")),
    };
    json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": namespace}, "spec": spec})
}

fn name(object: &Json) -> &str {
    object["metadata"]["name"].as_str().expect("a name")
}

async fn install(client: &Client) {
    use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
    let api: Api<CustomResourceDefinition> = Api::all(client.clone());
    for crd in openchoreo_api::crd::crds() {
        let name = crd.metadata.name.clone().expect("a definition has a name");
        api.patch(&name, &PatchParams::apply("test"), &Patch::Apply(&crd)).await.expect("installed");
        let established = kube::runtime::wait::conditions::is_crd_established();
        kube::runtime::wait::await_condition(api.clone(), &name, established).await.expect("established");
    }
}
