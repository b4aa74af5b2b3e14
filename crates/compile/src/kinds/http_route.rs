//! HTTPRoute of the Gateway API.

use openchoreo_api::component::Visibility;
use serde_json::Value;

use crate::{
    exposure::Exposure,
    json::{self, object},
    manifest::{Manifest, Type},
    workload::Workload,
};

const TYPE: Type = Type("gateway.networking.k8s.io/v1", "HTTPRoute");

/// One route for each host: one a visibility, and one more for each endpoint that has a host of its own.
pub(crate) fn manifests(workload: &Workload<'_>, exposures: &[Exposure<'_>]) -> Vec<Manifest> {
    let mut manifests = Vec::new();
    for visibility in [Visibility::Organization, Visibility::Public] {
        let of_visibility = || exposures.iter().filter(move |exposure| exposure.visibility == visibility);
        let shared: Vec<_> = of_visibility().filter(|exposure| !exposure.alone).collect();
        let name = format!("{}.{}", workload.name, gateway(visibility));
        manifests.extend(route(workload, name.clone(), &shared));
        let alone = of_visibility().filter(|exposure| exposure.alone);
        manifests.extend(alone.filter_map(|exposure| {
            let name = format!("{name}.{}", exposure.endpoint.name);
            route(workload, name, &[exposure])
        }));
    }
    manifests
}

fn gateway(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Organization => "organization",
        Visibility::Public => "public",
    }
}

fn route(workload: &Workload<'_>, name: String, exposures: &[&Exposure<'_>]) -> Option<Manifest> {
    let host = &exposures.first()?.host;
    let gateway = &workload.place.gateway;
    let parent = object! { "name": gateway.name.as_str(), "namespace": gateway.namespace.as_str() };
    let rules: Vec<Value> = exposures.iter().map(|exposure| rule(workload, exposure)).collect();
    let spec = object! { "parentRefs": vec![parent], "hostnames": vec![host.as_str()], "rules": rules };
    Some(Manifest::namespaced(TYPE, workload.namespace(), name, workload.labels(), object! { "spec": spec }))
}

fn rule(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Value {
    let path = object! { "type": "PathPrefix", "value": exposure.endpoint.path.as_str() };
    let upstream = workload.spec.upstream.as_ref();
    // The upstream of a proxy is asked for by its own name, not by the gateway's.
    let rewrite = upstream.map(|upstream| {
        let hostname = object! { "hostname": upstream.host.as_str() };
        object! { "type": "URLRewrite", "urlRewrite": hostname }
    });
    let port = upstream.map_or(exposure.endpoint.port, |upstream| upstream.port);
    object! {
        "matches": vec![object! { "path": path }],
        "filters": json::list(rewrite.into_iter().collect()),
        "backendRefs": vec![object! { "name": workload.name, "port": port }],
    }
}
