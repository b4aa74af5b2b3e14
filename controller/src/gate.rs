//! Keeping deletions behind the writes that began before them.
//!
//! A reconcile that resolved an environment just before its deletion may still create a cell in it. Whoever removes the
//! finalizer of something that others compile from therefore first waits for the reconciles that may not have seen its
//! deletion; those that begin later do see it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedRwLockReadGuard, RwLock};

/// One gate an organization.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    gates: Mutex<HashMap<String, Arc<RwLock<()>>>>,
}

/// A reconcile's stay between resolving and applying.
pub(crate) type Turn = OwnedRwLockReadGuard<()>;

impl Gates {
    /// Enters before resolving; dropped after applying.
    pub(crate) async fn enter(&self, organization: &str) -> Turn {
        self.of(organization).read_owned().await
    }

    /// Waits for everybody who is inside.
    pub(crate) async fn wait(&self, organization: &str) {
        drop(self.of(organization).write_owned().await);
    }

    fn of(&self, organization: &str) -> Arc<RwLock<()>> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        gates.entry(organization.to_owned()).or_default().clone()
    }
}
