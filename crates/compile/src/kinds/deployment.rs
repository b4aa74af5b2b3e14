//! Deployment.

use openchoreo_api::names;

use super::pod;
use crate::{
    json::{object, select},
    manifest::{Manifest, Type},
    workload::Workload,
};

const TYPE: Type = Type("apps/v1", "Deployment");

/// The pods of a component that serves. An autoscaler owns `replicas` where there is one.
pub(crate) fn manifest(workload: &Workload<'_>) -> Manifest {
    let replicas = (!workload.is_autoscaled()).then_some(workload.scaling.min_replicas);
    let spec = object! {
        "replicas": replicas,
        "selector": select(names::COMPONENT, workload.name),
        "template": pod::template(workload, None),
    };
    let (namespace, name) = (workload.namespace(), workload.name.to_owned());
    Manifest::namespaced(TYPE, namespace, name, workload.labels(), object! { "spec": spec })
}
