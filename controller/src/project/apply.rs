//! Applying a project's cells, and removing those that it should not have any more.

use std::collections::BTreeSet;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use kube::Resource;
use openchoreo_api::Problem;
use openchoreo_apply::manifests;
use openchoreo_apply::observed::ObjectKey;
use openchoreo_apply::{Applied, Manifests, Owner};
use openchoreo_compile::Cell;
use openchoreo_compile::compiled::{Desired, Verdict};

use crate::context::Context;
use crate::error::Error;
use crate::store::{find, is_deleting};
use crate::surplus;

/// How many cells of one project are applied at a time.
const CONCURRENCY: usize = 4;

/// What became of a cell.
pub(super) struct Place<'a> {
    pub(super) cell: &'a Cell,
    pub(super) state: Result<Manifests<Applied>, Fault>,
}

/// Why a cell is not applied.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The data plane does not answer, or was not asked yet.
    #[error("data plane {0} is not connected")]
    NotConnected(String),
    /// Objects cannot be applied.
    #[error(transparent)]
    Apply(#[from] manifests::Error),
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::NotConnected(_) => {
                Self::warning("DataPlaneNotReady", "", fault.to_string(), "See the data plane's condition Ready.")
            }
            Fault::Apply(error) => error.into(),
        }
    }
}

/// Applies every cell, then removes those that are not the project's any more.
pub(super) async fn run<'a>(
    context: &Context,
    owner: &Owner,
    desired: &'a Desired<Cell>,
) -> Result<Vec<Place<'a>>, Error> {
    let writes: Vec<_> = desired.to_apply().iter().map(|cell| place(context, owner, cell).boxed()).collect();
    let places: Vec<Place<'a>> = stream::iter(writes).buffered(CONCURRENCY).try_collect().await?;
    remove_surplus(context, owner, desired, &places).await?;
    Ok(places)
}

/// An error if some cell needs another try. The connection to a data plane queues the project once it stands.
pub(super) fn finish(places: &[Place<'_>]) -> Result<(), Error> {
    let failed = places.iter().find_map(|place| match &place.state {
        Err(Fault::Apply(error)) => Some(error.to_string()),
        Ok(_) | Err(Fault::NotConnected(_)) => None,
    });
    failed.map_or(Ok(()), |message| Err(Error::Apply(message)))
}

async fn place<'a>(context: &Context, owner: &Owner, cell: &'a Cell) -> Result<Place<'a>, Error> {
    let state = match context.cluster(&owner.organization, &cell.data_plane) {
        Some(cluster) => Manifests::new(cluster, owner.clone(), &cell.manifests())?.apply().await.map_err(Fault::from),
        None => Err(Fault::NotConnected(cell.data_plane.clone())),
    };
    Ok(Place { cell, state })
}

async fn remove_surplus(
    context: &Context,
    owner: &Owner,
    desired: &Desired<Cell>,
    places: &[Place<'_>],
) -> Result<(), Error> {
    for cluster in context.reachable(&owner.organization).clusters {
        let known = cluster.observed.owned(owner);
        let gone =
            gone(context, &owner.organization, known.values().filter_map(|it| it.environment.as_deref())).await?;
        let is_surplus = |environment: &str, data_plane: &str, key: &ObjectKey| {
            let plane = find(&context.stores.data_planes, &owner.organization, data_plane);
            if gone.contains(environment) || plane.is_some_and(|plane| is_deleting(&*plane)) {
                return true;
            }
            match desired.at(environment, data_plane) {
                Verdict::Apply(cell) => is_replaced(places, cell, key),
                Verdict::Keep => false,
                Verdict::Remove => true,
            }
        };
        surplus::remove(&cluster, owner, is_surplus).await?;
    }
    Ok(())
}

fn is_replaced(places: &[Place<'_>], cell: &Cell, key: &ObjectKey) -> bool {
    let applied = places.iter().find(|place| place.cell == cell).and_then(|place| place.state.as_ref().ok());
    applied.is_some_and(|applied| !applied.keys().contains(key))
}

/// Those environments that were deleted: they are being deleted, or the server says that they do not exist. The store's
/// word alone is not enough to delete a cell.
async fn gone<'a>(
    context: &Context,
    organization: &str,
    environments: impl Iterator<Item = &'a str>,
) -> Result<BTreeSet<String>, Error> {
    let mut gone = BTreeSet::new();
    for name in environments.collect::<BTreeSet<_>>() {
        let found = match find(&context.stores.environments, organization, name) {
            Some(known) if !is_deleting(&*known) => continue,
            Some(_) => None,
            None => {
                let api = context.api::<openchoreo_api::Environment>(organization);
                api.get_opt(name).await.map_err(Error::Resolve)?
            }
        };
        if found.is_none_or(|found| found.meta().deletion_timestamp.is_some()) {
            gone.insert(name.to_owned());
        }
    }
    Ok(gone)
}
