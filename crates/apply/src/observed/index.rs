//! The index of observed objects, by key and by owner.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use kube::api::DynamicObject;
use openchoreo_api::names;

use super::fingerprint;
use crate::health::{self, Health};
use crate::kind::{Kind, NAMESPACE};
use crate::owner::{Owner, Source};

/// Which object on a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its namespace; `None` for cluster-scoped kinds.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

/// What is known of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Whose it is.
    pub owner: Owner,
    /// Environment that it was compiled for.
    pub environment: Option<String>,
    /// Data plane that it was compiled for.
    pub data_plane: Option<String>,
    /// Digest of the manifest that was applied last, if nobody wrote to the object since.
    pub applied: Option<u64>,
    /// Whether it works.
    pub health: Health,
    /// Its unique identity, other than that of an object of the same name later on.
    pub uid: Option<String>,
    /// Whether its deletion has begun.
    pub is_terminating: bool,
    fingerprint: u64,
    version: Option<u64>,
}

#[derive(Debug, Default)]
pub(super) struct Index {
    objects: HashMap<ObjectKey, Observation>,
    owners: HashMap<Owner, BTreeSet<ObjectKey>>,
    /// Up to which resource version the watch of a kind has told everything.
    told: HashMap<&'static Kind, u64>,
}

impl ObjectKey {
    /// The key of an object of this kind.
    pub fn of(kind: &'static Kind, object: &DynamicObject) -> Self {
        let metadata = &object.metadata;
        Self { kind, namespace: metadata.namespace.clone(), name: metadata.name.clone().unwrap_or_default() }
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{} {namespace}/{}", self.kind.kind, self.name),
            None => write!(f, "{} {}", self.kind.kind, self.name),
        }
    }
}

impl Observation {
    fn of(object: &DynamicObject, applied: Option<u64>) -> Option<Self> {
        let metadata = &object.metadata;
        let label = |name: &str| metadata.labels.as_ref().and_then(|labels| labels.get(name)).cloned();
        Some(Self {
            owner: Owner::of(metadata.labels.as_ref())?,
            environment: label(names::ENVIRONMENT),
            data_plane: label(names::DATA_PLANE),
            applied,
            health: health::of(object),
            uid: metadata.uid.clone(),
            is_terminating: metadata.deletion_timestamp.is_some(),
            fingerprint: fingerprint::of(metadata),
            version: metadata.resource_version.as_ref().and_then(|version| version.parse().ok()),
        })
    }

    fn is_older_than(&self, other: &Self) -> bool {
        self.version.zip(other.version).is_some_and(|(own, other)| own < other)
    }
}

impl Index {
    pub(super) fn get(&self, key: &ObjectKey) -> Option<&Observation> {
        self.objects.get(key)
    }

    pub(super) fn owned(&self, owner: &Owner) -> BTreeMap<ObjectKey, Observation> {
        let keys = self.owners.get(owner).into_iter().flatten();
        keys.filter_map(|key| Some((key.clone(), self.objects.get(key)?.clone()))).collect()
    }

    pub(super) fn cells(&self, organization: &str) -> BTreeMap<ObjectKey, Observation> {
        let projects = self
            .owners
            .iter()
            .filter(|(owner, _)| owner.organization == organization && matches!(owner.source, Source::Project(_)));
        let keys = projects.flat_map(|(_, keys)| keys).filter(|key| *key.kind == NAMESPACE);
        keys.filter_map(|key| Some((key.clone(), self.objects.get(key)?.clone()))).collect()
    }

    /// Takes in what the watch of a kind tells and answers the object's owner if it is news: not an echo of our own
    /// write, not an older state.
    pub(super) fn observe(&mut self, kind: &'static Kind, object: &DynamicObject) -> Option<Owner> {
        let key = ObjectKey::of(kind, object);
        let Some(new) = Observation::of(object, None) else {
            return self.remove(&key, None);
        };
        self.tell(kind, new.version);
        self.insert(key, new)
    }

    /// Takes in the answer to an apply of the manifest with this digest.
    ///
    /// The watch may be ahead of the answer. What it has not shown, or no longer shows, though it has told of later
    /// changes, is deleted: taking it in would hide that for good.
    pub(super) fn record(&mut self, kind: &'static Kind, object: &DynamicObject, digest: u64) {
        let key = ObjectKey::of(kind, object);
        let Some(new) = Observation::of(object, Some(digest)) else {
            return;
        };
        let is_outrun = self.told.get(kind).zip(new.version).is_some_and(|(told, version)| *told >= version);
        if self.objects.contains_key(&key) || !is_outrun {
            self.insert(key, new);
        }
    }

    fn insert(&mut self, key: ObjectKey, mut new: Observation) -> Option<Owner> {
        let known = self.objects.get(&key);
        if known.is_some_and(|known| new.is_older_than(known)) {
            return None;
        }
        let same = known.filter(|known| known.fingerprint == new.fingerprint);
        new.applied = new.applied.or_else(|| same.and_then(|known| known.applied));
        let is_news = same.is_none_or(|known| known.health != new.health || known.owner != new.owner);
        let owner = new.owner.clone();
        if let Some(before) = known.map(|known| known.owner.clone()).filter(|before| *before != owner) {
            self.disown(&before, &key);
        }
        self.owners.entry(owner.clone()).or_default().insert(key.clone());
        self.objects.insert(key, new);
        is_news.then_some(owner)
    }

    fn tell(&mut self, kind: &'static Kind, version: Option<u64>) {
        if let Some(version) = version {
            let told = self.told.entry(kind).or_default();
            *told = version.max(*told);
        }
    }

    /// Forgets an object that is gone since `version`, and answers whose it was.
    pub(super) fn remove(&mut self, key: &ObjectKey, version: Option<u64>) -> Option<Owner> {
        self.tell(key.kind, version);
        let known = self.objects.get(key)?;
        if known.version.zip(version).is_some_and(|(known, gone)| gone < known) {
            return None;
        }
        let owner = known.owner.clone();
        self.objects.remove(key);
        self.disown(&owner, key);
        Some(owner)
    }

    /// The keys of all objects of a kind.
    pub(super) fn of_kind(&self, kind: &Kind) -> BTreeSet<ObjectKey> {
        self.objects.keys().filter(|key| key.kind == kind).cloned().collect()
    }

    fn disown(&mut self, owner: &Owner, key: &ObjectKey) {
        if let Some(keys) = self.owners.get_mut(owner) {
            keys.remove(key);
            if keys.is_empty() {
                self.owners.remove(owner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn namespace(name: &str, version: u64) -> DynamicObject {
        let labels = json!({names::MANAGED_BY: names::MANAGER, names::ORGANIZATION: "acme", names::PROJECT: "shop"});
        let object = json!({"metadata": {"name": name, "resourceVersion": version.to_string(), "labels": labels}});
        serde_json::from_value(object).expect("an object")
    }

    fn key(name: &str) -> ObjectKey {
        ObjectKey::of(&NAMESPACE, &namespace(name, 1))
    }

    #[test]
    fn an_answer_that_comes_before_its_event_is_taken_in() {
        let mut index = Index::default();
        index.observe(&NAMESPACE, &namespace("other", 3));
        index.record(&NAMESPACE, &namespace("cell", 4), 7);
        assert_eq!(index.get(&key("cell")).and_then(|known| known.applied), Some(7));
        assert_eq!(index.observe(&NAMESPACE, &namespace("cell", 4)), None, "the echo is no news");
    }

    #[test]
    fn an_answer_that_comes_after_its_event_completes_it() {
        let mut index = Index::default();
        index.observe(&NAMESPACE, &namespace("cell", 4));
        index.record(&NAMESPACE, &namespace("cell", 4), 7);
        assert_eq!(index.get(&key("cell")).and_then(|known| known.applied), Some(7));
    }

    #[test]
    fn an_answer_that_comes_after_the_deletion_does_not_bring_the_object_back() {
        let mut index = Index::default();
        index.observe(&NAMESPACE, &namespace("cell", 4));
        assert!(index.remove(&key("cell"), Some(5)).is_some());
        index.record(&NAMESPACE, &namespace("cell", 4), 7);
        assert_eq!(index.get(&key("cell")), None);
    }

    #[test]
    fn an_object_that_was_made_again_is_there() {
        let mut index = Index::default();
        index.observe(&NAMESPACE, &namespace("cell", 4));
        index.remove(&key("cell"), Some(5));
        index.record(&NAMESPACE, &namespace("cell", 6), 7);
        assert!(index.get(&key("cell")).is_some());
        assert_eq!(index.remove(&key("cell"), Some(5)), None, "an older deletion does not concern it");
    }
}
