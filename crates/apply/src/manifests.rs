//! Sets of objects on their way to a cluster.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use futures::{FutureExt, StreamExt, stream};
use kube::api::{Api, DynamicObject, Patch, PatchParams};
use openchoreo_api::{Problem, names};
use openchoreo_compile::Manifest;
use serde_json::Value;

use crate::cluster::Cluster;
use crate::health::Health;
use crate::kind::Kind;
use crate::observed::ObjectKey;
use crate::owner::Owner;

/// How many objects of one set are written at a time.
const CONCURRENCY: usize = 8;

/// Stage of a set that is not applied yet.
#[derive(Debug)]
pub struct Prepared;

/// Stage of a set of which every object is applied.
#[derive(Debug)]
pub struct Applied;

/// The objects of one owner in one environment on one data plane. What is reported of them needs the stage
/// [`Applied`], which only [`Manifests::apply`] gives.
#[derive(Debug)]
pub struct Manifests<Stage> {
    cluster: Arc<Cluster>,
    owner: Owner,
    items: Vec<Item>,
    stage: PhantomData<Stage>,
}

#[derive(Debug)]
struct Item {
    key: ObjectKey,
    object: Value,
    digest: u64,
}

/// Why a set could not be applied as a whole. What could be applied is.
#[derive(Debug, thiserror::Error)]
#[error("{}", .failures.iter().map(|(key, failure)| format!("{key}: {failure}")).collect::<Vec<_>>().join("; "))]
pub struct Error {
    /// What failed, in the order of the set.
    pub failures: Vec<(ObjectKey, Failure)>,
}

/// Why one object could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An object of this name exists and is not ours.
    #[error("exists and is not managed by this {0}")]
    Foreign(Owner),
    /// The object is being deleted; it is applied again once it is gone.
    #[error("is being deleted")]
    Terminating,
    /// The server refused.
    #[error("{0}")]
    Api(#[source] Box<kube::Error>),
}

impl Manifests<Prepared> {
    /// The objects of `owner` for a cluster.
    ///
    /// # Errors
    /// A manifest of a kind that is not in [`crate::kind::KINDS`].
    pub fn new<'a>(
        cluster: Arc<Cluster>,
        owner: Owner,
        manifests: impl IntoIterator<Item = &'a Manifest>,
    ) -> Result<Self, UnknownKind> {
        let items = manifests.into_iter().map(|manifest| {
            Item::new(
                manifest.api_version,
                manifest.kind,
                manifest.namespace.clone(),
                &manifest.name,
                manifest.object.clone(),
            )
        });
        Ok(Self { cluster, owner, items: items.collect::<Result<_, _>>()?, stage: PhantomData })
    }

    /// Adds a copied Secret.
    ///
    /// # Errors
    /// None as long as Secrets are among [`crate::kind::KINDS`].
    pub fn add_secret(&mut self, namespace: &str, name: &str, object: Value) -> Result<(), UnknownKind> {
        self.items.insert(0, Item::new("v1", "Secret", Some(namespace.to_owned()), name, object)?);
        Ok(())
    }

    /// Makes the cluster have every object of the set: first those of the whole cluster, then the others.
    ///
    /// # Errors
    /// What failed; the rest is applied.
    pub async fn apply(self) -> Result<Manifests<Applied>, Error> {
        let Self { cluster, owner, items, stage: _ } = self;
        let mut failures = Vec::new();
        let (outer, inner): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.key.namespace.is_none());
        for wave in [outer, inner] {
            let writes: Vec<_> = wave.into_iter().map(|item| apply(&cluster, &owner, item).boxed()).collect();
            let results: Vec<_> = stream::iter(writes).buffered(CONCURRENCY).collect().await;
            failures.extend(results.into_iter().filter_map(Result::err));
            if !failures.is_empty() {
                return Err(Error { failures });
            }
        }
        Ok(Manifests { cluster, owner, items, stage: PhantomData })
    }
}

impl Manifests<Applied> {
    /// Whether all of it works: the first failure, else the first thing that is not ready yet.
    pub fn health(&self) -> Health {
        let gone = |key: &ObjectKey| Health::Progressing(format!("{} {} is not there", key.kind.kind, key.name));
        let health = |item: &Item| match self.cluster.observed.get(&item.key) {
            Some(known) => known.health,
            None => gone(&item.key),
        };
        let all: Vec<Health> = self.items.iter().map(health).collect();
        let failed = all.iter().find(|health| matches!(health, Health::Failed(_)));
        failed.or_else(|| all.iter().find(|health| **health != Health::Working)).cloned().unwrap_or(Health::Working)
    }

    /// Whose objects they are.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The keys of the objects.
    pub fn keys(&self) -> BTreeSet<&ObjectKey> {
        self.items.iter().map(|item| &item.key).collect()
    }
}

/// The compiler emits a kind that is not watched: a mistake in the program.
#[derive(Debug, thiserror::Error)]
#[error("objects of kind {kind} ({api_version}) are compiled but not known to the applier")]
pub struct UnknownKind {
    api_version: String,
    kind: String,
}

impl Item {
    fn new(
        api_version: &str,
        kind: &str,
        namespace: Option<String>,
        name: &str,
        object: Value,
    ) -> Result<Self, UnknownKind> {
        let unknown = || UnknownKind { api_version: api_version.to_owned(), kind: kind.to_owned() };
        let kind = Kind::of(api_version, kind).ok_or_else(unknown)?;
        let mut hasher = DefaultHasher::new();
        object.to_string().hash(&mut hasher);
        let key = ObjectKey { kind, namespace, name: name.to_owned() };
        Ok(Self { key, object, digest: hasher.finish() })
    }
}

async fn apply(cluster: &Cluster, owner: &Owner, item: &Item) -> Result<(), (ObjectKey, Failure)> {
    let Item { key, object, digest } = item;
    let fail = |failure| (key.clone(), failure);
    let api = api(cluster, key);
    match cluster.observed.get(key) {
        Some(known) if known.owner != *owner => return Err(fail(Failure::Foreign(owner.clone()))),
        Some(known) if known.is_terminating => return Err(fail(Failure::Terminating)),
        Some(known) if known.applied == Some(*digest) => return Ok(()),
        Some(_) => {}
        None => refuse_foreign(&api, owner, key).await.map_err(fail)?,
    }
    let params = PatchParams::apply(names::FIELD_MANAGER).force();
    let answer = api.patch(&key.name, &params, &Patch::Apply(object)).await;
    let applied = answer.map_err(|error| fail(Failure::Api(Box::new(error))))?;
    cluster.observed.record(key.kind, &applied, *digest);
    Ok(())
}

/// Server-side apply would merge into an object of somebody else, so that one which no watch has shown is looked at first.
async fn refuse_foreign(api: &Api<DynamicObject>, owner: &Owner, key: &ObjectKey) -> Result<(), Failure> {
    let found = api.get_metadata_opt(&key.name).await.map_err(|error| Failure::Api(Box::new(error)))?;
    match found {
        Some(existing) if Owner::of(existing.metadata.labels.as_ref()).as_ref() != Some(owner) => {
            Err(Failure::Foreign(owner.clone()))
        }
        _ => Ok(()),
    }
}

/// The API of an object's kind in its namespace.
pub(crate) fn api(cluster: &Cluster, key: &ObjectKey) -> Api<DynamicObject> {
    let resource = key.kind.resource();
    match &key.namespace {
        Some(namespace) => Api::namespaced_with(cluster.client.clone(), namespace, &resource),
        None => Api::all_with(cluster.client.clone(), &resource),
    }
}

impl Failure {
    /// Whether trying again helps without anybody changing anything: lost races, missing namespaces, servers in trouble.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Foreign(_) => false,
            Self::Terminating => true,
            Self::Api(error) => match &**error {
                kube::Error::Api(status) => !matches!(status.code, 400 | 401 | 403 | 405 | 413 | 415 | 422),
                _ => true,
            },
        }
    }
}

impl Error {
    /// Whether trying again helps without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        self.failures.iter().all(|(_, failure)| failure.is_transient())
    }
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let is_foreign = error.failures.iter().any(|(_, failure)| matches!(failure, Failure::Foreign(_)));
        match is_foreign {
            true => Self::error(
                "ObjectConflict",
                "",
                error.to_string(),
                "Delete or rename that object; the platform does not overwrite what it did not create.",
            ),
            false => Self::error("ApplyFailed", "", error.to_string(), "It is tried again."),
        }
    }
}
