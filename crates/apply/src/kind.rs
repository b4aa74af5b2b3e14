//! The kinds of objects that the platform puts on data planes.

use kube::api::{ApiResource, GroupVersionKind};

/// A kind that the platform applies and therefore watches.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind {
    /// API group; empty for the core group.
    pub group: &'static str,
    /// API version.
    pub version: &'static str,
    /// Name of the kind.
    pub kind: &'static str,
    /// Name of the resource in URLs.
    pub plural: &'static str,
    /// Whether the status of objects says if they work; others work once they exist.
    pub has_health: bool,
}

const fn plain(group: &'static str, version: &'static str, kind: &'static str, plural: &'static str) -> Kind {
    Kind { group, version, kind, plural, has_health: false }
}

/// Namespaces: cells are namespaces.
pub const NAMESPACE: Kind = plain("", "v1", "Namespace", "namespaces");

/// Every kind that the platform applies.
pub static KINDS: [Kind; 13] = [
    NAMESPACE,
    plain("", "v1", "ConfigMap", "configmaps"),
    plain("", "v1", "Secret", "secrets"),
    plain("", "v1", "Service", "services"),
    plain("", "v1", "ServiceAccount", "serviceaccounts"),
    Kind { group: "apps", version: "v1", kind: "Deployment", plural: "deployments", has_health: true },
    plain("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
    plain("batch", "v1", "CronJob", "cronjobs"),
    Kind { group: "batch", version: "v1", kind: "Job", plural: "jobs", has_health: true },
    plain("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
    plain("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),
    plain("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes"),
    plain("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors"),
];

impl Kind {
    /// The kind of this API version and name, if the platform applies objects of this kind.
    pub fn of(api_version: &str, name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.kind == name && kind.api_version() == api_version)
    }

    /// `group/version`, or the version alone for the core group.
    pub fn api_version(&self) -> String {
        self.resource().api_version
    }

    /// The resource for dynamic clients.
    pub fn resource(&self) -> ApiResource {
        ApiResource::from_gvk_with_plural(&GroupVersionKind::gvk(self.group, self.version, self.kind), self.plural)
    }
}
