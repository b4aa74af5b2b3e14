//! The server as a whole.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::core::Core;
use crate::http::ApiService;
use crate::listener::{self, Credentials, ListenError, Listening};
use crate::seed;
use crate::status::ApiError;
use crate::store::{RedbStore, StoreError};

/// Where a server keeps its objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreLocation {
    /// In memory; everything is gone with the server.
    Memory,
    /// In a directory, which is created if it does not exist.
    Dir(PathBuf),
}

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where objects are kept; in memory unless set.
    pub store: StoreLocation,
    /// How often a quiet watch gets a bookmark; 30 seconds unless set.
    pub bookmark_interval: Duration,
    /// How many changes stay available to watches that resume; 20,000 unless set.
    pub history: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { store: StoreLocation::Memory, bookmark_interval: Duration::from_secs(30), history: 20_000 }
    }
}

/// Why a server cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store cannot be opened; [`StoreError::Locked`] means that another process serves it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What every server starts with cannot be set up.
    #[error("the server cannot be set up: {0}")]
    Setup(#[from] ApiError),
}

/// An embedded Kubernetes API server. Clones share one server.
#[derive(Clone)]
pub struct ApiServer {
    service: ApiService,
    directory: Option<PathBuf>,
}

impl ApiServer {
    /// Opens the store and prepares what every cluster has: the namespaces `default` and `kube-system`.
    ///
    /// # Errors
    /// [`OpenError::Store`] when the store cannot be opened, [`OpenError::Setup`] when it cannot be prepared.
    pub async fn open(options: Options) -> Result<Self, OpenError> {
        let store = match &options.store {
            StoreLocation::Memory => RedbStore::in_memory(options.history)?,
            StoreLocation::Dir(directory) => RedbStore::open(directory, options.history)?,
        };
        let core = Arc::new(Core::new(Arc::new(store), options.bookmark_interval)?);
        seed::namespaces(&core).await?;
        let directory = match options.store {
            StoreLocation::Memory => None,
            StoreLocation::Dir(directory) => Some(directory),
        };
        Ok(Self { service: ApiService::start(core), directory })
    }

    /// The server as a transport, for example for [`kube::Client::new`]. It asks for no token.
    pub fn service(&self) -> ApiService {
        self.service.clone()
    }

    /// A client that reaches the server without a network, with `default` as its namespace.
    ///
    /// Call it inside a tokio runtime: the client spawns a task.
    pub fn client(&self) -> kube::Client {
        kube::Client::new(self.service(), "default")
    }

    /// Serves on a loopback address, with TLS and a token. A store in a directory keeps its certificate authority
    /// and its token there, so that clients stay valid over restarts.
    ///
    /// # Errors
    /// [`ListenError`] when the address is not of this machine alone or is taken, or when there are no credentials.
    pub async fn listen(&self, address: SocketAddr) -> Result<Listening, ListenError> {
        let credentials = Credentials::load_or_create(self.directory.as_deref())?;
        listener::listen(self.service(), &credentials, address).await
    }

    /// Ends watches, finishes the writes in flight and releases the store.
    ///
    /// # Errors
    /// [`StoreError::Storage`] when the store does not close cleanly; acknowledged writes are safe all the same.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.service.close()
    }
}
