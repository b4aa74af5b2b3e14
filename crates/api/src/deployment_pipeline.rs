//! Deployment pipelines: the order in which releases move through environments.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The paths on which components are promoted from one environment to the next.
///
/// The pipeline's first environment is the one source that is no target. Paths must not form a cycle.
#[derive(CustomResource, Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[kube(
    group = "choreo.dev",
    version = "v1",
    kind = "DeploymentPipeline",
    plural = "deploymentpipelines",
    shortname = "pipe",
    category = "choreo",
    namespaced,
    status = "DeploymentPipelineStatus",
    derive = "PartialEq",
    derive = "Default",
    doc = "The paths on which components are promoted from one environment to the next.",
    printcolumn(name = "Accepted", type_ = "string", json_path = ".status.conditions[?(@.type=='Accepted')].status"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentPipelineSpec {
    /// Promotion paths, one for each environment that releases leave from. A pipeline of a single environment
    /// has one path without targets.
    #[schemars(
        length(min = 1, max = 32),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["source"])
    )]
    pub promotion_paths: Vec<PromotionPath>,
}

/// Where releases go from one environment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PromotionPath {
    /// Environment that releases leave from.
    #[schemars(length(min = 1, max = 63))]
    pub source: String,
    /// Environments that releases go to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        length(max = 32),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub targets: Vec<PromotionTarget>,
}

/// One environment that releases go to, and what must come first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PromotionTarget {
    /// Environment that releases go to.
    #[schemars(length(min = 1, max = 63))]
    pub name: String,
    /// A person must approve each promotion.
    #[serde(default)]
    pub requires_approval: bool,
    /// How long a release must run in the source environment first, such as `30m`, `24h` or `1h30m`.
    /// Without it, it need not wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32), regex(pattern = r"^([0-9]+(s|m|h))+$"))]
    pub soak: Option<String>,
}

/// What the controllers know of a pipeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentPipelineStatus {
    /// Generation of the specification that this status describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// `Accepted` (the paths have one start and no cycle) and `Ready` (their environments exist).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
}
