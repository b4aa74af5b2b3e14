//! From settings to a client. Files and commands are read here, and nowhere earlier.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, header::USER_AGENT};
use kube::{
    Client, Config,
    client::AuthError,
    config::{
        AuthInfo, Cluster, Context, ExecConfig, ExecInteractiveMode, KubeConfigOptions, Kubeconfig, KubeconfigError,
        NamedAuthInfo, NamedCluster, NamedContext,
    },
};

use super::{ControlPlane, Exec, Settings, error, login::Login};
use crate::patience;

/// Name of the only context of a kubeconfig that is put together here.
const CONTEXT: &str = "control-plane";

/// Why a connection could not be set up. No variant holds the content of a file or the output of a command.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// A kubeconfig could not be used.
    #[error("the kubeconfig cannot be used: {0}")]
    Kubeconfig(String),
    /// The context does not exist.
    #[error("the kubeconfig has no context {name:?}; its contexts are {}", known.join(", "))]
    Context {
        /// The name that was asked for.
        name: String,
        /// The names of those that exist.
        known: Vec<String>,
    },
    /// No context was chosen, by the settings or by the kubeconfig.
    #[error("the kubeconfig names no current context")]
    NoContext,
    /// This process does not run in a pod with a service account.
    #[error("the service account of the pod cannot be used: {0}")]
    InCluster(String),
    /// Credentials could not be obtained.
    #[error("{0}")]
    Credentials(String),
    /// A value is not what it should be.
    #[error("{0}")]
    Invalid(String),
}

impl ControlPlane {
    /// Reads what the settings name (files, the output of a credential command) and makes a client of it. No request
    /// is sent yet.
    ///
    /// # Errors
    /// When a file, a context, a certificate or a command is not usable.
    pub async fn connect(settings: &Settings) -> Result<Self, ConnectError> {
        let (config, is_renewable) = configuration(settings).await?;
        let host = config.cluster_url.to_string().trim_end_matches('/').to_owned();
        let namespace = config.default_namespace.clone();
        let mut client = dial(config.clone()).await?;
        if is_renewable {
            client = Client::new(Login::new(config, client), namespace);
        }
        Ok(Self::new(client, host))
    }
}

/// What the settings and the files that they name amount to, and whether the credentials can be had anew.
async fn configuration(settings: &Settings) -> Result<(Config, bool), ConnectError> {
    let (mut config, is_renewable) = if settings.in_cluster {
        (Config::incluster_env().map_err(|error| ConnectError::InCluster(error.to_string()))?, false)
    } else {
        from_kubeconfig(settings).await?
    };
    patience::limit(&mut config);
    config.default_retry = settings.patient;
    let agent = HeaderValue::from_str(&settings.user_agent)
        .map_err(|_| ConnectError::Invalid("the user agent is not a header value".into()))?;
    config.headers.push((USER_AGENT, agent));
    Ok((config, is_renewable))
}

/// A client, for which a credential command may have to run.
pub(super) async fn dial(config: Config) -> Result<Client, ConnectError> {
    tokio::task::spawn_blocking(move || Client::try_from(config))
        .await
        .map_err(|_| ConnectError::Credentials("the credential command was interrupted".into()))?
        .map_err(client_error)
}

async fn from_kubeconfig(settings: &Settings) -> Result<(Config, bool), ConnectError> {
    let (mut cluster, mut auth_info) = match settings.kubeconfig.as_slice() {
        [] => (Cluster::default(), AuthInfo::default()),
        files => select(read(files)?, settings.context.as_deref())?,
    };
    overlay_cluster(&mut cluster, settings);
    overlay_auth(&mut auth_info, settings);
    let AuthInfo { exec, token_file, auth_provider, .. } = &auth_info;
    let is_renewable = exec.is_some() || token_file.is_some() || auth_provider.is_some();
    let kubeconfig = Kubeconfig {
        clusters: vec![NamedCluster { name: CONTEXT.into(), cluster: Some(cluster), ..NamedCluster::default() }],
        auth_infos: vec![NamedAuthInfo {
            name: CONTEXT.into(),
            auth_info: Some(auth_info),
            ..NamedAuthInfo::default()
        }],
        contexts: vec![NamedContext {
            name: CONTEXT.into(),
            context: Some(Context { cluster: CONTEXT.into(), user: Some(CONTEXT.into()), ..Context::default() }),
            ..NamedContext::default()
        }],
        current_context: Some(CONTEXT.into()),
        ..Kubeconfig::default()
    };
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await;
    Ok((config.map_err(kubeconfig_error)?, is_renewable))
}

fn read(files: &[std::path::PathBuf]) -> Result<Kubeconfig, ConnectError> {
    files.iter().try_fold(Kubeconfig::default(), |merged, file| {
        let next = Kubeconfig::read_from(file).map_err(kubeconfig_error)?;
        merged.merge(next).map_err(kubeconfig_error)
    })
}

fn select(kubeconfig: Kubeconfig, context: Option<&str>) -> Result<(Cluster, AuthInfo), ConnectError> {
    let name = context.or(kubeconfig.current_context.as_deref()).filter(|name| !name.is_empty());
    let name = name.ok_or(ConnectError::NoContext)?;
    let context = kubeconfig
        .contexts
        .iter()
        .find(|named| named.name == name)
        .and_then(|named| named.context.as_ref())
        .ok_or_else(|| unknown_context(&kubeconfig, name))?;
    let cluster = kubeconfig
        .clusters
        .iter()
        .find(|named| named.name == context.cluster)
        .and_then(|named| named.cluster.clone())
        .ok_or_else(|| ConnectError::Kubeconfig(format!("it has no cluster {:?}", context.cluster)))?;
    let auth_info = kubeconfig
        .auth_infos
        .iter()
        .find(|named| Some(&named.name) == context.user.as_ref())
        .and_then(|named| named.auth_info.clone())
        .unwrap_or_default();
    Ok((cluster, auth_info))
}

fn unknown_context(kubeconfig: &Kubeconfig, name: &str) -> ConnectError {
    let known = kubeconfig.contexts.iter().map(|context| context.name.clone()).collect();
    ConnectError::Context { name: name.to_owned(), known }
}

fn overlay_cluster(cluster: &mut Cluster, settings: &Settings) {
    if let Some(host) = &settings.host {
        cluster.server = Some(host.clone());
    }
    if let Some(authority) = &settings.cluster_ca_certificate {
        cluster.certificate_authority_data = Some(STANDARD.encode(authority));
        cluster.certificate_authority = None;
    }
    if let Some(proxy) = &settings.proxy_url {
        cluster.proxy_url = Some(proxy.clone());
    }
    if let Some(name) = &settings.tls_server_name {
        cluster.tls_server_name = Some(name.clone());
    }
    if let Some(insecure) = settings.insecure {
        cluster.insecure_skip_tls_verify = Some(insecure);
    }
}

/// Credentials of the settings replace those of the kubeconfig as a whole: two kinds at once would leave it to chance
/// which one the server sees.
fn overlay_auth(auth_info: &mut AuthInfo, settings: &Settings) {
    if settings.token.is_some() || settings.client_certificate.is_some() || settings.exec.is_some() {
        *auth_info = AuthInfo {
            token: settings.token.clone().map(Into::into),
            client_certificate_data: settings.client_certificate.as_ref().map(|pem| STANDARD.encode(pem)),
            client_key_data: settings.client_key.as_ref().map(|pem| STANDARD.encode(pem).into()),
            exec: settings.exec.as_ref().map(exec_config),
            ..AuthInfo::default()
        };
    }
    if let Some(exec) = auth_info.exec.as_mut() {
        // A plugin has no terminal; and only then is the command's error output captured instead of logged.
        exec.interactive_mode = Some(ExecInteractiveMode::Never);
    }
}

fn exec_config(exec: &Exec) -> ExecConfig {
    let variable = |(name, value): &(String, String)| {
        HashMap::from([("name".to_owned(), name.clone()), ("value".to_owned(), value.clone())])
    };
    ExecConfig {
        api_version: Some(exec.api_version.clone()),
        command: Some(exec.command.clone()),
        args: Some(exec.args.clone()),
        env: Some(exec.env.iter().map(variable).collect()),
        ..ExecConfig::default()
    }
}

fn kubeconfig_error(error: KubeconfigError) -> ConnectError {
    match error {
        // The parser quotes the lines around the mistake, which may hold a token.
        KubeconfigError::Parse(_) => ConnectError::Kubeconfig("it is not valid YAML of the kind Config".into()),
        KubeconfigError::CurrentContextNotSet => ConnectError::NoContext,
        other => ConnectError::Kubeconfig(other.to_string()),
    }
}

fn client_error(error: kube::Error) -> ConnectError {
    match error {
        kube::Error::Auth(error) => ConnectError::Credentials(credentials(&error)),
        kube::Error::RustlsTls(error) => ConnectError::Invalid(format!("the TLS settings cannot be used: {error}")),
        kube::Error::InferKubeconfig(error) => kubeconfig_error(error),
        other => ConnectError::Invalid(error::chain(&other)),
    }
}

/// Why credentials could not be obtained, without anything that a credential command printed.
pub(super) fn credentials(error: &AuthError) -> String {
    match error {
        AuthError::AuthExecRun { out, .. } => {
            format!(
                "the credential command failed with {}; its output is not shown, for it may hold secrets",
                out.status
            )
        }
        AuthError::AuthExecParse(_) | AuthError::ExecPluginFailed => {
            "the credential command did not print an ExecCredential with a status".to_owned()
        }
        AuthError::AuthExecStart(error) => format!("the credential command could not be started: {error}"),
        AuthError::ReadTokenFile(error, path) => format!("the token file {} cannot be read: {error}", path.display()),
        AuthError::InvalidBearerToken(_) | AuthError::InvalidBasicAuth(_) => {
            "the token holds characters that a header cannot carry, such as a line break".to_owned()
        }
        AuthError::MissingCommand => "the credential command is missing".to_owned(),
        _ => "the kubeconfig's user cannot be used: use a token, a client certificate or exec".to_owned(),
    }
}

#[cfg(test)]
mod tests;
