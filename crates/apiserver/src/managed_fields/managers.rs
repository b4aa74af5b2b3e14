//! `metadata.managedFields`: the managers of an object and what each owns.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::FieldSet;

/// The most `Update` entries that an object keeps; older ones are folded into one.
const UPDATE_ENTRIES_MAX: usize = 10;
/// The manager of folded entries.
const FOLDED: &str = "ancient-changes";

/// What a manager did to own fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Server-side apply.
    Apply,
    /// Any other write.
    Update,
}

impl Operation {
    /// The spelling in managed fields.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Apply => "Apply",
            Self::Update => "Update",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Apply, Self::Update].into_iter().find(|operation| operation.as_str() == name)
    }
}

/// Identifies an entry of the managed fields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Manager {
    /// The field manager's name.
    pub name: String,
    /// Whether the entry is an applier's.
    pub operation: Operation,
    /// The `apiVersion` of the writes; to appliers it does not tell entries apart.
    pub api_version: String,
    /// The subresource written through.
    pub subresource: Option<String>,
}

impl Manager {
    /// Whether `other` is the same manager.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.name == other.name
            && self.operation == other.operation
            && self.subresource == other.subresource
            && (self.operation == Operation::Apply || self.api_version == other.api_version)
    }
}

/// What one manager owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) manager: Manager,
    /// RFC 3339.
    pub(super) time: Option<String>,
    pub(super) fields: FieldSet,
}

/// The managers of one object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Managers(Vec<Entry>);

impl Managers {
    /// Reads the managed fields of `object`; nothing if an entry is malformed.
    pub(super) fn read(object: &Value) -> Option<Self> {
        match object.pointer("/metadata/managedFields") {
            None | Some(Value::Null) => Some(Self::default()),
            Some(entries) => entries.as_array()?.iter().map(read_entry).collect::<Option<Vec<_>>>().map(Self),
        }
    }

    /// Whether nobody owns anything.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entry of `manager`.
    pub(super) fn get(&self, manager: &Manager) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.manager.is(manager))
    }

    /// Every entry but that of `manager`.
    pub(super) fn others<'a>(&'a self, manager: &'a Manager) -> impl Iterator<Item = &'a Entry> {
        self.0.iter().filter(|entry| !entry.manager.is(manager))
    }

    /// Replaces the entry of its manager.
    pub(super) fn put(&mut self, entry: Entry) {
        self.0.retain(|existing| !existing.manager.is(&entry.manager));
        self.0.push(entry);
    }

    /// Takes fields from every entry but that of `keeper`.
    pub(super) fn take(&mut self, fields: &FieldSet, keeper: Option<&Manager>) {
        for entry in self.0.iter_mut().filter(|entry| keeper.is_none_or(|keeper| !entry.manager.is(keeper))) {
            entry.fields = entry.fields.difference(fields);
        }
    }

    /// Writes the managed fields of `object`: no empty entries, appliers first, then by time and name.
    pub(super) fn write(mut self, object: &mut Value) {
        self.0.retain(|entry| !entry.fields.is_empty());
        self.fold_old_updates();
        self.0.sort_by(|left, right| {
            let order = |entry: &Entry| (entry.manager.operation, entry.time.clone(), entry.manager.clone());
            order(left).cmp(&order(right))
        });
        let Value::Object(fields) = object else { return };
        let metadata = fields.entry("metadata").or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(metadata) = metadata else { return };
        if self.0.is_empty() {
            metadata.remove("managedFields");
        } else {
            metadata.insert("managedFields".to_owned(), Value::Array(self.0.iter().map(write_entry).collect()));
        }
    }

    /// Keeps the number of `Update` entries bounded; the oldest lose their names, a version's worth at a time.
    fn fold_old_updates(&mut self) {
        let (mut updates, mut rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.0).into_iter().partition(|entry| entry.manager.operation == Operation::Update);
        if updates.len() > UPDATE_ENTRIES_MAX {
            updates.sort_by(|left, right| left.time.cmp(&right.time));
            let mut folded: BTreeMap<String, Entry> = BTreeMap::new();
            let mut kept = updates.into_iter();
            while kept.len() + folded.len() > UPDATE_ENTRIES_MAX {
                let Some(oldest) = kept.next() else { break };
                fold(&mut folded, oldest);
            }
            updates = kept.chain(folded.into_values()).collect();
        }
        rest.extend(updates);
        self.0 = rest;
    }
}

fn fold(folded: &mut BTreeMap<String, Entry>, entry: Entry) {
    let version = entry.manager.api_version.clone();
    let fields = folded.get(&version).map_or_else(|| entry.fields.clone(), |known| known.fields.union(&entry.fields));
    let manager = Manager { name: FOLDED.to_owned(), subresource: None, ..entry.manager };
    folded.insert(version, Entry { manager, time: entry.time, fields });
}

fn read_entry(entry: &Value) -> Option<Entry> {
    let text = |field: &str| entry.get(field).and_then(Value::as_str).map(str::to_owned);
    Some(Entry {
        manager: Manager {
            name: text("manager").unwrap_or_default(),
            operation: Operation::parse(&text("operation")?)?,
            api_version: text("apiVersion")?,
            subresource: text("subresource").filter(|subresource| !subresource.is_empty()),
        },
        time: text("time"),
        fields: FieldSet::from_fields_v1(entry.get("fieldsV1").unwrap_or(&json!({})))?,
    })
}

fn write_entry(entry: &Entry) -> Value {
    let mut written = json!({
        "manager": entry.manager.name,
        "operation": entry.manager.operation.as_str(),
        "apiVersion": entry.manager.api_version,
        "fieldsType": "FieldsV1",
        "fieldsV1": entry.fields.to_fields_v1(),
    });
    if let Some(time) = &entry.time {
        written["time"] = json!(time);
    }
    if let Some(subresource) = &entry.manager.subresource {
        written["subresource"] = json!(subresource);
    }
    written
}
