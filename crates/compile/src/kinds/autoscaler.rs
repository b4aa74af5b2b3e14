//! HorizontalPodAutoscaler.

use crate::{
    json::object,
    manifest::{Manifest, Type},
    workload::Workload,
};

const TYPE: Type = Type("autoscaling/v2", "HorizontalPodAutoscaler");

/// The autoscaler of a component that scales.
pub(crate) fn manifest(workload: &Workload<'_>) -> Option<Manifest> {
    if !workload.is_autoscaled() {
        return None;
    }
    let scaling = &workload.scaling;
    let target = object! { "type": "Utilization", "averageUtilization": scaling.cpu_utilization };
    let metric = object! { "type": "Resource", "resource": object! { "name": "cpu", "target": target } };
    let spec = object! {
        "scaleTargetRef": object! { "apiVersion": "apps/v1", "kind": "Deployment", "name": workload.name },
        "minReplicas": scaling.min_replicas,
        "maxReplicas": scaling.max_replicas,
        "metrics": vec![metric],
    };
    let (namespace, name) = (workload.namespace(), workload.name.to_owned());
    Some(Manifest::namespaced(TYPE, namespace, name, workload.labels(), object! { "spec": spec }))
}
