//! What a test starts with.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use openchoreo_acceptance::{OpenchoreoDev, Terraform, at_hand};
use xtask::tools::Tool;
use xtask::workspace;

/// A configuration without resources.
const PROVIDER: &str = r#"terraform {
  required_providers {
    openchoreo = {
      source = "registry.terraform.io/openchoreo/openchoreo"
    }
  }
}

provider "openchoreo" {}
"#;

/// One object of each kind, connected by references.
pub(crate) const PLATFORM: &str = r#"
resource "openchoreo_organization" "acme" {
  name = "acme"
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

/// Address and identifier of each object of [`PLATFORM`].
pub(crate) const OBJECTS: [(&str, &str); 6] = [
    ("openchoreo_organization.acme", "acme"),
    ("openchoreo_data_plane.local", "acme/local"),
    ("openchoreo_environment.development", "acme/development"),
    ("openchoreo_deployment_pipeline.standard", "acme/standard"),
    ("openchoreo_project.shop", "acme/shop"),
    ("openchoreo_component.web", "acme/web"),
];

/// Resources with the provider that they need.
pub(crate) fn configuration(resources: &str) -> String {
    format!("{PROVIDER}\n{resources}")
}

/// What a test runs on.
#[derive(Clone, Copy)]
pub(crate) struct On {
    client: Tool,
}

impl On {
    /// `openchoreo dev` and this client; nothing where the client is not at hand, which is then said.
    pub(crate) fn embedded(client: Tool) -> Option<Self> {
        at_hand(&[client, Tool::Kubectl]).then_some(Self { client })
    }

    /// Starts the control plane.
    pub(crate) async fn start(self) -> Result<OpenchoreoDev> {
        OpenchoreoDev::start().await
    }

    /// The client with these resources. It keeps no log: writing that takes longer than all the rest.
    pub(crate) async fn terraform(self, resources: &str, kubeconfig: &Path) -> Result<Terraform> {
        let mut terraform = Terraform::with(self.client, &configuration(resources), kubeconfig).await?;
        terraform.set("TF_LOG", "");
        Ok(terraform)
    }
}

/// Makes a test of each function for each control plane and client.
macro_rules! matrix {
    ($($name:ident),* $(,)?) => {
        mod embedded {
            mod terraform {
                $(#[tokio::test]
                async fn $name() -> anyhow::Result<()> {
                    match crate::setup::On::embedded(xtask::tools::Tool::Terraform) {
                        Some(on) => super::super::$name(on).await,
                        None => Ok(()),
                    }
                })*
            }

            mod tofu {
                $(#[tokio::test]
                async fn $name() -> anyhow::Result<()> {
                    match crate::setup::On::embedded(xtask::tools::Tool::OpenTofu) {
                        Some(on) => super::super::$name(on).await,
                        None => Ok(()),
                    }
                })*
            }
        }
    };
}
pub(crate) use matrix;

/// A component of the organization and project that `openchoreo dev` starts with.
pub(crate) fn component(name: &str, more: &str) -> String {
    format!(
        "resource \"openchoreo_component\" \"{name}\" {{\n  organization = \"default\"\n  name = \"{name}\"\n  \
         type = \"service\"\n  image = \"{name}:1\"\n{more}\n}}\n"
    )
}

/// A file among the examples.
pub(crate) fn example(path: &str) -> Result<String> {
    let path = workspace::root().join("examples").join(path);
    fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))
}
