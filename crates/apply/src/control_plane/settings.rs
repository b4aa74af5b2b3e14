//! What is said about a connection, before anything is read or dialled.

use std::path::PathBuf;

/// How to reach a control plane. Every field that is set wins over what the kubeconfig says.
#[derive(Clone, Default)]
pub struct Settings {
    /// Kubeconfig files, merged as kubectl merges them; none for a connection without a kubeconfig.
    pub kubeconfig: Vec<PathBuf>,
    /// Context of the kubeconfig; its current context otherwise.
    pub context: Option<String>,
    /// URL of the API server.
    pub host: Option<String>,
    /// Bearer token.
    pub token: Option<String>,
    /// Certificate authority of the API server, in PEM.
    pub cluster_ca_certificate: Option<String>,
    /// Client certificate, in PEM.
    pub client_certificate: Option<String>,
    /// Key of the client certificate, in PEM.
    pub client_key: Option<String>,
    /// Command that prints credentials.
    pub exec: Option<Exec>,
    /// Proxy for all requests.
    pub proxy_url: Option<String>,
    /// Name that the server's certificate must carry, instead of the host's.
    pub tls_server_name: Option<String>,
    /// Trust any server certificate.
    pub insecure: Option<bool>,
    /// Use the service account of the pod that this process runs in.
    pub in_cluster: bool,
    /// Let the client itself repeat requests that the server puts off (429, 503, 504), for who has no deadline. The
    /// methods of a [`super::ControlPlane`] repeat them in any case, within theirs.
    pub patient: bool,
    /// Value of the `User-Agent` header.
    pub user_agent: String,
}

/// A command that prints an `ExecCredential`.
#[derive(Clone, Default)]
pub struct Exec {
    /// API version of the credential, such as `client.authentication.k8s.io/v1`.
    pub api_version: String,
    /// The command.
    pub command: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// Environment variables added to those of this process.
    pub env: Vec<(String, String)>,
}
