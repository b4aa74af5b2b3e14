//! Watches.

use std::time::Duration;

use anyhow::{Context, Result};
use futures::StreamExt;
use openchoreo_acceptance::Events;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    a_watch_resumes_after_a_list,
    a_watch_without_a_version_starts_with_what_is_there,
    a_watch_by_label_sees_objects_come_and_go,
    a_watch_by_field_sees_objects_come_and_go,
    a_watch_ends_when_its_time_is_over,
    a_watch_without_time_runs_on,
    a_streamed_list_ends_with_its_bookmark,
);

/// The next event, which must come.
pub(crate) async fn next(events: &mut Events) -> Result<Value> {
    let event = tokio::time::timeout(Duration::from_secs(30), events.next()).await.context("no event came")?;
    event.context("the watch ended")?
}

/// The type of an event and the name of its object.
pub(crate) fn short(event: &Value) -> (&str, &str) {
    let name = &event["object"]["metadata"]["name"];
    (event["type"].as_str().unwrap_or_default(), name.as_str().unwrap_or_default())
}

async fn create(test: &Fixture, name: &str, tier: &str) -> Result<Value> {
    let object = json!({ "metadata": { "name": name, "labels": { "tier": tier } } });
    test.wire.post(&test.core("configmaps"), &object).await?.ok()
}

async fn a_watch_resumes_after_a_list(test: Fixture) -> Result<()> {
    create(&test, "before", "web").await?;
    let list = test.wire.get(&test.core("configmaps")).await?.ok()?;
    let version = list["metadata"]["resourceVersion"].as_str().unwrap_or_default();
    let created = create(&test, "a", "web").await?;
    test.wire.merge(&test.core("configmaps/a"), &json!({ "data": { "k": "v" } })).await?.ok()?;
    test.wire.delete(&test.core("configmaps/a"), None).await?.ok()?;

    let mut events = test.wire.watch(&test.core(&format!("configmaps?watch=1&resourceVersion={version}"))).await?;
    let added = next(&mut events).await?;
    assert_eq!((short(&added), &added["object"]), (("ADDED", "a"), &created));
    let modified = next(&mut events).await?;
    assert_eq!(short(&modified), ("MODIFIED", "a"));
    let deleted = next(&mut events).await?;
    assert_eq!(short(&deleted), ("DELETED", "a"));
    let [before, after] = [&modified, &deleted].map(|event| {
        event["object"]["metadata"]["resourceVersion"].as_str().and_then(|version| version.parse::<u64>().ok())
    });
    assert!(after > before, "a deletion has a version of its own: {before:?}, {after:?}");
    Ok(())
}

async fn a_watch_without_a_version_starts_with_what_is_there(test: Fixture) -> Result<()> {
    create(&test, "a", "web").await?;
    let mut events = test.wire.watch(&test.core("configmaps?watch=1")).await?;
    assert_eq!(short(&next(&mut events).await?), ("ADDED", "a"));
    create(&test, "b", "web").await?;
    assert_eq!(short(&next(&mut events).await?), ("ADDED", "b"));
    Ok(())
}

async fn a_watch_by_label_sees_objects_come_and_go(test: Fixture) -> Result<()> {
    create(&test, "a", "data").await?;
    let list = test.wire.get(&test.core("configmaps")).await?.ok()?;
    let version = list["metadata"]["resourceVersion"].as_str().unwrap_or_default();
    let path = format!("configmaps?watch=1&labelSelector=tier%3Dweb&resourceVersion={version}");
    let mut events = test.wire.watch(&test.core(&path)).await?;
    for tier in ["web", "data"] {
        let patch = json!({ "metadata": { "labels": { "tier": tier } } });
        test.wire.merge(&test.core("configmaps/a"), &patch).await?.ok()?;
    }
    assert_eq!(short(&next(&mut events).await?), ("ADDED", "a"));
    assert_eq!(short(&next(&mut events).await?), ("DELETED", "a"));
    Ok(())
}

async fn a_watch_by_field_sees_objects_come_and_go(test: Fixture) -> Result<()> {
    let held = json!({ "metadata": { "name": "held", "finalizers": ["example.com/hold"] } });
    test.wire.post(&test.core("configmaps"), &held).await?.ok()?;
    let own = format!("/api/v1/namespaces/{}", test.namespace);
    let live = test.wire.get(&own).await?.ok()?;
    let version = live["metadata"]["resourceVersion"].as_str().unwrap_or_default();
    let watch = async |phase: &str| {
        let fields = format!("metadata.name%3D{},status.phase{phase}", test.namespace);
        test.wire.watch(&format!("/api/v1/namespaces?watch=1&resourceVersion={version}&fieldSelector={fields}")).await
    };
    let (mut active, mut inactive) = (watch("%3DActive").await?, watch("!%3DActive").await?);
    test.wire.delete(&own, None).await?.ok()?;
    let name = test.namespace.as_str();
    let left = next(&mut active).await?;
    assert_eq!((short(&left), &left["object"]["status"]["phase"]), (("DELETED", name), &json!("Active")));
    let come = next(&mut inactive).await?;
    assert_eq!((short(&come), &come["object"]["status"]["phase"]), (("ADDED", name), &json!("Terminating")));
    test.wire.merge(&test.core("configmaps/held"), &json!({ "metadata": { "finalizers": null } })).await?.ok()?;
    Ok(())
}

async fn a_watch_without_time_runs_on(test: Fixture) -> Result<()> {
    let mut events =
        test.wire.watch(&test.core("configmaps?watch=1&timeoutSeconds=0&fieldSelector=metadata.name%3Da")).await?;
    create(&test, "a", "web").await?;
    assert_eq!(short(&next(&mut events).await?), ("ADDED", "a"));
    Ok(())
}

async fn a_watch_ends_when_its_time_is_over(test: Fixture) -> Result<()> {
    let mut events = test.wire.watch(&test.core("configmaps?watch=1&timeoutSeconds=1")).await?;
    let end = tokio::time::timeout(Duration::from_secs(30), events.next()).await.context("the watch does not end")?;
    assert!(end.is_none(), "{end:?}");
    Ok(())
}

/// Fails unless the event says that the version asked for is forgotten.
pub(crate) fn expired(event: &Value) {
    assert_eq!(event["type"], "ERROR");
    let status = &event["object"];
    assert_eq!(
        (&status["kind"], &status["code"], &status["reason"]),
        (&json!("Status"), &json!(410), &json!("Expired"))
    );
}

async fn a_streamed_list_ends_with_its_bookmark(test: Fixture) -> Result<()> {
    create(&test, "a", "web").await?;
    let path = "configmaps?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    let mut events = test.wire.watch(&test.core(path)).await?;
    assert_eq!(short(&next(&mut events).await?), ("ADDED", "a"));
    let bookmark = next(&mut events).await?;
    assert_eq!(bookmark["type"], "BOOKMARK");
    assert_eq!(bookmark["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
    Ok(())
}
