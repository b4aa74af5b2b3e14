//! Finalizers, owners, namespaces and collections.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{DEFINITIONS, Fixture, contract};

contract!(
    a_deletion_without_finalizers_answers_success,
    a_finalizer_holds_an_object_that_is_deleted,
    an_object_that_is_being_deleted_takes_no_new_finalizer,
    dependents_go_with_their_owner,
    orphans_outlive_their_owner,
    a_dependent_of_two_owners_outlives_one,
    in_the_foreground_an_owner_waits_for_its_dependents,
    in_the_foreground_an_owner_waits_for_those_that_block_it_only,
    in_the_foreground_an_owner_goes_when_its_last_dependent_has_another_owner,
    in_the_foreground_an_owner_goes_when_a_dependent_no_longer_blocks_it,
    a_deleted_namespace_takes_its_objects_along,
    a_namespace_waits_for_finalizers_and_takes_nothing_new,
    a_collection_is_deleted_by_selector,
    a_deleted_definition_takes_its_objects_along,
);

async fn create(test: &Fixture, metadata: Value) -> Result<Value> {
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": metadata })).await?.ok()
}

fn is_gone(answer: &Value) -> bool {
    answer["reason"] == "NotFound"
}

fn owned_by(owners: &[&Value]) -> Value {
    owners
        .iter()
        .map(|owner| {
            let metadata = &owner["metadata"];
            json!({ "apiVersion": "v1", "kind": "ConfigMap", "name": metadata["name"], "uid": metadata["uid"] })
        })
        .collect()
}

async fn a_deletion_without_finalizers_answers_success(test: Fixture) -> Result<()> {
    let created = create(&test, json!({ "name": "a" })).await?;
    let answer = test.wire.delete(&test.core("configmaps/a"), None).await?.ok()?;
    assert_eq!((&answer["kind"], &answer["status"]), (&json!("Status"), &json!("Success")));
    assert_eq!(answer["details"], json!({ "name": "a", "kind": "configmaps", "uid": created["metadata"]["uid"] }));
    test.wire.get(&test.core("configmaps/a")).await?.failure(404)?;
    test.wire.delete(&test.core("configmaps/a"), None).await?.failure(404)?;
    Ok(())
}

async fn a_finalizer_holds_an_object_that_is_deleted(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let mut widget = test.widget("a", json!({ "size": 1 }));
    widget["metadata"]["finalizers"] = json!(["example.com/hold"]);
    test.wire.post(&test.widgets(""), &widget).await?.ok()?;
    let path = test.widgets("/a");
    let held = test.wire.delete(&path, None).await?.ok()?;
    assert_eq!(held["kind"], "Widget");
    let metadata = &held["metadata"];
    assert!(metadata["deletionTimestamp"].is_string());
    assert_eq!((&metadata["deletionGracePeriodSeconds"], &metadata["generation"]), (&json!(0), &json!(2)));

    let again = test.wire.delete(&path, None).await?.ok()?;
    assert_eq!(again["metadata"]["resourceVersion"], metadata["resourceVersion"]);
    let released = test.wire.merge(&path, &json!({ "metadata": { "finalizers": null } })).await?;
    assert_eq!(released.code, 200);
    test.wire.get(&path).await?.failure(404)?;
    Ok(())
}

async fn an_object_that_is_being_deleted_takes_no_new_finalizer(test: Fixture) -> Result<()> {
    create(&test, json!({ "name": "a", "finalizers": ["example.com/hold"] })).await?;
    let path = test.core("configmaps/a");
    test.wire.delete(&path, None).await?.ok()?;
    let patch = json!({ "metadata": { "finalizers": ["example.com/hold", "example.com/more"] } });
    let status = test.wire.merge(&path, &patch).await?.failure(422)?;
    assert_eq!(status["details"]["causes"][0]["field"], "metadata.finalizers");
    assert_eq!(status["details"]["causes"][0]["reason"], "FieldValueForbidden");
    test.wire.merge(&path, &json!({ "metadata": { "finalizers": [] } })).await?.ok()?;
    test.wire.get(&path).await?.failure(404)?;
    Ok(())
}

async fn dependents_go_with_their_owner(test: Fixture) -> Result<()> {
    let owner = create(&test, json!({ "name": "owner" })).await?;
    create(&test, json!({ "name": "dependent", "ownerReferences": owned_by(&[&owner]) })).await?;
    let options = json!({ "propagationPolicy": "Background" });
    test.wire.delete(&test.core("configmaps/owner"), Some(&options)).await?.ok()?;
    test.until(&test.core("configmaps/dependent"), is_gone).await?;
    Ok(())
}

async fn orphans_outlive_their_owner(test: Fixture) -> Result<()> {
    let owner = create(&test, json!({ "name": "owner" })).await?;
    create(&test, json!({ "name": "dependent", "ownerReferences": owned_by(&[&owner]) })).await?;
    let options = json!({ "propagationPolicy": "Orphan" });
    test.wire.delete(&test.core("configmaps/owner"), Some(&options)).await?.ok()?;
    test.until(&test.core("configmaps/owner"), is_gone).await?;
    let orphan = test
        .until(&test.core("configmaps/dependent"), |body| body["metadata"].get("ownerReferences").is_none())
        .await?;
    assert_eq!(orphan["metadata"]["name"], "dependent");
    Ok(())
}

async fn a_dependent_of_two_owners_outlives_one(test: Fixture) -> Result<()> {
    let first = create(&test, json!({ "name": "first" })).await?;
    let second = create(&test, json!({ "name": "second" })).await?;
    create(&test, json!({ "name": "dependent", "ownerReferences": owned_by(&[&first, &second]) })).await?;
    create(&test, json!({ "name": "only", "ownerReferences": owned_by(&[&first]) })).await?;
    test.wire
        .delete(&test.core("configmaps/first"), Some(&json!({ "propagationPolicy": "Background" })))
        .await?
        .ok()?;
    test.until(&test.core("configmaps/only"), is_gone).await?;
    let path = test.core("configmaps/dependent");
    let left = test
        .until(&path, |body| body["metadata"]["ownerReferences"].as_array().is_some_and(|owners| owners.len() == 1));
    assert_eq!(left.await?["metadata"]["ownerReferences"][0]["name"], "second");
    Ok(())
}

/// Deletes an owner in the foreground, whose dependent has a finalizer and does or does not block it.
async fn delete_in_the_foreground(test: &Fixture, block: bool) -> Result<()> {
    let owner = create(test, json!({ "name": "owner" })).await?;
    let mut owners = owned_by(&[&owner]);
    owners[0]["blockOwnerDeletion"] = json!(block);
    let dependent = json!({ "name": "dependent", "ownerReferences": owners, "finalizers": ["example.com/hold"] });
    create(test, dependent).await?;
    let options = json!({ "propagationPolicy": "Foreground" });
    let deleted = test.wire.delete(&test.core("configmaps/owner"), Some(&options)).await?.ok()?;
    assert_eq!(deleted["metadata"]["finalizers"], json!(["foregroundDeletion"]));
    let deleting = |body: &Value| body["metadata"]["deletionTimestamp"].is_string();
    test.until(&test.core("configmaps/dependent"), deleting).await.map(drop)
}

async fn in_the_foreground_an_owner_waits_for_its_dependents(test: Fixture) -> Result<()> {
    delete_in_the_foreground(&test, true).await?;
    let owner = test.wire.get(&test.core("configmaps/owner")).await?.ok()?;
    assert_eq!(owner["metadata"]["finalizers"], json!(["foregroundDeletion"]));
    assert!(owner["metadata"]["deletionTimestamp"].is_string());
    let released = json!({ "metadata": { "finalizers": null } });
    test.wire.merge(&test.core("configmaps/dependent"), &released).await?.ok()?;
    test.until(&test.core("configmaps/owner"), is_gone).await?;
    test.wire.get(&test.core("configmaps/dependent")).await?.failure(404)?;
    Ok(())
}

async fn in_the_foreground_an_owner_waits_for_those_that_block_it_only(test: Fixture) -> Result<()> {
    delete_in_the_foreground(&test, false).await?;
    test.until(&test.core("configmaps/owner"), is_gone).await?;
    test.wire.get(&test.core("configmaps/dependent")).await?.ok()?;
    Ok(())
}

async fn in_the_foreground_an_owner_goes_when_its_last_dependent_has_another_owner(test: Fixture) -> Result<()> {
    let owner = create(&test, json!({ "name": "owner" })).await?;
    let other = create(&test, json!({ "name": "other" })).await?;
    let mut owners = owned_by(&[&owner, &other]);
    owners[0]["blockOwnerDeletion"] = json!(true);
    create(&test, json!({ "name": "dependent", "ownerReferences": owners })).await?;
    let options = json!({ "propagationPolicy": "Foreground" });
    test.wire.delete(&test.core("configmaps/owner"), Some(&options)).await?.ok()?;
    test.until(&test.core("configmaps/owner"), is_gone).await?;
    let dependent = test.wire.get(&test.core("configmaps/dependent")).await?.ok()?;
    assert_eq!(dependent["metadata"]["ownerReferences"], owned_by(&[&other]));
    Ok(())
}

async fn in_the_foreground_an_owner_goes_when_a_dependent_no_longer_blocks_it(test: Fixture) -> Result<()> {
    for released in [
        json!([{ "op": "remove", "path": "/metadata/ownerReferences" }]),
        json!([{ "op": "replace", "path": "/metadata/ownerReferences/0/blockOwnerDeletion", "value": false }]),
    ] {
        delete_in_the_foreground(&test, true).await?;
        let path = test.core("configmaps/dependent");
        test.wire.json_patch(&path, &released).await?.ok()?;
        test.until(&test.core("configmaps/owner"), is_gone).await?;
        test.wire.merge(&path, &json!({ "metadata": { "finalizers": null } })).await?.ok()?;
        test.until(&path, is_gone).await?;
    }
    Ok(())
}

async fn a_deleted_namespace_takes_its_objects_along(test: Fixture) -> Result<()> {
    create(&test, json!({ "name": "a" })).await?;
    let path = format!("/api/v1/namespaces/{}", test.namespace);
    let terminating = test.wire.delete(&path, None).await?.ok()?;
    assert_eq!(terminating["status"]["phase"], "Terminating");
    assert_eq!(terminating["spec"]["finalizers"], json!(["kubernetes"]));
    test.until(&path, is_gone).await?;
    test.wire.get(&test.core("configmaps/a")).await?.failure(404)?;
    Ok(())
}

async fn a_namespace_waits_for_finalizers_and_takes_nothing_new(test: Fixture) -> Result<()> {
    create(&test, json!({ "name": "a", "finalizers": ["example.com/hold"] })).await?;
    let path = format!("/api/v1/namespaces/{}", test.namespace);
    test.wire.delete(&path, None).await?.ok()?;
    test.until(&test.core("configmaps/a"), |body| body["metadata"]["deletionTimestamp"].is_string()).await?;

    let status =
        test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "b" } })).await?.failure(403)?;
    assert_eq!(status["reason"], "Forbidden");
    assert_eq!(status["details"]["causes"][0]["reason"], "NamespaceTerminating");
    assert_eq!(test.wire.get(&path).await?.ok()?["status"]["phase"], "Terminating");

    test.wire.merge(&test.core("configmaps/a"), &json!({ "metadata": { "finalizers": null } })).await?.ok()?;
    test.until(&path, is_gone).await?;
    Ok(())
}

async fn a_collection_is_deleted_by_selector(test: Fixture) -> Result<()> {
    for (name, tier) in [("a", "web"), ("b", "web"), ("c", "data")] {
        create(&test, json!({ "name": name, "labels": { "tier": tier } })).await?;
    }
    test.wire.delete(&test.core("configmaps?labelSelector=tier%3Dweb"), None).await?.ok()?;
    for name in ["a", "b"] {
        test.wire.get(&test.core(&format!("configmaps/{name}"))).await?.failure(404)?;
    }
    test.wire.get(&test.core("configmaps/c")).await?.ok()?;
    Ok(())
}

async fn a_deleted_definition_takes_its_objects_along(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 1 }))).await?.ok()?;
    let definition = format!("{DEFINITIONS}/widgets.{}", test.group);
    test.wire.delete(&definition, None).await?.ok()?;
    test.until(&definition, is_gone).await?;
    test.install_widgets().await?;
    test.wire.get(&test.widgets("/a")).await?.failure(404)?;
    Ok(())
}
