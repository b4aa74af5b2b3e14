//! What an object of a built-in kind holds before anybody sets anything.

use serde_json::{Value, json};

use super::Kind;

/// The parts that every object of the kind has, so that a create does not own them for themselves.
///
/// kube-apiserver reads built-in kinds into structures of which these parts cannot be absent.
pub(super) fn skeleton(kind: &Kind) -> Value {
    let pod_spec = json!({ "containers": null });
    let template = json!({ "metadata": {}, "spec": pod_spec });
    match kind.kind {
        "Deployment" => json!({ "spec": { "strategy": {}, "template": template }, "status": {} }),
        "StatefulSet" | "DaemonSet" => json!({ "spec": { "template": template, "updateStrategy": {} }, "status": {} }),
        "ReplicaSet" | "Job" => json!({ "spec": { "template": template }, "status": {} }),
        "CronJob" => {
            let job = json!({ "metadata": {}, "spec": { "template": template } });
            json!({ "spec": { "jobTemplate": job }, "status": {} })
        }
        "Pod" => json!({ "spec": pod_spec, "status": {} }),
        "Namespace" | "PodDisruptionBudget" | "Lease" => json!({ "spec": {}, "status": {} }),
        "Service" | "Ingress" => json!({ "spec": {}, "status": { "loadBalancer": {} } }),
        "Node" => json!({ "spec": {}, "status": { "daemonEndpoints": { "kubeletEndpoint": {} }, "nodeInfo": {} } }),
        "PersistentVolumeClaim" => json!({ "spec": { "resources": {} }, "status": {} }),
        "HorizontalPodAutoscaler" => json!({ "spec": { "scaleTargetRef": {} }, "status": {} }),
        "NetworkPolicy" => json!({ "spec": { "podSelector": {} } }),
        "RoleBinding" | "ClusterRoleBinding" => json!({ "roleRef": {} }),
        "CustomResourceDefinition" => json!({ "spec": { "names": {} }, "status": { "acceptedNames": {} } }),
        "Event" if kind.group.is_empty() => json!({ "involvedObject": {}, "source": {} }),
        "Event" => json!({ "deprecatedSource": {}, "regarding": {} }),
        "EndpointSlice" => json!({ "endpoints": null, "ports": null }),
        _ => json!({}),
    }
}
