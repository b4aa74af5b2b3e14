//! The watches on the control plane that feed stores and queues.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use futures::{Stream, StreamExt};
use k8s_openapi::api::core::v1::{Namespace, Secret};
use kube::core::PartialObjectMeta;
use kube::runtime::reflector::store::Writer;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Resource};
use openchoreo_api::names;
use openchoreo_apply::Owner;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::context::Context;
use crate::route::{self, Routed};
use crate::store::Writers;

/// Starts all watches of the control plane. They end when the set is dropped.
pub(crate) fn start(context: &Arc<Context>, writers: Writers, changed: mpsc::UnboundedReceiver<Owner>) -> JoinSet<()> {
    let Writers { organizations, data_planes, environments, pipelines, projects, components } = writers;
    let stores = context.stores.clone();
    let mut watches = JoinSet::new();
    watches.spawn(follow(context.clone(), stores.organizations, organizations));
    watches.spawn(follow(context.clone(), stores.data_planes, data_planes));
    watches.spawn(follow(context.clone(), stores.environments, environments));
    watches.spawn(follow(context.clone(), stores.pipelines, pipelines));
    watches.spawn(follow(context.clone(), stores.projects, projects));
    watches.spawn(follow(context.clone(), stores.components, components));
    watches.spawn(namespaces(context.clone()));
    watches.spawn(secrets(context.clone()));
    watches.spawn(owners(context.clone(), changed));
    watches
}

/// Keeps the store of one kind, and queues what each change concerns.
async fn follow<K>(context: Arc<Context>, store: Store<K>, writer: Writer<K>)
where
    K: Routed + Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + Sync + 'static,
{
    let api = Api::<K>::all(context.client.clone());
    let events = watcher(api, watcher::Config::default()).default_backoff().reflect(writer);
    let mut events = std::pin::pin!(events);
    let mut known: HashMap<ObjectRef<K>, (Arc<K>, route::Facts)> = HashMap::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(watcher::Event::Apply(object)) => take(&context, &mut known, Arc::new(object)),
            Ok(watcher::Event::Delete(object)) => forget(&context, &mut known, &ObjectRef::from(&object)),
            Ok(watcher::Event::InitDone) => {
                let gone: Vec<_> = known.keys().filter(|key| store.get(key).is_none()).cloned().collect();
                gone.iter().for_each(|key| forget(&context, &mut known, key));
                store.state().into_iter().for_each(|object| take(&context, &mut known, object));
            }
            Ok(watcher::Event::Init | watcher::Event::InitApply(_)) => {}
            Err(error) => tracing::warn!(kind = %K::kind(&()), %error, "a watch failed and is started again"),
        }
    }
}

type Known<K> = HashMap<ObjectRef<K>, (Arc<K>, route::Facts)>;

fn take<K>(context: &Context, known: &mut Known<K>, object: Arc<K>)
where
    K: Routed + Resource<DynamicType = ()>,
{
    let facts = route::facts(&*object);
    let key = ObjectRef::from(&*object);
    let before = known.insert(key, (object.clone(), facts)).map(|(_, facts)| facts);
    if before.is_none_or(|before| before.own != facts.own) {
        object.queue(&context.triggers);
    }
    if before.is_none_or(|before| before.outward != facts.outward) {
        object.queue_dependants(&context.stores, &context.triggers);
    }
}

fn forget<K>(context: &Context, known: &mut Known<K>, key: &ObjectRef<K>)
where
    K: Routed + Resource<DynamicType = ()>,
{
    if let Some((object, _)) = known.remove(key) {
        object.queue_dependants(&context.stores, &context.triggers);
    }
}

/// An organization depends on the namespace of its name.
async fn namespaces(context: Arc<Context>) {
    let api = Api::<PartialObjectMeta<Namespace>>::all(context.client.clone());
    let touched = watcher(api, watcher::Config::default()).default_backoff().touched_objects();
    each(touched, |namespace| route::namespace(&context, namespace.metadata.name.as_deref().unwrap_or_default())).await;
}

/// Components and data planes depend on Secrets of their organization; copies are no source.
async fn secrets(context: Arc<Context>) {
    let api = Api::<PartialObjectMeta<Secret>>::all(context.client.clone());
    let sources = format!("{}!={}", names::MANAGED_BY, names::MANAGER);
    let touched = watcher(api, watcher::Config::default().labels(&sources)).default_backoff().touched_objects();
    each(touched, |secret| {
        let (namespace, name) = (secret.metadata.namespace, secret.metadata.name);
        route::secret(&context, namespace.as_deref().unwrap_or_default(), name.as_deref().unwrap_or_default());
    })
    .await;
}

async fn each<T>(events: impl Stream<Item = watcher::Result<T>>, mut act: impl FnMut(T)) {
    let mut events = std::pin::pin!(events);
    while let Some(event) = events.next().await {
        match event {
            Ok(object) => act(object),
            Err(error) => tracing::warn!(%error, "a watch failed and is started again"),
        }
    }
}

/// What changed on a cluster by other hands than ours concerns its owner.
async fn owners(context: Arc<Context>, mut changed: mpsc::UnboundedReceiver<Owner>) {
    while let Some(owner) = changed.recv().await {
        route::owner(&context, &owner);
    }
}
