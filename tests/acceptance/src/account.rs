//! The controllers' own account on a cluster.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kube::config::Kubeconfig;
use tempfile::TempDir;
use tokio::process::Command;
use xtask::workspace;

use crate::{ControlPlane, Output};

/// What a simulator of workloads may do besides, where there are no nodes.
const SIMULATOR: &str = "
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: simulator}
rules:
  - {apiGroups: [apps], resources: [deployments, statefulsets], verbs: [list, watch]}
  - {apiGroups: [apps], resources: [deployments/status, statefulsets/status], verbs: [patch]}
  - {apiGroups: [batch], resources: [jobs/status], verbs: [patch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: simulator}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: simulator}
subjects: [{kind: ServiceAccount, name: openchoreo-controller, namespace: openchoreo-system}]
";

/// A kubeconfig with the rights of `examples/controller/rbac.yaml` and no others.
pub struct Account {
    dir: TempDir,
}

impl Account {
    /// Prepares a cluster as its documentation says: the definitions, and the account with its rights.
    ///
    /// # Errors
    /// When the command `openchoreo` was not built, or the cluster refuses something.
    pub async fn prepare(plane: &ControlPlane) -> Result<Self> {
        let kubectl = plane.kubectl()?;
        let definitions =
            Output::of(Command::new(workspace::binary("openchoreo")).args(["crds", "--all"])).await?.ok()?;
        let rights = std::fs::read_to_string(workspace::root().join("examples/controller/rbac.yaml"))?;
        for manifests in [&definitions.stdout, &rights, SIMULATOR] {
            kubectl.run_with_input(&["apply", "--server-side", "-f", "-"], manifests).await?.ok()?;
        }
        kubectl.run(&["wait", "crd", "--all", "--for=condition=Established", "--timeout=60s"]).await?.ok()?;
        let token = ["create", "token", "openchoreo-controller", "--namespace=openchoreo-system"];
        let token = kubectl.run(&token).await?.ok()?.stdout;
        let account = Self { dir: tempfile::tempdir()? };
        std::fs::write(account.kubeconfig(), with_token(plane.kubeconfig(), token.trim())?)?;
        Ok(account)
    }

    /// Where the kubeconfig is.
    pub fn kubeconfig(&self) -> PathBuf {
        self.dir.path().join("kubeconfig")
    }
}

/// A kubeconfig for the same cluster with another token.
///
/// # Errors
/// When the kubeconfig cannot be read or has no user.
pub fn with_token(kubeconfig: &Path, token: &str) -> Result<String> {
    let mut kubeconfig = Kubeconfig::read_from(kubeconfig)?;
    let user = kubeconfig.auth_infos.first_mut().context("the kubeconfig has no user")?;
    user.auth_info = Some(kube::config::AuthInfo { token: Some(token.to_owned().into()), ..Default::default() });
    Ok(serde_saphyr::to_string(&kubeconfig)?)
}
