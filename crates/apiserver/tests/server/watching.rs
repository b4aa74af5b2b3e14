use std::time::Duration;

use futures::{Stream, StreamExt};
use kube::ResourceExt;
use kube::api::{
    Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams,
};
use openchoreo_apiserver::Options;
use serde_json::json;

use crate::support::*;

type Event = WatchEvent<DynamicObject>;

async fn create(api: &Api<DynamicObject>, name: &str) -> DynamicObject {
    api.create(&PostParams::default(), &widget(name)).await.unwrap()
}

async fn label(api: &Api<DynamicObject>, name: &str, color: &str) -> DynamicObject {
    let patch = Patch::Merge(json!({"metadata": {"labels": {"color": color}}}));
    api.patch(name, &PatchParams::default(), &patch).await.unwrap()
}

async fn watch(api: &Api<DynamicObject>, params: WatchParams, from: &str) -> impl Stream<Item = Event> + Unpin + use<> {
    api.watch(&params, from).await.unwrap().map(Result::unwrap).boxed()
}

/// An event as its type, the object's name and its revision.
async fn next(events: &mut (impl Stream<Item = Event> + Unpin)) -> (&'static str, String, u64) {
    let describe = |kind, object: DynamicObject| (kind, object.name_any(), revision(&object));
    match events.next().await.expect("the watch ended") {
        WatchEvent::Added(object) => describe("ADDED", object),
        WatchEvent::Modified(object) => describe("MODIFIED", object),
        WatchEvent::Deleted(object) => describe("DELETED", object),
        WatchEvent::Bookmark(bookmark) => {
            ("BOOKMARK", String::new(), bookmark.metadata.resource_version.parse().unwrap())
        }
        WatchEvent::Error(status) => ("ERROR", status.reason.clone(), status.code.into()),
    }
}

fn revision(object: &DynamicObject) -> u64 {
    object.resource_version().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_first_object_of_a_definition_is_seen_by_a_watch_from_its_empty_list() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let start = api.list(&ListParams::default()).await.unwrap().metadata.resource_version.unwrap();
    let first = create(&api, "first").await;
    let mut events = watch(&api, WatchParams::default(), &start).await;
    assert_eq!(next(&mut events).await, ("ADDED", "first".to_owned(), revision(&first)));
}

#[tokio::test]
async fn objects_enter_and_leave_a_selector_as_added_and_deleted() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let start = create(&api, "a").await.resource_version().unwrap();
    let mut events = watch(&api, WatchParams::default().labels("color=red"), &start).await;
    let entered = label(&api, "a", "red").await;
    let left = label(&api, "a", "blue").await;
    label(&api, "a", "green").await;
    let back = label(&api, "a", "red").await;
    assert_eq!(next(&mut events).await, ("ADDED", "a".to_owned(), revision(&entered)));
    let Some(WatchEvent::Deleted(gone)) = events.next().await else { panic!("no DELETED event") };
    assert_eq!((revision(&gone), gone.labels()["color"].as_str()), (revision(&left), "red"));
    assert_eq!(next(&mut events).await, ("ADDED", "a".to_owned(), revision(&back)));
}

#[tokio::test]
async fn an_expired_revision_is_an_error_event_in_the_stream_and_the_floor_is_not() {
    let server = server_with(Options { history: 20, ..Options::default() }).await;
    let api = widgets(&server);
    let mut revisions = vec![];
    for number in 0..60 {
        revisions.push(revision(&create(&api, &format!("w{number}")).await));
    }
    let floor = revisions[60 - 20 - 1];
    let mut expired = watch(&api, WatchParams::default(), &(floor - 1).to_string()).await;
    assert_eq!(next(&mut expired).await, ("ERROR", "Expired".to_owned(), 410));
    assert!(expired.next().await.is_none());
    let mut complete = watch(&api, WatchParams::default(), &floor.to_string()).await;
    assert_eq!(next(&mut complete).await, ("ADDED", "w40".to_owned(), floor + 1));
}

#[tokio::test]
async fn changes_to_others_do_not_expire_a_quiet_resource() {
    let server = server_with(Options { history: 20, ..Options::default() }).await;
    let api = widgets(&server);
    let start = create(&api, "a").await;
    for number in 0..60 {
        let map = object(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": format!("m{number}")}}));
        config_maps(&server, "default").create(&PostParams::default(), &map).await.unwrap();
    }
    let labelled = label(&api, "a", "red").await;
    // The widget's creation has left the log; its change has not.
    let mut events = watch(&api, WatchParams::default(), &start.resource_version().unwrap()).await;
    assert_eq!(next(&mut events).await, ("MODIFIED", "a".to_owned(), revision(&labelled)));
}

#[tokio::test]
async fn a_revision_from_the_future_is_expired_too() {
    let server = server_with_widgets().await;
    let mut events = watch(&widgets(&server), WatchParams::default(), "1000000").await;
    assert_eq!(next(&mut events).await.0, "ERROR");
}

#[tokio::test]
async fn a_quiet_watch_gets_bookmarks_that_follow_other_resources() {
    let server = server_with(Options { bookmark_interval: Duration::from_millis(20), ..Options::default() }).await;
    let api = widgets(&server);
    let start = create(&api, "a").await;
    namespaces(&server).create(&PostParams::default(), &namespace("other")).await.unwrap();
    let mut events = watch(&api, WatchParams::default(), &start.resource_version().unwrap()).await;
    let (kind, _, bookmarked) = next(&mut events).await;
    assert_eq!((kind, bookmarked), ("BOOKMARK", revision(&start) + 1));
    let mut silent = watch(&api, WatchParams::default().disable_bookmarks().timeout(1), "0").await;
    assert_eq!(next(&mut silent).await.0, "ADDED");
    assert!(silent.next().await.is_none());
}

#[tokio::test]
async fn initial_events_end_with_a_marked_bookmark() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    create(&api, "a").await;
    let mut events = watch(&api, WatchParams::default().initial_events(), "0").await;
    assert_eq!(next(&mut events).await.0, "ADDED");
    let Some(WatchEvent::Bookmark(bookmark)) = events.next().await else { panic!("no BOOKMARK event") };
    assert_eq!(bookmark.metadata.annotations["k8s.io/initial-events-end"], "true");
}

#[tokio::test]
async fn a_watch_stays_in_its_namespace() {
    let server = server_with_widgets().await;
    namespaces(&server).create(&PostParams::default(), &namespace("other")).await.unwrap();
    let mut events = watch(&widgets(&server), WatchParams::default(), "0").await;
    create(&widgets_in(&server, "other"), "elsewhere").await;
    create(&widgets(&server), "here").await;
    assert_eq!(next(&mut events).await.1, "here");
}

#[tokio::test]
async fn deletions_carry_a_revision_of_their_own() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let created = create(&api, "a").await;
    let mut events = watch(&api, WatchParams::default(), &created.resource_version().unwrap()).await;
    api.delete("a", &DeleteParams::default()).await.unwrap();
    assert_eq!(next(&mut events).await, ("DELETED", "a".to_owned(), revision(&created) + 1));
}

#[tokio::test]
async fn watches_end_when_the_server_closes() {
    let server = server_with_widgets().await;
    let mut events = watch(&widgets(&server), WatchParams::default(), "0").await;
    server.close().await.unwrap();
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_watch_sees_the_objects_of_a_removed_type_go_and_ends() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    create(&api, "a").await;
    let mut events = watch(&api, WatchParams::default(), "0").await;
    assert_eq!(next(&mut events).await.0, "ADDED");
    definitions(&server).delete("widgets.example.com", &DeleteParams::default()).await.unwrap();
    gone(&definitions(&server), "widgets.example.com").await;
    assert_eq!(next(&mut events).await.0, "DELETED");
    assert!(events.next().await.is_none());
}
