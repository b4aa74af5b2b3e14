//! The platform's finalizer on its own kinds.

use std::fmt::Debug;

use kube::api::{Api, Patch, PatchParams};
use kube::{Resource, ResourceExt};
use openchoreo_api::names;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Adds the finalizer to an object that lacks it.
///
/// # Errors
/// The server's; 409 if the object changed meanwhile.
pub async fn hold<K>(api: &Api<K>, object: &K) -> kube::Result<()>
where
    K: Resource + Clone + Debug + DeserializeOwned,
{
    if is_held(object) {
        return Ok(());
    }
    let finalizers: Vec<&str> =
        object.finalizers().iter().map(String::as_str).chain(std::iter::once(names::FINALIZER)).collect();
    write(api, object, &finalizers).await
}

/// Removes the finalizer. An object that is gone already is fine.
///
/// # Errors
/// The server's; 409 if the object changed meanwhile.
pub async fn release<K>(api: &Api<K>, object: &K) -> kube::Result<()>
where
    K: Resource + Clone + Debug + DeserializeOwned,
{
    if !is_held(object) {
        return Ok(());
    }
    let others: Vec<&str> =
        object.finalizers().iter().map(String::as_str).filter(|name| *name != names::FINALIZER).collect();
    match write(api, object, &others).await {
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(()),
        result => result,
    }
}

fn is_held<K: Resource>(object: &K) -> bool {
    object.finalizers().iter().any(|name| name == names::FINALIZER)
}

/// The resource version makes the server refuse the write if somebody else changed the list meanwhile.
async fn write<K>(api: &Api<K>, object: &K, finalizers: &[&str]) -> kube::Result<()>
where
    K: Resource + Clone + Debug + DeserializeOwned,
{
    let patch = json!({"metadata": {"finalizers": finalizers, "resourceVersion": object.resource_version()}});
    let params = PatchParams { field_manager: Some(names::FIELD_MANAGER.to_owned()), ..PatchParams::default() };
    api.patch(&object.name_any(), &params, &Patch::Merge(patch)).await.map(|_| ())
}
