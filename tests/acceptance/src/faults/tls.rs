use std::net::IpAddr;
use std::sync::Arc;

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, CertifiedKey, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

/// A certificate that nobody signed but itself.
pub(super) struct Identity(CertifiedKey<KeyPair>);

impl Identity {
    pub(super) fn new(ip: IpAddr) -> Result<Self> {
        let signing_key = KeyPair::generate()?;
        let cert = CertificateParams::new(vec![ip.to_string()])?.self_signed(&signing_key)?;
        Ok(Self(CertifiedKey { cert, signing_key }))
    }

    pub(super) fn certificate_authority_data(&self) -> String {
        STANDARD.encode(self.0.cert.pem())
    }

    pub(super) fn acceptor(&self) -> Result<TlsAcceptor> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.0.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.0.cert.der().clone()], key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
