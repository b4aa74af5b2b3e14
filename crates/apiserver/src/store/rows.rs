use redb::{ReadableTable, ReadableTableMetadata, Table, WriteTransaction};
use serde_json::Value;

use super::tables::{COUNTERS, FLOOR, FLOORS, LOG, LogRow, OBJECTS, ORDER, REVISION, encode_kind, storage};
use super::{ChangeKind, Commit, CommitError, Expect, Key, Mutation, StoreError, Stored};
use crate::selector::selectable;

/// The tables of one write transaction.
pub(super) struct Rows<'t> {
    objects: Table<'t, (&'static str, &'static str, &'static str), (u64, &'static [u8])>,
    log: Table<'t, (&'static str, u64), LogRow<'static>>,
    order: Table<'t, u64, &'static str>,
    floors: Table<'t, &'static str, u64>,
    counters: Table<'t, &'static str, u64>,
    revision: u64,
    written: u64,
}

impl<'t> Rows<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction) -> Result<Self, StoreError> {
        let counters = transaction.open_table(COUNTERS).map_err(storage)?;
        let revision = counters.get(REVISION).map_err(storage)?.map_or(0, |value| value.value());
        Ok(Self {
            objects: transaction.open_table(OBJECTS).map_err(storage)?,
            log: transaction.open_table(LOG).map_err(storage)?,
            order: transaction.open_table(ORDER).map_err(storage)?,
            floors: transaction.open_table(FLOORS).map_err(storage)?,
            counters,
            revision,
            written: 0,
        })
    }

    /// Writes the object and its log entry, or nothing if an expectation does not hold.
    pub(super) fn apply(&mut self, mut commit: Commit) -> Result<Stored, CommitError> {
        for (guard, revision) in &commit.guards {
            if self.current(guard)?.is_none_or(|stored| stored.revision != *revision) {
                return Err(CommitError::Stale);
            }
        }
        let current = self.current(&commit.key)?;
        let found = current.as_ref().map_or(Expect::Absent, |stored| Expect::Revision(stored.revision));
        if found != commit.expect {
            return Err(CommitError::Stale);
        }
        let revision = self.revision + 1;
        let json = stamp(commit.mutation.object_mut(), revision)?;
        let kind = change_kind(&commit.mutation, current.as_ref());
        self.put(&commit.key, kind, revision, &json)?;
        let before = current.filter(|stored| !selected_alike(&stored.json, commit.mutation.object_mut()));
        self.record(&commit.key, kind, revision, &json, before.as_ref())?;
        self.revision = revision;
        self.written += 1;
        Ok(Stored { revision, json: json.into() })
    }

    /// Drops the oldest log entries beyond `history`, a few at a time so that no single commit pays for many.
    pub(super) fn compact(&mut self, history: u64) -> Result<(), StoreError> {
        let excess = self.order.len().map_err(storage)?.saturating_sub(history);
        for _ in 0..excess.min(self.written.saturating_mul(2)) {
            let Some((revision, resource)) = self.order.pop_first().map_err(storage)? else { break };
            let revision = revision.value();
            self.log.remove((resource.value(), revision)).map_err(storage)?;
            self.floors.insert(resource.value(), revision).map_err(storage)?;
            self.counters.insert(FLOOR, revision).map_err(storage)?;
        }
        Ok(())
    }

    /// Records the last revision; call it once, at the end.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        self.counters.insert(REVISION, self.revision).map_err(storage)?;
        Ok(())
    }

    fn current(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        let row = self.objects.get((&*key.resource, &*key.namespace, &*key.name)).map_err(storage)?;
        Ok(row.map(|row| {
            let (revision, json) = row.value();
            Stored { revision, json: json.to_vec().into() }
        }))
    }

    fn put(&mut self, key: &Key, kind: ChangeKind, revision: u64, json: &[u8]) -> Result<(), StoreError> {
        let place = (&*key.resource, &*key.namespace, &*key.name);
        if kind == ChangeKind::Deleted {
            self.objects.remove(place).map_err(storage)?;
        } else {
            self.objects.insert(place, (revision, json)).map_err(storage)?;
        }
        Ok(())
    }

    fn record(
        &mut self,
        key: &Key,
        kind: ChangeKind,
        revision: u64,
        json: &[u8],
        before: Option<&Stored>,
    ) -> Result<(), StoreError> {
        let before = before.map(|stored| &*stored.json).unwrap_or_default();
        let change = (encode_kind(kind), &*key.namespace, &*key.name, json, before);
        self.log.insert((&*key.resource, revision), change).map_err(storage)?;
        self.order.insert(revision, &*key.resource).map_err(storage)?;
        Ok(())
    }
}

fn change_kind(mutation: &Mutation, current: Option<&Stored>) -> ChangeKind {
    match (mutation, current) {
        (Mutation::Delete(_), _) => ChangeKind::Deleted,
        (Mutation::Put(_), Some(_)) => ChangeKind::Modified,
        (Mutation::Put(_), None) => ChangeKind::Added,
    }
}

fn stamp(object: &mut Value, revision: u64) -> Result<Vec<u8>, StoreError> {
    let metadata = object.get_mut("metadata").and_then(Value::as_object_mut);
    let metadata = metadata.ok_or_else(|| StoreError::Storage("an object without metadata".to_owned()))?;
    metadata.insert("resourceVersion".to_owned(), Value::String(revision.to_string()));
    serde_json::to_vec(object).map_err(|error| StoreError::Storage(error.to_string()))
}

/// Whether every selector, of labels or of fields, that takes one takes the other.
fn selected_alike(before: &[u8], after: &Value) -> bool {
    // The store holds nothing but JSON.
    let before: Value = serde_json::from_slice(before).unwrap_or_default();
    before["metadata"].get("labels") == after["metadata"].get("labels") && selectable(&before).eq(selectable(after))
}
