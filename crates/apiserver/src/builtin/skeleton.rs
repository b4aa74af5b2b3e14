//! What an object of a built-in kind holds before anybody sets anything.

use serde_json::{Map, Value, json};

use super::Kind;

/// The texts in a Node's status that are written even where they are empty.
const NODE_INFO: [&str; 10] = [
    "architecture",
    "bootID",
    "containerRuntimeVersion",
    "kernelVersion",
    "kubeProxyVersion",
    "kubeletVersion",
    "machineID",
    "operatingSystem",
    "osImage",
    "systemUUID",
];

/// The parts that every object of the kind has, so that a create does not own them for themselves.
///
/// kube-apiserver reads built-in kinds into structures of which these parts cannot be absent.
pub(super) fn skeleton(kind: &Kind) -> Value {
    let pod_spec = json!({ "containers": null });
    let template = json!({ "metadata": {}, "spec": pod_spec });
    match kind.kind {
        "Deployment" => json!({ "spec": { "strategy": {}, "template": template }, "status": {} }),
        "StatefulSet" => json!({ "spec": { "template": template, "updateStrategy": {} }, "status": { "replicas": 0 } }),
        "DaemonSet" => {
            let numbers = ["currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady"];
            let status: Map<_, _> = numbers.map(|field| (field.to_owned(), json!(0))).into_iter().collect();
            json!({ "spec": { "template": template, "updateStrategy": {} }, "status": status })
        }
        "ReplicaSet" => json!({ "spec": { "template": template }, "status": { "replicas": 0 } }),
        "Job" => json!({ "spec": { "template": template }, "status": {} }),
        "CronJob" => {
            let job = json!({ "metadata": {}, "spec": { "template": template } });
            json!({ "spec": { "jobTemplate": job }, "status": {} })
        }
        "Pod" => json!({ "spec": pod_spec, "status": {} }),
        "Namespace" => json!({ "spec": { "finalizers": ["kubernetes"] }, "status": {} }),
        "PodDisruptionBudget" => json!({ "spec": {}, "status": {} }),
        "Lease" => json!({ "spec": {} }),
        "Service" | "Ingress" => json!({ "spec": {}, "status": { "loadBalancer": {} } }),
        "Node" => {
            let endpoints = json!({ "kubeletEndpoint": { "Port": 0 } });
            let info: Map<_, _> = NODE_INFO.map(|field| (field.to_owned(), json!(""))).into_iter().collect();
            json!({ "spec": {}, "status": { "daemonEndpoints": endpoints, "nodeInfo": info } })
        }
        "PersistentVolumeClaim" => json!({ "spec": { "resources": {} }, "status": {} }),
        "HorizontalPodAutoscaler" => {
            json!({ "spec": { "scaleTargetRef": {} }, "status": { "currentMetrics": null, "desiredReplicas": 0 } })
        }
        "NetworkPolicy" => json!({ "spec": { "podSelector": {} } }),
        "RoleBinding" | "ClusterRoleBinding" => json!({ "roleRef": {} }),
        "CustomResourceDefinition" => json!({ "spec": { "names": {} }, "status": { "acceptedNames": {} } }),
        "Event" if kind.group.is_empty() => json!({ "involvedObject": {}, "source": {} }),
        "Event" => json!({ "deprecatedSource": {}, "regarding": {} }),
        "EndpointSlice" => json!({ "endpoints": null, "ports": null }),
        _ => json!({}),
    }
}

/// Adds the parts of the skeleton that an object lacks, but for lists.
pub(super) fn complete(object: &mut Value, skeleton: &Value) {
    let (Value::Object(fields), Value::Object(parts)) = (object, skeleton) else { return };
    for (name, part) in parts.iter().filter(|(_, part)| !part.is_null() && !part.is_array()) {
        let field = fields.entry(name).or_insert(Value::Null);
        if field.is_null() {
            *field = if part.is_object() { json!({}) } else { part.clone() };
        }
        complete(field, part);
    }
}

#[cfg(test)]
mod tests {
    use crate::builtin::kinds;

    #[test]
    fn skeletons_have_declared_fields_only() {
        for kind in kinds() {
            assert_eq!(kind.schema().prune(&mut kind.schema().skeleton.clone()), Vec::<String>::new(), "{}", kind.kind);
        }
    }
}
