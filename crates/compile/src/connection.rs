//! Connections in a place: which endpoint they lead to, and what the caller is told.

use openchoreo_api::{
    Component, Problem,
    component::{ComponentType, Connection, Endpoint, EndpointType, Visibility},
};

use crate::{cell::Cell, model::Model, place, place::Place};

/// A connection that leads somewhere.
pub(crate) struct Open<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) endpoint: Endpoint,
    /// Cell of the target.
    pub(crate) cell: Cell,
    /// Namespace of that cell.
    pub(crate) namespace: String,
}

/// Where a connection leads in a place of the caller's project.
///
/// # Errors
/// A warning that says why it leads nowhere; the component works without it.
pub(crate) fn resolve<'a>(model: &impl Model, place: &Place, connection: &'a Connection) -> Result<Open<'a>, Problem> {
    let target = find_component(model, connection)?;
    let endpoint = find_endpoint(connection, &target)?.clone();
    let project = &target.spec.project;
    if *project == place.cell.project {
        let (cell, namespace) = (place.cell.clone(), place.namespace.clone());
        return Ok(Open { connection, endpoint, cell, namespace });
    }
    if !endpoint.visibility.contains(&Visibility::Organization) {
        return Err(not_visible(connection, &endpoint, project));
    }
    let environment = place.environment_name();
    let runs = place::stages(model, project, "").is_ok_and(|stages| stages.automatic.iter().any(|e| e == environment));
    if !runs {
        return Err(warning(
            connection,
            "TargetNotInEnvironment",
            format!("component `{}` does not run in environment `{environment}`", connection.component),
            format!(
                "Let the deployment pipeline of project `{project}` reach the environment without approval or soak."
            ),
        ));
    }
    let cell = Cell { project: project.clone(), ..place.cell.clone() };
    let namespace = cell.namespace();
    Ok(Open { connection, endpoint, cell, namespace })
}

fn find_component(model: &impl Model, connection: &Connection) -> Result<std::sync::Arc<Component>, Problem> {
    let name = &connection.component;
    let Some(target) = model.component(name) else {
        return Err(warning(
            connection,
            "TargetMissing",
            format!("component `{name}` does not exist"),
            "Create it, or correct the connection; it opens by itself once the component exists.",
        ));
    };
    if target.spec.type_ == ComponentType::ApiProxy {
        return Err(warning(
            connection,
            "TargetIsProxy",
            format!("component `{name}` is an api-proxy, which runs no pods that a network policy could name"),
            "Call the proxy through its gateway URL, and remove the connection.",
        ));
    }
    Ok(target)
}

fn find_endpoint<'a>(connection: &Connection, target: &'a Component) -> Result<&'a Endpoint, Problem> {
    let endpoints = &target.spec.endpoints;
    let component = &connection.component;
    let found = match &connection.endpoint {
        Some(name) => endpoints.iter().find(|endpoint| endpoint.name == *name).ok_or_else(|| {
            warning(
                connection,
                "EndpointMissing",
                format!("component `{component}` has no endpoint `{name}`"),
                known_endpoints(endpoints),
            )
        })?,
        None => match endpoints.as_slice() {
            [only] => only,
            [] => {
                let (summary, detail) = (format!("component `{component}` has no endpoints"), "Give it one.");
                return Err(warning(connection, "EndpointMissing", summary, detail));
            }
            _ => {
                let summary = format!("component `{component}` has several endpoints, and the connection names none");
                return Err(warning(connection, "EndpointAmbiguous", summary, known_endpoints(endpoints)));
            }
        },
    };
    if !(1..=65535).contains(&found.port) {
        return Err(warning(
            connection,
            "EndpointInvalid",
            format!("endpoint `{}` of component `{component}` has port {}", found.name, found.port),
            "A port is a number from 1 to 65535.",
        ));
    }
    Ok(found)
}

fn known_endpoints(endpoints: &[Endpoint]) -> String {
    if endpoints.is_empty() {
        return "It has no endpoints.".to_owned();
    }
    let mut names: Vec<_> = endpoints.iter().map(|endpoint| format!("`{}`", endpoint.name)).collect();
    names.sort_unstable();
    format!("Name one of its endpoints: {}.", names.join(", "))
}

fn not_visible(connection: &Connection, endpoint: &Endpoint, project: &str) -> Problem {
    warning(
        connection,
        "EndpointNotVisible",
        format!(
            "endpoint `{}` of component `{}` is for its own project `{project}` only",
            endpoint.name, connection.component
        ),
        "Add `organization` to the endpoint's visibility.",
    )
}

fn warning(
    connection: &Connection,
    reason: &'static str,
    summary: impl Into<String>,
    detail: impl Into<String>,
) -> Problem {
    Problem::warning(reason, format!("spec.connections[name=\"{}\"]", connection.name), summary, detail)
}

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

impl Open<'_> {
    /// Environment variables that tell the caller where the target is.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let fields = Fields::of(self);
        if self.connection.env.is_empty() {
            let [host, port, url] = default_names(&self.connection.name);
            return vec![(host, fields.host), (port, fields.port), (url, fields.url)];
        }
        self.connection.env.iter().map(|(name, template)| (name.clone(), fields.fill(template))).collect()
    }
}

/// Names of the variables that a connection injects which declares none: host, port and URL.
pub(crate) fn default_names(connection: &str) -> [String; 3] {
    let stem = connection.to_ascii_uppercase().replace('-', "_");
    ["HOST", "PORT", "URL"].map(|suffix| format!("{stem}_{suffix}"))
}

/// What placeholders stand for.
struct Fields<'a> {
    host: String,
    port: String,
    address: String,
    path: &'a str,
    url: String,
}

/// The placeholders that a connection's variables may hold.
pub(crate) const PLACEHOLDERS: [&str; 5] = ["host", "port", "address", "path", "url"];

impl<'a> Fields<'a> {
    fn of(open: &'a Open<'_>) -> Self {
        let host = host(&open.connection.component, &open.namespace);
        let address = format!("{host}:{}", open.endpoint.port);
        let url = url(&open.endpoint, &address);
        Self { host, port: open.endpoint.port.to_string(), address, path: &open.endpoint.path, url }
    }

    fn fill(&self, template: &str) -> String {
        let mut filled = String::with_capacity(template.len() + self.url.len());
        for piece in pieces(template) {
            filled.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Placeholder("host") => &self.host,
                Piece::Placeholder("port") => &self.port,
                Piece::Placeholder("address") => &self.address,
                Piece::Placeholder("path") => self.path,
                Piece::Placeholder("url") => &self.url,
                Piece::Placeholder(_) => "",
            });
        }
        filled
    }
}

/// A part of a template.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// A lowercase word in braces. Validation has refused those that are not in [`PLACEHOLDERS`].
    Placeholder(&'a str),
}

/// Splits a template into text and placeholders. Braces around anything but a lowercase word stand for themselves.
pub(crate) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    let mut searched = 0;
    while let Some(found) = rest[searched..].find('{') {
        let open = searched + found;
        let word = rest[open + 1..].find(|c: char| !c.is_ascii_lowercase()).map_or("", |end| &rest[open + 1..][..end]);
        let close = open + 1 + word.len();
        if word.is_empty() || rest.as_bytes().get(close) != Some(&b'}') {
            searched = open + 1;
            continue;
        }
        if open > 0 {
            pieces.push(Piece::Text(&rest[..open]));
        }
        pieces.push(Piece::Placeholder(word));
        rest = &rest[close + 1..];
        searched = 0;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_templates() {
        use Piece::{Placeholder, Text};
        for (template, expected) in [
            ("", vec![]),
            ("plain", vec![Text("plain")]),
            ("{host}", vec![Placeholder("host")]),
            ("a{host}:{port}b", vec![Text("a"), Placeholder("host"), Text(":"), Placeholder("port"), Text("b")]),
            ("{\"a\":{}}", vec![Text("{\"a\":{}}")]),
            ("{{host}}", vec![Text("{"), Placeholder("host"), Text("}")]),
            ("{host", vec![Text("{host")]),
            ("{nope}", vec![Placeholder("nope")]),
        ] {
            assert_eq!(pieces(template), expected, "{template}");
        }
    }
}
