//! Who may do what in a cluster: one administrator, known by a token.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{KeyPair, PublicKeyData};
use serde_json::json;

pub(super) const TOKENS: &str = "tokens.csv";
pub(super) const SERVICE_ACCOUNTS: &str = "service-accounts.key";
pub(super) const SERVICE_ACCOUNTS_PUBLIC: &str = "service-accounts.pub";
pub(super) const AUTHORITY: &str = "authority.crt";
/// kube-apiserver makes this file: its own certificate, and after it that of the authority that signed it.
const SERVER: &str = "apiserver.crt";
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";

pub(super) struct Credentials {
    token: String,
}

impl Credentials {
    /// Writes the files that kube-apiserver and the controllers read.
    pub(super) fn write(dir: &Path) -> Result<Self> {
        // Any secret will do, and a new key is one.
        let token = STANDARD.encode(&KeyPair::generate()?.subject_public_key_info()[..]).replace(['+', '/', '='], "");
        fs::write(dir.join(TOKENS), format!("{token},admin,admin,system:masters\n"))?;
        let service_accounts = KeyPair::generate()?;
        fs::write(dir.join(SERVICE_ACCOUNTS), service_accounts.serialize_pem())?;
        fs::write(dir.join(SERVICE_ACCOUNTS_PUBLIC), service_accounts.public_key_pem())?;
        Ok(Self { token })
    }

    /// Writes the kubeconfig of the administrator, once kube-apiserver has made its certificate.
    pub(super) fn write_kubeconfig(&self, dir: &Path, port: u16) -> Result<()> {
        let chain = fs::read_to_string(dir.join(SERVER))?;
        let authority = chain.rsplit(BEGIN).next().context("no certificate")?;
        let authority = format!("{BEGIN}{authority}");
        fs::write(dir.join(AUTHORITY), &authority)?;
        let name = "kube-apiserver";
        let cluster = json!({
            "server": format!("https://127.0.0.1:{port}"),
            "certificate-authority-data": STANDARD.encode(authority),
        });
        let kubeconfig = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": name,
            "clusters": [{ "name": name, "cluster": cluster }],
            "users": [{ "name": name, "user": { "token": self.token } }],
            "contexts": [{ "name": name, "context": { "cluster": name, "user": name } }],
        });
        Ok(fs::write(self::kubeconfig(dir), kubeconfig.to_string())?)
    }
}

/// Where the kubeconfig of the administrator is.
pub(super) fn kubeconfig(dir: &Path) -> PathBuf {
    dir.join("kubeconfig")
}
