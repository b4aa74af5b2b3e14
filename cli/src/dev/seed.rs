//! Creating the objects that manifests rely on when they name none.

use std::fmt::Debug;
use std::sync::Arc;

use anyhow::{Context, bail};
use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, Patch, PatchParams, PostParams};
use kube::{Client, Resource};
use openchoreo_api::names;
use openchoreo_compile::{Object, seed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Field manager of the seeded objects.
const MANAGER: &str = "openchoreo-dev";

/// Creates the seeded objects that do not exist. Those that do are left as they are.
///
/// # Errors
/// What the API server says.
pub(super) async fn objects(client: &Client) -> anyhow::Result<()> {
    adopt(client).await?;
    let within = || names::DEFAULT;
    for object in seed::objects() {
        match object {
            Object::Organization(object) => create(Api::all(client.clone()), object).await?,
            Object::DataPlane(object) => create(Api::namespaced(client.clone(), within()), object).await?,
            Object::Environment(object) => create(Api::namespaced(client.clone(), within()), object).await?,
            Object::DeploymentPipeline(object) => create(Api::namespaced(client.clone(), within()), object).await?,
            Object::Project(object) => create(Api::namespaced(client.clone(), within()), object).await?,
            Object::Component(_) => bail!("the seeds hold a component, which they must not"),
        }
    }
    Ok(())
}

/// Lets the organization `default` take over the namespace that every cluster has.
async fn adopt(client: &Client) -> anyhow::Result<()> {
    let consent = json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": names::DEFAULT, "annotations": {names::ADOPT: names::DEFAULT}},
    });
    let params = PatchParams::apply(MANAGER).force();
    let api = Api::<Namespace>::all(client.clone());
    api.patch(names::DEFAULT, &params, &Patch::Apply(consent)).await.context("cannot prepare namespace default")?;
    Ok(())
}

async fn create<K>(api: Api<K>, object: Arc<K>) -> anyhow::Result<()>
where
    K: Resource<DynamicType = ()> + Clone + Debug + Serialize + DeserializeOwned,
{
    let params = PostParams { field_manager: Some(MANAGER.to_owned()), ..PostParams::default() };
    match api.create(&params, &object).await {
        Err(kube::Error::Api(status)) if status.code == 409 => Ok(()),
        result => result.map(|_| ()).with_context(|| format!("cannot create the seeded {}", K::kind(&()))),
    }
}
