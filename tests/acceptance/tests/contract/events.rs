//! Events and leases: what they must be like.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    a_lease_has_a_duration_and_counts_its_holders,
    an_event_lies_where_its_subject_does,
    an_event_with_a_time_names_its_reporter,
    an_event_of_the_newer_group_is_complete,
    an_event_of_the_newer_group_does_not_change,
);

const EVENTS: &str = "events.k8s.io/v1";

/// Field and reason of everything that is wrong.
fn causes(status: &Value) -> Vec<(&str, &str)> {
    let causes = status["details"]["causes"].as_array().into_iter().flatten();
    let text = |value: &'_ Value| value.as_str().is_some();
    let causes = causes.filter(|cause| text(&cause["field"]) && text(&cause["reason"]));
    causes
        .map(|cause| (cause["field"].as_str().unwrap_or_default(), cause["reason"].as_str().unwrap_or_default()))
        .collect()
}

async fn a_lease_has_a_duration_and_counts_its_holders(test: Fixture) -> Result<()> {
    let leases = test.in_group("coordination.k8s.io/v1", "leases");
    let lease = |spec: Value| json!({ "metadata": { "name": "a" }, "spec": spec });
    let status = test
        .wire
        .post(&leases, &lease(json!({ "leaseDurationSeconds": 0, "leaseTransitions": -1 })))
        .await?
        .failure(422)?;
    let expected = [("spec.leaseDurationSeconds", "FieldValueInvalid"), ("spec.leaseTransitions", "FieldValueInvalid")];
    assert_eq!(causes(&status), expected);
    let spec = json!({ "holderIdentity": "me", "leaseDurationSeconds": 15, "leaseTransitions": 0 });
    let created = test.wire.post(&leases, &lease(spec.clone())).await?.ok()?;
    assert_eq!(created["spec"], spec);
    let renewed = json!({ "spec": { "renewTime": "2026-01-01T00:00:00.000001Z" } });
    let renewed = test.wire.merge(&format!("{leases}/a"), &renewed).await?.ok()?;
    assert_eq!(renewed["spec"]["renewTime"], "2026-01-01T00:00:00.000001Z");
    Ok(())
}

async fn an_event_lies_where_its_subject_does(test: Fixture) -> Result<()> {
    let event = |subject: Value| json!({ "metadata": { "generateName": "a-" }, "involvedObject": subject });
    for subject in [json!({ "kind": "Pod", "namespace": "elsewhere" }), json!({ "kind": "Node" })] {
        let status = test.wire.post(&test.core("events"), &event(subject)).await?.failure(422)?;
        assert_eq!(causes(&status), [("involvedObject.namespace", "FieldValueInvalid")]);
    }
    let here = json!({ "kind": "Pod", "name": "a", "namespace": test.namespace });
    test.wire.post(&test.core("events"), &event(here)).await?.ok()?;
    let cluster_scoped = json!({ "metadata": { "name": test.namespace }, "involvedObject": { "kind": "Node" } });
    test.wire.post("/api/v1/namespaces/default/events", &cluster_scoped).await?.ok()?;
    Ok(())
}

async fn an_event_with_a_time_names_its_reporter(test: Fixture) -> Result<()> {
    let event = json!({
        "metadata": { "name": "a" }, "involvedObject": { "kind": "Pod", "namespace": test.namespace },
        "eventTime": "2026-01-01T00:00:00.000000Z", "reportingComponent": "c", "reason": "r".repeat(129),
    });
    let status = test.wire.post(&test.core("events"), &event).await?.failure(422)?;
    let expected = [
        ("reportingInstance", "FieldValueRequired"),
        ("action", "FieldValueRequired"),
        ("reason", "FieldValueInvalid"),
    ];
    assert_eq!(causes(&status), expected);
    Ok(())
}

fn complete(test: &Fixture) -> Value {
    json!({
        "metadata": { "name": "a" }, "regarding": { "kind": "Pod", "name": "a", "namespace": test.namespace },
        "eventTime": "2026-01-01T00:00:00.000000Z", "reportingController": "example.com/c",
        "reportingInstance": "c-1", "action": "Do", "reason": "Because", "type": "Normal", "note": "text",
    })
}

async fn an_event_of_the_newer_group_is_complete(test: Fixture) -> Result<()> {
    let events = test.in_group(EVENTS, "events");
    let subject = json!({ "kind": "Pod", "namespace": test.namespace });
    let bare = json!({ "metadata": { "name": "b" }, "regarding": subject });
    let status = test.wire.post(&events, &bare).await?.failure(422)?;
    assert_eq!(causes(&status), [("eventTime", "FieldValueRequired"), ("type", "FieldValueInvalid")]);
    let mut odd = complete(&test);
    odd["type"] = json!("Odd");
    odd["reportingController"] = json!("c!");
    odd["deprecatedCount"] = json!(3);
    odd["note"] = json!("n".repeat(1025));
    let status = test.wire.post(&events, &odd).await?.failure(422)?;
    let expected = ["reportingController", "message", "type", "count"].map(|field| (field, "FieldValueInvalid"));
    assert_eq!(causes(&status), expected);
    test.wire.post(&events, &complete(&test)).await?.ok()?;
    Ok(())
}

async fn an_event_of_the_newer_group_does_not_change(test: Fixture) -> Result<()> {
    let events = test.in_group(EVENTS, "events");
    test.wire.post(&events, &complete(&test)).await?.ok()?;
    let change = json!({ "note": "another", "regarding": { "name": "b" } });
    let status = test.wire.merge(&format!("{events}/a"), &change).await?.failure(422)?;
    assert_eq!(causes(&status), [("involvedObject", "FieldValueInvalid"), ("message", "FieldValueInvalid")]);
    let series = json!({ "series": { "count": 2, "lastObservedTime": "2026-01-01T00:00:05.000000Z" } });
    test.wire.merge(&format!("{events}/a"), &series).await?.ok()?;
    Ok(())
}
