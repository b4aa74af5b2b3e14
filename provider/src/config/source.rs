//! Where the connection comes from: attributes, then `KUBE_*`, then `KUBECONFIG`, then the pod's service account.

use std::path::{Path, PathBuf};

use openchoreo_apply::control_plane::Settings;
use openchoreo_tfplugin::{
    diagnostic::{Diagnostic, Diagnostics},
    value::Value,
};

use super::{environment, exec, text};

/// The settings of a connection.
///
/// What names a cluster is taken from one place only: with `host` or `config_path` in the block, variables that name
/// a cluster are passed over, so that the credentials of one cluster never reach another one.
///
/// # Errors
/// Where nothing names a control plane.
pub(super) fn settings(config: &Value, variable: impl Fn(&str) -> Option<String>) -> Result<Settings, Diagnostics> {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
    let home = variable("HOME").or_else(|| variable("USERPROFILE"));
    let mut settings = from_block(config, home.as_deref());
    let has_cluster = |settings: &Settings| settings.host.is_some() || !settings.kubeconfig.is_empty();
    if has_cluster(&settings) {
        let credentials = settings.host.is_some() && settings.kubeconfig.is_empty();
        environment::complete(&mut settings, &variable, credentials);
        return Ok(settings);
    }
    settings.host = variable("KUBE_HOST");
    settings.kubeconfig = environment::kubeconfig(&variable);
    if !has_cluster(&settings) {
        settings.kubeconfig = environment::paths(variable("KUBECONFIG"));
    }
    settings.in_cluster = !has_cluster(&settings) && variable("KUBERNETES_SERVICE_HOST").is_some();
    if !has_cluster(&settings) && !settings.in_cluster {
        return Err(nothing());
    }
    settings.kubeconfig = settings.kubeconfig.iter().map(|path| expand(path, home.as_deref())).collect();
    environment::complete(&mut settings, &variable, true);
    Ok(settings)
}

fn from_block(config: &Value, home: Option<&str>) -> Settings {
    Settings {
        kubeconfig: text(config, "config_path").map(|path| expand(Path::new(&path), home)).into_iter().collect(),
        context: text(config, "config_context"),
        host: text(config, "host"),
        token: text(config, "token"),
        cluster_ca_certificate: text(config, "cluster_ca_certificate"),
        client_certificate: text(config, "client_certificate"),
        client_key: text(config, "client_key"),
        exec: exec(config),
        proxy_url: text(config, "proxy_url"),
        tls_server_name: text(config, "tls_server_name"),
        insecure: config.get("insecure").and_then(Value::as_bool),
        ..Settings::default()
    }
}

/// A path with the home directory in the place of `~`.
fn expand(path: &Path, home: Option<&str>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => Path::new(home).join(rest),
        _ => path.to_owned(),
    }
}

fn nothing() -> Diagnostics {
    Diagnostic::error(
        "The provider does not know which control plane to use",
        "In the provider block, set config_path (or KUBE_CONFIG_PATH, or KUBECONFIG) to a kubeconfig, or set host (or KUBE_HOST) with token, \
         client_certificate and client_key, or an exec block. Inside a pod its service account is used. The file \
         ~/.kube/config is never read by itself: a plan must not depend on a context that was chosen by chance.",
    )
    .into()
}

#[cfg(test)]
mod tests;
