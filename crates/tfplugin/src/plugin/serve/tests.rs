use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use hyper_util::rt::TokioIo;
use openchoreo_proto::{
    health::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient},
    plugin::{Empty, grpc_controller_client::GrpcControllerClient, grpc_stdio_client::GrpcStdioClient},
};
use tokio::{net::UnixStream, task::JoinHandle};
use tonic::transport::{Channel, Endpoint};

use super::*;
use crate::{
    diagnostic::Diagnostics,
    plugin::tls::fake_host::{HOST, HOST_KEY, Identity, STRANGER, STRANGER_KEY, connect},
    provider::{ConfigureRequest, Resource},
    schema::Schema,
};

/// A provider of nothing.
struct Nothing;

#[async_trait]
impl Provider for Nothing {
    fn schema(&self) -> Schema {
        Schema::default()
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        Vec::new()
    }

    async fn configure(&self, _request: ConfigureRequest) -> Diagnostics {
        Diagnostics::new()
    }
}

/// A plugin that runs inside the test.
struct Plugin {
    directory: tempfile::TempDir,
    socket: String,
    certificate: String,
    lifetime: Lifetime,
    running: JoinHandle<Result<(), ServeError>>,
}

async fn start() -> Plugin {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap().to_owned();
    let environment = Environment::read(|name| (name == "PLUGIN_UNIX_SOCKET_DIR").then(|| path.clone())).unwrap();
    let listener = Listener::bind(Transport::Unix, &environment).await.unwrap();
    let socket = listener.address().unwrap().address;
    let ServerTls { acceptor, certificate } = ServerTls::new(HOST).unwrap();
    let lifetime = Lifetime::new();
    let running = tokio::spawn(run(Nothing, listener, Some(acceptor), lifetime.clone()));
    Plugin { directory, socket, certificate, lifetime, running }
}

impl Plugin {
    /// A connection by one who shows `identity`.
    async fn client(&self, identity: Identity) -> Result<Channel, tonic::transport::Error> {
        let (socket, certificate) = (self.socket.clone(), self.certificate.clone());
        let connector = tower::service_fn(move |_| {
            let (socket, certificate) = (socket.clone(), certificate.clone());
            async move { connect(UnixStream::connect(socket).await?, &certificate, identity).await.map(TokioIo::new) }
        });
        Endpoint::from_static("http://plugin").connect_with_connector(connector).await
    }

    async fn host(&self) -> Channel {
        self.client(Some((HOST, HOST_KEY))).await.unwrap()
    }

    /// Waits for the end, after which nothing is left.
    async fn ended(self) {
        self.running.await.unwrap().unwrap();
        assert!(!Path::new(&self.socket).exists());
        assert_eq!(self.directory.path().read_dir().unwrap().count(), 0);
    }
}

async fn ping(channel: Channel) -> Result<ServingStatus, tonic::Status> {
    let request = HealthCheckRequest { service: "plugin".into() };
    HealthClient::new(channel).check(request).await.map(|answer| answer.into_inner().status())
}

#[tokio::test]
async fn nobody_but_the_host_gets_an_answer() {
    let plugin = start().await;
    for identity in [None, Some((STRANGER, STRANGER_KEY)), Some((HOST, STRANGER_KEY))] {
        // A client of TLS 1.3 learns of its refusal only when it reads.
        if let Ok(channel) = plugin.client(identity).await {
            assert!(ping(channel).await.is_err(), "{identity:?}");
        }
    }
    assert_eq!(ping(plugin.host().await).await.unwrap(), ServingStatus::Serving);
}

#[tokio::test]
async fn a_client_that_stalls_keeps_nobody_waiting() {
    let plugin = start().await;
    let mut stalled = Vec::new();
    for _ in 0..8 {
        stalled.push(UnixStream::connect(&plugin.socket).await.unwrap());
    }
    assert_eq!(ping(plugin.host().await).await.unwrap(), ServingStatus::Serving);
}

#[tokio::test]
async fn an_unknown_service_has_no_health() {
    let channel = start().await.host().await;
    let request = HealthCheckRequest { service: "other".into() };
    let refused = HealthClient::new(channel).check(request).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::NotFound);
}

#[tokio::test]
async fn shutdown_ends_everything_although_clients_stay() {
    let plugin = start().await;
    let (host, other) = (plugin.host().await, plugin.host().await);
    let mut stdio = GrpcStdioClient::new(host.clone()).stream_stdio(()).await.unwrap().into_inner();
    ping(other.clone()).await.unwrap();
    GrpcControllerClient::new(host).shutdown(Empty {}).await.unwrap();
    assert_eq!(stdio.message().await.unwrap(), None);
    plugin.ended().await;
}

#[tokio::test]
async fn the_end_waits_for_work_in_flight() {
    let plugin = start().await;
    let work = plugin.lifetime.work();
    plugin.lifetime.end();
    // What is ready runs before the test goes on.
    for _ in 0..32 {
        tokio::task::yield_now().await;
    }
    assert!(!plugin.running.is_finished());
    drop(work);
    plugin.ended().await;
}

#[test]
fn a_port_is_not_opened_to_everyone_by_accident() {
    let check = |variables: &[&str], transport| {
        let cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
        let set = |name: &str| variables.contains(&name).then(|| "1".to_owned());
        let lookup = |name: &str| if name == "TF_PLUGIN_MAGIC_COOKIE" { Some(cookie.into()) } else { set(name) };
        let options = ServeOptions { name: String::new(), version: String::new(), debug: false, transport };
        admission(&options, &Environment::read(lookup).unwrap()).map(|tls| tls.is_some())
    };
    assert!(matches!(check(&[], Transport::Tcp), Err(ServeError::Plaintext)));
    assert!(matches!(check(&["TF_DISABLE_PLUGIN_TLS"], Transport::Tcp), Ok(false)));
    assert!(matches!(check(&[], Transport::Unix), Ok(false)));
    assert!(matches!(check(&["PLUGIN_CLIENT_CERT"], Transport::Unix), Err(ServeError::Tls(_))));
}
