//! Where the plugin listens: a socket in the file system, or a port of the loopback interface.

use std::{fmt, io, net::Ipv4Addr};

use tokio::net::TcpListener;

use super::{environment::Environment, stream::Stream};

/// How host and plugin are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A socket in the file system, open to the user alone.
    #[cfg(unix)]
    Unix,
    /// A port of the loopback interface.
    Tcp,
}

impl Default for Transport {
    /// Sockets in the file system where the system has them.
    fn default() -> Self {
        #[cfg(unix)]
        return Self::Unix;
        #[cfg(not(unix))]
        return Self::Tcp;
    }
}

/// A bound listener.
#[derive(Debug)]
pub(super) enum Listener {
    #[cfg(unix)]
    Unix(super::socket::Socket),
    Tcp(TcpListener),
}

/// The address of a listener, in the words of the handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// `unix` or `tcp`.
    pub(super) network: &'static str,
    /// A path, or host and port.
    pub(super) address: String,
}

/// Why the plugin cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// No port is free.
    #[error("no port from {0} to {1} of the loopback interface is free: {2}")]
    Ports(u16, u16, #[source] io::Error),
    /// No socket could be made.
    #[cfg(unix)]
    #[error(transparent)]
    Socket(#[from] super::socket::SocketError),
    /// The address is not to be had.
    #[error("cannot tell the listener's address: {0}")]
    Address(#[source] io::Error),
}

impl Listener {
    /// Binds a listener of the given kind. Needs a Tokio runtime.
    pub(super) async fn bind(transport: Transport, environment: &Environment) -> Result<Self, ListenError> {
        match transport {
            #[cfg(unix)]
            Transport::Unix => {
                let group = environment.socket_group.as_deref();
                Ok(Self::Unix(super::socket::Socket::bind(&environment.socket_dir, group)?))
            }
            Transport::Tcp => tcp(environment).await.map(Self::Tcp),
        }
    }

    /// Where a client finds the listener.
    pub(super) fn address(&self) -> Result<Address, ListenError> {
        Ok(match self {
            #[cfg(unix)]
            Self::Unix(socket) => Address { network: "unix", address: socket.path().display().to_string() },
            Self::Tcp(listener) => {
                let address = listener.local_addr().map_err(ListenError::Address)?;
                Address { network: "tcp", address: address.to_string() }
            }
        })
    }

    /// Waits for the next client.
    pub(super) async fn accept(&self) -> io::Result<Stream> {
        match self {
            #[cfg(unix)]
            Self::Unix(socket) => Ok(Stream::new(socket.accept().await?)),
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Stream::new(stream))
            }
        }
    }
}

/// The first free port of the range.
async fn tcp(environment: &Environment) -> Result<TcpListener, ListenError> {
    let mut failure = io::ErrorKind::AddrNotAvailable.into();
    for port in environment.ports.clone() {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = error,
        }
    }
    Err(ListenError::Ports(*environment.ports.start(), *environment.ports.end(), failure))
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}|{}", self.network, self.address)
    }
}
