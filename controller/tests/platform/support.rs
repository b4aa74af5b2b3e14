//! The words that the tests are written in.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use kube::Client;
use kube::api::{Api, ApiResource, DeleteParams, DynamicObject, GroupVersionKind, ListParams, Patch, PatchParams};
use kube::client::Body;
use openchoreo_api::names;
use openchoreo_apiserver::{ApiServer, Options, builtin::extension_crds};
use openchoreo_apply::{install, kind::KINDS};
use openchoreo_compile::{Object, Snapshot, compile, seed};
use openchoreo_controller::{run, simulator};
use serde_json::Value;
use tokio::task::{AbortHandle, JoinSet};
use tower::ServiceExt;

/// Far beyond what anything here takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A cluster with controllers.
pub(crate) struct Platform {
    pub(crate) client: Client,
    /// The cluster goes with its last handle.
    server: ApiServer,
    controllers: AbortHandle,
    tasks: JoinSet<()>,
}

impl Platform {
    /// A cluster with the definitions and controllers, and nothing else.
    pub(crate) async fn start() -> Self {
        let server = ApiServer::open(Options::default()).await.expect("an open server");
        let client = server.client();
        let own = openchoreo_api::crd::crds();
        let own = own.iter().map(|crd| serde_json::to_value(crd).expect("JSON"));
        install::definitions(&client, own.chain(extension_crds())).await.expect("installed definitions");
        let mut tasks = JoinSet::new();
        tasks.spawn(simulator::run(client.clone(), std::future::pending()));
        let controllers = tasks.spawn(controllers(client.clone()));
        Self { client, server, controllers, tasks }
    }

    /// A cluster with the objects that `openchoreo dev` starts with.
    pub(crate) async fn seeded() -> Self {
        let platform = Self::start().await;
        let consent = serde_json::json!({"metadata": {"annotations": {names::ADOPT: names::DEFAULT}}});
        let namespaces = platform.api("v1", "Namespace", None);
        namespaces.patch("default", &PatchParams::default(), &Patch::Merge(consent)).await.expect("consent");
        for object in seed::objects() {
            platform.apply_value(seeded(&object)).await;
        }
        platform
    }

    /// The words of this platform on another cluster, which has no controllers of its own.
    pub(crate) fn on(&self, server: &ApiServer) -> Self {
        let mut tasks = JoinSet::new();
        let controllers = tasks.spawn(std::future::pending());
        Self { client: server.client(), server: server.clone(), controllers, tasks }
    }

    /// Ends the controllers wherever they are, and starts others.
    pub(crate) fn restart(&mut self) {
        self.restart_with(self.client.clone());
    }

    /// Ends the controllers, and starts others to which the cluster lists its Deployments late.
    pub(crate) fn restart_with_late_lists(&mut self) {
        let service = self.server.service();
        let late = tower::service_fn(move |request: http::Request<Body>| {
            let service = service.clone();
            async move {
                if request.uri().path() == "/apis/apps/v1/deployments" {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                service.oneshot(request).await
            }
        });
        self.restart_with(Client::new(late, "default"));
    }

    fn restart_with(&mut self, client: Client) {
        self.controllers.abort();
        self.controllers = self.tasks.spawn(controllers(client));
    }

    /// Applies manifests in YAML.
    pub(crate) async fn apply(&self, manifests: &str) {
        let values: Vec<Value> = serde_saphyr::from_multiple(manifests).expect("YAML");
        for value in values {
            self.apply_value(value).await;
        }
    }

    async fn apply_value(&self, value: Value) {
        let object: DynamicObject = serde_json::from_value(value.clone()).expect("an object");
        let types = object.types.as_ref().expect("a type");
        let api = self.api(&types.api_version, &types.kind, object.metadata.namespace.as_deref());
        let name = object.metadata.name.as_deref().expect("a name");
        let params = PatchParams::apply("test").force();
        api.patch(name, &params, &Patch::Apply(&value)).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Deletes an object. One that is gone is fine.
    pub(crate) async fn delete(&self, kind: &str, namespace: Option<&str>, name: &str) {
        let api = self.api(version(kind), kind, namespace);
        match api.delete(name, &DeleteParams::default()).await {
            Err(kube::Error::Api(status)) if status.code == 404 => {}
            result => drop(result.expect("a deletion")),
        }
    }

    /// An object, if it exists.
    pub(crate) async fn get(&self, kind: &str, namespace: Option<&str>, name: &str) -> Option<Value> {
        let found = self.api(version(kind), kind, namespace).get_opt(name).await.expect("an answer");
        found.map(|object| serde_json::to_value(object).expect("JSON"))
    }

    /// Everything that the controllers have made, by kind, namespace and name.
    pub(crate) async fn made(&self) -> BTreeMap<String, Value> {
        let ours = ListParams::default().labels(&format!("{}={}", names::MANAGED_BY, names::MANAGER));
        let mut made = BTreeMap::new();
        for kind in &KINDS {
            let api: Api<DynamicObject> = Api::all_with(self.client.clone(), &kind.resource());
            for object in api.list(&ours).await.expect("a list") {
                let mut value = serde_json::to_value(object).expect("JSON");
                value["kind"] = kind.kind.into();
                made.insert(key(&value), value);
            }
        }
        made
    }

    /// Waits until a component's condition is what is expected, for the newest generation.
    pub(crate) async fn component_is(&self, namespace: &str, name: &str, condition: &str, status: &str) {
        let what = format!("component {name}: {condition} is {status}");
        eventually(&what, async || {
            let found = self.get("Component", Some(namespace), name).await;
            found.is_some_and(|object| has(&object, condition, status))
        })
        .await;
    }

    pub(crate) fn api(&self, api_version: &str, kind: &str, namespace: Option<&str>) -> Api<DynamicObject> {
        let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind));
        match namespace {
            Some(namespace) => Api::namespaced_with(self.client.clone(), namespace, &resource),
            None => Api::all_with(self.client.clone(), &resource),
        }
    }
}

async fn controllers(client: Client) {
    run(client, openchoreo_controller::Options { shutdown: std::future::pending() }).await;
}

fn seeded(object: &Object) -> Value {
    match object {
        Object::Organization(object) => serde_json::to_value(&**object),
        Object::DataPlane(object) => serde_json::to_value(&**object),
        Object::Environment(object) => serde_json::to_value(&**object),
        Object::DeploymentPipeline(object) => serde_json::to_value(&**object),
        Object::Project(object) => serde_json::to_value(&**object),
        Object::Component(object) => serde_json::to_value(&**object),
    }
    .expect("JSON")
}

fn version(kind: &str) -> &'static str {
    match kind {
        "Namespace" | "Secret" | "Service" | "ConfigMap" => "v1",
        "Deployment" => "apps/v1",
        "HTTPRoute" => "gateway.networking.k8s.io/v1",
        "NetworkPolicy" => "networking.k8s.io/v1",
        _ => openchoreo_api::API_VERSION,
    }
}

/// Whether an object's condition has this status, for the newest generation.
pub(crate) fn has(object: &Value, condition: &str, status: &str) -> bool {
    let conditions = object["status"]["conditions"].as_array();
    conditions.into_iter().flatten().any(|it| {
        it["type"] == condition
            && it["status"] == status
            && it["observedGeneration"] == object["metadata"]["generation"]
    })
}

/// Kind, namespace and name of an object.
pub(crate) fn key(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = &object["metadata"];
    format!("{} {}/{}", text(&object["kind"]), text(&metadata["namespace"]), text(&metadata["name"]))
}

/// What manifests compile to, with the seeded objects, by kind, namespace and name.
pub(crate) fn compiled(manifests: &str) -> BTreeMap<String, Value> {
    let values: Vec<Value> = serde_saphyr::from_multiple(manifests).expect("YAML");
    let objects = values.into_iter().map(|value| Object::from_value(value).expect("an object of ours"));
    let organizations = Snapshot::organizations(objects).expect("a sound snapshot");
    let manifests = organizations.iter().flat_map(|organization| compile::all(organization).manifests);
    manifests.map(|(_, manifest)| (key(&manifest.object), manifest.object)).collect()
}

/// Whether `actual` has everything of `expected`; servers add to it.
pub(crate) fn includes(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            expected.iter().all(|(field, value)| actual.get(field).is_some_and(|found| includes(found, value)))
        }
        (Value::Array(actual), Value::Array(expected)) => {
            actual.len() == expected.len() && actual.iter().zip(expected).all(|(a, b)| includes(a, b))
        }
        (actual, expected) => actual == expected,
    }
}

/// Waits until something is so.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let poll = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, poll).await.is_ok(), "it never came to be: {what}");
}
