//! The definitions of the platform's kinds on the cluster.

use anyhow::{Context, bail};
use kube::Client;
use openchoreo_api::{API_VERSION, crd};
use openchoreo_apply::control_plane::ControlPlane;
use openchoreo_apply::install;
use serde_json::Value;

/// Installs the definitions if that is asked for, and makes sure that the cluster serves every kind.
///
/// # Errors
/// The cluster does not answer, refuses a definition, or does not serve a kind.
pub(super) async fn prepare(control_plane: &ControlPlane, install: bool) -> anyhow::Result<()> {
    let client = control_plane.client();
    if install {
        let definitions = crd::crds().iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>();
        install::definitions(&client, definitions.context("a definition is not JSON")?).await?;
    }
    let served =
        served(&client).await.with_context(|| format!("cannot ask {} what it serves", control_plane.host()))?;
    let names = crd::crds().into_iter().map(|crd| crd.spec.names.plural);
    let missing: Vec<String> = names.filter(|name| !served.contains(name)).collect();
    if !missing.is_empty() {
        bail!(
            "{} does not serve {} of {API_VERSION}: start with --install-crds, or install the definitions with \
             `openchoreo crds | kubectl apply --server-side -f -`",
            control_plane.host(),
            missing.join(", ")
        );
    }
    Ok(())
}

/// The resources of the platform's group that the cluster serves. Asking for them needs no rights but to log in.
async fn served(client: &Client) -> Result<Vec<String>, kube::Error> {
    match client.list_api_group_resources(API_VERSION).await {
        Ok(list) => Ok(list.resources.into_iter().map(|resource| resource.name).collect()),
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
