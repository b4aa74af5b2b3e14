//! Installing the definitions of the kinds.

use anyhow::Context;
use kube::Client;
use openchoreo_apiserver::builtin::extension_crds;
use openchoreo_apply::install;
use serde_json::Value;

/// Installs the platform's kinds, and those of others that components compile to, and waits until they are served.
///
/// # Errors
/// What the API server says.
pub(super) async fn definitions(client: &Client) -> anyhow::Result<()> {
    let own = openchoreo_api::crd::crds();
    let own: Vec<Value> =
        own.iter().map(serde_json::to_value).collect::<Result<_, _>>().context("a definition is not JSON")?;
    install::definitions(client, own.into_iter().chain(extension_crds())).await?;
    Ok(())
}
