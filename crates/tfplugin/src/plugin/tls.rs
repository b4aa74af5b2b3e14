//! Mutual TLS between host and plugin: each side has made a certificate for this one process.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ServerConfig, crypto::ring, version::TLS13};
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{self, PemObject},
};
use tokio_rustls::TlsAcceptor;

use super::pinned::PinnedClient;

/// The plugin's end of the encrypted connection.
pub(super) struct ServerTls {
    /// Takes connections of the one client.
    pub(super) acceptor: TlsAcceptor,
    /// The plugin's certificate as the handshake carries it: base64 of the DER without padding.
    pub(super) certificate: String,
}

/// Why there is no encrypted connection.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The host's certificate cannot be read.
    #[error("PLUGIN_CLIENT_CERT is not a PEM certificate: {0}")]
    ClientCertificate(#[source] pem::Error),
    /// No certificate could be made.
    #[error("cannot make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The certificate was not taken.
    #[error("cannot set TLS up: {0}")]
    Configuration(#[from] rustls::Error),
}

impl ServerTls {
    /// Makes a certificate and admits the client whose certificate `client_pem` holds, and nobody else.
    pub(super) fn new(client_pem: &str) -> Result<Self, TlsError> {
        let client = CertificateDer::from_pem_slice(client_pem.as_bytes()).map_err(TlsError::ClientCertificate)?;
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()])?;
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])?
            .with_client_cert_verifier(Arc::new(PinnedClient::new(client)))
            .with_single_cert(vec![cert.der().clone()], key)?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        // Nobody comes back for a second session.
        config.send_tls13_tickets = 0;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate: STANDARD_NO_PAD.encode(cert.der()) })
    }
}

#[cfg(test)]
pub(super) mod fake_host;
#[cfg(test)]
mod tests;
