//! Environment variables of the connection, named as hashicorp/kubernetes names them.

use std::path::PathBuf;

use openchoreo_apply::control_plane::Settings;

/// Puts `KUBE_*` variables where the settings say nothing.
pub(super) fn complete(settings: &mut Settings, variable: &impl Fn(&str) -> Option<String>, credentials: bool) {
    let or = |value: &mut Option<String>, name| {
        if value.is_none() {
            *value = variable(name);
        }
    };
    or(&mut settings.context, "KUBE_CTX");
    or(&mut settings.proxy_url, "KUBE_PROXY_URL");
    or(&mut settings.tls_server_name, "KUBE_TLS_SERVER_NAME");
    if settings.insecure.is_none() {
        settings.insecure = variable("KUBE_INSECURE").and_then(|text| boolean(&text));
    }
    if !credentials {
        return;
    }
    or(&mut settings.cluster_ca_certificate, "KUBE_CLUSTER_CA_CERT_DATA");
    if settings.token.is_none() && settings.client_certificate.is_none() && settings.exec.is_none() {
        settings.token = variable("KUBE_TOKEN");
        settings.client_certificate = variable("KUBE_CLIENT_CERT_DATA");
        settings.client_key = variable("KUBE_CLIENT_KEY_DATA");
    }
}

/// Kubeconfig files that `KUBE_*` variables name.
pub(super) fn kubeconfig(variable: &impl Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    match variable("KUBE_CONFIG_PATH") {
        Some(path) => vec![path.into()],
        None => paths(variable("KUBE_CONFIG_PATHS")),
    }
}

/// The files of a list as `PATH` has it.
pub(super) fn paths(list: Option<String>) -> Vec<PathBuf> {
    let list = list.unwrap_or_default();
    std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty()).collect()
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "t" | "true" => Some(true),
        "0" | "f" | "false" => Some(false),
        _ => None,
    }
}
