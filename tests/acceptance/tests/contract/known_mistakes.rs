//! What other stand-ins for a Kubernetes API server have got wrong.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};
use crate::watch::{next, short};

contract!(
    the_first_object_of_a_type_is_watched_and_listed,
    an_empty_namespace_goes_and_its_name_can_be_used_again,
    a_status_is_applied_to_an_object_that_others_manage,
    an_apply_needs_no_version_and_refuses_an_old_one,
    every_kind_of_write_names_its_manager,
    a_dry_run_of_an_apply_leaves_no_trace,
    managed_fields_are_edited_by_writes_of_the_object,
    no_write_from_an_old_version_succeeds,
);

/// Managers with their operations and subresources, in the order stored.
fn managers(object: &Value) -> Vec<String> {
    let entries = object["metadata"]["managedFields"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entry = |entry: &Value| {
        let parts = [&entry["manager"], &entry["operation"], &entry["subresource"]].map(text);
        parts.join(" ").trim_end().to_owned()
    };
    entries.iter().map(entry).collect()
}

/// Installs widgets and creates one.
async fn widget(test: &Fixture) -> Result<Value> {
    test.install_widgets().await?;
    let widget = test.widget("a", json!({ "size": 1 }));
    test.wire.post(&test.widgets("?fieldManager=maker"), &widget).await?.ok()
}

/// A status of the widget, to be applied.
fn status(test: &Fixture, phase: &str) -> Value {
    json!({
        "apiVersion": format!("{}/v1", test.group),
        "kind": "Widget",
        "metadata": { "name": "a" },
        "status": { "phase": phase },
    })
}

// SQL stores under the API server (kine 770): only later objects of a type were seen.
async fn the_first_object_of_a_type_is_watched_and_listed(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let empty = test.wire.get(&test.widgets("")).await?.ok()?;
    let version = empty["metadata"]["resourceVersion"].as_str().context("no version")?;
    let mut later = test.wire.watch(&test.widgets(&format!("?watch=1&resourceVersion={version}"))).await?;
    let mut now = test.wire.watch(&test.widgets("?watch=1")).await?;
    let first = test.wire.post(&test.widgets(""), &test.widget("first", json!({ "size": 1 }))).await?.ok()?;
    for events in [&mut later, &mut now] {
        let event = next(events).await?;
        assert_eq!((short(&event), &event["object"]), (("ADDED", "first"), &first));
    }
    assert_eq!(test.wire.get(&test.widgets("")).await?.ok()?["items"], json!([first]));
    Ok(())
}

// A control plane without controllers (controller-runtime 880) leaves it terminating for good.
async fn an_empty_namespace_goes_and_its_name_can_be_used_again(test: Fixture) -> Result<()> {
    let path = format!("/api/v1/namespaces/{}", test.namespace);
    let before = test.wire.get(&path).await?.ok()?;
    test.wire.delete(&path, None).await?.ok()?;
    test.until(&path, |body| body["reason"] == "NotFound").await?;
    let again = test.wire.post("/api/v1/namespaces", &json!({ "metadata": { "name": test.namespace } })).await?.ok()?;
    assert_eq!(again["status"]["phase"], "Active");
    assert_ne!(again["metadata"]["uid"], before["metadata"]["uid"]);
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    Ok(())
}

// A simulated client (controller-runtime 3423) refused it, as if the body carried the managed fields of the object.
async fn a_status_is_applied_to_an_object_that_others_manage(test: Fixture) -> Result<()> {
    let created = widget(&test).await?;
    let path = test.widgets("/a/status?fieldManager=controller");
    for phase in ["starting", "up"] {
        let applied = test.wire.apply(&path, &status(&test, phase)).await?.ok()?;
        assert_eq!((&applied["status"]["phase"], &applied["spec"]), (&json!(phase), &created["spec"]));
        assert_eq!(managers(&applied), ["controller Apply status", "maker Update"]);
    }
    Ok(())
}

// A simulated client (controller-runtime 3403, 3442) wanted a version, or ignored one.
async fn an_apply_needs_no_version_and_refuses_an_old_one(test: Fixture) -> Result<()> {
    let old = widget(&test).await?["metadata"]["resourceVersion"].take();
    test.wire.merge(&test.widgets("/a"), &json!({ "metadata": { "labels": { "tier": "web" } } })).await?.ok()?;
    let mut object = test.widget("a", json!({ "tags": ["x"] }));
    let mut state = status(&test, "up");
    for (path, body) in [("/a?fieldManager=me", &mut object), ("/a/status?fieldManager=me", &mut state)] {
        let applied = test.wire.apply(&test.widgets(path), body).await?.ok()?;
        body["metadata"]["resourceVersion"] = old.clone();
        assert_eq!(test.wire.apply(&test.widgets(path), body).await?.failure(409)?["reason"], "Conflict");
        body["metadata"]["resourceVersion"] = applied["metadata"]["resourceVersion"].clone();
        test.wire.apply(&test.widgets(path), body).await?.ok()?;
    }
    Ok(())
}

// A simulated client (controller-runtime 3268) recorded most writes under an unknown manager.
async fn every_kind_of_write_names_its_manager(test: Fixture) -> Result<()> {
    let mut object = widget(&test).await?;
    let path = |manager: &str| test.widgets(&format!("/a?fieldManager={manager}"));
    test.wire.merge(&path("merger"), &json!({ "spec": { "limit": 9 } })).await?.ok()?;
    let labels = json!([{ "op": "add", "path": "/metadata/labels", "value": { "tier": "web" } }]);
    object["metadata"] = test.wire.json_patch(&path("patcher"), &labels).await?.ok()?["metadata"].take();
    object["spec"] = json!({ "size": 2, "limit": 9, "color": "red" });
    test.wire.put(&path("replacer"), &object).await?.ok()?;
    test.wire.apply(&path("applier"), &test.widget("a", json!({ "size": 2, "tags": ["x"] }))).await?.ok()?;
    let found = test.wire.get(&test.widgets("/a")).await?.ok()?;
    let mut found_managers = managers(&found);
    found_managers.sort();
    assert_eq!(found_managers, ["applier Apply", "maker Update", "merger Update", "patcher Update", "replacer Update"]);
    assert_eq!(test.wire.get(&test.widgets("")).await?.ok()?["items"], json!([found]));
    Ok(())
}

// A simulated client (controller-runtime 3268) changed the object that it tried the apply on.
async fn a_dry_run_of_an_apply_leaves_no_trace(test: Fixture) -> Result<()> {
    let created = widget(&test).await?;
    let path = test.widgets("/a?fieldManager=me&force=true&dryRun=All");
    for size in [2, 3] {
        let answer = test.wire.apply(&path, &test.widget("a", json!({ "size": size }))).await?.ok()?;
        assert_eq!((&answer["spec"]["size"], managers(&answer).len()), (&json!(size), 2));
        assert_eq!(answer["metadata"]["resourceVersion"], created["metadata"]["resourceVersion"]);
    }
    let list = test.wire.get(&test.widgets("")).await?.ok()?;
    assert_eq!(list["items"], json!([created]));
    test.wire
        .apply(&test.widgets("/b?fieldManager=me&dryRun=All"), &test.widget("b", json!({ "size": 1 })))
        .await?
        .ok()?;
    test.wire.get(&test.widgets("/b")).await?.failure(404)?;
    Ok(())
}

// A simulated client (controller-runtime 3484) put back what it had, so that nobody could hand fields over.
async fn managed_fields_are_edited_by_writes_of_the_object(test: Fixture) -> Result<()> {
    widget(&test).await?;
    let path = test.widgets("/a?fieldManager=editor");
    let mut object = test.wire.get(&test.widgets("/a")).await?.ok()?;
    object["metadata"]["managedFields"][0]["manager"] = json!("heir");
    object["metadata"]["managedFields"][0]["operation"] = json!("Apply");
    let mut object = test.wire.put(&path, &object).await?.ok()?;
    assert_eq!(managers(&object), ["heir Apply"]);
    test.wire.apply(&test.widgets("/a?fieldManager=heir"), &test.widget("a", json!({ "size": 5 }))).await?.ok()?;

    object["metadata"] = json!({ "name": "a", "resourceVersion": test.wire.get(&test.widgets("/a")).await?.ok()?["metadata"]["resourceVersion"] });
    object["spec"] = json!({ "size": 5, "color": "red" });
    let kept = test.wire.put(&path, &object).await?.ok()?;
    assert_eq!(managers(&kept), ["heir Apply"], "a body that names none leaves them");

    let renamed = json!({ "metadata": { "managedFields": [{ "manager": "patched", "operation": "Update",
        "apiVersion": format!("{}/v1", test.group), "fieldsType": "FieldsV1", "fieldsV1": { "f:spec": { "f:size": {} } } }] } });
    assert_eq!(managers(&test.wire.merge(&path, &renamed).await?.ok()?), ["patched Update"]);
    let none = json!({ "metadata": { "managedFields": [{}] } });
    assert_eq!(managers(&test.wire.merge(&path, &none).await?.ok()?), Vec::<String>::new());
    Ok(())
}

// A simulated server (fabric8 4739) answered 200, to patches as well.
async fn no_write_from_an_old_version_succeeds(test: Fixture) -> Result<()> {
    let mut old = widget(&test).await?;
    let current = test.wire.merge(&test.widgets("/a"), &json!({ "spec": { "size": 2 } })).await?.ok()?;
    old["spec"]["size"] = json!(7);
    old["status"] = json!({ "phase": "late" });
    let version = &old["metadata"]["resourceVersion"];
    let change =
        json!({ "metadata": { "resourceVersion": version }, "spec": { "size": 7 }, "status": { "phase": "late" } });
    let operations = json!([
        { "op": "replace", "path": "/metadata/resourceVersion", "value": version },
        { "op": "replace", "path": "/spec/size", "value": 7 },
    ]);
    for path in [test.widgets("/a"), test.widgets("/a/status")] {
        test.wire.put(&path, &old).await?.failure(409)?;
        test.wire.merge(&path, &change).await?.failure(409)?;
        assert_eq!(test.wire.json_patch(&path, &operations).await?.failure(409)?["reason"], "Conflict");
    }
    let options = json!({ "preconditions": { "resourceVersion": version } });
    test.wire.delete(&test.widgets("/a"), Some(&options)).await?.failure(409)?;
    assert_eq!(test.wire.get(&test.widgets("/a")).await?.ok()?, current);
    Ok(())
}
