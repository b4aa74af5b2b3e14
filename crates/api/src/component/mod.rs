//! Components: what application teams run.

pub mod connection;
pub mod endpoint;
pub mod environment;
pub mod image;
pub mod probe;
pub mod resources;
pub mod scaling;
pub mod status;
pub mod task;

use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use connection::Connection;
pub use endpoint::{Endpoint, EndpointType, Visibility};
pub use environment::EnvironmentOverride;
pub use image::{Buildpack, Dockerfile, Git, Source};
pub use probe::{Probe, ProbeType, Probes};
pub use resources::{ResourceList, Resources};
pub use scaling::Scaling;
pub use status::{ComponentStatus, EndpointUrl, EnvironmentStatus};
pub use task::{Schedule, Upstream};

use crate::reference::SecretKey;

/// Something that an application team runs: a service, a web application, a task or an API.
#[derive(CustomResource, Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[kube(
    group = "choreo.dev",
    version = "v1",
    kind = "Component",
    plural = "components",
    shortname = "comp",
    category = "choreo",
    namespaced,
    status = "ComponentStatus",
    derive = "PartialEq",
    doc = "Something that an application team runs: a service, a web application, a task or an API.",
    printcolumn(name = "Project", type_ = "string", json_path = ".spec.project"),
    printcolumn(name = "Type", type_ = "string", json_path = ".spec.type"),
    printcolumn(name = "Accepted", type_ = "string", json_path = ".status.conditions[?(@.type=='Accepted')].status"),
    printcolumn(name = "Ready", type_ = "string", json_path = ".status.conditions[?(@.type=='Ready')].status"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-kubernetes-validations" = [
    {"rule": "!(has(self.image) && has(self.source))",
     "message": "set image or source, not both", "fieldPath": ".source"},
    {"rule": "(self.type == 'scheduled-task') == has(self.schedule)",
     "message": "schedule is required for type scheduled-task and not allowed for other types", "fieldPath": ".schedule"},
    {"rule": "self.type == 'manual-task' || !has(self.trigger)",
     "message": "trigger is allowed for type manual-task only", "fieldPath": ".trigger"},
    {"rule": "(self.type == 'api-proxy') == has(self.upstream)",
     "message": "upstream is required for type api-proxy and not allowed for other types", "fieldPath": ".upstream"},
    {"rule": "!(self.type in ['scheduled-task', 'manual-task']) || !has(self.endpoints) || self.endpoints.size() == 0",
     "message": "tasks have no endpoints", "fieldPath": ".endpoints"}
]))]
pub struct ComponentSpec {
    /// Project that the component belongs to. A component cannot move: a change replaces it.
    #[serde(default = "project")]
    #[schemars(
        length(min = 1, max = 63),
        extend("x-kubernetes-validations" = [{"rule": "self == oldSelf", "message": "a component cannot move to another project"}])
    )]
    pub project: String,
    /// What kind of workload the component is: `service` (serves requests of other components), `web-application`
    /// (serves people), `webhook` (is called from outside), `event-handler` (consumes events), `scheduled-task`
    /// (runs on a schedule), `manual-task` (runs when triggered) or `api-proxy` (publishes an API that runs elsewhere).
    #[serde(rename = "type")]
    pub type_: ComponentType,
    /// Language runtime, such as `go` or `nodejs`: a label on the workload, for people and dashboards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 63), regex(pattern = r"^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$"))]
    pub runtime: Option<String>,
    /// Container image. Without image and source it is assumed to be
    /// `<registry of the data plane>/<organization>/<component>:latest`, and condition `ImageAssumed` says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512), regex(pattern = r"^[^\s]+$"))]
    pub image: Option<String>,
    /// Source that the image is built from, instead of `image`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Command that replaces the image's entry point.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 64), extend("x-kubernetes-list-type" = "atomic"))]
    pub command: Vec<String>,
    /// Arguments that replace the image's default arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 128), extend("x-kubernetes-list-type" = "atomic"))]
    pub args: Vec<String>,
    /// Environment variables by name. For secret values use `secretEnv`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 128))]
    pub env: BTreeMap<String, String>,
    /// Environment variables whose values come from Secrets in the organization's namespace, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 64))]
    pub secret_env: BTreeMap<String, SecretKey>,
    /// Ports that the component serves, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        length(max = 16),
        extend(
            "x-kubernetes-list-type" = "map",
            "x-kubernetes-list-map-keys" = ["name"],
            "x-kubernetes-validations" = [{
                "rule": "self.all(a, self.exists_one(b, a.port == b.port && (a.type == 'UDP') == (b.type == 'UDP')))",
                "message": "two endpoints cannot share a port"
            }]
        )
    )]
    pub endpoints: Vec<Endpoint>,
    /// Endpoints of other components that this one calls, by a name of your choice. What is not declared here is
    /// blocked, also inside a project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        length(max = 64),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub connections: Vec<Connection>,
    /// CPU and memory of one replica. Without it: requests of `100m` CPU and `128Mi` memory, a limit of `512Mi` memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Resources>,
    /// How many replicas run. Without it: 1 to 3, by CPU. Tasks do not scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling: Option<Scaling>,
    /// Health checks. Without it: readiness and liveness connect to the first endpoint's port
    /// (by name; UDP endpoints are passed over).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probes: Option<Probes>,
    /// When a `scheduled-task` runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// Starts a run of a `manual-task`: each new value is one run, and so is each change of the image, command or
    /// environment of a task that has been triggered. Without it, the task is prepared but does not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    pub trigger: Option<String>,
    /// The API that an `api-proxy` publishes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<Upstream>,
    /// What differs in single environments, by environment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        length(max = 32),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub environments: Vec<EnvironmentOverride>,
}

/// What kind of workload a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ComponentType {
    /// Serves requests of other components.
    Service,
    /// Serves people.
    WebApplication,
    /// Runs on a schedule.
    ScheduledTask,
    /// Runs when triggered.
    ManualTask,
    /// Is called from outside.
    Webhook,
    /// Consumes events.
    EventHandler,
    /// Publishes an API that runs elsewhere.
    ApiProxy,
}

impl ComponentType {
    /// Whether it runs to an end instead of serving.
    pub fn is_task(self) -> bool {
        matches!(self, Self::ScheduledTask | Self::ManualTask)
    }
}

impl ComponentSpec {
    /// A component of this type with every other field at its default.
    pub fn new(type_: ComponentType) -> Self {
        Self {
            project: project(),
            type_,
            runtime: None,
            image: None,
            source: None,
            command: Vec::new(),
            args: Vec::new(),
            env: BTreeMap::new(),
            secret_env: BTreeMap::new(),
            endpoints: Vec::new(),
            connections: Vec::new(),
            resources: None,
            scaling: None,
            probes: None,
            schedule: None,
            trigger: None,
            upstream: None,
            environments: Vec::new(),
        }
    }
}

fn project() -> String {
    crate::names::DEFAULT.to_owned()
}
