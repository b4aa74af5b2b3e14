//! The programs that this project runs but does not contain.

mod cargo_deny;
pub mod definitions;
mod envtest;
mod go;
mod kubectl;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::workspace;
pub use envtest::{CACHE_VARIABLE, MODULES, Module};

/// A program that this project runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// HashiCorp's client, found on PATH only.
    Terraform,
    /// The other client of the same providers.
    OpenTofu,
    /// The Kubernetes command line.
    Kubectl,
    /// The database of a real cluster.
    Etcd,
    /// The API server of a real cluster.
    KubeApiserver,
    /// The controllers of a real cluster: those that delete objects, too.
    KubeControllerManager,
    /// What gives pods of a real cluster a node.
    KubeScheduler,
    /// Simulated nodes, on which the pods of a real cluster become ready without containers.
    Kwok,
    /// A provider that the bench measures this project's beside.
    KubectlProvider,
    /// The check of dependencies and their licences.
    CargoDeny,
}

impl Tool {
    /// All tools, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Terraform,
        Self::OpenTofu,
        Self::Kubectl,
        Self::Etcd,
        Self::KubeApiserver,
        Self::KubeControllerManager,
        Self::KubeScheduler,
        Self::Kwok,
        Self::KubectlProvider,
        Self::CargoDeny,
    ];

    /// The name of the program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::OpenTofu => "tofu",
            Self::Kubectl => "kubectl",
            Self::Etcd => "etcd",
            Self::KubeApiserver => "kube-apiserver",
            Self::KubeControllerManager => "kube-controller-manager",
            Self::KubeScheduler => "kube-scheduler",
            Self::Kwok => "kwok",
            Self::KubectlProvider => "terraform-provider-kubectl",
            Self::CargoDeny => "cargo-deny",
        }
    }

    /// The name of its file on this platform.
    pub fn file(self) -> String {
        format!("{}{}", self.program(), std::env::consts::EXE_SUFFIX)
    }

    /// What it is for.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Terraform => "quickstart, acceptance tests",
            Self::OpenTofu => "instead of terraform, and acceptance tests",
            Self::Kubectl => "acceptance tests, looking into a control plane",
            Self::Etcd => "real cluster of the tests: database",
            Self::KubeApiserver => "real cluster of the tests: what the embedded API server must behave like",
            Self::KubeControllerManager => "real cluster of the tests: controllers",
            Self::KubeScheduler => "real cluster of the tests: a node for each pod",
            Self::Kwok => "real cluster of the tests: simulated nodes",
            Self::KubectlProvider => "bench: a provider to compare with",
            Self::CargoDeny => "licences, bans and sources of dependencies",
        }
    }

    /// The program's path, where it can be run now: on PATH, or as the project prepared it.
    pub fn find(self) -> Option<PathBuf> {
        match self {
            Self::Terraform => on_path(&self.file()),
            Self::CargoDeny => on_path(&self.file()).or_else(|| prepared(self)),
            Self::Kubectl => envtest::find(self).or_else(|| prepared(self)),
            _ => envtest::find(self),
        }
    }

    /// Finds the program, or builds or installs it where it is kept for the next time.
    ///
    /// # Errors
    /// When it is not there and cannot be prepared; the error says how to get it. It is [`Unavailable`] where this machine
    /// lacks what it would be made with.
    pub fn prepare(self) -> Result<PathBuf> {
        if let Some(path) = self.find() {
            return Ok(path);
        }
        match self {
            Self::Terraform => Err(Unavailable(
                "terraform is not on PATH: install it from https://developer.hashicorp.com/terraform/install, \
                 or use OpenTofu (`cargo xtask tools tofu` builds it where Go is installed)"
                    .to_owned(),
            )
            .into()),
            Self::Kubectl => kubectl::prepare().map_err(|error| Unavailable(format!("{error:#}")).into()),
            Self::CargoDeny => cargo_deny::prepare(),
            _ => envtest::prepare(self),
        }
    }
}

/// Why a program can be neither found nor made on this machine. What needs it is left out, and said to be.
#[derive(Debug)]
pub struct Unavailable(String);

impl fmt::Display for Unavailable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unavailable {}

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

fn on_path(file: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(file)).find(|candidate| is_executable(candidate))
}

fn prepared(tool: Tool) -> Option<PathBuf> {
    Some(prepared_path(tool)).filter(|path| is_executable(path))
}

fn prepared_path(tool: Tool) -> PathBuf {
    workspace::tools().join("bin").join(tool.file())
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
