//! A fake of OpenChoreo's controllers: it accepts every object at once, makes the namespace of each organization, and
//! gives each endpoint of a component a URL.

use std::time::Duration;

use kube::{
    Api, Client, Resource, ResourceExt,
    api::{Patch, PatchParams},
    core::DynamicObject,
};
use openchoreo_api::{Component, DataPlane, DeploymentPipeline, Environment, Organization, Project};
use serde_json::{Value as Json, json};
use tokio::task::JoinHandle;

pub(crate) struct FakeController(JoinHandle<()>);

impl FakeController {
    pub(crate) fn start(client: Client) -> Self {
        Self(tokio::spawn(async move {
            loop {
                pass(&client).await;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }))
    }
}

impl Drop for FakeController {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn pass(client: &Client) {
    accept::<Organization>(client, |_| json!({})).await;
    accept::<DataPlane>(client, |_| json!({})).await;
    accept::<Environment>(client, |_| json!({})).await;
    accept::<DeploymentPipeline>(client, |_| json!({})).await;
    accept::<Project>(client, |_| json!({})).await;
    accept::<Component>(client, urls).await;
}

fn urls(component: &DynamicObject) -> Json {
    let endpoints = component.data["spec"]["endpoints"].as_array().cloned().unwrap_or_default();
    let url = |endpoint: &Json| {
        json!({"environment": "development", "dataPlane": "local", "endpoint": endpoint["name"],
               "url": format!("http://{}:{}", component.name_any(), endpoint["port"])})
    };
    json!({"urls": endpoints.iter().map(url).collect::<Vec<_>>()})
}

async fn accept<K>(client: &Client, status: impl Fn(&DynamicObject) -> Json)
where
    K: Resource<DynamicType = ()>,
{
    let resource = kube::discovery::ApiResource::erase::<K>(&());
    let all: Api<DynamicObject> = Api::all_with(client.clone(), &resource);
    // A server that has closed, or does not serve the kind, has nothing to accept.
    let Ok(objects) = all.list(&Default::default()).await else { return };
    for object in objects {
        if object.data["status"]["observedGeneration"] == json!(object.metadata.generation)
            || object.annotations().contains_key("test/ignored")
        {
            continue;
        }
        if K::kind(&()) == "Organization" {
            namespace(client, &object.name_any()).await;
        }
        let api: Api<DynamicObject> = match object.namespace() {
            Some(namespace) => Api::namespaced_with(client.clone(), &namespace, &resource),
            None => all.clone(),
        };
        let refused = object.annotations().contains_key("test/refused");
        let mut status = status(&object);
        status["observedGeneration"] = json!(object.metadata.generation);
        status["conditions"] = json!([
            condition("Accepted", !refused, object.metadata.generation),
            condition("Ready", !refused, object.metadata.generation),
        ]);
        let patch = json!({"status": status});
        // An object that is gone by now needs no status.
        let _gone = api.patch_status(&object.name_any(), &PatchParams::default(), &Patch::Merge(&patch)).await;
    }
}

fn condition(type_: &str, status: bool, generation: Option<i64>) -> Json {
    json!({"type": type_, "status": if status { "True" } else { "False" }, "reason": "Fake", "message": "by a test",
           "observedGeneration": generation, "lastTransitionTime": "2026-01-01T00:00:00Z"})
}

async fn namespace(client: &Client, name: &str) {
    use k8s_openapi::api::core::v1::Namespace;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
    let api: Api<Namespace> = Api::all(client.clone());
    let applied = api.patch(name, &PatchParams::apply("fake-controller"), &Patch::Apply(&namespace)).await;
    applied.expect("the namespace is made");
}
