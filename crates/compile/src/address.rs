//! Addresses of endpoints inside a data plane, and their URLs.

use openchoreo_api::component::{Endpoint, EndpointType};

/// Scheme of an endpoint's URLs. gRPC without TLS is HTTP/2 in the clear, for which clients take `http`.
pub(crate) fn scheme(type_: EndpointType) -> &'static str {
    match type_ {
        EndpointType::Http | EndpointType::Rest | EndpointType::GraphQl | EndpointType::Grpc => "http",
        EndpointType::WebSocket => "ws",
        EndpointType::Tcp => "tcp",
        EndpointType::Udp => "udp",
    }
}

/// Host of a component inside its data plane. It is short of the cluster's domain, which differs between clusters.
pub(crate) fn host(component: &str, namespace: &str) -> String {
    format!("{component}.{namespace}.svc")
}

/// URL of an endpoint. The path `/` is left out, so that callers can append their own.
pub(crate) fn url(endpoint: &Endpoint, authority: &str) -> String {
    let path = if endpoint.type_.is_routable() { endpoint.path.trim_end_matches('/') } else { "" };
    format!("{}://{authority}{path}", scheme(endpoint.type_))
}
