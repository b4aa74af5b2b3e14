use redb::{Database, ReadOnlyTable, ReadTransaction, ReadableDatabase};

use super::tables::{COUNTERS, FLOOR, FLOORS, LOG, LogRow, OBJECTS, ORDER, REVISION, decode_kind, storage};
use super::{Change, Key, Range, Row, Snapshot, StoreError, Stored};

/// One read transaction.
pub(super) struct RedbSnapshot {
    transaction: ReadTransaction,
    revision: u64,
    floor: u64,
}

impl RedbSnapshot {
    pub(super) fn begin(database: &Database) -> Result<Self, StoreError> {
        let transaction = database.begin_read().map_err(storage)?;
        let counters = transaction.open_table(COUNTERS).map_err(storage)?;
        let read = |name| Ok::<_, StoreError>(counters.get(name).map_err(storage)?.map_or(0, |value| value.value()));
        let (revision, floor) = (read(REVISION)?, read(FLOOR)?);
        Ok(Self { transaction, revision, floor })
    }

    fn log(&self) -> Result<ReadOnlyTable<(&'static str, u64), LogRow<'static>>, StoreError> {
        self.transaction.open_table(LOG).map_err(storage)
    }
}

impl Snapshot for RedbSnapshot {
    fn revision(&self) -> u64 {
        self.revision
    }

    fn floor(&self) -> u64 {
        self.floor
    }

    fn floor_of(&self, resource: &str) -> Result<u64, StoreError> {
        let floors = self.transaction.open_table(FLOORS).map_err(storage)?;
        Ok(floors.get(resource).map_err(storage)?.map_or(0, |floor| floor.value()))
    }

    fn get(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        let objects = self.transaction.open_table(OBJECTS).map_err(storage)?;
        let row = objects.get((&*key.resource, &*key.namespace, &*key.name)).map_err(storage)?;
        Ok(row.map(|row| {
            let (revision, json) = row.value();
            Stored { revision, json: json.to_vec().into() }
        }))
    }

    fn scan(&self, range: &Range<'_>, visit: &mut dyn FnMut(Row<'_>) -> bool) -> Result<(), StoreError> {
        let objects = self.transaction.open_table(OBJECTS).map_err(storage)?;
        let (first_namespace, first_name) = range.after.unwrap_or((range.namespace.unwrap_or(""), ""));
        for row in objects.range((range.resource, first_namespace, first_name)..).map_err(storage)? {
            let (key, value) = row.map_err(storage)?;
            let (resource, namespace, name) = key.value();
            if resource != range.resource || range.namespace.is_some_and(|wanted| wanted != namespace) {
                break;
            }
            let (revision, json) = value.value();
            if range.after != Some((namespace, name)) && !visit(Row { namespace, name, revision, json }) {
                break;
            }
        }
        Ok(())
    }

    fn history(&self, resource: &str, after: u64, visit: &mut dyn FnMut(Change<'_>) -> bool) -> Result<(), StoreError> {
        let rows = self.log()?.range((resource, after.saturating_add(1))..=(resource, u64::MAX)).map_err(storage)?;
        for row in rows {
            let (key, value) = row.map_err(storage)?;
            if !visit(decode(key.value().1, value.value())?) {
                break;
            }
        }
        Ok(())
    }

    fn changes(&self, after: u64, visit: &mut dyn FnMut(&str, Change<'_>) -> bool) -> Result<(), StoreError> {
        let log = self.log()?;
        let order = self.transaction.open_table(ORDER).map_err(storage)?;
        for row in order.range(after.saturating_add(1)..).map_err(storage)? {
            let (revision, resource) = row.map_err(storage)?;
            let (revision, resource) = (revision.value(), resource.value());
            let Some(change) = log.get((resource, revision)).map_err(storage)? else {
                return Err(StoreError::Storage(format!("the log has no entry for revision {revision}")));
            };
            if !visit(resource, decode(revision, change.value())?) {
                break;
            }
        }
        Ok(())
    }
}

fn decode<'a>(revision: u64, (kind, namespace, name, json, previous): LogRow<'a>) -> Result<Change<'a>, StoreError> {
    let previous = (!previous.is_empty()).then_some(previous);
    Ok(Change { revision, kind: decode_kind(kind)?, namespace, name, json, previous })
}
