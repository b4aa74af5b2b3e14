//! What is refused, and the Status that says so.

use anyhow::Result;
use serde_json::json;

use crate::fixture::{Fixture, contract};

contract!(
    an_absent_object_is_not_found,
    an_absent_resource_type_is_told_apart_from_an_absent_object,
    a_taken_name_already_exists,
    a_body_of_another_name_is_a_bad_request,
    a_body_of_another_namespace_is_a_bad_request,
    a_name_that_is_no_name_is_invalid,
    a_body_that_is_no_json_is_a_bad_request,
    an_object_without_a_name_is_invalid,
    a_namespace_that_does_not_exist_takes_no_objects,
    a_strategic_patch_of_a_custom_resource_is_an_unsupported_media_type,
    a_failed_precondition_is_a_conflict,
);

async fn an_absent_object_is_not_found(test: Fixture) -> Result<()> {
    let status = test.wire.get(&test.core("configmaps/absent")).await?.failure(404)?;
    assert_eq!(status["status"], "Failure");
    assert_eq!(status["reason"], "NotFound");
    assert_eq!(status["message"], "configmaps \"absent\" not found");
    assert_eq!(status["details"], json!({ "name": "absent", "kind": "configmaps" }));

    let status = test.wire.get(&test.in_group("apps/v1", "deployments/absent")).await?.failure(404)?;
    assert_eq!(status["message"], "deployments.apps \"absent\" not found");
    assert_eq!(status["details"], json!({ "name": "absent", "group": "apps", "kind": "deployments" }));
    Ok(())
}

async fn an_absent_resource_type_is_told_apart_from_an_absent_object(test: Fixture) -> Result<()> {
    let answer = test.wire.get(&test.widgets("/a")).await?;
    assert_eq!(answer.code, 404);
    // Not a Status of an object: a plain text, for which clients have no `details.name`.
    assert_eq!(answer.body, json!("404 page not found\n"));
    Ok(())
}

async fn a_taken_name_already_exists(test: Fixture) -> Result<()> {
    let object = json!({ "metadata": { "name": "a" } });
    test.wire.post(&test.core("configmaps"), &object).await?.ok()?;
    let status = test.wire.post(&test.core("configmaps"), &object).await?.failure(409)?;
    assert_eq!(status["reason"], "AlreadyExists");
    assert_eq!(status["message"], "configmaps \"a\" already exists");
    Ok(())
}

async fn a_body_of_another_name_is_a_bad_request(test: Fixture) -> Result<()> {
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    let status =
        test.wire.put(&test.core("configmaps/a"), &json!({ "metadata": { "name": "b" } })).await?.failure(400)?;
    assert_eq!(status["reason"], "BadRequest");
    assert_eq!(status["message"], "the name of the object (b) does not match the name on the URL (a)");
    Ok(())
}

async fn a_body_of_another_namespace_is_a_bad_request(test: Fixture) -> Result<()> {
    let object = json!({ "metadata": { "name": "a", "namespace": "other" } });
    let status = test.wire.post(&test.core("configmaps"), &object).await?.failure(400)?;
    assert_eq!(
        status["message"],
        "the namespace of the provided object does not match the namespace sent on the request"
    );
    Ok(())
}

async fn a_name_that_is_no_name_is_invalid(test: Fixture) -> Result<()> {
    let status = test
        .wire
        .post(&test.core("configmaps"), &json!({ "metadata": { "name": "Not_A_Name" } }))
        .await?
        .failure(422)?;
    assert_eq!(status["reason"], "Invalid");
    assert_eq!(status["details"]["causes"][0]["field"], "metadata.name");
    assert_eq!(status["details"]["causes"][0]["reason"], "FieldValueInvalid");
    let message = status["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("ConfigMap \"Not_A_Name\" is invalid: metadata.name: Invalid value: \"Not_A_Name\""),
        "{message}"
    );
    Ok(())
}

async fn a_body_that_is_no_json_is_a_bad_request(test: Fixture) -> Result<()> {
    let status = test.wire.post(&test.core("configmaps"), &json!("text")).await?.failure(400)?;
    assert_eq!(status["reason"], "BadRequest");
    Ok(())
}

async fn an_object_without_a_name_is_invalid(test: Fixture) -> Result<()> {
    let status = test.wire.post(&test.core("configmaps"), &json!({ "metadata": {} })).await?.failure(422)?;
    assert_eq!(status["details"]["causes"][0]["reason"], "FieldValueRequired");
    assert_eq!(
        status["message"],
        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"
    );
    Ok(())
}

async fn a_namespace_that_does_not_exist_takes_no_objects(test: Fixture) -> Result<()> {
    let path = "/api/v1/namespaces/absent-namespace/configmaps";
    let status = test.wire.post(path, &json!({ "metadata": { "name": "a" } })).await?.failure(404)?;
    assert_eq!(status["message"], "namespaces \"absent-namespace\" not found");
    assert_eq!(status["details"], json!({ "name": "absent-namespace", "kind": "namespaces" }));
    Ok(())
}

async fn a_strategic_patch_of_a_custom_resource_is_an_unsupported_media_type(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 1 }))).await?.ok()?;
    let media_type = "application/strategic-merge-patch+json";
    let answer =
        test.wire.send("PATCH", &test.widgets("/a"), media_type, Some(&json!({ "spec": { "size": 2 } }))).await?;
    assert_eq!(answer.failure(415)?["reason"], "UnsupportedMediaType");
    Ok(())
}

async fn a_failed_precondition_is_a_conflict(test: Fixture) -> Result<()> {
    let created = test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    let path = test.core("configmaps/a");
    for precondition in [json!({ "uid": "9d4b8f0e-0000-4000-8000-000000000000" }), json!({ "resourceVersion": "1" })] {
        let status = test.wire.delete(&path, Some(&json!({ "preconditions": precondition }))).await?.failure(409)?;
        assert_eq!(status["reason"], "Conflict");
    }
    let uid = &created["metadata"]["uid"];
    test.wire.delete(&path, Some(&json!({ "preconditions": { "uid": uid } }))).await?.ok()?;
    Ok(())
}
