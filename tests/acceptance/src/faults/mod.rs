//! A reverse proxy that does to requests what networks, busy servers and administrators do.

mod call;
mod fault;
mod forward;
mod listener;
mod rules;
mod tls;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::{Wire, control_plane};
pub use call::{Call, Seen};
pub use fault::{Answer as CannedAnswer, Fault};
use forward::Forwarder;
use rules::Rules;
use tls::Identity;

/// A proxy in front of a Kubernetes API server. Clients trust its certificate; whoever they are, the server sees the
/// user of the kubeconfig that the proxy was started with. It ends when it is dropped.
pub struct FaultProxy {
    address: SocketAddr,
    identity: Identity,
    rules: Arc<Rules>,
    open: watch::Sender<bool>,
    dir: TempDir,
    task: JoinHandle<()>,
}

impl FaultProxy {
    /// Starts one that forwards everything to the server of a kubeconfig.
    ///
    /// # Errors
    /// When the kubeconfig cannot be used, or no port can be had.
    pub async fn start(upstream: &Path) -> Result<Self> {
        let upstream = control_plane::impatient_client(upstream).await?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let identity = Identity::new(address.ip())?;
        let rules = Arc::<Rules>::default();
        let (open, is_open) = watch::channel(true);
        let forwarder = Forwarder::new(upstream, rules.clone());
        let task = tokio::spawn(listener::accept(listener, identity.acceptor()?, forwarder, is_open));
        let proxy = Self { address, identity, rules, open, dir: tempfile::tempdir()?, task };
        proxy.write_kubeconfig("kubeconfig", &json!({ "token": "anything" }))?;
        Ok(proxy)
    }

    /// A kubeconfig that leads to it.
    pub fn kubeconfig(&self) -> PathBuf {
        self.dir.path().join("kubeconfig")
    }

    /// A kubeconfig that leads to it as a user with these credentials, in the form that a kubeconfig has for them.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_kubeconfig(&self, name: &str, user: &Value) -> Result<PathBuf> {
        let cluster =
            json!({ "server": self.url(), "certificate-authority-data": self.identity.certificate_authority_data() });
        let kubeconfig = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "faults",
            "clusters": [{ "name": "faults", "cluster": cluster }],
            "users": [{ "name": "faults", "user": user }],
            "contexts": [{ "name": "faults", "context": { "cluster": "faults", "user": "faults" } }],
        });
        let path = self.dir.path().join(name);
        std::fs::write(&path, kubeconfig.to_string()).with_context(|| format!("write {}", path.display()))?;
        Ok(path)
    }

    /// Where it listens, as kubeconfigs and messages name it.
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Requests to it, each sent once.
    ///
    /// # Errors
    /// When there can be no client.
    pub async fn wire(&self) -> Result<Wire> {
        Ok(Wire::new(control_plane::impatient_client(&self.kubeconfig()).await?))
    }

    /// From now on, so many of the calls for which `when` holds meet a fault; [`FaultProxy::ALWAYS`] is no limit. The
    /// first fault that was set and fits wins.
    pub fn fault(&self, times: usize, fault: Fault, when: impl Fn(&Call) -> bool + Send + Sync + 'static) {
        self.rules.add(times, fault, Box::new(when));
    }

    /// No limit on how often a fault happens.
    pub const ALWAYS: usize = usize::MAX;

    /// Takes all faults back.
    pub fn heal(&self) {
        self.rules.clear();
    }

    /// The faults that were set and that no call met, those included that were taken back: a test that expects to see
    /// what they do has seen nothing.
    pub fn idle(&self) -> Vec<String> {
        self.rules.idle()
    }

    /// Every call so far, in the order in which they came.
    pub fn seen(&self) -> Vec<Seen> {
        self.rules.seen()
    }

    /// Resets all connections, and every new one until [`FaultProxy::open`].
    pub fn close(&self) {
        self.open.send_replace(false);
    }

    /// Takes connections again.
    pub fn open(&self) {
        self.open.send_replace(true);
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}
