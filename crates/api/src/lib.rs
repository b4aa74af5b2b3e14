//! OpenChoreo's API, group `choreo.dev`, version `v1`.
//!
//! The types in this crate are the one source of the platform's schemas: the CustomResourceDefinitions
//! ([`crd::crds`]), the attributes of the Terraform resources and the reference documentation all derive
//! from them, doc comments included. A doc comment on a field is therefore user documentation.

// Printer columns of one type repeat `type_ = "string"`, which the lint takes for a mistake.
#![allow(clippy::duplicated_attributes)]

pub mod component;
pub mod condition;
pub mod crd;
pub mod data_plane;
pub mod deployment_pipeline;
pub mod environment;
pub mod names;
pub mod organization;
pub mod problem;
pub mod project;
pub mod reference;

pub use component::{Component, ComponentSpec, ComponentStatus};
pub use data_plane::{DataPlane, DataPlaneSpec};
pub use deployment_pipeline::{DeploymentPipeline, DeploymentPipelineSpec};
pub use environment::{Environment, EnvironmentSpec};
pub use organization::{Organization, OrganizationSpec};
pub use problem::{Problem, Severity};
pub use project::{Project, ProjectSpec};

/// API group of every kind in this crate.
pub const GROUP: &str = "choreo.dev";
/// API version of every kind in this crate.
pub const VERSION: &str = "v1";
/// `apiVersion` of every object of this crate's kinds.
pub const API_VERSION: &str = "choreo.dev/v1";
