//! Data planes.

use openchoreo_api::{
    DataPlaneSpec, Problem,
    data_plane::{Cluster, Gateway, Peer},
};

use super::name;
use crate::name::{is_domain, is_label, is_label_value};

/// Problems of a data plane: its cluster connection, registry, gateway and peers.
pub fn data_plane(name: &str, spec: &DataPlaneSpec) -> Vec<Problem> {
    let mut problems = name::object("DataPlane", name);
    problems.extend(spec.cluster.iter().flat_map(cluster));
    problems.extend(registry(&spec.registry));
    problems.extend(spec.gateway.iter().flat_map(gateway));
    problems.extend(spec.metrics.iter().flat_map(|metrics| peers("spec.metrics.peers", &metrics.peers)));
    problems
}

fn cluster(cluster: &Cluster) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, summary: &str, detail: &str| {
        problems.push(Problem::error("InvalidCluster", format!("spec.cluster{field}"), summary, detail));
    };
    if cluster.kubeconfig_secret.is_some() == cluster.server.is_some() {
        refuse(
            "",
            "a cluster needs exactly one of kubeconfigSecret and server",
            "Set one of the two, or leave cluster out for the control plane's own cluster.",
        );
    }
    if cluster.server.is_some() && cluster.token_secret.is_none() {
        refuse(".tokenSecret", "server has no tokenSecret", "Name the Secret that holds the bearer token.");
    }
    if cluster.token_secret.is_some() && cluster.server.is_none() {
        refuse(".tokenSecret", "tokenSecret goes with server", "Set server, or remove tokenSecret.");
    }
    if cluster.ca_certificate.is_some() && cluster.server.is_none() {
        refuse(".caCertificate", "caCertificate goes with server", "Set server, or remove caCertificate.");
    }
    if cluster.server.as_deref().is_some_and(|server| !server.starts_with("https://")) {
        refuse(".server", "server is no https URL", "Use a URL such as https://10.0.0.1:6443.");
    }
    problems
}

fn registry(registry: &str) -> Option<Problem> {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._:/-".contains(c);
    let (host, path) = registry.split_once('/').unwrap_or((registry, "-"));
    let valid = registry.chars().all(is_part) && !host.is_empty() && !registry.contains("//") && !path.is_empty();
    (!valid || registry.ends_with('/')).then(|| {
        Problem::error(
            "InvalidRegistry",
            "spec.registry",
            format!("`{registry}` is not an image registry"),
            "Use a host, optionally with port and path and without a scheme, such as registry.example.com:5000/team.",
        )
    })
}

fn gateway(gateway: &Gateway) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut check = |field: &str, value: &str, valid: bool, accepted: &str| {
        if !valid {
            let field = format!("spec.gateway.{field}");
            problems.push(Problem::error("InvalidGateway", field, format!("`{value}` is not {accepted}"), ACCEPTED));
        }
    };
    check("name", &gateway.name, is_domain(&gateway.name), "the name of a Gateway");
    check("namespace", &gateway.namespace, is_label(&gateway.namespace), "the name of a namespace");
    let is_host = |host: &str| host.len() <= 180 && is_domain(host);
    check("publicHost", &gateway.public_host, is_host(&gateway.public_host), "a domain of at most 180 characters");
    let host = &gateway.organization_host;
    check("organizationHost", host, is_host(host), "a domain of at most 180 characters");
    problems.extend(peers("spec.gateway.peers", &gateway.peers));
    problems
}

const ACCEPTED: &str = "Use lowercase DNS labels: a-z, 0-9 and `-`, with `-` neither first nor last; domains join them \
                        with dots.";

fn peers(list: &str, peers: &[Peer]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, peer) in peers.iter().enumerate() {
        if !is_label(&peer.namespace) {
            let summary = format!("`{}` is not the name of a namespace", peer.namespace);
            problems.push(Problem::error("InvalidPeer", format!("{list}[{index}].namespace"), summary, ACCEPTED));
        }
        let wrong = peer.pod_labels.iter().find(|(label, value)| !is_label_key(label) || !is_label_value(value));
        problems.extend(wrong.map(|(label, value)| {
            Problem::error(
                "InvalidPeer",
                format!("{list}[{index}].podLabels"),
                format!("`{label}: {value}` is not a label"),
                "Use an optional DNS prefix and `/`, then a name, and a value, each of at most 63 letters, digits, \
                 `-`, `_` and `.` that start and end with a letter or digit.",
            )
        }));
    }
    problems
}

fn is_label_key(key: &str) -> bool {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    prefix.is_none_or(is_domain) && !name.is_empty() && is_label_value(name)
}
