//! What the platform has on one cluster, kept up to date by watches.
//!
//! The index answers three questions without a request: what of a component or project exists (to prune exactly the
//! rest), whether an object still is as it was applied (to apply only what changed), and whether it works.

mod fingerprint;
mod index;
mod watch;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kube::Client;
use kube::api::DynamicObject;
use tokio::sync::{mpsc, watch as signal};
use tokio::task::JoinSet;

pub use index::{ObjectKey, Observation};

use crate::kind::{KINDS, Kind};
use crate::owner::Owner;
use index::Index;

/// Receives the owner of each object that changed by other hands than ours, or whose health changed.
pub type Changes = mpsc::UnboundedSender<Owner>;

/// The platform's objects on one cluster.
#[derive(Debug)]
pub struct Observed {
    index: Mutex<Index>,
    changes: Changes,
    listed: signal::Sender<usize>,
}

impl Observed {
    /// An index of nothing yet, which tells `changes` what its watches will see.
    pub(crate) fn new(changes: Changes) -> Self {
        Self { index: Mutex::default(), changes, listed: signal::Sender::new(0) }
    }

    /// Watches every kind on the cluster of `client`. The watches end when the set is dropped.
    pub(crate) fn watch(self: &std::sync::Arc<Self>, client: &Client) -> JoinSet<()> {
        KINDS.iter().map(|kind| watch::run(client.clone(), kind, self.clone())).collect()
    }

    /// Whether every kind was listed, so that what is not in the index does not exist.
    pub fn is_ready(&self) -> bool {
        *self.listed.borrow() == KINDS.len()
    }

    /// Waits until [`Self::is_ready`].
    pub async fn ready(&self) {
        // The sender lives as long as `self`, so that waiting cannot fail.
        let _ = self.listed.subscribe().wait_for(|listed| *listed == KINDS.len()).await;
    }

    /// One object.
    pub fn get(&self, key: &ObjectKey) -> Option<Observation> {
        self.lock().get(key).cloned()
    }

    /// All objects of an owner.
    pub fn owned(&self, owner: &Owner) -> BTreeMap<ObjectKey, Observation> {
        self.lock().owned(owner)
    }

    /// All cells (namespaces) of an organization.
    pub fn cells(&self, organization: &str) -> BTreeMap<ObjectKey, Observation> {
        self.lock().cells(organization)
    }

    /// Notes the answer to an apply: the object now is as the manifest with this digest wants it.
    pub(crate) fn record(&self, kind: &'static Kind, object: &DynamicObject, digest: u64) {
        self.lock().record(kind, object, digest);
    }

    fn lock(&self) -> MutexGuard<'_, Index> {
        // The index is consistent between its own calls, none of which panics half-way.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn announce(&self, owner: Option<Owner>) {
        if let Some(owner) = owner {
            // Nobody listens any more during shutdown.
            let _ = self.changes.send(owner);
        }
    }
}
