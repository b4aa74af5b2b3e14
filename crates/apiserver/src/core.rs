//! What all parts of the server share.

use std::sync::Arc;
use std::time::Duration;

use crate::http::Continuations;
use crate::registry::{Registry, ResourceType};
use crate::status::ApiError;
use crate::store::{Key, Store, Stored};

/// The state of a server.
pub(crate) struct Core {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) registry: Registry,
    /// How often a quiet watch gets a bookmark.
    pub(crate) bookmark_interval: Duration,
    /// Held while a definition is written, so that two of them cannot accept the same name.
    pub(crate) definitions: tokio::sync::Mutex<()>,
    /// The snapshots of paginated lists.
    pub(crate) continuations: Continuations,
    /// Becomes true when the server shuts down; watches end then.
    pub(crate) closing: tokio::sync::watch::Sender<bool>,
}

impl Core {
    pub(crate) fn new(store: Arc<dyn Store>, bookmark_interval: Duration) -> Result<Self, ApiError> {
        Ok(Self {
            registry: Registry::new(Arc::clone(&store))?,
            store,
            bookmark_interval,
            definitions: tokio::sync::Mutex::default(),
            continuations: Continuations::default(),
            closing: tokio::sync::watch::Sender::new(false),
        })
    }

    /// An object as it is now.
    pub(crate) fn get(&self, key: &Key) -> Result<Option<Stored>, ApiError> {
        Ok(self.store.snapshot()?.get(key)?)
    }

    /// A built-in resource type, of which there is always one.
    pub(crate) fn builtin(&self, group: &str, version: &str, plural: &str) -> Result<Arc<ResourceType>, ApiError> {
        let found = self.registry.catalog().get(group, version, plural).cloned();
        found.ok_or_else(|| ApiError::internal(format!("the built-in resource {plural} is missing")))
    }
}

/// The time now, as metadata shows it.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
