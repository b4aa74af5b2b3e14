//! What the controllers know of a component.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::endpoint::Visibility;

/// What the controllers know of a component.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComponentStatus {
    /// Generation of the specification that this status describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// `Accepted` (compiled, and what resolves is applied), `Ready` (everything runs), `ConnectionsResolved`,
    /// `ImageAssumed` and `AwaitingPromotion`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
    /// Where the component runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend(
        "x-kubernetes-list-type" = "map",
        "x-kubernetes-list-map-keys" = ["environment", "dataPlane"]
    ))]
    pub environments: Vec<EnvironmentStatus>,
    /// Where the component's endpoints are reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-kubernetes-list-type" = "atomic"))]
    pub urls: Vec<EndpointUrl>,
}

/// A component in one environment on one data plane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentStatus {
    /// Environment.
    pub environment: String,
    /// Data plane.
    pub data_plane: String,
    /// Namespace of the cell on the data plane's cluster.
    pub namespace: String,
    /// Image that is applied there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Whether everything that was applied there works.
    pub ready: bool,
}

/// Where an endpoint is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EndpointUrl {
    /// Environment.
    pub environment: String,
    /// Data plane.
    pub data_plane: String,
    /// Endpoint.
    pub endpoint: String,
    /// Gateway that serves it; inside the project's cell where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// URL.
    pub url: String,
}
