use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// Tells subscribers which revision is the latest, per resource, so that a change wakes only who cares.
pub(super) struct Notifier {
    all: watch::Sender<u64>,
    resources: Mutex<HashMap<String, watch::Sender<u64>>>,
}

impl Notifier {
    pub(super) fn new(revision: u64) -> Self {
        Self { all: watch::Sender::new(revision), resources: Mutex::new(HashMap::new()) }
    }

    pub(super) fn subscribe_all(&self) -> watch::Receiver<u64> {
        self.all.subscribe()
    }

    pub(super) fn subscribe(&self, resource: &str) -> watch::Receiver<u64> {
        let mut resources = self.resources.lock().unwrap_or_else(PoisonError::into_inner);
        match resources.get(resource) {
            Some(sender) => sender.subscribe(),
            None => {
                let sender = watch::Sender::new(*self.all.borrow());
                let receiver = sender.subscribe();
                resources.insert(resource.to_owned(), sender);
                receiver
            }
        }
    }

    /// Publishes durable changes, oldest first.
    pub(super) fn publish<'a>(&self, changes: impl IntoIterator<Item = (&'a str, u64)>) {
        let resources = self.resources.lock().unwrap_or_else(PoisonError::into_inner);
        for (resource, revision) in changes {
            if let Some(sender) = resources.get(resource) {
                sender.send_replace(revision);
            }
            self.all.send_replace(revision);
        }
    }
}
