//! Waiting for the cells of an environment or data plane that is being deleted.
//!
//! Projects delete their own cells: they see the deletion, and each of them writes its cells alone. Only cells whose
//! project is gone are deleted here.

use openchoreo_apply::observed::{ObjectKey, Observation};
use openchoreo_apply::owner::Source;
use openchoreo_apply::prune;

use crate::context::Context;
use crate::error::Error;
use crate::route;
use crate::store::find;

/// What is being deleted.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    /// An environment.
    Environment(&'a str),
    /// A data plane.
    DataPlane(&'a str),
}

impl Part<'_> {
    fn holds(self, cell: &Observation) -> bool {
        match self {
            Self::Environment(name) => cell.environment.as_deref() == Some(name),
            Self::DataPlane(name) => cell.data_plane.as_deref() == Some(name),
        }
    }
}

/// Whether no cell is left.
///
/// # Errors
/// [`Error::Prune`], and [`Error::Waiting`] while a cluster that may hold some cannot be asked.
pub(crate) async fn are_gone(context: &Context, organization: &str, part: Part<'_>) -> Result<bool, Error> {
    // Projects that have not seen the deletion may still create cells.
    context.gates.wait(organization).await;
    let reachable = context.reachable(organization);
    let mut none_left = true;
    for cluster in &reachable.clusters {
        let cells = cluster.observed.cells(organization);
        let left: Vec<(ObjectKey, Observation)> = cells.into_iter().filter(|(_, cell)| part.holds(cell)).collect();
        none_left &= left.is_empty();
        let (owned, orphans): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, cell)| is_owned(context, cell));
        owned.iter().for_each(|(_, cell)| route::owner_alone(context, &cell.owner));
        prune::delete(cluster, orphans).await.map_err(Error::Prune)?;
    }
    match reachable.missing.is_empty() {
        true => Ok(none_left),
        false => Err(Error::Waiting(format!("cannot look for cells on {}", reachable.missing.join(", ")))),
    }
}

fn is_owned(context: &Context, cell: &Observation) -> bool {
    match &cell.owner.source {
        Source::Project(name) => find(&context.stores.projects, &cell.owner.organization, name).is_some(),
        Source::Component(_) => true,
    }
}
