//! Removing everything of an organization that is being deleted.

use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, DeleteParams, ListParams};
use kube::runtime::reflector::Store;
use kube::{Client, Resource};
use openchoreo_api::{Component, DataPlane, DeploymentPipeline, Environment, Project};
use serde::de::DeserializeOwned;

use super::namespace::{give_back, is_adopted, is_ours};
use crate::context::Context;
use crate::error::Error;
use crate::store::{Stores, within};

/// Deletes the organization's objects, and then its namespace unless it was taken over. Answers whether all is gone.
///
/// # Errors
/// [`Error::Resolve`] and [`Error::Prune`].
pub(super) async fn run(context: &Context, name: &str) -> Result<bool, Error> {
    let api = Api::<Namespace>::all(context.client.clone());
    let found = api.get_opt(name).await.map_err(Error::Resolve)?;
    let Some(namespace) = found.filter(|namespace| is_ours(namespace, name)) else {
        return Ok(true);
    };
    if !empty(context, name).await? {
        return Ok(false);
    }
    if is_adopted(&namespace) {
        give_back(&context.client, name).await?;
        return Ok(true);
    }
    if namespace.metadata.deletion_timestamp.is_none() {
        api.delete(name, &DeleteParams::default()).await.map_err(Error::Prune)?;
    }
    Ok(false)
}

/// Deletes what the organization has of the platform's kinds. Answers whether there is nothing.
async fn empty(context: &Context, name: &str) -> Result<bool, Error> {
    let Stores { organizations: _, data_planes, environments, pipelines, projects, components } = &context.stores;
    let client = &context.client;
    let components = delete::<Component>(client, components, name).await?;
    let projects = delete::<Project>(client, projects, name).await?;
    let pipelines = delete::<DeploymentPipeline>(client, pipelines, name).await?;
    let environments = delete::<Environment>(client, environments, name).await?;
    let data_planes = delete::<DataPlane>(client, data_planes, name).await?;
    Ok([components, projects, pipelines, environments, data_planes].iter().all(|is_empty| *is_empty))
}

async fn delete<K>(client: &Client, store: &Store<K>, organization: &str) -> Result<bool, Error>
where
    K: Resource<DynamicType = (), Scope = NamespaceResourceScope>
        + Clone
        + DeserializeOwned
        + std::fmt::Debug
        + 'static,
{
    let left = within(store, organization);
    if left.iter().any(|object| object.meta().deletion_timestamp.is_none()) {
        let api = Api::<K>::namespaced(client.clone(), organization);
        api.delete_collection(&DeleteParams::default(), &ListParams::default()).await.map_err(Error::Prune)?;
    }
    Ok(left.is_empty())
}
