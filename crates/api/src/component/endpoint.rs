//! Endpoints: the ports that a component serves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A port that a component serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// Name of the endpoint: a lowercase DNS label of at most 15 characters with at least one letter.
    #[schemars(length(min = 1, max = 15), regex(pattern = r"^[a-z]([-a-z0-9]*[a-z0-9])?$"))]
    pub name: String,
    /// Port that the container listens on and the Service serves: 1 to 65535.
    #[schemars(range(min = 1, max = 65535))]
    pub port: i32,
    /// Path prefix of the API, for HTTP-based types.
    #[serde(default = "path")]
    #[schemars(length(min = 1, max = 1024), regex(pattern = r"^/[^\s?#]*$"))]
    pub path: String,
    /// Protocol: `HTTP`, `REST`, `GraphQL` and `WebSocket` are HTTP to the gateway, `gRPC` is HTTP/2, `TCP` and `UDP` are
    /// reached inside data planes only.
    #[serde(rename = "type", default)]
    pub type_: EndpointType,
    /// Who besides the project itself may reach the endpoint: `organization` (components of other projects that declare
    /// a connection, and the organization's gateway host), `public` (the public gateway host). Without it: the project
    /// only. `public` does not imply `organization`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 2), extend("x-kubernetes-list-type" = "set"))]
    pub visibility: Vec<Visibility>,
}

/// Protocol of an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum EndpointType {
    /// HTTP.
    #[default]
    #[serde(rename = "HTTP")]
    Http,
    /// A REST API over HTTP.
    #[serde(rename = "REST")]
    Rest,
    /// gRPC over HTTP/2.
    #[serde(rename = "gRPC")]
    Grpc,
    /// A GraphQL API over HTTP.
    #[serde(rename = "GraphQL")]
    GraphQl,
    /// WebSocket over HTTP.
    #[serde(rename = "WebSocket")]
    WebSocket,
    /// Plain TCP.
    #[serde(rename = "TCP")]
    Tcp,
    /// Plain UDP.
    #[serde(rename = "UDP")]
    Udp,
}

/// Who besides the project itself may reach an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Visibility {
    /// Other projects of the organization.
    Organization,
    /// Everybody, through the public gateway.
    Public,
}

impl EndpointType {
    /// Whether a gateway can route it by host and path.
    pub fn is_routable(self) -> bool {
        !matches!(self, Self::Tcp | Self::Udp)
    }
}

impl Endpoint {
    /// An HTTP endpoint for the project only.
    pub fn new(name: impl Into<String>, port: i32) -> Self {
        Self { name: name.into(), port, path: path(), type_: EndpointType::default(), visibility: Vec::new() }
    }
}

fn path() -> String {
    "/".to_owned()
}
