//! Connections in a place: which endpoint they lead to, and what the caller is told.

use std::sync::Arc;

use openchoreo_api::{
    Component, Problem,
    component::{ComponentType, Connection, Endpoint, Visibility},
};

use crate::{cell::Cell, model::Model, place, place::Place, template::Fields};

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

impl Open<'_> {
    /// Environment variables that tell the caller where the target is.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let fields = Fields::of(&self.connection.component, &self.namespace, &self.endpoint);
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

fn find_component(model: &impl Model, connection: &Connection) -> Result<Arc<Component>, Problem> {
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
