//! Environments.

use k8s_openapi::apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::Condition};
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stage that components run in, such as development or production, on one or more data planes.
#[derive(CustomResource, Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[kube(
    group = "choreo.dev",
    version = "v1",
    kind = "Environment",
    plural = "environments",
    shortname = "envt",
    category = "choreo",
    namespaced,
    status = "EnvironmentStatus",
    derive = "PartialEq",
    derive = "Default",
    doc = "A stage that components run in, such as development or production, on one or more data planes.",
    printcolumn(name = "Data planes", type_ = "string", json_path = ".spec.dataPlanes"),
    printcolumn(name = "Production", type_ = "boolean", json_path = ".spec.production"),
    printcolumn(name = "Ready", type_ = "string", json_path = ".status.conditions[?(@.type=='Ready')].status"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentSpec {
    /// Data planes of the organization that run the environment: at least one. Components run on each of them.
    #[schemars(length(min = 1, max = 16), inner(length(min = 1, max = 63)), extend("x-kubernetes-list-type" = "set"))]
    pub data_planes: Vec<String>,
    /// The environment serves production traffic.
    #[serde(default)]
    pub production: bool,
    /// First label of the hosts of the environment's endpoints. Defaults to the environment's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 63), regex(pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"))]
    pub dns_prefix: Option<String>,
    /// The most that one component may ask for in this environment. Without it, nothing is limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
}

/// The most that one component may ask for. A component that asks for more is refused in the environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Most replicas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub max_replicas: Option<i32>,
    /// Most CPU of one replica, as a Kubernetes quantity such as `2` or `500m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "crate::component::resources::quantity_schema")]
    pub cpu: Option<Quantity>,
    /// Most memory of one replica, as a Kubernetes quantity such as `1Gi`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "crate::component::resources::quantity_schema")]
    pub memory: Option<Quantity>,
}

/// What the controllers know of an environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentStatus {
    /// Generation of the specification that this status describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// `Accepted` (the specification is consistent) and `Ready` (its data planes are ready).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
}
