//! What the compiler may ask about the world.

use std::sync::Arc;

use openchoreo_api::{Component, DataPlane, DeploymentPipeline, Environment, Project};

/// What is known of one organization. Absence means that the object is known not to exist: who does not know yet
/// must not compile.
pub trait Model {
    /// Name of the organization.
    fn organization(&self) -> &str;
    /// A data plane of the organization.
    fn data_plane(&self, name: &str) -> Option<Arc<DataPlane>>;
    /// An environment of the organization.
    fn environment(&self, name: &str) -> Option<Arc<Environment>>;
    /// A deployment pipeline of the organization.
    fn pipeline(&self, name: &str) -> Option<Arc<DeploymentPipeline>>;
    /// A project of the organization.
    fn project(&self, name: &str) -> Option<Arc<Project>>;
    /// A component of the organization.
    fn component(&self, name: &str) -> Option<Arc<Component>>;
}
