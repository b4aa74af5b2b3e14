use std::collections::{BTreeSet, HashMap, HashSet};

use super::facts::Owner;
use crate::store::Key;

/// Who depends on whom, by the uid of the owner.
#[derive(Debug, Default)]
pub(super) struct Graph {
    dependents: HashMap<String, BTreeSet<Key>>,
    owners: HashMap<Key, Vec<String>>,
    /// Uids that are certainly gone and still have dependents.
    gone: HashSet<String>,
}

impl Graph {
    /// Records the owners of an object in place of those known before.
    pub(super) fn put(&mut self, key: &Key, owners: &[Owner]) {
        self.remove(key);
        if owners.is_empty() {
            return;
        }
        for owner in owners {
            self.dependents.entry(owner.uid.clone()).or_default().insert(key.clone());
        }
        self.owners.insert(key.clone(), owners.iter().map(|owner| owner.uid.clone()).collect());
    }

    /// Forgets an object as a dependent.
    pub(super) fn remove(&mut self, key: &Key) {
        for uid in self.owners.remove(key).unwrap_or_default() {
            if let Some(dependents) = self.dependents.get_mut(&uid) {
                dependents.remove(key);
                if dependents.is_empty() {
                    self.dependents.remove(&uid);
                    self.gone.remove(&uid);
                }
            }
        }
    }

    /// Records that the object of this uid is gone.
    pub(super) fn bury(&mut self, uid: &str) {
        if self.dependents.contains_key(uid) {
            self.gone.insert(uid.to_owned());
        }
    }

    /// Whether the object of this uid is known to be gone.
    pub(super) fn is_gone(&self, uid: &str) -> bool {
        self.gone.contains(uid)
    }

    /// The objects that refer to this uid.
    pub(super) fn dependents(&self, uid: &str) -> impl Iterator<Item = &Key> {
        self.dependents.get(uid).into_iter().flatten()
    }
}
