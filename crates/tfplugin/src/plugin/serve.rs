//! The life of a plugin from its start to its end.

use std::{io, time::Duration};

use openchoreo_proto::{
    health::health_server::HealthServer,
    plugin::{
        grpc_broker_server::GrpcBrokerServer, grpc_controller_server::GrpcControllerServer,
        grpc_stdio_server::GrpcStdioServer,
    },
};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::{Server, server::Router};

use super::{
    accept,
    broker::Broker,
    controller::Controller,
    environment::{Environment, EnvironmentError},
    handshake,
    health::Pulse,
    lifetime::Lifetime,
    listener::{ListenError, Listener, Transport},
    parent, reattach,
    signal::{self, Owner},
    stdio::Silence,
    stream::Stream,
    tls::{ServerTls, TlsError},
};
use crate::{
    logging,
    provider::Provider,
    server::{self, Service},
};

/// How long work in flight may hold up the end. The host kills what it does not want to wait for.
const LAST_WORK: Duration = Duration::from_secs(30 * 60);

/// How long the last answers may take to reach the host.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// What is served, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeOptions {
    /// Address of the provider, such as `registry.terraform.io/example/echo`.
    pub name: String,
    /// Version of the provider, for messages.
    pub version: String,
    /// Reattach mode: run under a debugger, without a host that started the process, and without TLS.
    pub debug: bool,
    /// How a host is connected.
    pub transport: Transport,
}

/// Why a plugin cannot serve. The text is for the human at the terminal or in front of the host's log.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A human started the program.
    #[error("{0}")]
    NotAHost(String),
    /// The host speaks other versions of the protocol only.
    #[error(
        "this provider speaks version 6 of Terraform's plugin protocol and the program that started it speaks \
         {0:?} only: use Terraform 1.0, OpenTofu 1.6 or newer"
    )]
    Protocol(Vec<u32>),
    /// The host offered no certificate, and whoever reaches the port could connect.
    #[error(
        "the program that started this provider offers no certificate (PLUGIN_CLIENT_CERT), and without one \
         every user of this machine could connect to a TCP port: set TF_DISABLE_PLUGIN_TLS to accept that"
    )]
    Plaintext,
    /// A variable is wrong.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// There is nothing to listen on.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// There is no encryption.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Signals or standard output do not work.
    #[error("cannot start: {0}")]
    Io(#[from] io::Error),
    /// The connection to the host failed.
    #[error("cannot serve: {0}")]
    Transport(#[from] tonic::transport::Error),
}

/// Serves a provider until its host, or in reattach mode the user, wants it to end. Needs a Tokio runtime.
///
/// # Errors
/// Where the process was not started by a host that speaks protocol 6, or the system refuses what is needed.
pub async fn serve(provider: impl Provider, options: ServeOptions) -> Result<(), ServeError> {
    let environment = Environment::read(|name| std::env::var(name).ok())?;
    let lifetime = Lifetime::new();
    server::note_panics();
    if options.debug {
        logging::init(Some("info"));
        return debug(provider, &options, &environment, lifetime).await;
    }
    logging::init(None);
    let tls = admission(&options, &environment)?;
    signal::handle(Owner::Host, lifetime.clone())?;
    parent::watch(lifetime.clone());
    let listener = Listener::bind(options.transport, &environment).await?;
    let certificate = tls.as_ref().map_or("", |tls| &tls.certificate);
    handshake::announce(&handshake::line(&environment, &listener.address()?, certificate))?;
    run(provider, listener, tls.map(|tls| tls.acceptor), lifetime).await
}

/// Decides who may connect: the holder of the certificate that the host names, else those whom the file system lets.
fn admission(options: &ServeOptions, environment: &Environment) -> Result<Option<ServerTls>, ServeError> {
    if !environment.started_by_host {
        return Err(ServeError::NotAHost(handshake::not_a_host(&options.name, &options.version)));
    }
    if !environment.speaks(handshake::PROTOCOL) {
        // A host that reads the version tells its user; one that reads nothing could only say that it failed.
        handshake::announce(&handshake::refusal())?;
        return Err(ServeError::Protocol(environment.protocols.clone()));
    }
    match &environment.client_certificate {
        Some(certificate) => Ok(Some(ServerTls::new(certificate)?)),
        None if options.transport == Transport::Tcp && !environment.tls_disabled => Err(ServeError::Plaintext),
        None => Ok(None),
    }
}

async fn debug(
    provider: impl Provider,
    options: &ServeOptions,
    environment: &Environment,
    lifetime: Lifetime,
) -> Result<(), ServeError> {
    signal::handle(Owner::Human, lifetime.clone())?;
    let listener = Listener::bind(options.transport, environment).await?;
    reattach::announce(&options.name, &listener.address()?)?;
    run(provider, listener, None, lifetime).await
}

async fn run(
    provider: impl Provider,
    listener: Listener,
    tls: Option<TlsAcceptor>,
    lifetime: Lifetime,
) -> Result<(), ServeError> {
    let service = Service::with_lifetime(provider, lifetime.clone());
    let (clients, accepting) = accept::clients(listener, tls, lifetime.clone());
    let served = until_the_end(&service, clients, &lifetime).await;
    // The server may have ended by itself. A socket that is still there would outlast the process.
    lifetime.end();
    accepting.await.map_err(io::Error::other)?;
    served
}

async fn until_the_end(
    service: &Service,
    clients: ReceiverStream<io::Result<Stream>>,
    lifetime: &Lifetime,
) -> Result<(), ServeError> {
    let router = router(service.clone(), lifetime);
    let ending = lifetime.clone();
    let mut server = tokio::spawn(async move {
        router.serve_with_incoming_shutdown(clients, async move { ending.ending().await }).await
    });
    tokio::select! {
        ended = &mut server => return Ok(ended.map_err(io::Error::other)??),
        () = lifetime.ending() => {}
    }
    finish(service, lifetime).await;
    match timeout(LAST_ANSWERS, server).await {
        Ok(ended) => Ok(ended.map_err(io::Error::other)??),
        // A client that keeps its connection open does not keep the process.
        Err(_) => Ok(()),
    }
}

/// Lets changes in flight come to their end, and cuts waits short.
async fn finish(service: &Service, lifetime: &Lifetime) {
    if timeout(Duration::ZERO, lifetime.idle()).await.is_ok() {
        return;
    }
    service.stop();
    if timeout(LAST_WORK, lifetime.idle()).await.is_err() {
        tracing::error!("gave up waiting for work in flight");
    }
}

fn router(service: Service, lifetime: &Lifetime) -> Router {
    Server::builder()
        .add_service(service.into_server())
        .add_service(GrpcControllerServer::new(Controller(lifetime.clone())))
        .add_service(GrpcStdioServer::new(Silence(lifetime.clone())))
        .add_service(GrpcBrokerServer::new(Broker(lifetime.clone())))
        .add_service(HealthServer::new(Pulse(lifetime.clone())))
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
