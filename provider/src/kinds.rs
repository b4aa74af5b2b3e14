//! The kinds of the platform.

mod component;
mod data_plane;
mod deployment_pipeline;
mod environment;
mod organization;
mod project;

use crate::kind::Kind;

/// All kinds, in the order in which they depend on each other.
pub static ALL: [&Kind; 6] = [
    &organization::KIND,
    &data_plane::KIND,
    &environment::KIND,
    &deployment_pipeline::KIND,
    &project::KIND,
    &component::KIND,
];
