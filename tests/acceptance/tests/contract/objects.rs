//! Creating, reading, replacing and patching.

use anyhow::Result;
use serde_json::json;

use crate::fixture::{Fixture, contract};

contract!(
    a_created_object_has_what_the_server_sets,
    generate_name_makes_a_new_name_each_time,
    a_replaced_object_must_carry_the_current_resource_version,
    a_write_that_changes_nothing_writes_nothing,
    generation_counts_changes_of_the_specification_only,
    the_status_is_changed_through_its_subresource_only,
    merge_patches_remove_by_null,
    json_patches_apply_as_a_whole_or_not_at_all,
    immutable_metadata_stays,
);

async fn a_created_object_has_what_the_server_sets(test: Fixture) -> Result<()> {
    let created =
        test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" }, "data": { "k": "v" } })).await?;
    assert_eq!(created.code, 201);
    let created = created.ok()?;
    assert_eq!((&created["apiVersion"], &created["kind"]), (&json!("v1"), &json!("ConfigMap")));
    let metadata = &created["metadata"];
    assert_eq!(metadata["namespace"], *test.namespace);
    assert_eq!(metadata["uid"].as_str().map(str::len), Some(36));
    for field in ["resourceVersion", "creationTimestamp"] {
        assert!(metadata[field].is_string(), "{field}: {metadata}");
    }
    assert_eq!(metadata["generation"], json!(null), "a ConfigMap has no generation");
    assert_eq!(test.wire.get(&test.core("configmaps/a")).await?.ok()?, created);
    Ok(())
}

async fn generate_name_makes_a_new_name_each_time(test: Fixture) -> Result<()> {
    let mut names = Vec::new();
    for _ in 0..2 {
        let created = test
            .wire
            .post(&test.core("configmaps"), &json!({ "metadata": { "generateName": "made-" } }))
            .await?
            .ok()?;
        let name = created["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        assert!(name.starts_with("made-") && name.len() == "made-".len() + 5, "{name}");
        names.push(name);
    }
    assert_ne!(names[0], names[1]);
    Ok(())
}

async fn a_replaced_object_must_carry_the_current_resource_version(test: Fixture) -> Result<()> {
    let path = test.core("configmaps/a");
    let mut object = test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    let stale = object.clone();
    object["data"] = json!({ "k": "1" });
    let replaced = test.wire.put(&path, &object).await?.ok()?;
    assert_ne!(replaced["metadata"]["resourceVersion"], object["metadata"]["resourceVersion"]);

    let refused = test.wire.put(&path, &stale).await?.failure(409)?;
    assert_eq!(refused["reason"], "Conflict");
    // Built-in kinds may be replaced without naming a version, whatever it is.
    let unconditional = json!({ "metadata": { "name": "a" }, "data": { "k": "2" } });
    assert_eq!(test.wire.put(&path, &unconditional).await?.ok()?["data"]["k"], "2");
    Ok(())
}

async fn a_write_that_changes_nothing_writes_nothing(test: Fixture) -> Result<()> {
    let path = test.core("configmaps/a");
    let object = test
        .wire
        .post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" }, "data": { "k": "v" } }))
        .await?
        .ok()?;
    let replaced = test.wire.put(&path, &object).await?.ok()?;
    let patched = test.wire.merge(&path, &json!({ "data": { "k": "v" } })).await?.ok()?;
    for answer in [replaced, patched] {
        assert_eq!(answer["metadata"]["resourceVersion"], object["metadata"]["resourceVersion"]);
    }
    Ok(())
}

async fn generation_counts_changes_of_the_specification_only(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let created = test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 1 }))).await?.ok()?;
    assert_eq!(created["metadata"]["generation"], 1);
    let path = test.widgets("/a");
    for (patch, generation) in [
        (json!({ "metadata": { "labels": { "l": "v" } } }), 1),
        (json!({ "spec": { "size": 2 } }), 2),
        (json!({ "spec": { "size": 2 } }), 2),
    ] {
        assert_eq!(test.wire.merge(&path, &patch).await?.ok()?["metadata"]["generation"], generation, "{patch}");
    }
    let status = test.wire.merge(&test.widgets("/a/status"), &json!({ "status": { "phase": "up" } })).await?.ok()?;
    assert_eq!(status["metadata"]["generation"], 2);
    Ok(())
}

async fn the_status_is_changed_through_its_subresource_only(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let mut widget = test.widget("a", json!({ "size": 1 }));
    widget["status"] = json!({ "phase": "made up" });
    let created = test.wire.post(&test.widgets(""), &widget).await?.ok()?;
    assert_eq!(created.get("status"), None, "a create drops the status");

    let patch = json!({ "spec": { "size": 7 }, "status": { "phase": "up" } });
    let through_status = test.wire.merge(&test.widgets("/a/status"), &patch).await?.ok()?;
    assert_eq!((&through_status["spec"]["size"], &through_status["status"]["phase"]), (&json!(1), &json!("up")));
    let patch = json!({ "spec": { "size": 7 }, "status": { "phase": "down" } });
    let through_object = test.wire.merge(&test.widgets("/a"), &patch).await?.ok()?;
    assert_eq!((&through_object["spec"]["size"], &through_object["status"]["phase"]), (&json!(7), &json!("up")));
    Ok(())
}

async fn merge_patches_remove_by_null(test: Fixture) -> Result<()> {
    test.wire
        .post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" }, "data": { "k": "v", "l": "w" } }))
        .await?
        .ok()?;
    let patched =
        test.wire.merge(&test.core("configmaps/a"), &json!({ "data": { "k": null, "m": "x" } })).await?.ok()?;
    assert_eq!(patched["data"], json!({ "l": "w", "m": "x" }));
    Ok(())
}

async fn json_patches_apply_as_a_whole_or_not_at_all(test: Fixture) -> Result<()> {
    test.wire
        .post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" }, "data": { "k": "v" } }))
        .await?
        .ok()?;
    let path = test.core("configmaps/a");
    let patch = json!([
        { "op": "replace", "path": "/data/k", "value": "w" },
        { "op": "test", "path": "/data/k", "value": "other" },
    ]);
    let refused = test.wire.json_patch(&path, &patch).await?.failure(422)?;
    assert_eq!(refused["reason"], "Invalid");
    assert_eq!(test.wire.get(&path).await?.ok()?["data"]["k"], "v");
    let patch = json!([{ "op": "add", "path": "/data/l", "value": "x" }]);
    assert_eq!(test.wire.json_patch(&path, &patch).await?.ok()?["data"], json!({ "k": "v", "l": "x" }));
    Ok(())
}

async fn immutable_metadata_stays(test: Fixture) -> Result<()> {
    let created = test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    let path = test.core("configmaps/a");
    let patch = json!({ "metadata": { "creationTimestamp": "2001-01-01T00:00:00Z", "labels": { "l": "v" } } });
    let patched = test.wire.merge(&path, &patch).await?.ok()?;
    assert_eq!(patched["metadata"]["creationTimestamp"], created["metadata"]["creationTimestamp"]);
    let other = json!({ "metadata": { "name": "a", "uid": "9d4b8f0e-0000-4000-8000-000000000000" } });
    assert_eq!(test.wire.put(&path, &other).await?.failure(409)?["reason"], "Conflict");
    Ok(())
}
