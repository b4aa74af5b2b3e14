//! What can be said about one object by itself: the rules beyond its schema, and those of the schema whose breach
//! would give objects that no cluster takes.
//!
//! Every function takes the object's name and specification, needs nothing else, and gives every problem at once.

mod component;
mod connections;
mod cron;
mod data_plane;
mod endpoints;
mod environment;
mod name;
pub(crate) mod pipeline;
mod probes;
mod resources;
mod types;
mod variables;

use openchoreo_api::{OrganizationSpec, Problem, ProjectSpec};

pub use component::component;
pub use data_plane::data_plane;
pub use environment::environment;
pub use pipeline::pipeline;

/// Problems of an organization: its name.
pub fn organization(name: &str, _spec: &OrganizationSpec) -> Vec<Problem> {
    name::organization(name)
}

/// Problems of a project: its name and the name of its pipeline.
pub fn project(name: &str, spec: &ProjectSpec) -> Vec<Problem> {
    let mut problems = name::object("Project", name);
    problems.extend(name::reference("spec.pipeline", &spec.pipeline));
    problems
}
