//! What a test starts with.

use std::fs;

use anyhow::{Context, Result};
use openchoreo_acceptance::{On, Platform, Terraform, configuration};
use xtask::workspace;

/// One object of each kind, connected by references.
pub(crate) const PLATFORM: &str = r#"
resource "openchoreo_organization" "acme" {
  name = var.organization
}

resource "openchoreo_data_plane" "local" {
  organization = openchoreo_organization.acme.name
  name         = "local"
  registry     = "registry.acme.example"
}

resource "openchoreo_environment" "development" {
  organization = openchoreo_organization.acme.name
  name         = "development"
  data_planes  = [openchoreo_data_plane.local.name]
}

resource "openchoreo_deployment_pipeline" "standard" {
  organization    = openchoreo_organization.acme.name
  name            = "standard"
  promotion_paths = { (openchoreo_environment.development.name) = {} }
}

resource "openchoreo_project" "shop" {
  organization = openchoreo_organization.acme.name
  name         = "shop"
  pipeline     = openchoreo_deployment_pipeline.standard.name
}

resource "openchoreo_component" "web" {
  organization = openchoreo_organization.acme.name
  project      = openchoreo_project.shop.name
  name         = "web"
  type         = "service"
  image        = "registry.acme.example/acme/web:1"
  env          = { LOG_LEVEL = "info" }
  endpoints    = { api = { port = 8080, path = "/web" } }
  scaling      = { min_replicas = 2, max_replicas = 4 }
}
"#;

/// Address and name of each object of [`PLATFORM`] that is in the organization.
pub(crate) const OBJECTS: [(&str, &str); 5] = [
    ("openchoreo_data_plane.local", "local"),
    ("openchoreo_environment.development", "development"),
    ("openchoreo_deployment_pipeline.standard", "standard"),
    ("openchoreo_project.shop", "shop"),
    ("openchoreo_component.web", "web"),
];

/// Address and identifier of each object of [`PLATFORM`].
pub(crate) fn identifiers(platform: &Platform) -> Vec<(&'static str, String)> {
    let organization = platform.organization();
    let within = OBJECTS.map(|(address, name)| (address, format!("{organization}/{name}")));
    [("openchoreo_organization.acme", organization.to_owned())].into_iter().chain(within).collect()
}

/// The client with these resources.
pub(crate) async fn terraform(platform: &Platform, resources: &str) -> Result<Terraform> {
    platform.terraform(&configuration(resources)).await
}

/// A control plane with an organization that is like what `openchoreo dev` starts with.
pub(crate) async fn furnished(on: On) -> Result<Platform> {
    let platform = on.start().await?;
    platform.furnish().await?;
    Ok(platform)
}

/// A component of the organization, in the project that it is furnished with.
pub(crate) fn component(name: &str, more: &str) -> String {
    format!(
        "resource \"openchoreo_component\" \"{name}\" {{\n  organization = var.organization\n  name = \"{name}\"\n  \
         type = \"service\"\n  image = \"{name}:1\"\n{more}\n}}\n"
    )
}

/// A file among the examples.
pub(crate) fn example(path: &str) -> Result<String> {
    let path = workspace::root().join("examples").join(path);
    fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))
}
