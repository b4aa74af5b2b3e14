//! Service.

use openchoreo_api::{
    component::{Endpoint, EndpointType},
    names,
};
use serde_json::{Map, Value};

use crate::{
    json::{self, object},
    manifest::{Manifest, Type},
    workload::{self, Workload},
};

const TYPE: Type = Type("v1", "Service");

/// The name and address of a component that has endpoints.
pub(crate) fn manifest(workload: &Workload<'_>) -> Option<Manifest> {
    if workload.endpoints.is_empty() {
        return None;
    }
    let mut selector = Map::new();
    json::put(&mut selector, names::COMPONENT, workload.name);
    let ports: Vec<Value> = workload.endpoints.iter().map(|endpoint| port(endpoint)).collect();
    Some(service(workload, object! { "selector": selector, "ports": ports }))
}

/// A name inside the cell for an API that runs elsewhere.
pub(crate) fn external(workload: &Workload<'_>) -> Option<Manifest> {
    let upstream = workload.spec.upstream.as_ref()?;
    let port = object! { "name": "upstream", "port": upstream.port, "protocol": "TCP" };
    let spec = object! {
        "type": "ExternalName",
        "externalName": upstream.host.as_str(),
        "ports": vec![port],
    };
    Some(service(workload, spec))
}

fn service(workload: &Workload<'_>, spec: Value) -> Manifest {
    let (namespace, name) = (workload.namespace(), workload.name.to_owned());
    Manifest::namespaced(TYPE, namespace, name, workload.labels(), object! { "spec": spec })
}

fn port(endpoint: &Endpoint) -> Value {
    object! {
        "name": endpoint.name.as_str(),
        "port": endpoint.port,
        "targetPort": endpoint.name.as_str(),
        "protocol": workload::protocol(endpoint),
        "appProtocol": app_protocol(endpoint.type_),
    }
}

/// What gateways and meshes are told of the protocol; nothing where it is plain TCP or UDP.
fn app_protocol(type_: EndpointType) -> Option<&'static str> {
    match type_ {
        EndpointType::Http | EndpointType::Rest | EndpointType::GraphQl => Some("http"),
        EndpointType::Grpc => Some("kubernetes.io/h2c"),
        EndpointType::WebSocket => Some("kubernetes.io/ws"),
        EndpointType::Tcp | EndpointType::Udp => None,
    }
}
