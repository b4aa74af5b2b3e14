//! The objects that `openchoreo dev` starts with, so that a manifest which names none of them runs.

use std::sync::Arc;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use openchoreo_api::{
    DataPlane, DataPlaneSpec, DeploymentPipeline, DeploymentPipelineSpec, Environment, EnvironmentSpec, Organization,
    OrganizationSpec, Project, ProjectSpec, deployment_pipeline::PromotionPath, names,
};

use crate::object::Object;

/// The seeded objects in the order in which they refer to each other.
pub fn objects() -> Vec<Object> {
    vec![
        Object::Organization(Arc::new(organization())),
        Object::DataPlane(Arc::new(data_plane())),
        Object::Environment(Arc::new(environment())),
        Object::DeploymentPipeline(Arc::new(pipeline())),
        Object::Project(Arc::new(project())),
    ]
}

/// Organization `default`.
pub fn organization() -> Organization {
    Organization::new(names::DEFAULT, OrganizationSpec::default())
}

/// Data plane `local`: the control plane's own cluster.
pub fn data_plane() -> DataPlane {
    let spec = DataPlaneSpec { registry: names::DEFAULT_REGISTRY.to_owned(), ..DataPlaneSpec::default() };
    DataPlane { metadata: metadata(names::DEFAULT_DATA_PLANE), spec, status: None }
}

/// Environment `development` on the data plane `local`.
pub fn environment() -> Environment {
    let spec =
        EnvironmentSpec { data_planes: vec![names::DEFAULT_DATA_PLANE.to_owned()], ..EnvironmentSpec::default() };
    Environment { metadata: metadata(names::DEFAULT_ENVIRONMENT), spec, status: None }
}

/// Pipeline `default`: the environment `development` alone.
pub fn pipeline() -> DeploymentPipeline {
    let path = PromotionPath { source: names::DEFAULT_ENVIRONMENT.to_owned(), targets: Vec::new() };
    let spec = DeploymentPipelineSpec { promotion_paths: vec![path] };
    DeploymentPipeline { metadata: metadata(names::DEFAULT), spec, status: None }
}

/// Project `default` on the pipeline `default`.
pub fn project() -> Project {
    Project { metadata: metadata(names::DEFAULT), spec: ProjectSpec::default(), status: None }
}

fn metadata(name: &str) -> ObjectMeta {
    ObjectMeta { name: Some(name.to_owned()), namespace: Some(names::DEFAULT.to_owned()), ..ObjectMeta::default() }
}
