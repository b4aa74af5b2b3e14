//! Health checks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Health checks of a component.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Probes {
    /// Decides whether a replica gets traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness: Option<Probe>,
    /// Decides whether a replica is restarted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liveness: Option<Probe>,
    /// Holds the other two back until the replica has started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub startup: Option<Probe>,
}

/// One health check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-kubernetes-validations" = [
    {"rule": "self.type == 'http' || !has(self.path)", "message": "path is for probes of type http only", "fieldPath": ".path"}
]))]
pub struct Probe {
    /// How to ask: `http` (a GET that answers 200 to 399), `tcp` (a connection) or `grpc` (the gRPC health service).
    #[serde(rename = "type", default)]
    pub type_: ProbeType,
    /// Path of an `http` probe. Without it: the path of the endpoint that serves the port, else `/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1024), regex(pattern = r"^/[^\s]*$"))]
    pub path: Option<String>,
    /// Port. Without it: the port of the first endpoint by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<i32>,
    /// Seconds before the first check.
    #[serde(default)]
    #[schemars(range(min = 0, max = 3600))]
    pub initial_delay_seconds: i32,
    /// Seconds between checks.
    #[serde(default = "period")]
    #[schemars(range(min = 1, max = 3600))]
    pub period_seconds: i32,
    /// Seconds until a check counts as failed.
    #[serde(default = "timeout")]
    #[schemars(range(min = 1, max = 3600))]
    pub timeout_seconds: i32,
    /// Failed checks in a row that decide.
    #[serde(default = "failures")]
    #[schemars(range(min = 1, max = 100))]
    pub failure_threshold: i32,
}

/// How a health check asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ProbeType {
    /// An HTTP GET.
    #[default]
    Http,
    /// A TCP connection.
    Tcp,
    /// The gRPC health service.
    Grpc,
}

fn period() -> i32 {
    10
}

fn timeout() -> i32 {
    1
}

fn failures() -> i32 {
    3
}
