//! The durable store: objects, the log of their changes, and snapshots of both.
//!
//! Every commit is one transaction that writes the object and its log entry under one new revision.
//! Revisions are the `resourceVersion`s that clients see.

mod data;
mod notify;
mod redb;
mod rows;
mod snapshot;
mod tables;
mod writer;

use std::path::PathBuf;

use futures::future::BoxFuture;
use tokio::sync::watch;

pub use data::{Change, ChangeKind, Commit, Expect, Key, Mutation, Range, Row, Stored};
pub use redb::RedbStore;

/// What the API server needs from a store.
pub trait Store: Send + Sync + 'static {
    /// A consistent view of all objects and of the log.
    fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError>;

    /// Writes one object and its log entry; resolves once both are durable.
    ///
    /// Dropping the future does not take the write back.
    fn commit(&self, commit: Commit) -> BoxFuture<'static, Result<Stored, CommitError>>;

    /// Wakes when an object of `resource` changes; the value is the revision of the latest change.
    fn subscribe(&self, resource: &str) -> watch::Receiver<u64>;

    /// Wakes when any object changes; the value is the latest revision.
    fn subscribe_all(&self) -> watch::Receiver<u64>;

    /// Finishes the writes in flight and releases the store. Later calls answer [`StoreError::Closed`].
    fn close(&self) -> Result<(), StoreError>;
}

/// A frozen view of the store; later commits do not change it.
pub trait Snapshot: Send + Sync {
    /// The revision of the last commit in this view; 0 for an empty store.
    fn revision(&self) -> u64;

    /// The oldest revision from which the log is complete.
    fn floor(&self) -> u64;

    /// The oldest revision from which the log of one resource is complete; changes to others do not raise it.
    fn floor_of(&self, resource: &str) -> Result<u64, StoreError>;

    /// One object.
    fn get(&self, key: &Key) -> Result<Option<Stored>, StoreError>;

    /// Visits objects in key order until `visit` returns `false`.
    fn scan(&self, range: &Range<'_>, visit: &mut dyn FnMut(Row<'_>) -> bool) -> Result<(), StoreError>;

    /// Visits the changes to one resource after a revision, oldest first, until `visit` returns `false`.
    fn history(&self, resource: &str, after: u64, visit: &mut dyn FnMut(Change<'_>) -> bool) -> Result<(), StoreError>;

    /// Visits the changes to all resources after a revision, oldest first, until `visit` returns `false`.
    fn changes(&self, after: u64, visit: &mut dyn FnMut(&str, Change<'_>) -> bool) -> Result<(), StoreError>;
}

/// Why the store cannot be opened, read or written.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the lock on the store's file.
    #[error("the store {path} is in use by another process")]
    Locked {
        /// The store's file.
        path: PathBuf,
    },
    /// The directory of the store cannot be created or reached.
    #[error("the store directory {path} cannot be used: {message}")]
    Directory {
        /// The store's directory.
        path: PathBuf,
        /// What the operating system said.
        message: String,
    },
    /// Reading or writing failed.
    #[error("the store failed: {0}")]
    Storage(String),
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}

/// Why a commit wrote nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// The object is not at the expected revision, or a guard has changed.
    #[error("the object has changed since it was read")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[cfg(test)]
mod tests;
