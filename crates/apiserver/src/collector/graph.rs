use std::collections::{BTreeSet, HashMap, HashSet};

use super::facts::Owner;
use crate::store::Key;

/// Who depends on whom, by the uid of the owner.
#[derive(Debug, Default)]
pub(super) struct Graph {
    dependents: HashMap<String, BTreeSet<Key>>,
    owners: HashMap<Key, Vec<Owner>>,
    /// Uids that are certainly gone and still have dependents.
    gone: HashSet<String>,
}

impl Graph {
    /// Records the owners of an object in place of those known before; answers which of them it no longer blocks.
    pub(super) fn put(&mut self, key: &Key, owners: &[Owner]) -> Vec<Owner> {
        let mut unblocked = self.remove(key);
        let blocks = |uid: &str| owners.iter().any(|owner| owner.uid == uid && owner.is_blocked());
        unblocked.retain(|owner| owner.is_blocked() && !blocks(&owner.uid));
        if owners.is_empty() {
            return unblocked;
        }
        for owner in owners {
            self.dependents.entry(owner.uid.clone()).or_default().insert(key.clone());
        }
        self.owners.insert(key.clone(), owners.to_vec());
        unblocked
    }

    /// Forgets an object as a dependent; answers whose it was.
    pub(super) fn remove(&mut self, key: &Key) -> Vec<Owner> {
        let owners = self.owners.remove(key).unwrap_or_default();
        for Owner { uid, .. } in &owners {
            if let Some(dependents) = self.dependents.get_mut(uid) {
                dependents.remove(key);
                if dependents.is_empty() {
                    self.dependents.remove(uid);
                    self.gone.remove(uid);
                }
            }
        }
        owners
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
