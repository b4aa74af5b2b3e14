//! Definitions on a cluster.

use std::time::Duration;

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, DeleteParams, Patch, PatchParams};
use kube::runtime::wait::{Condition, await_condition, conditions};
use kube::{Client, ResourceExt};
use serde_json::Value;
use tokio::time::timeout;

/// A limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(300);
/// How many definitions are on their way at a time.
const AT_A_TIME: usize = 8;

/// Installs definitions and waits until each is served.
///
/// # Errors
/// The first that the server refuses or does not serve in time.
pub async fn install(client: &Client, definitions: &[Value]) -> Result<()> {
    let one = async |definition: &Value| -> Result<()> {
        let api = Api::<CustomResourceDefinition>::all(client.clone());
        let name = definition["metadata"]["name"].as_str().unwrap_or_default();
        let params = PatchParams::apply("add-ons").force();
        api.patch(name, &params, &Patch::Apply(definition)).await.with_context(|| format!("install {name}"))?;
        until(api, name, conditions::is_crd_established()).await
    };
    stream::iter(definitions).map(one).buffer_unordered(AT_A_TIME).try_collect().await
}

/// Removes definitions and waits until each is gone.
///
/// # Errors
/// The first that is not there, or not gone in time.
pub async fn remove(client: &Client, definitions: &[Value]) -> Result<()> {
    let one = async |definition: &Value| -> Result<()> {
        let api = Api::<CustomResourceDefinition>::all(client.clone());
        let name = definition["metadata"]["name"].as_str().unwrap_or_default();
        let uid = api.get(name).await.with_context(|| format!("remove {name}"))?.uid().unwrap_or_default();
        api.delete(name, &DeleteParams::default()).await.with_context(|| format!("remove {name}"))?;
        until(api, name, conditions::is_deleted(&uid)).await
    };
    stream::iter(definitions).map(one).buffer_unordered(AT_A_TIME).try_collect().await
}

async fn until(
    api: Api<CustomResourceDefinition>,
    name: &str,
    condition: impl Condition<CustomResourceDefinition>,
) -> Result<()> {
    let waited = timeout(PATIENCE, await_condition(api, name, condition)).await;
    waited.with_context(|| format!("{name} takes more than {} s", PATIENCE.as_secs()))??;
    Ok(())
}
