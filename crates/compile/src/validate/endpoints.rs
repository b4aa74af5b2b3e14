//! Endpoints.

use std::collections::BTreeMap;

use openchoreo_api::{
    ComponentSpec, Problem,
    component::{ComponentType, Endpoint, Visibility},
};

use super::name;
use crate::{name::is_label, workload::protocol};

const LIST: &str = "spec.endpoints";

/// Problems of a component's endpoints.
pub(super) fn endpoints(spec: &ComponentSpec) -> Vec<Problem> {
    let mut problems = name::duplicates(LIST, "name", spec.endpoints.iter().map(|endpoint| endpoint.name.as_str()));
    problems.extend(spec.endpoints.iter().flat_map(endpoint));
    problems.extend(shared_ports(&spec.endpoints));
    if spec.type_.is_task() && !spec.endpoints.is_empty() {
        problems.push(Problem::error(
            "TaskWithEndpoints",
            LIST,
            "tasks have no endpoints",
            "Remove the endpoints, or choose a type that serves, such as service.",
        ));
    }
    problems.extend(proxied(spec));
    problems
}

fn endpoint(endpoint: &Endpoint) -> Vec<Problem> {
    let field = format!("{LIST}[name=\"{}\"]", endpoint.name);
    let mut problems = Vec::new();
    if !is_port_name(&endpoint.name) {
        problems.push(Problem::error(
            "InvalidName",
            format!("{field}.name"),
            format!("`{}` is not a name for an endpoint", endpoint.name),
            "Use at most 15 characters from a-z, 0-9 and `-` that start with a letter, without `-` at the end or \
             twice in a row.",
        ));
    }
    if !(1..=65535).contains(&endpoint.port) {
        problems.push(Problem::error(
            "InvalidPort",
            format!("{field}.port"),
            format!("{} is not a port", endpoint.port),
            "Use a number from 1 to 65535.",
        ));
    }
    if endpoint.type_.is_routable() && !is_path(&endpoint.path) {
        problems.push(Problem::error(
            "InvalidPath",
            format!("{field}.path"),
            format!("`{}` is not a path that gateways can match", endpoint.path),
            "Start with `/`; use letters, digits, -._~!$&'()*+,;=:@ and %XX, and no `//`, `/./`, `/../` or `%2f`.",
        ));
    }
    if !endpoint.type_.is_routable() && endpoint.visibility.contains(&Visibility::Public) {
        problems.push(Problem::warning(
            "NotRoutable",
            format!("{field}.visibility"),
            "gateways do not route TCP and UDP, so that the endpoint gets no public host",
            "Remove `public`, or use a type that is based on HTTP.",
        ));
    }
    problems
}

fn is_port_name(name: &str) -> bool {
    name.len() <= 15 && is_label(name) && name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.contains("--")
}

/// What the Gateway API takes as a path prefix.
fn is_path(path: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "/-._~!$&'()*+,;=:@%".contains(c);
    let escapes = path.split('%').skip(1).all(|rest| {
        let code = rest.get(..2).unwrap_or_default();
        code.len() == 2 && code.chars().all(|c| c.is_ascii_hexdigit()) && !code.eq_ignore_ascii_case("2f")
    });
    let dots = path.split('/').any(|segment| segment == "." || segment == "..");
    path.starts_with('/') && path.len() <= 1024 && path.chars().all(inner) && escapes && !dots && !path.contains("//")
}

fn shared_ports(endpoints: &[Endpoint]) -> Vec<Problem> {
    let mut taken: BTreeMap<(&str, i32), &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for endpoint in endpoints {
        let Some(other) = taken.insert((protocol(endpoint), endpoint.port), &endpoint.name) else { continue };
        problems.push(Problem::error(
            "DuplicatePort",
            format!("{LIST}[name=\"{}\"].port", endpoint.name),
            format!("endpoints `{other}` and `{}` share port {}", endpoint.name, endpoint.port),
            "Give each endpoint a port of its own; only a UDP endpoint may have the number of another one.",
        ));
    }
    problems
}

/// Endpoints of a proxy have the upstream's port: a name for another host cannot map ports.
fn proxied(spec: &ComponentSpec) -> Vec<Problem> {
    let Some(upstream) = spec.upstream.as_ref().filter(|_| spec.type_ == ComponentType::ApiProxy) else {
        return Vec::new();
    };
    let other = spec.endpoints.iter().filter(|endpoint| endpoint.port != upstream.port);
    other
        .map(|endpoint| {
            Problem::error(
                "ProxyPortMismatch",
                format!("{LIST}[name=\"{}\"].port", endpoint.name),
                format!("the endpoint has port {}, the upstream port {}", endpoint.port, upstream.port),
                format!("An api-proxy serves its upstream's port: use {}.", upstream.port),
            )
        })
        .collect()
}
