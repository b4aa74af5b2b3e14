//! Removing what an owner has and should not have.

use openchoreo_apply::observed::{ObjectKey, Observation};
use openchoreo_apply::{Cluster, Owner, prune};

use crate::error::Error;

/// Deletes those objects of an owner on a cluster that are surplus, by their place (environment and data plane) and
/// key. Objects whose labels name no place stay. Answers whether there were any.
///
/// # Errors
/// [`Error::Prune`].
pub(crate) async fn remove(
    cluster: &Cluster,
    owner: &Owner,
    is_surplus: impl Fn(&str, &str, &ObjectKey) -> bool,
) -> Result<bool, Error> {
    let surplus: Vec<(ObjectKey, Observation)> = cluster
        .observed
        .owned(owner)
        .into_iter()
        .filter(|(key, known)| match (&known.environment, &known.data_plane) {
            (Some(environment), Some(data_plane)) => is_surplus(environment, data_plane, key),
            _ => false,
        })
        .collect();
    let any = !surplus.is_empty();
    prune::delete(cluster, surplus).await.map_err(Error::Prune)?;
    Ok(any)
}
