//! Running all controllers.

use std::convert::Infallible;
use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;

use futures::{FutureExt, StreamExt, future::Shared};
use kube::runtime::controller::{Action, Config, applier};
use kube::runtime::reflector::Store;
use kube::{Client, Resource, ResourceExt};
use openchoreo_apply::Clusters;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::context::Context;
use crate::error::Error;
use crate::trigger::Waiting;
use crate::{
    backoff, component, data_plane, environment, gate, organization, pipeline, project, store, trigger, watch,
};

/// How many components are reconciled at a time.
const COMPONENTS: u16 = 16;
/// How many objects of each other kind are reconciled at a time.
const OTHERS: u16 = 8;

/// How the controllers run.
pub struct Options<F> {
    /// The controllers finish what is under way and return when this future is ready.
    pub shutdown: F,
}

/// Runs the controllers of all kinds until shutdown. The kinds' definitions must be installed.
///
/// # Errors
/// None that does not go away by trying again; those are logged and tried again.
pub async fn run<F>(client: Client, options: Options<F>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Options { shutdown } = options;
    let shutdown = shutdown.boxed().shared();
    let (changes, changed) = mpsc::unbounded_channel();
    let (triggers, queued) = trigger::queues();
    let (stores, writers) = store::stores();
    let context = Arc::new(Context {
        clusters: Clusters::new(client.clone(), changes),
        client,
        stores,
        triggers,
        gates: gate::Gates::default(),
        backoff: backoff::Backoff::default(),
    });
    let _watches = watch::start(&context, writers, changed);
    tokio::select! {
        _ = context.stores.ready() => {}
        () = shutdown.clone() => return,
    }
    reconcile_all(&context, queued, &shutdown).await;
}

type Shutdown = Shared<futures::future::BoxFuture<'static, ()>>;

async fn reconcile_all(context: &Arc<Context>, queued: trigger::Queued, shutdown: &Shutdown) {
    let trigger::Queued { organizations, data_planes, environments, pipelines, projects, components } = queued;
    let store::Stores {
        organizations: organization_store,
        data_planes: data_plane_store,
        environments: environment_store,
        pipelines: pipeline_store,
        projects: project_store,
        components: component_store,
    } = context.stores.clone();
    let mut loops = JoinSet::new();
    let end = || shutdown.clone();
    loops.spawn(drive(context.clone(), organization_store, organizations, organization::reconcile, OTHERS, end()));
    loops.spawn(drive(context.clone(), data_plane_store, data_planes, data_plane::reconcile, OTHERS, end()));
    loops.spawn(drive(context.clone(), environment_store, environments, environment::reconcile, OTHERS, end()));
    loops.spawn(drive(context.clone(), pipeline_store, pipelines, pipeline::reconcile, OTHERS, end()));
    loops.spawn(drive(context.clone(), project_store, projects, project::reconcile, OTHERS, end()));
    loops.spawn(drive(context.clone(), component_store, components, component::reconcile, COMPONENTS, end()));
    while let Some(ended) = loops.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a controller ended early");
        }
    }
}

/// Reconciles the queued objects of one kind until shutdown.
async fn drive<K, R>(
    context: Arc<Context>,
    store: Store<K>,
    waiting: Waiting<K>,
    reconcile: impl Fn(Arc<K>, Arc<Context>) -> R + Send + 'static,
    concurrency: u16,
    shutdown: Shutdown,
) where
    K: Resource<DynamicType = ()> + Clone + Debug + Send + Sync + 'static,
    R: Future<Output = Result<Action, Error>> + Send + 'static,
{
    let queue = waiting.into_stream().map(Ok::<_, Infallible>).take_until(shutdown);
    let remembering = move |object: Arc<K>, context: Arc<Context>| {
        let result = reconcile(object.clone(), context.clone());
        result.inspect(move |result| result.iter().for_each(|_| context.backoff.succeeded(&key(&*object)))).boxed()
    };
    let config = Config::default().concurrency(concurrency);
    let results = applier(remembering, retry, context, store, queue, config);
    results
        .for_each(|result| async {
            if let Err(error) = result {
                tracing::debug!(%error, kind = %K::kind(&()), "a reconcile ended early");
            }
        })
        .await;
}

fn retry<K: Resource<DynamicType = ()>>(object: Arc<K>, error: &Error, context: Arc<Context>) -> Action {
    let object = key(&*object);
    if error.is_expected() {
        tracing::debug!(%object, %error, "a reconcile is tried again");
    } else {
        tracing::warn!(%object, %error, "a reconcile failed and is tried again");
    }
    Action::requeue(context.backoff.failed(&object, error.is_conflict()))
}

fn key<K: Resource<DynamicType = ()>>(object: &K) -> String {
    format!("{} {}/{}", K::kind(&()), object.namespace().unwrap_or_default(), object.name_any())
}
