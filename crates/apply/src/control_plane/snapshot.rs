//! Coalesced reads: past a handful of single reads of a type in a namespace, one list answers all of them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use kube::{core::DynamicObject, discovery::ApiResource};
use tokio::{sync::OnceCell, time::Instant};

use super::{ControlPlane, Error, Limits, Target, read::Listing};

/// Single reads of a type in a namespace before it is listed.
const SINGLE_READS: usize = 4;
/// How long a list answers. A provider process that is kept running for debugging must not serve old objects.
const LIFETIME: Duration = Duration::from_secs(30);
/// How soon after a failure it is worth while to list again.
const AGAIN: Duration = Duration::from_secs(10);

/// Reads through a control plane that are answered from lists where there are many.
///
/// A write through the same process makes the lists stale: callers say so with [`Snapshots::invalidate`].
pub struct Snapshots {
    control_plane: ControlPlane,
    slots: Mutex<HashMap<Key, Arc<Slot>>>,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    group: String,
    plural: String,
    namespace: Option<String>,
}

struct Slot {
    created: Instant,
    reads: AtomicUsize,
    listing: OnceCell<Contents>,
    failed: Mutex<Option<(Instant, Error)>>,
}

enum Contents {
    Listed(Listing),
    /// Lists are forbidden; single reads may be allowed.
    Forbidden,
}

impl Snapshots {
    /// Nothing is read yet.
    pub fn new(control_plane: ControlPlane) -> Self {
        Self { control_plane, slots: Mutex::default() }
    }

    /// Reads an object as [`ControlPlane::get`] does, perhaps from a list that is at most half a minute old.
    ///
    /// # Errors
    /// As [`ControlPlane::get`].
    pub async fn get(&self, target: &Target, limits: &Limits) -> Result<Option<DynamicObject>, Error> {
        let slot = self.slot(&target.resource, target.namespace.as_deref());
        if slot.reads.fetch_add(1, Ordering::Relaxed) < SINGLE_READS {
            return self.control_plane.get(target, limits).await;
        }
        // One caller lists, the others wait for it and for its failure, too.
        match slot.listing.get_or_try_init(|| self.list(&slot, target, limits)).await? {
            Contents::Listed(listing) => {
                listing.get(&target.name).map(|item| self.control_plane.parse(item.get().as_bytes())).transpose()
            }
            Contents::Forbidden => self.control_plane.get(target, limits).await,
        }
    }

    /// Forgets every list, because something was written.
    pub fn invalidate(&self) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    async fn list(&self, slot: &Slot, target: &Target, limits: &Limits) -> Result<Contents, Error> {
        if let Some(error) = slot.failure() {
            return Err(error);
        }
        match self.control_plane.list(&target.resource, target.namespace.as_deref(), limits).await {
            Ok(listing) => Ok(Contents::Listed(listing)),
            Err(Error::Forbidden { .. }) => Ok(Contents::Forbidden),
            // What is before the API server denies in its own words.
            Err(Error::Refused(status)) if status.code == 403 => Ok(Contents::Forbidden),
            Err(error) => {
                slot.fail(&error);
                Err(error)
            }
        }
    }

    fn slot(&self, resource: &ApiResource, namespace: Option<&str>) -> Arc<Slot> {
        let key = Key {
            group: resource.group.clone(),
            plural: resource.plural.clone(),
            namespace: namespace.map(str::to_owned),
        };
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.entry(key).or_insert_with(Slot::new);
        if slot.created.elapsed() > LIFETIME {
            *slot = Slot::new();
        }
        slot.clone()
    }
}

impl Slot {
    fn new() -> Arc<Self> {
        let (reads, listing, failed) = (AtomicUsize::new(0), OnceCell::new(), Mutex::default());
        Arc::new(Self { created: Instant::now(), reads, listing, failed })
    }

    /// Why the list could not be had, where that was tried only just now.
    fn failure(&self) -> Option<Error> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.as_ref().filter(|(at, _)| at.elapsed() < AGAIN).map(|(_, error)| error.clone())
    }

    fn fail(&self, error: &Error) {
        // An interruption says nothing about the server.
        if !matches!(error, Error::Interrupted { .. }) {
            *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), error.clone()));
        }
    }
}

#[cfg(test)]
mod tests;
