use redb::TableDefinition;

use super::{ChangeKind, StoreError};

/// (resource, namespace, name) -> (revision, JSON)
pub(super) const OBJECTS: TableDefinition<'_, (&str, &str, &str), (u64, &[u8])> = TableDefinition::new("objects");

/// (kind, namespace, name, JSON, JSON before or nothing)
pub(super) type LogRow<'a> = (u8, &'a str, &'a str, &'a [u8], &'a [u8]);

/// (resource, revision) -> change
pub(super) const LOG: TableDefinition<'_, (&str, u64), LogRow<'_>> = TableDefinition::new("log");

/// revision -> resource: the log across resources, in order
pub(super) const ORDER: TableDefinition<'_, u64, &str> = TableDefinition::new("order");

/// resource -> the oldest revision from which its own log is complete
pub(super) const FLOORS: TableDefinition<'_, &str, u64> = TableDefinition::new("floors");

/// The counters named below.
pub(super) const COUNTERS: TableDefinition<'_, &str, u64> = TableDefinition::new("counters");

/// The revision of the last commit.
pub(super) const REVISION: &str = "revision";

/// The oldest revision from which the log is complete.
pub(super) const FLOOR: &str = "floor";

pub(super) fn encode_kind(kind: ChangeKind) -> u8 {
    match kind {
        ChangeKind::Added => 0,
        ChangeKind::Modified => 1,
        ChangeKind::Deleted => 2,
    }
}

pub(super) fn decode_kind(code: u8) -> Result<ChangeKind, StoreError> {
    match code {
        0 => Ok(ChangeKind::Added),
        1 => Ok(ChangeKind::Modified),
        2 => Ok(ChangeKind::Deleted),
        other => Err(StoreError::Storage(format!("the log holds the unknown change kind {other}"))),
    }
}

/// Any error of the database, as a [`StoreError`].
pub(super) fn storage(error: impl Into<redb::Error>) -> StoreError {
    match error.into() {
        redb::Error::DatabaseClosed => StoreError::Closed,
        other => StoreError::Storage(other.to_string()),
    }
}
