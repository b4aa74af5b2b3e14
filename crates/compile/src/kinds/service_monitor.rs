//! ServiceMonitor of the Prometheus operator.

use openchoreo_api::names;

use crate::{
    json::{object, select},
    manifest::{Manifest, Type},
    workload::Workload,
};

const TYPE: Type = Type("monitoring.coreos.com/v1", "ServiceMonitor");

/// Path that metrics are scraped from.
const PATH: &str = "/metrics";

/// Lets Prometheus scrape the component's first endpoint that speaks HTTP.
pub(crate) fn manifest(workload: &Workload<'_>) -> Option<Manifest> {
    let endpoint = workload.scraped()?;
    let spec = object! {
        "selector": select(names::COMPONENT, workload.name),
        "endpoints": vec![object! { "port": endpoint.name.as_str(), "path": PATH }],
    };
    let (namespace, name) = (workload.namespace(), workload.name.to_owned());
    Some(Manifest::namespaced(TYPE, namespace, name, workload.labels(), object! { "spec": spec }))
}
