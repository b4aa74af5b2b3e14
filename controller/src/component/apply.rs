//! Applying a component's objects, place by place, and removing those that it should not have any more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use openchoreo_api::Problem;
use openchoreo_apply::kind::Kind;
use openchoreo_apply::manifests::{self, UnknownKind};
use openchoreo_apply::observed::ObjectKey;
use openchoreo_apply::{Applied, Cluster, Manifests, Owner, Prepared, secret};
use openchoreo_compile::compiled::{Desired, Target, Verdict};
use openchoreo_compile::{Cell, Manifest};

use crate::context::Context;
use crate::error::Error;
use crate::surplus;

/// How many places of one component are applied at a time.
const CONCURRENCY: usize = 4;

/// What became of a target.
pub(super) struct Place<'a> {
    pub(super) target: &'a Target,
    pub(super) state: Result<Manifests<Applied>, Fault>,
}

/// Why a target is not applied, or not as a whole.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The data plane does not answer, or was not asked yet.
    #[error("data plane {0} is not connected")]
    NotConnected(String),
    /// The cell is the project's to create.
    #[error("cell {0} does not exist yet")]
    CellMissing(String),
    /// A Secret cannot be copied.
    #[error(transparent)]
    Secret(#[from] secret::Error),
    /// Objects cannot be applied.
    #[error(transparent)]
    Apply(#[from] manifests::Error),
}

impl Fault {
    /// Whether it passes by itself, so that trying again helps.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::CellMissing(_) | Self::Secret(secret::Error::Api(_)) => true,
            // The connection queues the component once it stands, and so does the Secret.
            Self::NotConnected(_) | Self::Secret(_) => false,
            Self::Apply(error) => error.is_transient(),
        }
    }
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::NotConnected(_) => {
                Self::warning("DataPlaneNotReady", "", fault.to_string(), "See the data plane's condition Ready.")
            }
            Fault::CellMissing(_) => Self::warning(
                "WaitingForCell",
                "",
                fault.to_string(),
                "The project creates it; see the project's conditions.",
            ),
            Fault::Secret(error) => error.into(),
            Fault::Apply(error) => error.into(),
        }
    }
}

/// Applies every target, then removes what no target has.
pub(super) async fn run<'a>(
    context: &Context,
    owner: &Owner,
    desired: &'a Desired<Target>,
) -> Result<Vec<Place<'a>>, Error> {
    let writes: Vec<_> = desired.to_apply().iter().map(|target| place(context, owner, target).boxed()).collect();
    let places: Vec<Place<'a>> = stream::iter(writes).buffered(CONCURRENCY).try_collect().await?;
    remove_surplus(context, owner, desired, &places).await?;
    Ok(places)
}

/// An error if some place needs another try.
pub(super) fn finish(places: &[Place<'_>]) -> Result<(), Error> {
    let faults: Vec<&Fault> = places.iter().filter_map(|place| place.state.as_ref().err()).collect();
    if faults.iter().all(|fault| matches!(fault, Fault::CellMissing(_) | Fault::NotConnected(_))) {
        let missing = faults.iter().find(|fault| fault.is_transient());
        return missing.map_or(Ok(()), |fault| Err(Error::Waiting(fault.to_string())));
    }
    let unsettled: Vec<String> = faults.iter().map(ToString::to_string).collect();
    if faults.iter().any(|fault| matches!(fault, Fault::Apply(_)) || fault.is_transient()) {
        return Err(Error::Apply(unsettled.join("; ")));
    }
    Ok(())
}

async fn place<'a>(context: &Context, owner: &Owner, target: &'a Target) -> Result<Place<'a>, Error> {
    let state = match prepare(context, owner, target).await? {
        Ok(prepared) => prepared.apply().await.map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    Ok(Place { target, state })
}

/// Finds the target's cluster, makes sure of its cells and reads its Secrets.
async fn prepare(
    context: &Context,
    owner: &Owner,
    target: &Target,
) -> Result<Result<Manifests<Prepared>, Fault>, UnknownKind> {
    let Target { environment: _, data_plane, namespace: _, cells, image: _, manifests, secrets, urls: _ } = target;
    let Some(cluster) = context.cluster(&owner.organization, data_plane) else {
        return Ok(Err(Fault::NotConnected(data_plane.clone())));
    };
    if let Some(missing) = cells.iter().find(|cell| !exists(&cluster, cell)) {
        return Ok(Err(Fault::CellMissing(missing.namespace())));
    }
    let mut prepared = Manifests::new(cluster, owner.clone(), manifests)?;
    for copy in secrets {
        match secret::read(&context.client, &owner.organization, copy).await {
            Ok(object) => prepared.add_secret(&copy.namespace, &copy.name, object)?,
            Err(error) => return Ok(Err(error.into())),
        }
    }
    Ok(Ok(prepared))
}

/// Whether the cell is there with its policies: no pod starts in a cell that does not deny by default.
fn exists(cluster: &Arc<Cluster>, cell: &Cell) -> bool {
    let key = |manifest: &Manifest| {
        let kind = Kind::of(manifest.api_version, manifest.kind)?;
        Some(ObjectKey { kind, namespace: manifest.namespace.clone(), name: manifest.name.clone() })
    };
    let is_there = |key: ObjectKey| cluster.observed.get(&key).is_some_and(|known| !known.is_terminating);
    cell.manifests().iter().all(|manifest| key(manifest).is_some_and(is_there))
}

async fn remove_surplus(
    context: &Context,
    owner: &Owner,
    desired: &Desired<Target>,
    places: &[Place<'_>],
) -> Result<(), Error> {
    let applied: BTreeMap<(&str, &str), BTreeSet<&ObjectKey>> = places
        .iter()
        .filter_map(|Place { target, state }| {
            Some(((target.environment.as_str(), target.data_plane.as_str()), state.as_ref().ok()?.keys()))
        })
        .collect();
    let is_surplus = |environment: &str, data_plane: &str, key: &ObjectKey| match desired.at(environment, data_plane) {
        Verdict::Apply(_) => applied.get(&(environment, data_plane)).is_some_and(|keys| !keys.contains(key)),
        Verdict::Keep => false,
        Verdict::Remove => true,
    };
    for cluster in context.reachable(&owner.organization).clusters {
        surplus::remove(&cluster, owner, is_surplus).await?;
    }
    Ok(())
}
