//! Installing CustomResourceDefinitions.

use std::time::Duration;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::Client;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::wait::{self, await_condition, conditions};
use openchoreo_api::names;
use serde_json::Value;
use tokio::time::timeout;

/// How long a definition may take to be served.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a definition is not installed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server refuses it.
    #[error("cannot install {name}: {source}")]
    Refused {
        /// Name of the definition.
        name: String,
        /// What the server says.
        source: Box<kube::Error>,
    },
    /// Watching for it failed.
    #[error("cannot wait for {name}: {source}")]
    Watch {
        /// Name of the definition.
        name: String,
        /// What failed.
        source: Box<wait::Error>,
    },
    /// It is not served in 30 seconds.
    #[error("{0} is installed but still not served")]
    NotServed(String),
}

/// Installs definitions and waits until each is served.
///
/// # Errors
/// The first that cannot be installed.
pub async fn definitions(client: &Client, definitions: impl IntoIterator<Item = Value>) -> Result<(), Error> {
    let api = Api::<CustomResourceDefinition>::all(client.clone());
    let params = PatchParams::apply(names::FIELD_MANAGER).force();
    for definition in definitions {
        let name = definition["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let refused = |source| Error::Refused { name: name.clone(), source: Box::new(source) };
        api.patch(&name, &params, &Patch::Apply(&definition)).await.map_err(refused)?;
        match timeout(PATIENCE, await_condition(api.clone(), &name, conditions::is_crd_established())).await {
            Ok(Ok(_)) => {}
            Ok(Err(source)) => return Err(Error::Watch { name, source: Box::new(source) }),
            Err(_) => return Err(Error::NotServed(name)),
        }
    }
    Ok(())
}
