//! The table of built-in kinds.

use std::sync::OnceLock;

use super::Kind;
use crate::schema::NameRule;

/// All built-in kinds, by group.
pub fn kinds() -> &'static [Kind] {
    &KINDS
}

/// A kind of which most things are as usual: namespaced, without subresources, named by a DNS subdomain.
const fn kind(group: &'static str, version: &'static str, kind: &'static str, names: [&'static str; 2]) -> Kind {
    Kind {
        group,
        version,
        kind,
        plural: names[0],
        singular: names[1],
        short_names: &[],
        categories: &[],
        namespaced: true,
        status: false,
        scale: false,
        name_rule: NameRule::Subdomain,
        read: OnceLock::new(),
    }
}

impl Kind {
    const fn short(mut self, names: &'static [&'static str]) -> Self {
        self.short_names = names;
        self
    }

    const fn category(mut self, names: &'static [&'static str]) -> Self {
        self.categories = names;
        self
    }

    const fn cluster_scoped(mut self) -> Self {
        self.namespaced = false;
        self
    }

    const fn with_status(mut self) -> Self {
        self.status = true;
        self
    }

    const fn with_scale(mut self) -> Self {
        self.scale = true;
        self
    }

    const fn named(mut self, rule: NameRule) -> Self {
        self.name_rule = rule;
        self
    }
}

const ALL: &[&str] = &["all"];
const RBAC: &str = "rbac.authorization.k8s.io";

static KINDS: [Kind; 28] = [
    kind("", "v1", "Namespace", ["namespaces", "namespace"])
        .short(&["ns"])
        .cluster_scoped()
        .with_status()
        .named(NameRule::Label),
    kind("", "v1", "Service", ["services", "service"])
        .short(&["svc"])
        .category(ALL)
        .with_status()
        .named(NameRule::Label1035),
    kind("", "v1", "ServiceAccount", ["serviceaccounts", "serviceaccount"]).short(&["sa"]),
    kind("", "v1", "ConfigMap", ["configmaps", "configmap"]).short(&["cm"]),
    kind("", "v1", "Secret", ["secrets", "secret"]),
    kind("", "v1", "Event", ["events", "event"]).short(&["ev"]),
    kind("", "v1", "Pod", ["pods", "pod"]).short(&["po"]).category(ALL).with_status(),
    kind("", "v1", "Node", ["nodes", "node"]).short(&["no"]).cluster_scoped().with_status(),
    kind("", "v1", "PersistentVolumeClaim", ["persistentvolumeclaims", "persistentvolumeclaim"])
        .short(&["pvc"])
        .with_status(),
    kind("", "v1", "Endpoints", ["endpoints", "endpoints"]).short(&["ep"]),
    kind("apps", "v1", "Deployment", ["deployments", "deployment"])
        .short(&["deploy"])
        .category(ALL)
        .with_status()
        .with_scale(),
    kind("apps", "v1", "ReplicaSet", ["replicasets", "replicaset"])
        .short(&["rs"])
        .category(ALL)
        .with_status()
        .with_scale(),
    kind("apps", "v1", "StatefulSet", ["statefulsets", "statefulset"])
        .short(&["sts"])
        .category(ALL)
        .with_status()
        .with_scale(),
    kind("apps", "v1", "DaemonSet", ["daemonsets", "daemonset"]).short(&["ds"]).category(ALL).with_status(),
    kind("batch", "v1", "Job", ["jobs", "job"]).category(ALL).with_status(),
    kind("batch", "v1", "CronJob", ["cronjobs", "cronjob"]).short(&["cj"]).category(ALL).with_status(),
    kind("autoscaling", "v2", "HorizontalPodAutoscaler", ["horizontalpodautoscalers", "horizontalpodautoscaler"])
        .short(&["hpa"])
        .category(ALL)
        .with_status(),
    kind("policy", "v1", "PodDisruptionBudget", ["poddisruptionbudgets", "poddisruptionbudget"])
        .short(&["pdb"])
        .with_status(),
    kind("networking.k8s.io", "v1", "NetworkPolicy", ["networkpolicies", "networkpolicy"]).short(&["netpol"]),
    kind("networking.k8s.io", "v1", "Ingress", ["ingresses", "ingress"]).short(&["ing"]).with_status(),
    kind("discovery.k8s.io", "v1", "EndpointSlice", ["endpointslices", "endpointslice"]),
    kind("coordination.k8s.io", "v1", "Lease", ["leases", "lease"]),
    kind("events.k8s.io", "v1", "Event", ["events", "event"]).short(&["ev"]),
    kind(RBAC, "v1", "Role", ["roles", "role"]).named(NameRule::PathSegment),
    kind(RBAC, "v1", "RoleBinding", ["rolebindings", "rolebinding"]).named(NameRule::PathSegment),
    kind(RBAC, "v1", "ClusterRole", ["clusterroles", "clusterrole"]).cluster_scoped().named(NameRule::PathSegment),
    kind(RBAC, "v1", "ClusterRoleBinding", ["clusterrolebindings", "clusterrolebinding"])
        .cluster_scoped()
        .named(NameRule::PathSegment),
    kind(
        "apiextensions.k8s.io",
        "v1",
        "CustomResourceDefinition",
        ["customresourcedefinitions", "customresourcedefinition"],
    )
    .short(&["crd", "crds"])
    .category(&["api-extensions"])
    .cluster_scoped()
    .with_status(),
];

#[cfg(test)]
mod tests {
    use super::kinds;

    #[test]
    fn every_kind_is_named_and_has_a_definition() {
        for kind in kinds() {
            assert!(kind.plural.starts_with(kind.singular.trim_end_matches('y')), "{}", kind.kind);
            assert_eq!(kind.singular, kind.kind.to_lowercase());
            assert!(kind.openapi()["properties"].as_object().is_some_and(|fields| fields.len() > 2), "{}", kind.kind);
            assert!(!kind.schema().properties.is_empty(), "{}", kind.kind);
        }
    }
}
