use futures::StreamExt;
use kube::ResourceExt;
use kube::api::{DeleteParams, ListParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams};
use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn custom_resources_are_created_read_listed_patched_and_deleted() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let created = api.create(&PostParams::default(), &widget("a")).await.unwrap();
    assert!(created.uid().is_some() && created.creation_timestamp().is_some());
    assert_eq!(created.metadata.generation, Some(1));
    assert_eq!(api.get("a").await.unwrap(), created);
    let list = api.list(&ListParams::default()).await.unwrap();
    assert_eq!((list.items.len(), list.metadata.resource_version), (1, created.resource_version()));
    let change = Patch::Merge(json!({"spec": {"size": 2}}));
    let patched = api.patch("a", &PatchParams::default(), &change).await.unwrap();
    assert_eq!((patched.data["spec"]["size"].as_i64(), patched.metadata.generation), (Some(2), Some(2)));
    api.delete("a", &DeleteParams::default()).await.unwrap();
    assert_eq!(code(api.get("a").await), (404, "NotFound".to_owned()));
}

#[tokio::test]
async fn a_watch_tells_every_change_after_its_revision() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let start = api.list(&ListParams::default()).await.unwrap().metadata.resource_version.unwrap();
    let mut events = api.watch(&WatchParams::default(), &start).await.unwrap().boxed();
    let created = api.create(&PostParams::default(), &widget("a")).await.unwrap();
    api.delete("a", &DeleteParams::default()).await.unwrap();
    let Some(Ok(WatchEvent::Added(added))) = events.next().await else { panic!("no ADDED event") };
    assert_eq!(added, created);
    let Some(Ok(WatchEvent::Deleted(deleted))) = events.next().await else { panic!("no DELETED event") };
    let revision = |version: Option<String>| version.unwrap().parse::<u64>().unwrap();
    assert!(revision(deleted.resource_version()) > revision(created.resource_version()));
}

#[tokio::test]
async fn apply_creates_and_then_merges() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let params = PatchParams::apply("tester");
    let created = api.patch("a", &params, &Patch::Apply(&widget("a"))).await.unwrap();
    let again = api.patch("a", &params, &Patch::Apply(&widget("a"))).await.unwrap();
    assert_eq!(created.resource_version(), again.resource_version());
}
