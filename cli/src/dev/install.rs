//! Installing the definitions of the kinds.

use std::time::Duration;

use anyhow::{Context, bail};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::Client;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::wait::{await_condition, conditions};
use openchoreo_api::names;
use openchoreo_apiserver::builtin::extension_crds;
use serde_json::Value;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);

/// Installs the platform's kinds, and those of others that components compile to, and waits until they are served.
///
/// # Errors
/// What the API server says.
pub(super) async fn definitions(client: &Client) -> anyhow::Result<()> {
    let api = Api::<CustomResourceDefinition>::all(client.clone());
    let own = openchoreo_api::crd::crds();
    let own =
        own.iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>().context("a definition is not JSON")?;
    let params = PatchParams::apply(names::FIELD_MANAGER).force();
    for definition in own.into_iter().chain(extension_crds()) {
        let name = definition["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        api.patch(&name, &params, &Patch::Apply(&definition))
            .await
            .with_context(|| format!("cannot install {name}"))?;
        let established = await_condition(api.clone(), &name, conditions::is_crd_established());
        match timeout(PATIENCE, established).await {
            Ok(result) => drop(result.with_context(|| format!("cannot wait for {name}"))?),
            Err(_) => bail!("{name} is not served after {} seconds", PATIENCE.as_secs()),
        }
    }
    Ok(())
}
