//! The connection to the cluster.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use anyhow::{Context, bail};
use openchoreo_apply::control_plane::{ControlPlane, Settings};

/// Connects as the arguments say, or as the pod that this process runs in. No request is sent yet.
///
/// # Errors
/// What is wrong with the arguments, the kubeconfig or the credentials.
pub(super) async fn run(kubeconfig: Option<OsString>, context: Option<String>) -> anyhow::Result<ControlPlane> {
    let in_pod = env::var_os("KUBERNETES_SERVICE_HOST").is_some_and(|host| !host.is_empty());
    let settings = settings(kubeconfig.as_deref(), context, in_pod)?;
    let files = settings.kubeconfig.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
    let from = if settings.in_cluster { "as the pod's service account".to_owned() } else { format!("with {files}") };
    ControlPlane::connect(&settings).await.with_context(|| format!("cannot connect {from}"))
}

/// There is no default file: controllers must not run on the cluster that somebody happened to look at last.
fn settings(kubeconfig: Option<&OsStr>, context: Option<String>, in_pod: bool) -> anyhow::Result<Settings> {
    let files = kubeconfig.into_iter().flat_map(env::split_paths).filter(|file| !file.as_os_str().is_empty());
    let files: Vec<PathBuf> = files.collect();
    let in_cluster = files.is_empty();
    match (&context, in_cluster) {
        (Some(context), true) => bail!(
            "--context {context} needs a kubeconfig that has it: name the file with --kubeconfig or the variable KUBECONFIG"
        ),
        (None, true) if !in_pod => bail!(
            "nothing names a cluster: give --kubeconfig FILE or the variable KUBECONFIG, or run in a pod of the cluster"
        ),
        _ => {}
    }
    let user_agent = format!("openchoreo-controller/{}", env!("CARGO_PKG_VERSION"));
    Ok(Settings { kubeconfig: files, context, in_cluster, patient: true, user_agent, ..Settings::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kubeconfig: Option<&str>, context: Option<&str>, in_pod: bool) -> anyhow::Result<Settings> {
        settings(kubeconfig.map(OsStr::new), context.map(str::to_owned), in_pod)
    }

    #[test]
    fn a_kubeconfig_wins_over_the_pod() {
        let settings = named(Some("/one"), Some("staging"), true).expect("settings");
        assert_eq!(settings.kubeconfig, [PathBuf::from("/one")]);
        assert_eq!((settings.context.as_deref(), settings.in_cluster), (Some("staging"), false));
    }

    #[test]
    fn without_a_kubeconfig_it_is_the_pod_s_cluster() {
        for nothing in [None, Some("")] {
            let settings = named(nothing, None, true).expect("settings");
            assert!(settings.in_cluster && settings.kubeconfig.is_empty());
        }
    }

    #[test]
    fn where_nothing_names_a_cluster_the_error_says_what_would() {
        let error = named(None, None, false).err().expect("an error").to_string();
        assert!(error.contains("--kubeconfig FILE"), "{error}");
    }

    #[test]
    fn a_context_without_a_kubeconfig_is_refused() {
        let error = named(None, Some("staging"), true).err().expect("an error").to_string();
        assert!(error.contains("--context staging"), "{error}");
    }
}
