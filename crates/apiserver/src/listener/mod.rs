//! The server on a loopback address: TLS, a token, a kubeconfig.

mod authenticate;
mod connection;
mod credentials;
mod kubeconfig;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::http::ApiService;
use authenticate::Authenticated;
pub(crate) use credentials::Credentials;
pub use credentials::CredentialsError;

/// Why the server cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The address is not one of this machine alone.
    #[error("{0} is not a loopback address; accepted are 127.0.0.0/8 and [::1], with any port")]
    NotLoopback(SocketAddr),
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The certificate or the token cannot be made or stored.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
}

/// A server that listens. Dropping it closes the address at once; [`Listening::shutdown`] lets requests finish.
#[derive(Debug)]
pub struct Listening {
    /// The address, with the real port where 0 was asked for.
    pub addr: SocketAddr,
    /// The certificate of the authority that signed the server's, as PEM.
    pub ca: String,
    /// The bearer token that every request must carry.
    pub token: String,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listening {
    /// A kubeconfig with one context, which reaches this server.
    pub fn kubeconfig(&self) -> String {
        kubeconfig::render(self.addr, &self.ca, &self.token)
    }

    /// Writes the kubeconfig, readable by its owner only. Whoever reads the path sees the old file or the new one.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn write_kubeconfig(&self, path: &Path) -> std::io::Result<()> {
        credentials::write_private(path, self.kubeconfig().as_bytes())
    }

    /// Stops accepting, lets requests in flight finish (watches are given two seconds) and closes the address.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if let Err(error) = (&mut self.task).await
            && error.is_panic()
        {
            tracing::error!("the listener failed while it was shutting down");
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Binds the address and serves from a task of its own.
pub(crate) async fn listen(
    service: ApiService,
    credentials: &Credentials,
    address: SocketAddr,
) -> Result<Listening, ListenError> {
    if !address.ip().is_loopback() {
        return Err(ListenError::NotLoopback(address));
    }
    let bind = |source| ListenError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(bind)?;
    let addr = listener.local_addr().map_err(bind)?;
    let acceptor = TlsAcceptor::from(Arc::new(credentials.server_config(addr.ip())?));
    let (stop, stopping) = watch::channel(false);
    let service = Authenticated::new(service, &credentials.token);
    let task = tokio::spawn(connection::accept(listener, acceptor, service, stopping));
    Ok(Listening { addr, ca: credentials.ca.clone(), token: credentials.token.clone(), stop, task })
}
