//! Writing status.

use std::fmt::Debug;

use kube::api::{Api, Patch, PatchParams};
use kube::{Resource, ResourceExt};
use openchoreo_api::names;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// Writes an object's status if it differs from `before`. An object that is gone needs none.
///
/// # Errors
/// The server's.
pub async fn status<K, S>(api: &Api<K>, object: &K, before: Option<&S>, after: &S) -> kube::Result<()>
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned,
    S: Serialize + PartialEq,
{
    if before == Some(after) {
        return Ok(());
    }
    let name = object.name_any();
    let body = json!({
        "apiVersion": K::api_version(&()),
        "kind": K::kind(&()),
        "metadata": {"name": name},
        "status": after,
    });
    let params = PatchParams::apply(names::FIELD_MANAGER).force();
    match api.patch_status(&name, &params, &Patch::Apply(body)).await {
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(()),
        result => result.map(|_| ()),
    }
}
