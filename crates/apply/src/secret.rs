//! Copies of an organization's Secrets for the pods of a component.

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use kube::{Api, Client};
use openchoreo_api::Problem;
use openchoreo_compile::SecretCopy;
use serde_json::{Value, json};

/// Why a Secret cannot be copied.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The Secret does not exist.
    #[error("Secret {name} does not exist in namespace {namespace}")]
    Missing {
        /// Namespace of the organization.
        namespace: String,
        /// Name of the Secret.
        name: String,
    },
    /// The Secret has no such key.
    #[error("Secret {name} in namespace {namespace} has no key {key}")]
    MissingKey {
        /// Namespace of the organization.
        namespace: String,
        /// Name of the Secret.
        name: String,
        /// The key.
        key: String,
    },
    /// The Secret could not be read.
    #[error("reading a Secret failed: {0}")]
    Api(#[source] Box<kube::Error>),
}

/// Reads a Secret of the organization and makes the component's copy of it: the keys that it uses and no others.
///
/// # Errors
/// What is missing.
pub async fn read(control: &Client, organization: &str, copy: &SecretCopy) -> Result<Value, Error> {
    let SecretCopy { source, keys, namespace, name, labels } = copy;
    let secrets = Api::<Secret>::namespaced(control.clone(), organization);
    let found = secrets.get_opt(source).await.map_err(|error| Error::Api(Box::new(error)))?;
    let missing = || Error::Missing { namespace: organization.to_owned(), name: source.clone() };
    let mut held = found.ok_or_else(missing)?.data.unwrap_or_default();
    let mut data = BTreeMap::<&str, ByteString>::new();
    for key in keys {
        let value = held.remove(key).ok_or_else(|| Error::MissingKey {
            namespace: organization.to_owned(),
            name: source.clone(),
            key: key.clone(),
        })?;
        data.insert(key, value);
    }
    Ok(json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "type": "Opaque",
        "data": data,
    }))
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let detail = "Create it with the keys that secretEnv names; the component is applied as soon as it is there.";
        let reason = if matches!(error, Error::Api(_)) { "SecretUnreadable" } else { "SecretNotFound" };
        Self::error(reason, "spec.secretEnv", error.to_string(), detail)
    }
}
