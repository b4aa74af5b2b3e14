//! A control plane for one test.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use openchoreo_apiserver::{ApiServer, Listening, Options};
use tempfile::TempDir;

use crate::{Kubectl, Shared, Wire, real};

/// A Kubernetes API server that is reached over TLS. What an embedded one holds is gone when it is dropped.
pub struct ControlPlane {
    kubeconfig: PathBuf,
    client: Client,
    embedded: Option<Embedded>,
    _real: Option<real::Server>,
}

struct Embedded {
    _listening: Listening,
    _server: ApiServer,
    _dir: TempDir,
}

impl ControlPlane {
    /// An embedded API server of this test's own, in memory.
    ///
    /// # Errors
    /// When it does not open or cannot listen.
    pub async fn embedded() -> Result<Self> {
        Self::embedded_with(Options::default()).await
    }

    /// An embedded API server of this test's own.
    ///
    /// # Errors
    /// When it does not open or cannot listen.
    pub async fn embedded_with(options: Options) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let kubeconfig = dir.path().join("kubeconfig");
        let server = ApiServer::open(options).await?;
        let listening = server.listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        listening.write_kubeconfig(&kubeconfig)?;
        let client = client(&kubeconfig).await?;
        Ok(Self {
            kubeconfig,
            client,
            embedded: Some(Embedded { _listening: listening, _server: server, _dir: dir }),
            _real: None,
        })
    }

    /// The real kube-apiserver that all tests of this process share, with the controllers that delete objects. Tests keep
    /// apart by names of their own.
    ///
    /// # Errors
    /// When it was not built (`cargo xtask envtest` does) or does not start.
    pub async fn real() -> Result<Self> {
        Self::shared(Shared::Api).await
    }

    /// A real kube-apiserver of the caller's own, with the controllers that delete objects.
    ///
    /// # Errors
    /// As for [`Self::real`].
    pub async fn real_of_its_own() -> Result<Self> {
        let server = tokio::task::spawn_blocking(|| real::start(Shared::Api)).await??;
        let plane = Self::of(server.kubeconfig.clone()).await?;
        Ok(Self { _real: Some(server), ..plane })
    }

    /// The real cluster that all tests of this process share, with all controllers, the scheduler and a simulated node.
    ///
    /// # Errors
    /// As for [`Self::real`].
    pub async fn real_cluster() -> Result<Self> {
        Self::shared(Shared::Full).await
    }

    /// A real cluster that all tests of this process share.
    ///
    /// # Errors
    /// As for [`Self::real`].
    pub async fn shared(shared: Shared) -> Result<Self> {
        // The start blocks: tests on other threads have something to do meanwhile.
        let kubeconfig = tokio::task::spawn_blocking(move || real::kubeconfig(shared)).await??;
        Self::of(kubeconfig).await
    }

    /// The control plane that a kubeconfig reaches.
    ///
    /// # Errors
    /// When the kubeconfig cannot be read.
    pub async fn of(kubeconfig: PathBuf) -> Result<Self> {
        let client = client(&kubeconfig).await?;
        Ok(Self { kubeconfig, client, embedded: None, _real: None })
    }

    /// The kubeconfig that reaches it as an administrator.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// A client of its own connection.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Requests and answers as they are on the wire.
    pub fn wire(&self) -> Wire {
        Wire::new(self.client())
    }

    /// kubectl, for this control plane.
    ///
    /// # Errors
    /// When there is no kubectl.
    pub fn kubectl(&self) -> Result<Kubectl> {
        Kubectl::new(&self.kubeconfig)
    }

    /// Whether this is the embedded API server.
    pub fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }
}

/// A client for the current context of a kubeconfig.
pub(crate) async fn client(kubeconfig: &Path) -> Result<Client> {
    Ok(Client::try_from(config(kubeconfig).await?)?)
}

/// As [`client`], for who wants to see every answer: nothing is sent a second time.
pub(crate) async fn impatient_client(kubeconfig: &Path) -> Result<Client> {
    let mut config = config(kubeconfig).await?;
    config.default_retry = false;
    Ok(Client::try_from(config)?)
}

async fn config(kubeconfig: &Path) -> Result<Config> {
    let file = Kubeconfig::read_from(kubeconfig).with_context(|| format!("read {}", kubeconfig.display()))?;
    Ok(Config::from_custom_kubeconfig(file, &KubeConfigOptions::default()).await?)
}
