//! The programs that this project runs but does not contain.

mod cargo_deny;
mod go;
mod kube_apiserver;
mod kubectl;
mod opentofu;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::workspace;

/// A program that this project runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// HashiCorp's client, found on PATH only.
    Terraform,
    /// The other client of the same providers.
    OpenTofu,
    /// The Kubernetes command line.
    Kubectl,
    /// A real Kubernetes API server with its database and the controllers that delete objects.
    KubeApiserver,
    /// The check of dependencies and their licences.
    CargoDeny,
}

impl Tool {
    /// All tools, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Terraform, Self::OpenTofu, Self::Kubectl, Self::KubeApiserver, Self::CargoDeny];

    /// The name of the program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::OpenTofu => "tofu",
            Self::Kubectl => "kubectl",
            Self::KubeApiserver => "kube-apiserver-for-tests",
            Self::CargoDeny => "cargo-deny",
        }
    }

    /// What it is for.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Terraform => "quickstart, acceptance tests",
            Self::OpenTofu => "instead of terraform, and acceptance tests",
            Self::Kubectl => "acceptance tests, looking into a control plane",
            Self::KubeApiserver => "contract tests: the behaviour that the embedded API server must have",
            Self::CargoDeny => "licences, bans and sources of dependencies",
        }
    }

    /// The program's path, where it can be run now: on PATH, or as the project prepared it.
    pub fn find(self) -> Option<PathBuf> {
        match self {
            Self::Terraform => on_path(self.program()),
            Self::KubeApiserver => kube_apiserver::find(),
            Self::OpenTofu | Self::Kubectl | Self::CargoDeny => on_path(self.program()).or_else(|| prepared(self)),
        }
    }

    /// Finds the program, or builds or installs it into the target directory.
    ///
    /// # Errors
    /// When it is not there and cannot be prepared; the error says how to get it.
    pub fn prepare(self) -> Result<PathBuf> {
        if let Some(path) = self.find() {
            return Ok(path);
        }
        match self {
            Self::Terraform => bail!(
                "terraform is not on PATH: install it from https://developer.hashicorp.com/terraform/install, \
                 or use OpenTofu (`cargo xtask tools tofu` builds it where Go is installed)"
            ),
            Self::OpenTofu => opentofu::prepare(),
            Self::Kubectl => kubectl::prepare(),
            Self::KubeApiserver => kube_apiserver::prepare(),
            Self::CargoDeny => cargo_deny::prepare(),
        }
    }
}

/// Terraform, or else OpenTofu.
///
/// # Errors
/// When there is neither; the error says how to get one.
pub fn terraform_or_tofu() -> Result<PathBuf> {
    match Tool::Terraform.find().or_else(|| Tool::OpenTofu.find()) {
        Some(path) => Ok(path),
        None => bail!(
            "neither terraform nor tofu is on PATH: install Terraform from \
             https://developer.hashicorp.com/terraform/install or OpenTofu from https://opentofu.org/docs/intro/install, \
             or run `cargo xtask tools tofu`, which builds OpenTofu where Go is installed"
        ),
    }
}

fn on_path(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(&file)).find(|candidate| is_executable(candidate))
}

fn prepared(tool: Tool) -> Option<PathBuf> {
    Some(prepared_path(tool)).filter(|path| is_executable(path))
}

fn prepared_path(tool: Tool) -> PathBuf {
    workspace::tools().join("bin").join(format!("{}{}", tool.program(), std::env::consts::EXE_SUFFIX))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_on_path_is_found() {
        assert!(on_path("cargo").is_some());
    }

    #[test]
    fn a_program_that_does_not_exist_is_not_found() {
        assert_eq!(on_path("openchoreo-no-such-program"), None);
    }

    #[test]
    fn a_file_that_cannot_be_executed_is_no_program() {
        assert!(!is_executable(&workspace::root().join("Cargo.toml")));
    }
}
