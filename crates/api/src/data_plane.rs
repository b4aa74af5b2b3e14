//! Data planes: the clusters that workloads run on.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reference::SecretKey;

/// A Kubernetes cluster that the organization's workloads run on.
#[derive(CustomResource, Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[kube(
    group = "choreo.dev",
    version = "v1",
    kind = "DataPlane",
    plural = "dataplanes",
    shortname = "dp",
    category = "choreo",
    namespaced,
    status = "DataPlaneStatus",
    derive = "PartialEq",
    derive = "Default",
    doc = "A Kubernetes cluster that the organization's workloads run on.",
    printcolumn(name = "Registry", type_ = "string", json_path = ".spec.registry"),
    printcolumn(name = "Ready", type_ = "string", json_path = ".status.conditions[?(@.type=='Ready')].status"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct DataPlaneSpec {
    /// How to reach the cluster. Without it, the cluster that the control plane itself runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Cluster>,
    /// Image registry for components that name no image: `<registry>/<organization>/<component>:latest`.
    #[serde(default = "registry")]
    #[schemars(length(min = 1, max = 253))]
    pub registry: String,
    /// The gateways that bring traffic to components. Without it, the documented defaults of its fields hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Gateway>,
    /// The monitoring system that scrapes components. Without it, the documented defaults of its fields hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Metrics>,
    /// What the cluster can do. Objects of kinds that it cannot serve are not compiled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
}

/// Connection to a cluster other than the control plane's own: either `kubeconfigSecret`, or `server` with `tokenSecret`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-kubernetes-validations" = [
    {"rule": "has(self.kubeconfigSecret) != has(self.server)",
     "message": "set exactly one of kubeconfigSecret and server; leave cluster out for the control plane's own cluster"},
    {"rule": "has(self.server) == has(self.tokenSecret)",
     "message": "server and tokenSecret go together"},
    {"rule": "has(self.server) || !has(self.caCertificate)",
     "message": "caCertificate goes with server"}
]))]
pub struct Cluster {
    /// Secret that holds a kubeconfig.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubeconfig_secret: Option<SecretKey>,
    /// URL of the API server, such as `https://10.0.0.1:6443`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 512), regex(pattern = r"^https://[^\s/]+(/[^\s]*)?$"))]
    pub server: Option<String>,
    /// Certificate authority of the API server, in PEM. Without it, the system's authorities are trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 65536))]
    pub ca_certificate: Option<String>,
    /// Secret that holds a bearer token for the API server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_secret: Option<SecretKey>,
}

/// Where traffic enters a data plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gateway {
    /// Name of the Gateway object that routes attach to.
    #[serde(default = "gateway_name")]
    #[schemars(length(min = 1, max = 253))]
    pub name: String,
    /// Namespace of the Gateway object; its pods are also the default peer that may reach exposed endpoints.
    #[serde(default = "gateway_namespace")]
    #[schemars(length(min = 1, max = 63))]
    pub namespace: String,
    /// Domain under which public endpoints get their hosts.
    #[serde(default = "public_host")]
    #[schemars(length(min = 1, max = 180), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub public_host: String,
    /// Domain under which endpoints with visibility `organization` get their hosts.
    #[serde(default = "organization_host")]
    #[schemars(length(min = 1, max = 180), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub organization_host: String,
    /// Pods that bring gateway traffic to components. Without any: all pods of the gateway's namespace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16), extend("x-kubernetes-list-type" = "atomic"))]
    pub peers: Vec<Peer>,
}

/// Who scrapes components for metrics.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    /// Pods that scrape metrics. Without any: all pods of the namespace `monitoring`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16), extend("x-kubernetes-list-type" = "atomic"))]
    pub peers: Vec<Peer>,
}

/// A set of pods in the data plane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Peer {
    /// Namespace of the pods.
    #[schemars(length(min = 1, max = 63))]
    pub namespace: String,
    /// Labels that the pods carry. Without any: all pods of the namespace.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 16))]
    pub pod_labels: BTreeMap<String, String>,
}

/// Kinds that a data plane serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// The cluster serves the Gateway API (`gateway.networking.k8s.io/v1`): exposed endpoints get an HTTPRoute.
    #[serde(default = "yes")]
    pub gateway_api: bool,
    /// The cluster runs the Prometheus operator (`monitoring.coreos.com/v1`): components get a ServiceMonitor.
    #[serde(default = "yes")]
    pub service_monitor: bool,
    /// The cluster serves resource metrics: components that scale get a HorizontalPodAutoscaler.
    /// Without it they run their smallest number of replicas.
    #[serde(default = "yes")]
    pub autoscaling: bool,
}

/// What the controllers know of a data plane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataPlaneStatus {
    /// Generation of the specification that this status describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// `Accepted` (the specification is consistent and its Secrets exist) and `Ready` (the cluster answers).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
    /// Kubernetes version of the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubernetes_version: Option<String>,
}

impl Default for Gateway {
    fn default() -> Self {
        Self {
            name: gateway_name(),
            namespace: gateway_namespace(),
            public_host: public_host(),
            organization_host: organization_host(),
            peers: Vec::new(),
        }
    }
}

impl Gateway {
    /// The pods that bring gateway traffic to components.
    pub fn effective_peers(&self) -> Vec<Peer> {
        if self.peers.is_empty() {
            vec![Peer { namespace: self.namespace.clone(), ..Peer::default() }]
        } else {
            self.peers.clone()
        }
    }
}

impl Metrics {
    /// The pods that scrape metrics.
    pub fn effective_peers(&self) -> Vec<Peer> {
        if self.peers.is_empty() {
            vec![Peer { namespace: "monitoring".to_owned(), ..Peer::default() }]
        } else {
            self.peers.clone()
        }
    }
}

impl Default for Capabilities {
    fn default() -> Self {
        Self { gateway_api: true, service_monitor: true, autoscaling: true }
    }
}

fn registry() -> String {
    crate::names::DEFAULT_REGISTRY.to_owned()
}

fn gateway_name() -> String {
    "openchoreo".to_owned()
}

fn gateway_namespace() -> String {
    "openchoreo-gateway".to_owned()
}

fn public_host() -> String {
    "apps.localhost".to_owned()
}

fn organization_host() -> String {
    "internal.localhost".to_owned()
}

fn yes() -> bool {
    true
}
