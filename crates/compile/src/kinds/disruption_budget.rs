//! PodDisruptionBudget.

use openchoreo_api::names;

use crate::{
    json::{object, select},
    manifest::{Manifest, Type},
    workload::Workload,
};

const TYPE: Type = Type("policy/v1", "PodDisruptionBudget");

/// Keeps all but one replica running when nodes are drained, where at least two run.
pub(crate) fn manifest(workload: &Workload<'_>) -> Option<Manifest> {
    if workload.scaling.min_replicas < 2 {
        return None;
    }
    let spec = object! { "maxUnavailable": 1, "selector": select(names::COMPONENT, workload.name) };
    let (namespace, name) = (workload.namespace(), workload.name.to_owned());
    Some(Manifest::namespaced(TYPE, namespace, name, workload.labels(), object! { "spec": spec }))
}
