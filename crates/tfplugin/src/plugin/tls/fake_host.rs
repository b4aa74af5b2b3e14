//! A host for tests, with certificates like Terraform's: self-signed, an authority, on curve P-521.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use p521::{
    ecdsa::{DerSignature, SigningKey, signature::Signer as _},
    pkcs8::DecodePrivateKey,
};
use rustls::{
    ClientConfig, Error, RootCertStore, SignatureAlgorithm, SignatureScheme,
    client::ResolvesClientCert,
    crypto::ring,
    sign::{CertifiedKey, Signer, SingleCertAndKey},
    version::TLS13,
};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, pem::PemObject};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsConnector, client::TlsStream};

pub(in crate::plugin) const HOST: &str = include_str!("../../../fixtures/host.pem");
pub(in crate::plugin) const HOST_KEY: &str = include_str!("../../../fixtures/host.key");
pub(in crate::plugin) const STRANGER: &str = include_str!("../../../fixtures/stranger.pem");
pub(in crate::plugin) const STRANGER_KEY: &str = include_str!("../../../fixtures/stranger.key");

/// What the fake host shows of itself: a certificate and the key that it signs with, or nothing.
pub(in crate::plugin) type Identity = Option<(&'static str, &'static str)>;

/// Connects as go-plugin does: the only authority is the plugin's certificate, as the handshake carries it.
pub(in crate::plugin) async fn connect<T>(
    stream: T,
    certificate: &str,
    identity: Identity,
) -> std::io::Result<TlsStream<T>>
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    let mut roots = RootCertStore::empty();
    roots.add(STANDARD_NO_PAD.decode(certificate).unwrap().into()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_root_certificates(roots);
    let mut config = match identity {
        Some((certificate, key)) => config.with_client_cert_resolver(resolver(certificate, key)),
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

fn resolver(certificate: &str, key: &str) -> Arc<dyn ResolvesClientCert> {
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let key = PrivatePkcs8KeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let key = P521Key(SigningKey::from_pkcs8_der(key.secret_pkcs8_der()).unwrap());
    // `new` does not check that key and certificate belong together, which would stop the forger here already.
    Arc::new(SingleCertAndKey::from(CertifiedKey::new(vec![certificate], Arc::new(key))))
}

#[derive(Clone, Debug)]
struct P521Key(SigningKey);

impl rustls::sign::SigningKey for P521Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&self.scheme()).then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for P521Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature: DerSignature = self.0.sign(message);
        Ok(signature.as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
    }
}
