//! The kubeconfig: it exists exactly while a control plane is or was ready, so that waiting for it is waiting for
//! readiness.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, bail};
use kube::config::Kubeconfig;
use openchoreo_apiserver::Listening;

/// Name of the only cluster in a kubeconfig of ours.
const CLUSTER: &str = "openchoreo";

/// Removes what an earlier run left.
///
/// # Errors
/// A file that is somebody else's: it holds other clusters or is no kubeconfig.
pub(super) fn withdraw(path: &Path) -> anyhow::Result<()> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        result => result.with_context(|| format!("cannot read {}", path.display()))?,
    };
    if !text.trim().is_empty() && !is_ours(&text) {
        bail!(
            "{} exists and is not a kubeconfig of openchoreo dev; it is left as it is. Name another file with --kubeconfig",
            path.display()
        );
    }
    fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))
}

/// Writes the kubeconfig: whoever sees the file sees all of it.
///
/// # Errors
/// What the operating system says.
pub(super) fn publish(listening: &Listening, path: &Path) -> anyhow::Result<()> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    }
    listening.write_kubeconfig(path).with_context(|| format!("cannot write the kubeconfig {}", path.display()))
}

fn is_ours(text: &str) -> bool {
    Kubeconfig::from_yaml(text).is_ok_and(|config| matches!(&config.clusters[..], [only] if only.name == CLUSTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kubeconfig_with_other_clusters_is_not_ours() {
        let with = |names: &[&str]| {
            let clusters: String = names.iter().map(|name| format!("- name: {name}\n")).collect();
            format!("apiVersion: v1\nkind: Config\nclusters:\n{clusters}")
        };
        assert!(is_ours(&with(&["openchoreo"])));
        assert!(!is_ours(&with(&["openchoreo", "work"])));
        assert!(!is_ours(&with(&["work"])));
        assert!(!is_ours("just text"));
    }
}
