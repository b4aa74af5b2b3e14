//! Which resource types the server offers: the built-in kinds and those of the installed definitions.

mod custom;
mod resource_type;
mod scale;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::watch;

use crate::builtin;
use crate::crd;
use crate::status::ApiError;
use crate::store::{Range, Store};

pub(crate) use resource_type::{Origin, ResourceType, api_version};
pub(crate) use scale::{ScalePaths, value_at};

/// The resource types at one moment.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    /// By group, version and plural.
    types: BTreeMap<(String, String, String), Arc<ResourceType>>,
}

impl Catalog {
    /// A type by its place in a URL.
    pub(crate) fn get(&self, group: &str, version: &str, plural: &str) -> Option<&Arc<ResourceType>> {
        self.types.get(&(group.to_owned(), version.to_owned(), plural.to_owned()))
    }

    /// A type by its kind in whichever version: owner references outlive the version that they name.
    pub(crate) fn by_group_kind(&self, group: &str, kind: &str) -> Option<&Arc<ResourceType>> {
        self.types.values().find(|found| found.group == group && found.kind == kind)
    }

    /// A type by its storage name (`group/plural`).
    pub(crate) fn by_storage(&self, storage: &str) -> Option<&Arc<ResourceType>> {
        self.types.values().find(|found| *found.storage == *storage)
    }

    /// All types, ordered by group, version and plural.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Arc<ResourceType>> {
        self.types.values()
    }

    /// The types of one group version.
    pub(crate) fn of(&self, group: &str, version: &str) -> impl Iterator<Item = &Arc<ResourceType>> {
        self.types().filter(move |found| found.group == group && found.version == version)
    }

    /// The groups with their versions, the preferred one first.
    pub(crate) fn groups(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for found in self.types() {
            let versions = groups.entry(&found.group).or_default();
            if !versions.contains(&&*found.version) {
                versions.push(&found.version);
            }
        }
        for versions in groups.values_mut() {
            versions.sort_by(|left, right| crd::version_order(right, left));
        }
        groups
    }

    fn insert(&mut self, found: Arc<ResourceType>) {
        let key = (found.group.clone(), found.version.clone(), found.plural.clone());
        self.types.entry(key).or_insert(found);
    }
}

/// The current catalog, rebuilt whenever a definition changes.
pub(crate) struct Registry {
    store: Arc<dyn Store>,
    catalog: watch::Sender<Arc<Catalog>>,
    /// What each definition was at the revision from which its types were made.
    known: Mutex<BTreeMap<String, Installed>>,
}

struct Installed {
    revision: u64,
    types: Vec<Arc<ResourceType>>,
}

impl Registry {
    /// A registry of the built-in kinds and of the definitions in the store.
    pub(crate) fn new(store: Arc<dyn Store>) -> Result<Self, ApiError> {
        let registry = Self { store, catalog: watch::Sender::default(), known: Mutex::default() };
        registry.refresh()?;
        Ok(registry)
    }

    /// The types on offer now.
    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog.borrow())
    }

    /// Wakes when the types on offer change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Arc<Catalog>> {
        self.catalog.subscribe()
    }

    /// Reads the definitions again; those that have not changed keep their compiled schemas.
    pub(crate) fn refresh(&self) -> Result<(), ApiError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *known);
        for (name, revision, definition) in self.definitions()? {
            let installed = match before.remove(&name) {
                Some(installed) if installed.revision == revision => installed,
                _ => Installed { revision, types: custom::types(&name, revision, &definition) },
            };
            known.insert(name, installed);
        }
        let mut catalog = Catalog::default();
        for kind in builtin::kinds() {
            catalog.insert(Arc::new(ResourceType::builtin(kind)));
        }
        for found in known.values().flat_map(|installed| &installed.types) {
            catalog.insert(Arc::clone(found));
        }
        self.catalog.send_replace(Arc::new(catalog));
        Ok(())
    }

    fn definitions(&self) -> Result<Vec<(String, u64, Value)>, ApiError> {
        let mut definitions = Vec::new();
        let mut failure = None;
        self.store.snapshot()?.scan(&Range::all(crd::STORAGE), &mut |row| {
            match serde_json::from_slice(row.json) {
                Ok(definition) => definitions.push((row.name.to_owned(), row.revision, definition)),
                Err(error) => failure = Some(ApiError::internal(format!("definition {}: {error}", row.name))),
            }
            failure.is_none()
        })?;
        failure.map_or(Ok(definitions), Err)
    }
}
