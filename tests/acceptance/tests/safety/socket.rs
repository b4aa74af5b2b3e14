//! The provider's socket, as those meet it who are not the host.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use hyper_util::rt::TokioIo;
use openchoreo_proto::tfplugin6::{get_metadata, provider_client::ProviderClient};
use rcgen::KeyPair;
use rustls::client::ResolvesClientCert;
use rustls::crypto::ring;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tonic::transport::{Channel, Endpoint};
use xtask::workspace;

/// The shipped provider, started as a host starts it, with its socket in a directory of the test's own.
struct Provider {
    child: Child,
    socket: String,
    certificate: CertificateDer<'static>,
    _dir: tempfile::TempDir,
}

/// A certificate, and the key that is used with it, which need not be the certificate's.
struct Identity {
    certificate: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

/// How somebody introduces themselves.
enum Greeting<'a> {
    Plaintext,
    Anonymous,
    Certificate(&'a CertificateDer<'static>, &'a KeyPair),
}

#[tokio::test]
async fn nobody_but_the_host_is_answered() -> Result<()> {
    let (host, stranger) = (Identity::new()?, Identity::new()?);
    let provider = Provider::start(&host.pem)?;
    for (who, greeting) in [
        ("one without TLS", Greeting::Plaintext),
        ("one without a certificate", Greeting::Anonymous),
        ("one with a certificate of their own", Greeting::Certificate(&stranger.certificate, &stranger.key)),
        ("one with the host's certificate and another key", Greeting::Certificate(&host.certificate, &stranger.key)),
    ] {
        if let Ok(answer) = provider.resources(greeting).await {
            bail!("{who} is told of {answer:?}");
        }
    }
    let resources = provider.resources(Greeting::Certificate(&host.certificate, &host.key)).await?;
    assert!(resources.iter().any(|name| name == "openchoreo_component"), "{resources:?}");
    Ok(())
}

impl Identity {
    fn new() -> Result<Self> {
        let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
        Ok(Self { certificate: cert.der().clone(), pem: cert.pem(), key: signing_key })
    }
}

impl Provider {
    fn start(host: &str) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let mut command = Command::new(workspace::binary("terraform-provider-openchoreo"));
        command.env_clear().env("PLUGIN_UNIX_SOCKET_DIR", dir.path()).env("PLUGIN_CLIENT_CERT", host);
        command.env("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");
        command.env("PLUGIN_PROTOCOL_VERSIONS", "6").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let mut handshake = String::new();
        BufReader::new(child.stdout.take().context("no standard output")?).read_line(&mut handshake)?;
        let ["1", "6", "unix", socket, "grpc", certificate] = handshake.trim_end().split('|').collect::<Vec<_>>()[..]
        else {
            bail!("{handshake:?} is no handshake");
        };
        let certificate = STANDARD_NO_PAD.decode(certificate)?.into();
        Ok(Self { child, socket: socket.to_owned(), certificate, _dir: dir })
    }

    /// The resource types that the provider names to one who introduces themselves so.
    async fn resources(&self, greeting: Greeting<'_>) -> Result<Vec<String>> {
        let channel = self.connect(greeting).await?;
        let answer = ProviderClient::new(channel).get_metadata(get_metadata::Request {}).await?;
        Ok(answer.into_inner().resources.into_iter().map(|resource| resource.type_name).collect())
    }

    async fn connect(&self, greeting: Greeting<'_>) -> Result<Channel> {
        let tls = self.tls(greeting)?;
        let socket = self.socket.clone();
        let connector = tower::service_fn(move |_| {
            let (tls, socket) = (tls.clone(), socket.clone());
            async move { wrap(tls, UnixStream::connect(socket).await?).await.map(TokioIo::new) }
        });
        Ok(Endpoint::from_static("http://provider").connect_with_connector(connector).await?)
    }

    /// What wraps the connection; none for plaintext. The only authority is the certificate of the handshake.
    fn tls(&self, greeting: Greeting<'_>) -> Result<Option<TlsConnector>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone())?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots);
        let mut config = match greeting {
            Greeting::Plaintext => return Ok(None),
            Greeting::Anonymous => config.with_no_client_auth(),
            Greeting::Certificate(certificate, key) => config.with_client_cert_resolver(resolver(certificate, key)?),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Some(TlsConnector::from(Arc::new(config))))
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // A provider that has ended already is what the test is about to report.
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn wrap(tls: Option<TlsConnector>, stream: UnixStream) -> std::io::Result<Box<dyn Stream>> {
    let Some(tls) = tls else { return Ok(Box::new(stream)) };
    let name = ServerName::try_from("localhost").map_err(std::io::Error::other)?;
    Ok(Box::new(tls.connect(name, stream).await?))
}

/// Unlike rustls' own, it does not check that the key is the certificate's, which would stop the forger here.
fn resolver(certificate: &CertificateDer<'static>, key: &KeyPair) -> Result<Arc<dyn ResolvesClientCert>> {
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let key = ring::sign::any_supported_type(&key)?;
    Ok(Arc::new(SingleCertAndKey::from(CertifiedKey::new(vec![certificate.clone()], key))))
}
