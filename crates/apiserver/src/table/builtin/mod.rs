//! The columns of the built-in kinds: those that kube-apiserver prints.

mod autoscaling;
mod batch;
mod core;
mod definition;
mod events;
mod facts;
mod network;
mod node;
mod pod;
mod rbac;
mod storage;
#[cfg(test)]
mod tests;
mod workload;

use serde_json::Value;

use super::Column;
use crate::builtin::Kind;
pub(super) use facts::Facts;

/// How objects of a kind become rows.
pub(super) struct Printer {
    pub(super) columns: &'static [Column],
    pub(super) cells: fn(&Facts<'_>) -> Vec<Value>,
}

/// What is printed where a value is absent.
const NONE: &str = "<none>";

/// The printer of a kind; name and time of creation where it has none of its own.
pub(super) fn printer(kind: &Kind) -> &'static Printer {
    match kind.kind {
        "Namespace" => &core::NAMESPACE,
        "ConfigMap" => &core::CONFIG_MAP,
        "Secret" => &core::SECRET,
        "ServiceAccount" => &core::SERVICE_ACCOUNT,
        "Lease" => &core::LEASE,
        "Event" => &events::EVENT,
        "Pod" => &pod::POD,
        "Node" => &node::NODE,
        "PersistentVolumeClaim" => &storage::CLAIM,
        "Service" => &network::SERVICE,
        "Ingress" => &network::INGRESS,
        "NetworkPolicy" => &network::POLICY,
        "Endpoints" => &network::ENDPOINTS,
        "EndpointSlice" => &network::ENDPOINT_SLICE,
        "Deployment" => &workload::DEPLOYMENT,
        "ReplicaSet" => &workload::REPLICA_SET,
        "StatefulSet" => &workload::STATEFUL_SET,
        "DaemonSet" => &workload::DAEMON_SET,
        "PodDisruptionBudget" => &workload::DISRUPTION_BUDGET,
        "Job" => &batch::JOB,
        "CronJob" => &batch::CRON_JOB,
        "HorizontalPodAutoscaler" => &autoscaling::AUTOSCALER,
        "RoleBinding" | "ClusterRoleBinding" => &rbac::BINDING,
        "CustomResourceDefinition" => &definition::DEFINITION,
        _ => &core::PLAIN,
    }
}
