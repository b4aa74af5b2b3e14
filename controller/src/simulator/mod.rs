//! The workload simulator: it stands in for the kubelet where there is none.
//!
//! It runs no container. It writes the status that a cluster would write once everything runs: Deployments and
//! StatefulSets become available with the replicas that they ask for, Jobs complete. `openchoreo dev` uses it, and
//! `openchoreo controller` where that is asked for.

mod status;

use std::fmt::Debug;
use std::future::Future;

use futures::{Stream, StreamExt};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::Job;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::reflector::Store;
use kube::runtime::{WatchStreamExt, reflector, watcher};
use kube::{Client, Resource, ResourceExt};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Field manager of what the simulator writes.
const MANAGER: &str = "openchoreo-workload-simulator";

/// Simulates all workloads of a cluster until shutdown.
pub async fn run(client: Client, shutdown: impl Future<Output = ()>) {
    let (scalers, writer) = reflector::store();
    let mut tasks = JoinSet::new();
    let events = watcher(Api::<HorizontalPodAutoscaler>::all(client.clone()), watcher::Config::default());
    let events = events.default_backoff().reflect(writer).applied_objects();
    tasks.spawn(rescale(client.clone(), scalers.clone(), events));
    tasks.spawn(simulate::<Deployment, _>(client.clone(), move |it| status::deployment(it, minimum(&scalers, it))));
    tasks.spawn(simulate::<StatefulSet, _>(client.clone(), status::stateful_set));
    tasks.spawn(simulate::<Job, _>(client.clone(), status::job));
    shutdown.await;
}

/// Writes the status of each workload of one kind, whenever it is not what the simulation says.
async fn simulate<K, S>(client: Client, status: S)
where
    K: Resource<DynamicType = (), Scope = NamespaceResourceScope> + Clone + Debug + DeserializeOwned + Send + 'static,
    S: Fn(&K) -> Option<Value> + Send,
{
    let events = watcher(Api::<K>::all(client.clone()), watcher::Config::default()).default_backoff();
    let mut objects = std::pin::pin!(events.applied_objects());
    while let Some(event) = objects.next().await {
        let Ok(object) = event.inspect_err(|error| tracing::warn!(%error, "the simulator's watch failed")) else {
            continue;
        };
        let Some(status) = status(&object) else { continue };
        write(&client, &object, status).await;
    }
}

/// Writes the status of a Deployment again when an autoscaler of it comes or changes.
async fn rescale(
    client: Client,
    scalers: Store<HorizontalPodAutoscaler>,
    events: impl Stream<Item = watcher::Result<HorizontalPodAutoscaler>> + Send,
) {
    let mut events = std::pin::pin!(events);
    while let Some(event) = events.next().await {
        let Ok(scaler) = event.inspect_err(|error| tracing::warn!(%error, "the simulator's watch failed")) else {
            continue;
        };
        let api = Api::<Deployment>::namespaced(client.clone(), &scaler.namespace().unwrap_or_default());
        match api.get_opt(&scaler.spec.scale_target_ref.name).await {
            Ok(Some(deployment)) => {
                if let Some(status) = status::deployment(&deployment, minimum(&scalers, &deployment)) {
                    write(&client, &deployment, status).await;
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the simulator could not read a Deployment"),
        }
    }
}

async fn write<K>(client: &Client, object: &K, status: Value)
where
    K: Resource<DynamicType = (), Scope = NamespaceResourceScope> + Clone + Debug + DeserializeOwned,
{
    let api = Api::<K>::namespaced(client.clone(), &object.namespace().unwrap_or_default());
    let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
    match api.patch_status(&object.name_any(), &params, &Patch::Merge(json!({"status": status}))).await {
        Err(kube::Error::Api(gone)) if gone.code == 404 => {}
        Err(error) => tracing::warn!(%error, "the simulator could not write a status"),
        Ok(_) => {}
    }
}

/// Fewest replicas that an autoscaler of the Deployment's name asks for.
fn minimum(scalers: &Store<HorizontalPodAutoscaler>, deployment: &Deployment) -> Option<i32> {
    let namespace = deployment.namespace()?;
    let scaler = scalers.state().into_iter().find(|scaler| {
        scaler.namespace().as_deref() == Some(&namespace) && scaler.spec.scale_target_ref.name == deployment.name_any()
    })?;
    scaler.spec.min_replicas
}
