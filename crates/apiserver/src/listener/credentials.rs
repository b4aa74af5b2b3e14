use std::io::Write;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde::{Deserialize, Serialize};

/// The name of the file, next to the store, that keeps the credentials over restarts.
const FILE: &str = "credentials.json";

/// Why there are no credentials to listen with.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// A certificate cannot be made.
    #[error("the certificate cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library refuses the certificate.
    #[error("the certificate cannot be used: {0}")]
    Tls(#[from] rustls::Error),
    /// The file of the credentials cannot be read or written.
    #[error("the credentials in {path} cannot be kept: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file of the credentials is damaged.
    #[error("the credentials in {path} cannot be read: {message}; remove the file to get new ones")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
}

/// What clients trust and what they show.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// The authority's certificate, as PEM.
    pub(super) ca: String,
    /// The authority's key, as PEM.
    ca_key: String,
    /// The bearer token.
    pub(super) token: String,
}

impl Credentials {
    /// The credentials in a store's directory; new ones where there are none, or where there is no directory.
    pub(crate) fn load_or_create(directory: Option<&Path>) -> Result<Self, CredentialsError> {
        let Some(path) = directory.map(|directory| directory.join(FILE)) else { return Self::create() };
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| CredentialsError::Damaged { path, message: error.to_string() }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let credentials = Self::create()?;
                let json = serde_json::to_vec(&credentials).map_err(std::io::Error::other);
                json.and_then(|json| write_private(&path, &json))
                    .map_err(|source| CredentialsError::File { path, source })?;
                Ok(credentials)
            }
            Err(source) => Err(CredentialsError::File { path, source }),
        }
    }

    fn create() -> Result<Self, CredentialsError> {
        let key = KeyPair::generate()?;
        let ca = authority().self_signed(&key)?.pem();
        let token = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()].map(|half| half.simple().to_string()).concat();
        Ok(Self { ca, ca_key: key.serialize_pem(), token })
    }

    /// TLS for a server at this address, with a certificate made for the occasion.
    pub(super) fn server_config(&self, ip: IpAddr) -> Result<ServerConfig, CredentialsError> {
        let issuer = Issuer::new(authority(), KeyPair::from_pem(&self.ca_key)?);
        let key = KeyPair::generate()?;
        let certificate: CertificateDer<'static> = server_certificate(ip)?.signed_by(&key, &issuer)?.der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("openchoreo-apiserver-ca");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params
}

fn server_certificate(ip: IpAddr) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(vec!["localhost".to_owned(), "kubernetes.default.svc".to_owned()])?;
    params.subject_alt_names.push(SanType::IpAddress(ip));
    params.distinguished_name = named("openchoreo-apiserver");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

/// Replaces a file in one step; only its owner can read it.
pub(super) fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_keeps_its_credentials() {
        let directory = tempfile::tempdir().unwrap();
        let first = Credentials::load_or_create(Some(directory.path())).unwrap();
        let second = Credentials::load_or_create(Some(directory.path())).unwrap();
        assert_eq!((first.token, first.ca), (second.token, second.ca));
    }

    #[test]
    fn damaged_credentials_are_named() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(FILE), "{").unwrap();
        let error = Credentials::load_or_create(Some(directory.path())).err().unwrap();
        assert!(matches!(error, CredentialsError::Damaged { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_readable_by_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("kubeconfig");
        write_private(&path, b"x").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
