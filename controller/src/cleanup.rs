//! Removing everything of an owner that is being deleted.

use openchoreo_apply::{Owner, prune};

use crate::context::Context;
use crate::error::Error;

/// Deletes an owner's objects on all clusters. Answers whether none is left.
///
/// # Errors
/// [`Error::Prune`], and [`Error::Waiting`] while a cluster that may hold some cannot be asked.
pub(crate) async fn run(context: &Context, owner: &Owner) -> Result<bool, Error> {
    let reachable = context.reachable(&owner.organization);
    let mut is_clean = true;
    for cluster in &reachable.clusters {
        let left = cluster.observed.owned(owner);
        is_clean &= left.is_empty();
        prune::delete(cluster, left).await.map_err(Error::Prune)?;
    }
    match reachable.missing.is_empty() {
        true => Ok(is_clean),
        false => Err(Error::Waiting(format!("cannot look for objects on {}", reachable.missing.join(", ")))),
    }
}
