//! Clients of data planes, from the credentials that their Secrets hold.
//!
//! A kubeconfig comes from a tenant, so that whatever would make this process run a program or read its own files is
//! refused. No message repeats a part of a credential.

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use kube::config::{AuthInfo, KubeConfigOptions, Kubeconfig};
use kube::{Api, Client, Config};
use openchoreo_api::data_plane::Cluster;
use openchoreo_api::{Problem, reference::SecretKey};
use serde_json::json;

use crate::patience;

/// Why there is no client for a data plane.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The specification names no way to the cluster.
    #[error("spec.cluster names neither a kubeconfig nor a server with a token")]
    Incomplete,
    /// The Secret does not exist.
    #[error("Secret {name} does not exist in namespace {namespace}")]
    NoSecret {
        /// Namespace of the organization.
        namespace: String,
        /// Name of the Secret.
        name: String,
    },
    /// The Secret has no such key, or no text under it.
    #[error("Secret {name} has no text under key {key}")]
    NoKey {
        /// Name of the Secret.
        name: String,
        /// The key.
        key: String,
    },
    /// The kubeconfig cannot be used.
    #[error("the kubeconfig in Secret {name} {fault}")]
    Kubeconfig {
        /// Name of the Secret.
        name: String,
        /// What is wrong with it.
        fault: &'static str,
    },
    /// The client cannot be made of what is otherwise well formed.
    #[error("the server's address or certificates cannot be used")]
    Unusable,
    /// The Secret could not be read.
    #[error("reading a Secret failed: {0}")]
    Api(#[source] Box<kube::Error>),
}

/// The credentials of a data plane and the versions of the Secrets that they were read from.
#[derive(Clone)]
pub struct Credentials {
    /// Changes whenever the credentials do.
    pub version: String,
    config: Kubeconfig,
    secret: String,
}

/// Reads the credentials of a data plane of the organization.
///
/// # Errors
/// What is missing or malformed.
pub async fn credentials(control: &Client, organization: &str, cluster: &Cluster) -> Result<Credentials, Error> {
    let secrets = Api::<Secret>::namespaced(control.clone(), organization);
    let Cluster { kubeconfig_secret, server, ca_certificate, token_secret } = cluster;
    match (kubeconfig_secret, server, token_secret) {
        (Some(reference), _, _) => {
            let (text, version) = text(&secrets, organization, reference).await?;
            let fault = |fault| Error::Kubeconfig { name: reference.name.clone(), fault };
            let config = Kubeconfig::from_yaml(&text).map_err(|_| fault("is not well formed"))?;
            refuse_local(&config).map_err(fault)?;
            Ok(Credentials { version, config, secret: reference.name.clone() })
        }
        (None, Some(server), Some(reference)) => {
            let (token, version) = text(&secrets, organization, reference).await?;
            let config = with_token(server, ca_certificate.as_deref(), token.trim())?;
            let ca = ca_certificate.as_deref().unwrap_or_default();
            Ok(Credentials { version: format!("{version} {server} {ca}"), config, secret: reference.name.clone() })
        }
        (None, _, _) => Err(Error::Incomplete),
    }
}

impl Credentials {
    /// A client with these credentials. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Kubeconfig`] and [`Error::Unusable`].
    pub async fn client(self) -> Result<Client, Error> {
        let Self { version: _, config, secret } = self;
        let fault =
            |_| Error::Kubeconfig { name: secret, fault: "names a context, cluster or user that it does not have" };
        let mut config = Config::from_custom_kubeconfig(config, &KubeConfigOptions::default()).await.map_err(fault)?;
        patience::limit(&mut config);
        Client::try_from(config).map_err(|_| Error::Unusable)
    }
}

/// The text under one key of a Secret, and the version of the Secret.
async fn text(secrets: &Api<Secret>, namespace: &str, reference: &SecretKey) -> Result<(String, String), Error> {
    let SecretKey { name, key } = reference;
    let found = secrets.get_opt(name).await.map_err(|error| Error::Api(Box::new(error)))?;
    let secret = found.ok_or_else(|| Error::NoSecret { namespace: namespace.to_owned(), name: name.clone() })?;
    let version = secret.metadata.resource_version.unwrap_or_default();
    let value = secret.data.and_then(|mut data| data.remove(key)).and_then(|value| String::from_utf8(value.0).ok());
    let text = value.ok_or_else(|| Error::NoKey { name: name.clone(), key: key.clone() })?;
    Ok((text, format!("{name} {} {version}", secret.metadata.uid.unwrap_or_default())))
}

fn refuse_local(config: &Kubeconfig) -> Result<(), &'static str> {
    for AuthInfo { exec, auth_provider, token_file, client_certificate, client_key, .. } in
        config.auth_infos.iter().filter_map(|user| user.auth_info.as_ref())
    {
        if exec.is_some() || auth_provider.is_some() {
            return Err(
                "runs a program to get credentials, which a data plane's must not; use a token or a certificate",
            );
        }
        if token_file.is_some() || client_certificate.is_some() || client_key.is_some() {
            return Err("refers to files, which a data plane's must not; embed the data instead");
        }
    }
    let mut servers = config.clusters.iter().filter_map(|cluster| cluster.cluster.as_ref());
    match servers.any(|server| server.certificate_authority.is_some()) {
        true => Err("refers to a file with certificates; embed certificate-authority-data instead"),
        false => Ok(()),
    }
}

fn with_token(server: &str, ca: Option<&str>, token: &str) -> Result<Kubeconfig, Error> {
    let authority = ca.map(|pem| ByteString(pem.as_bytes().to_vec()));
    let config = json!({
        "clusters": [{"name": "it", "cluster": {"server": server, "certificate-authority-data": authority}}],
        "users": [{"name": "it", "user": {"token": token}}],
        "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
        "current-context": "it",
    });
    serde_json::from_value(config).map_err(|_| Error::Unusable)
}

impl Error {
    /// Whether trying again may help without anybody changing an object.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Api(_))
    }
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let summary = error.to_string();
        match error {
            Error::Incomplete => Self::error(
                "ClusterIncomplete",
                "spec.cluster",
                summary,
                "Set kubeconfigSecret, or server and tokenSecret.",
            ),
            Error::NoSecret { .. } | Error::NoKey { .. } => Self::error(
                "SecretNotFound",
                "spec.cluster",
                summary,
                "Create it in the organization's namespace; the data plane connects as soon as it is there.",
            ),
            Error::Kubeconfig { .. } => {
                Self::error("KubeconfigInvalid", "spec.cluster.kubeconfigSecret", summary, "Correct the Secret.")
            }
            Error::Unusable => {
                Self::error("ClusterInvalid", "spec.cluster", summary, "Check the URL and the certificates (PEM).")
            }
            Error::Api(_) => Self::error("SecretUnreadable", "spec.cluster", summary, "It is tried again."),
        }
    }
}
