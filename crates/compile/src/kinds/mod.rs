//! The objects that are emitted, one kind a file.

pub(crate) mod autoscaler;
pub(crate) mod config_map;
pub(crate) mod cron_job;
pub(crate) mod deployment;
pub(crate) mod disruption_budget;
pub(crate) mod http_route;
pub(crate) mod job;
pub(crate) mod namespace;
pub(crate) mod network_policy;
pub(crate) mod pod;
pub(crate) mod probe;
pub(crate) mod service;
pub(crate) mod service_account;
pub(crate) mod service_monitor;

use openchoreo_api::component::ComponentType;

use crate::{exposure::Exposure, manifest::Manifest, workload::Workload};

/// Everything of a component that runs pods. Policies come before the pods that they guard.
pub(crate) fn of_workload(workload: &Workload<'_>, exposures: &[Exposure<'_>]) -> Vec<Manifest> {
    let mut manifests = vec![service_account::manifest(workload)];
    manifests.extend(config_map::manifest(workload));
    manifests.extend(network_policy::of_component(workload, exposures));
    manifests.extend(service::manifest(workload));
    match workload.spec.type_ {
        ComponentType::ScheduledTask => manifests.extend(cron_job::manifest(workload)),
        ComponentType::ManualTask => manifests.push(job::manifest(workload)),
        _ => {
            manifests.push(deployment::manifest(workload));
            manifests.extend(autoscaler::manifest(workload));
            manifests.extend(disruption_budget::manifest(workload));
        }
    }
    manifests.extend(http_route::manifests(workload, exposures));
    manifests.extend(service_monitor::manifest(workload));
    manifests
}

/// Everything of an API proxy: a name for the upstream, and routes to it.
pub(crate) fn of_proxy(workload: &Workload<'_>, exposures: &[Exposure<'_>]) -> Vec<Manifest> {
    let mut manifests: Vec<Manifest> = service::external(workload).into_iter().collect();
    manifests.extend(http_route::manifests(workload, exposures));
    manifests
}
