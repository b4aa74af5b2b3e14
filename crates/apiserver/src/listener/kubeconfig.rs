use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The name of the cluster, the user and the context.
const NAME: &str = "openchoreo";

/// A kubeconfig with one context.
pub(super) fn render(addr: SocketAddr, ca: &str, token: &str) -> String {
    let ca = STANDARD.encode(ca);
    format!(
        "apiVersion: v1
kind: Config
clusters:
- name: {NAME}
  cluster:
    server: https://{addr}
    certificate-authority-data: {ca}
users:
- name: {NAME}
  user:
    token: {token}
contexts:
- name: {NAME}
  context:
    cluster: {NAME}
    user: {NAME}
    namespace: default
current-context: {NAME}
"
    )
}
