use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use kube::ResourceExt;
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::controller::{Action, Controller};
use kube::runtime::watcher::{self, Event};
use kube::runtime::{WatchStreamExt, reflector};
use openchoreo_apiserver::Options;
use serde_json::json;

use crate::support::*;

/// How many objects the writers of a test leave behind.
const OBJECTS: usize = 60;

async fn write(api: Api<DynamicObject>, numbers: impl Iterator<Item = usize>) {
    for number in numbers {
        let name = format!("w{number}");
        api.create(&PostParams::default(), &widget(&name)).await.unwrap();
        api.create(&PostParams::default(), &widget(&format!("{name}-brief"))).await.unwrap();
        let patch = Patch::Merge(json!({"spec": {"size": 2}}));
        api.patch(&name, &PatchParams::default(), &patch).await.unwrap();
        api.delete(&format!("{name}-brief"), &DeleteParams::default()).await.unwrap();
    }
}

fn write_concurrently(api: &Api<DynamicObject>) -> tokio::task::JoinHandle<()> {
    let api = api.clone();
    tokio::spawn(async move {
        let writers = (0..4).map(|first| write(api.clone(), (first..OBJECTS).step_by(4)));
        futures::future::join_all(writers).await;
    })
}

fn mirrored(objects: impl IntoIterator<Item = Arc<DynamicObject>>) -> BTreeSet<(String, String)> {
    objects.into_iter().map(|object| (object.name_any(), object.resource_version().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reflector_that_starts_among_writes_ends_with_what_the_server_has() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let writers = write_concurrently(&api);
    let writer = reflector::store::Writer::new(resource("example.com", "v1", "Widget"));
    let store = writer.as_reader();
    let watching = watcher::watcher(api.clone(), watcher::Config::default());
    let reflecting = tokio::spawn(reflector::reflector(writer, watching).applied_objects().for_each(|_| async {}));
    writers.await.unwrap();
    let listed = api.list(&ListParams::default()).await.unwrap().items;
    assert_eq!(listed.len(), OBJECTS);
    let expected = mirrored(listed.into_iter().map(Arc::new));
    eventually(async || mirrored(store.state()) == expected).await;
    reflecting.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn list_and_watch_together_miss_nothing_whenever_they_start() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let writers = write_concurrently(&api);
    let mut mirrors = vec![];
    for _ in 0..10 {
        let list = api.list(&ListParams::default()).await.unwrap();
        mirrors.push((list.items, list.metadata.resource_version.unwrap()));
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    writers.await.unwrap();
    let now = api.list(&ListParams::default()).await.unwrap();
    let expected: BTreeSet<_> = now.iter().map(ResourceExt::name_any).collect();
    for (items, revision) in mirrors {
        let mut names: BTreeSet<_> = items.iter().map(ResourceExt::name_any).collect();
        let mut events = api.watch(&Default::default(), &revision).await.unwrap().boxed();
        let mut reached = revision;
        while reached != *now.metadata.resource_version.as_ref().unwrap() {
            match events.try_next().await.unwrap().unwrap() {
                kube::api::WatchEvent::Added(object) => {
                    assert!(names.insert(object.name_any()));
                    reached = object.resource_version().unwrap();
                }
                kube::api::WatchEvent::Modified(object) => reached = object.resource_version().unwrap(),
                kube::api::WatchEvent::Deleted(object) => {
                    assert!(names.remove(&object.name_any()));
                    reached = object.resource_version().unwrap();
                }
                other => panic!("unexpected {other:?}"),
            }
        }
        assert_eq!(names, expected);
    }
}

#[tokio::test]
async fn a_watcher_whose_revision_expires_lists_again() {
    let server = server_with(Options { history: 10, ..Options::default() }).await;
    let api = widgets(&server);
    api.create(&PostParams::default(), &widget("before")).await.unwrap();
    let mut events = watcher::watcher(api.clone(), watcher::Config::default()).boxed();
    let mut inits = 0;
    while let Some(event) = events.next().await {
        match event {
            Ok(Event::InitDone) if inits == 1 => break,
            Ok(Event::InitDone) => {
                inits += 1;
                // The watch begins when the stream is polled next; by then the log has moved past the list.
                write(api.clone(), 0..20).await;
            }
            _ => {}
        }
    }
    assert_eq!(inits, 1);
}

struct Context {
    api: Api<DynamicObject>,
    seen: Mutex<BTreeSet<String>>,
}

async fn reconcile(object: Arc<DynamicObject>, context: Arc<Context>) -> Result<Action, kube::Error> {
    let name = object.name_any();
    let status = json!({
        "apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}, "status": {"ready": true},
    });
    let params = PatchParams::apply("controller").force();
    context.api.patch_status(&name, &params, &Patch::Apply(&status)).await?;
    context.seen.lock().unwrap().insert(name);
    Ok(Action::await_change())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_controller_reconciles_every_object_and_its_status_writes() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let context = Arc::new(Context { api: api.clone(), seen: Mutex::default() });
    let kind = resource("example.com", "v1", "Widget");
    let controller = Controller::new_with(api.clone(), watcher::Config::default(), kind);
    let retry = |_, _: &kube::Error, _| Action::requeue(Duration::from_millis(10));
    let running = controller.run(reconcile, retry, Arc::clone(&context));
    let running = tokio::spawn(running.for_each(|_| async {}));
    for number in 0..OBJECTS {
        api.create(&PostParams::default(), &widget(&format!("w{number}"))).await.unwrap();
    }
    eventually(async || context.seen.lock().unwrap().len() == OBJECTS).await;
    let list = api.list(&ListParams::default()).await.unwrap();
    assert!(list.iter().all(|object| object.data["status"]["ready"] == true && object.metadata.generation == Some(1)));
    running.abort();
}
