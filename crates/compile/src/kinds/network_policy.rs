//! NetworkPolicy: everything is denied but what is declared.
//!
//! A connection is two policies, both emitted from and labelled with the caller: one lets the caller out of its cell,
//! one lets it into the target's. Policies add up, so that a component can be compiled without knowing its callers.

use openchoreo_api::{component::Endpoint, data_plane::Peer, names};
use serde_json::{Map, Value};

use crate::{
    connection::Open,
    exposure::Exposure,
    json::{object, select},
    manifest::{Manifest, Type},
    workload::{self, Workload},
};

const TYPE: Type = Type("networking.k8s.io/v1", "NetworkPolicy");

/// Label that Kubernetes itself keeps on every namespace.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

const INGRESS: &str = "Ingress";
const EGRESS: &str = "Egress";

/// The policies of a cell: all traffic is denied, and name resolution is allowed.
pub(crate) fn of_cell(namespace: &str, labels: &Map<String, Value>) -> [Manifest; 2] {
    let deny = object! { "podSelector": Map::new(), "policyTypes": vec![INGRESS, EGRESS] };
    let resolver = object! {
        "namespaceSelector": select(NAMESPACE_NAME, "kube-system"),
        "podSelector": select("k8s-app", "kube-dns"),
    };
    let rule = object! { "to": vec![resolver], "ports": vec![port("UDP", 53), port("TCP", 53)] };
    let dns = object! { "podSelector": Map::new(), "policyTypes": vec![EGRESS], "egress": vec![rule] };
    [("default-deny", deny), ("dns", dns)].map(|(name, spec)| policy(namespace, name.to_owned(), labels.clone(), spec))
}

/// The policies of a component: its connections in both cells, its gateways and its metrics.
pub(crate) fn of_component(workload: &Workload<'_>, exposures: &[Exposure<'_>]) -> Vec<Manifest> {
    let mut policies = Vec::new();
    policies.extend(gateway(workload, exposures));
    policies.extend(metrics(workload));
    for open in &workload.connections {
        policies.push(egress(workload, open));
        policies.push(ingress(workload, open));
    }
    policies
}

/// Lets the caller out of its cell. The name has three labels, so that no other policy can have it.
fn egress(workload: &Workload<'_>, open: &Open<'_>) -> Manifest {
    let to = pods(&open.namespace, select(names::COMPONENT, &open.connection.component));
    let rule = object! { "to": vec![to], "ports": vec![port_of(&open.endpoint)] };
    let spec = object! {
        "podSelector": select(names::COMPONENT, workload.name),
        "policyTypes": vec![EGRESS],
        "egress": vec![rule],
    };
    let name = format!("{}.{}.egress", workload.name, open.connection.name);
    policy(workload.namespace(), name, workload.labels(), spec)
}

/// Lets the caller into the target's cell. The name has four labels, so that no other policy can have it.
fn ingress(workload: &Workload<'_>, open: &Open<'_>) -> Manifest {
    let from = pods(workload.namespace(), select(names::COMPONENT, workload.name));
    let spec = admit(&open.connection.component, vec![from], vec![port_of(&open.endpoint)]);
    let name = format!("{}.{}.{}.ingress", workload.name, workload.spec.project, open.connection.name);
    policy(&open.namespace, name, workload.labels(), spec)
}

/// Lets the data plane's gateways reach the exposed endpoints.
fn gateway(workload: &Workload<'_>, exposures: &[Exposure<'_>]) -> Option<Manifest> {
    let is_exposed = |endpoint: &&&Endpoint| exposures.iter().any(|exposure| exposure.endpoint.name == endpoint.name);
    let ports: Vec<Value> = workload.endpoints.iter().filter(is_exposed).map(|endpoint| port_of(endpoint)).collect();
    let peers = workload.place.gateway.effective_peers();
    (!ports.is_empty()).then(|| admit_peers(workload, "gateway", &peers, ports))
}

/// Lets the data plane's monitoring reach the endpoint that it scrapes.
fn metrics(workload: &Workload<'_>) -> Option<Manifest> {
    let endpoint = workload.scraped()?;
    let peers = workload.place.metrics.effective_peers();
    Some(admit_peers(workload, "metrics", &peers, vec![port_of(endpoint)]))
}

fn admit_peers(workload: &Workload<'_>, suffix: &str, peers: &[Peer], ports: Vec<Value>) -> Manifest {
    let spec = admit(workload.name, peers.iter().map(peer).collect(), ports);
    policy(workload.namespace(), format!("{}.{suffix}", workload.name), workload.labels(), spec)
}

fn admit(component: &str, from: Vec<Value>, ports: Vec<Value>) -> Value {
    object! {
        "podSelector": select(names::COMPONENT, component),
        "policyTypes": vec![INGRESS],
        "ingress": vec![object! { "from": from, "ports": ports }],
    }
}

fn peer(peer: &Peer) -> Value {
    let labels: Map<String, Value> =
        peer.pod_labels.iter().map(|(label, value)| (label.clone(), Value::from(value.as_str()))).collect();
    let selector = if labels.is_empty() {
        Value::Null
    } else {
        object! { "matchLabels": labels }
    };
    pods(&peer.namespace, selector)
}

fn pods(namespace: &str, selector: Value) -> Value {
    object! { "namespaceSelector": select(NAMESPACE_NAME, namespace), "podSelector": selector }
}

fn port_of(endpoint: &Endpoint) -> Value {
    port(workload::protocol(endpoint), endpoint.port)
}

fn port(protocol: &str, number: i32) -> Value {
    object! { "protocol": protocol, "port": number }
}

fn policy(namespace: &str, name: String, labels: Map<String, Value>, spec: Value) -> Manifest {
    Manifest::namespaced(TYPE, namespace, name, labels, object! { "spec": spec })
}
