//! Parameters of lists and watches that go together, and streamed lists.

use anyhow::{Context, Result};
use futures::StreamExt;
use openchoreo_acceptance::Events;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    parameters_that_contradict_each_other_are_refused,
    a_streamed_list_without_bookmarks_has_no_mark,
    a_watch_without_initial_events_starts_now,
    a_streamed_list_does_not_wait_for_a_version_for_ever,
);

async fn parameters_that_contradict_each_other_are_refused(test: Fixture) -> Result<()> {
    let cases = [
        ("watch=1&sendInitialEvents=true", vec![("resourceVersionMatch", "FieldValueForbidden")]),
        ("watch=1&sendInitialEvents=false", vec![("resourceVersionMatch", "FieldValueForbidden")]),
        ("watch=1&resourceVersionMatch=NotOlderThan", vec![("resourceVersionMatch", "FieldValueForbidden")]),
        (
            "watch=1&resourceVersionMatch=Exact",
            vec![("resourceVersionMatch", "FieldValueForbidden"), ("resourceVersionMatch", "FieldValueNotSupported")],
        ),
        (
            "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=x",
            vec![("resourceVersionMatch", "FieldValueForbidden")],
        ),
        ("sendInitialEvents=true", vec![("sendInitialEvents", "FieldValueForbidden")]),
        ("resourceVersionMatch=NotOlderThan", vec![("resourceVersionMatch", "FieldValueForbidden")]),
        ("resourceVersionMatch=Exact&resourceVersion=0", vec![("resourceVersionMatch", "FieldValueForbidden")]),
        ("resourceVersionMatch=Some&resourceVersion=5", vec![("resourceVersionMatch", "FieldValueNotSupported")]),
    ];
    for (query, expected) in cases {
        let status = test.wire.get(&test.core(&format!("configmaps?{query}"))).await?.failure(422)?;
        let details = &status["details"];
        assert_eq!((&details["group"], &details["kind"]), (&json!("meta.k8s.io"), &json!("ListOptions")), "{query}");
        let causes = details["causes"].as_array().into_iter().flatten();
        let causes: Vec<_> = causes.map(|cause| (&cause["field"], &cause["reason"])).collect();
        let expected: Vec<_> = expected.iter().map(|(field, reason)| (json!(field), json!(reason))).collect();
        let expected: Vec<_> = expected.iter().map(|(field, reason)| (field, reason)).collect();
        assert_eq!(causes, expected, "{query}");
    }
    Ok(())
}

async fn next(events: &mut Events) -> Result<Option<Value>> {
    let event = tokio::time::timeout(std::time::Duration::from_secs(30), events.next()).await;
    event.context("the stream does not go on")?.transpose()
}

async fn create(test: &Fixture, name: &str) -> Result<Value> {
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": name } })).await?.ok()
}

async fn a_streamed_list_without_bookmarks_has_no_mark(test: Fixture) -> Result<()> {
    create(&test, "a").await?;
    let query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1";
    let mut events = test.wire.watch(&test.core(&format!("configmaps?{query}"))).await?;
    assert_eq!(next(&mut events).await?.map(|event| event["type"].clone()), Some(json!("ADDED")));
    assert_eq!(next(&mut events).await?, None);
    Ok(())
}

async fn a_watch_without_initial_events_starts_now(test: Fixture) -> Result<()> {
    create(&test, "a").await?;
    let query = "watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan";
    let mut events = test.wire.watch(&test.core(&format!("configmaps?{query}"))).await?;
    create(&test, "b").await?;
    let first = next(&mut events).await?.context("the watch ended")?;
    assert_eq!((&first["type"], &first["object"]["metadata"]["name"]), (&json!("ADDED"), &json!("b")));
    Ok(())
}

async fn a_streamed_list_does_not_wait_for_a_version_for_ever(test: Fixture) -> Result<()> {
    let query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=99999999";
    let mut events = test.wire.watch(&test.core(&format!("configmaps?{query}"))).await?;
    let event = next(&mut events).await?.context("the watch ended")?;
    let status = &event["object"];
    assert_eq!((&event["type"], &status["code"], &status["reason"]), (&json!("ERROR"), &json!(504), &json!("Timeout")));
    assert_eq!(status["details"]["causes"][0]["reason"], "ResourceVersionTooLarge");
    Ok(())
}
