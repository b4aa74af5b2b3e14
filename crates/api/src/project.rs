//! Projects.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A group of components that are developed and deployed together. In each environment a project is one cell:
/// isolated by default, every connection declared.
#[derive(CustomResource, Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[kube(
    group = "choreo.dev",
    version = "v1",
    kind = "Project",
    plural = "projects",
    shortname = "proj",
    category = "choreo",
    namespaced,
    status = "ProjectStatus",
    derive = "PartialEq",
    derive = "Default",
    doc = "A group of components that are developed and deployed together. In each environment a project is one cell.",
    printcolumn(name = "Pipeline", type_ = "string", json_path = ".spec.pipeline"),
    printcolumn(name = "Ready", type_ = "string", json_path = ".status.conditions[?(@.type=='Ready')].status"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct ProjectSpec {
    /// Deployment pipeline of the organization that the project's components move through.
    #[serde(default = "pipeline")]
    #[schemars(length(min = 1, max = 63))]
    pub pipeline: String,
    /// Name shown to people. Defaults to the object's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 253))]
    pub display_name: Option<String>,
    /// What the project is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub description: Option<String>,
}

/// What the controllers know of a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProjectStatus {
    /// Generation of the specification that this status describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// `Accepted` (the pipeline is known) and `Ready` (its cells exist).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
    /// The project's cells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend(
        "x-kubernetes-list-type" = "map",
        "x-kubernetes-list-map-keys" = ["environment", "dataPlane"]
    ))]
    pub cells: Vec<Cell>,
}

/// A project in an environment on a data plane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// Environment.
    pub environment: String,
    /// Data plane.
    pub data_plane: String,
    /// Namespace on the data plane's cluster.
    pub namespace: String,
}

impl Default for ProjectSpec {
    fn default() -> Self {
        Self { pipeline: pipeline(), display_name: None, description: None }
    }
}

fn pipeline() -> String {
    crate::names::DEFAULT.to_owned()
}
