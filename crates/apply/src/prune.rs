//! Deleting what the platform has and should not have.

use futures::{StreamExt, TryStreamExt, stream};
use kube::api::{DeleteParams, Preconditions, PropagationPolicy};

use crate::cluster::Cluster;
use crate::manifests::api;
use crate::observed::{ObjectKey, Observation};

/// How many objects are deleted at a time.
const CONCURRENCY: usize = 8;

/// Deletes exactly these objects of a cluster: each with the identity that was observed, so that a namesake that came
/// after it stays. Objects that are gone are fine.
///
/// # Errors
/// The server's.
pub async fn delete(
    cluster: &Cluster,
    objects: impl IntoIterator<Item = (ObjectKey, Observation)>,
) -> kube::Result<()> {
    let deletions = objects.into_iter().filter(|(_, known)| !known.is_terminating).map(async |(key, known)| {
        let params = DeleteParams {
            propagation_policy: Some(PropagationPolicy::Background),
            preconditions: Some(Preconditions { uid: known.uid, resource_version: None }),
            ..DeleteParams::default()
        };
        match api(cluster, &key).delete(&key.name, &params).await {
            Err(kube::Error::Api(status)) if matches!(status.code, 404 | 409) => Ok(()),
            result => result.map(|_| ()),
        }
    });
    stream::iter(deletions).buffer_unordered(CONCURRENCY).try_collect().await
}
