//! Strategic merge patches of built-in kinds.

use anyhow::Result;
use openchoreo_acceptance::Answer;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    containers_merge_by_name_and_follow_the_order_asked_for,
    items_go_by_directive_and_lists_are_replaced_by_directive,
    another_strategy_retains_only_its_keys,
    ports_of_a_service_merge_by_number,
    finalizers_are_added_and_deleted_as_a_set,
    nulls_remove_fields_and_are_not_stored,
    the_writer_owns_what_its_patch_changed,
    a_dry_run_changes_nothing,
    unknown_fields_are_warned_about_or_refused,
    a_patch_of_the_status_changes_only_the_status,
    malformed_patches_are_refused_with_the_codes_of_kubernetes,
    custom_resources_take_no_strategic_merge_patch,
);

async fn patch(test: &Fixture, path: &str, change: &Value) -> Result<Answer> {
    test.wire.send("PATCH", path, "application/strategic-merge-patch+json", Some(change)).await
}

/// A Deployment of two containers; answers its path.
async fn deployment(test: &Fixture) -> Result<String> {
    let container =
        |name: &str, environment: Value| json!({ "name": name, "image": "r.example.com/i:1", "env": environment });
    let containers = [
        container("main", json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }])),
        container("side", json!([])),
    ];
    let object = json!({
        "metadata": { "name": "a" },
        "spec": {
            "selector": { "matchLabels": { "app": "a" } },
            "template": { "metadata": { "labels": { "app": "a" } }, "spec": { "containers": containers } },
        },
    });
    test.wire.post(&test.in_group("apps/v1", "deployments"), &object).await?.ok()?;
    Ok(test.in_group("apps/v1", "deployments/a"))
}

async fn config_map(test: &Fixture, data: Value) -> Result<String> {
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" }, "data": data })).await?.ok()?;
    Ok(test.core("configmaps/a"))
}

fn in_pod(change: Value) -> Value {
    json!({ "spec": { "template": { "spec": change } } })
}

fn containers(object: &Value) -> Vec<(&str, &str)> {
    let containers = object["spec"]["template"]["spec"]["containers"].as_array().into_iter().flatten();
    containers.filter_map(|found| Some((found["name"].as_str()?, found["image"].as_str()?))).collect()
}

async fn containers_merge_by_name_and_follow_the_order_asked_for(test: Fixture) -> Result<()> {
    let path = deployment(&test).await?;
    let change = in_pod(json!({
        "$setElementOrder/containers": [{ "name": "new" }, { "name": "main" }],
        "containers": [{ "name": "new", "image": "r.example.com/new:1" }, { "name": "main", "image": "r.example.com/i:2" }],
    }));
    let patched = patch(&test, &path, &change).await?.ok()?;
    let expected = [("new", "r.example.com/new:1"), ("main", "r.example.com/i:2"), ("side", "r.example.com/i:1")];
    assert_eq!(containers(&patched), expected);
    let environment = &patched["spec"]["template"]["spec"]["containers"][1]["env"];
    assert_eq!(*environment, json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }]));
    assert_eq!(patched["metadata"]["generation"], 2);
    Ok(())
}

async fn items_go_by_directive_and_lists_are_replaced_by_directive(test: Fixture) -> Result<()> {
    let path = deployment(&test).await?;
    let change = in_pod(json!({ "containers": [
        { "name": "side", "$patch": "delete" },
        { "name": "main", "env": [{ "name": "A", "$patch": "delete" }, { "name": "C", "value": "3" }] },
    ] }));
    let patched = patch(&test, &path, &change).await?.ok()?;
    assert_eq!(containers(&patched), [("main", "r.example.com/i:1")]);
    let environment = &patched["spec"]["template"]["spec"]["containers"][0]["env"];
    assert_eq!(*environment, json!([{ "name": "C", "value": "3" }, { "name": "B", "value": "2" }]));
    let change =
        in_pod(json!({ "containers": [{ "name": "x", "image": "r.example.com/x:1" }, { "$patch": "replace" }] }));
    assert_eq!(containers(&patch(&test, &path, &change).await?.ok()?), [("x", "r.example.com/x:1")]);
    Ok(())
}

async fn another_strategy_retains_only_its_keys(test: Fixture) -> Result<()> {
    let path = deployment(&test).await?;
    let strategy = json!({ "type": "Recreate", "$retainKeys": ["type"] });
    let patched = patch(&test, &path, &json!({ "spec": { "strategy": strategy } })).await?.ok()?;
    assert_eq!(patched["spec"]["strategy"], json!({ "type": "Recreate" }));
    let strategy = json!({ "type": "Recreate", "rollingUpdate": {}, "$retainKeys": ["type"] });
    patch(&test, &path, &json!({ "spec": { "strategy": strategy } })).await?.failure(400)?;
    Ok(())
}

async fn ports_of_a_service_merge_by_number(test: Fixture) -> Result<()> {
    let ports = json!([{ "name": "http", "port": 80 }, { "name": "admin", "port": 81 }]);
    let object = json!({ "metadata": { "name": "a" }, "spec": { "ports": ports } });
    test.wire.post(&test.core("services"), &object).await?.ok()?;
    let change = json!({ "spec": { "ports": [{ "port": 81, "targetPort": 8081 }] } });
    let patched = patch(&test, &test.core("services/a"), &change).await?.ok()?;
    let expected = json!([
        { "name": "http", "port": 80, "protocol": "TCP", "targetPort": 80 },
        { "name": "admin", "port": 81, "protocol": "TCP", "targetPort": 8081 },
    ]);
    assert_eq!(patched["spec"]["ports"], expected);
    Ok(())
}

async fn finalizers_are_added_and_deleted_as_a_set(test: Fixture) -> Result<()> {
    let path = config_map(&test, json!({})).await?;
    let add = |names: &[&str]| json!({ "metadata": { "finalizers": names } });
    patch(&test, &path, &add(&["example.com/a", "example.com/b"])).await?.ok()?;
    let patched = patch(&test, &path, &add(&["example.com/c", "example.com/a"])).await?.ok()?;
    assert_eq!(patched["metadata"]["finalizers"], json!(["example.com/c", "example.com/a", "example.com/b"]));
    let gone = json!(["example.com/a", "example.com/c"]);
    let change = json!({ "metadata": { "$deleteFromPrimitiveList/finalizers": gone } });
    let patched = patch(&test, &path, &change).await?.ok()?;
    assert_eq!(patched["metadata"]["finalizers"], json!(["example.com/b"]));
    let change = json!({ "metadata": { "finalizers": null } });
    assert_eq!(patch(&test, &path, &change).await?.ok()?["metadata"].get("finalizers"), None);
    Ok(())
}

async fn nulls_remove_fields_and_are_not_stored(test: Fixture) -> Result<()> {
    let path = config_map(&test, json!({ "a": "1", "b": "2" })).await?;
    let change = json!({ "data": { "a": null, "none": null, "c": "3" } });
    assert_eq!(patch(&test, &path, &change).await?.ok()?["data"], json!({ "b": "2", "c": "3" }));
    let change = json!({ "data": { "$patch": "replace", "only": "4" } });
    assert_eq!(patch(&test, &path, &change).await?.ok()?["data"], json!({ "only": "4" }));
    Ok(())
}

async fn the_writer_owns_what_its_patch_changed(test: Fixture) -> Result<()> {
    let path = config_map(&test, json!({ "a": "1", "b": "2" })).await?;
    let change = json!({ "data": { "b": "3", "c": "4" } });
    let patched = patch(&test, &format!("{path}?fieldManager=patcher"), &change).await?.ok()?;
    let entries = patched["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
    let entry = entries.iter().find(|entry| entry["manager"] == "patcher").cloned().unwrap_or_default();
    assert_eq!(entry["operation"], "Update");
    assert_eq!(entry["fieldsV1"], json!({ "f:data": { "f:b": {}, "f:c": {} } }));
    let again = patch(&test, &format!("{path}?fieldManager=patcher"), &change).await?.ok()?;
    assert_eq!(again["metadata"]["resourceVersion"], patched["metadata"]["resourceVersion"]);
    Ok(())
}

async fn a_dry_run_changes_nothing(test: Fixture) -> Result<()> {
    let path = config_map(&test, json!({ "a": "1" })).await?;
    let change = json!({ "data": { "a": "2" } });
    let answer = patch(&test, &format!("{path}?dryRun=All"), &change).await?.ok()?;
    assert_eq!(answer["data"]["a"], "2");
    assert_eq!(test.wire.get(&path).await?.ok()?["data"]["a"], "1");
    Ok(())
}

async fn unknown_fields_are_warned_about_or_refused(test: Fixture) -> Result<()> {
    let path = config_map(&test, json!({ "a": "1" })).await?;
    let change = json!({ "dada": { "a": "2" } });
    let warned = patch(&test, &path, &change).await?;
    assert_eq!(warned.warnings(), ["unknown field \"dada\""]);
    assert_eq!(warned.ok()?.get("dada"), None);
    for media in ["application/strategic-merge-patch+json", "application/merge-patch+json"] {
        let answer = test.wire.send("PATCH", &format!("{path}?fieldValidation=Strict"), media, Some(&change)).await?;
        let refused = answer.failure(422)?;
        assert_eq!(
            (&refused["reason"], &refused["details"]["causes"][0]["field"]),
            (&json!("Invalid"), &json!("patch"))
        );
    }
    Ok(())
}

async fn a_patch_of_the_status_changes_only_the_status(test: Fixture) -> Result<()> {
    let path = format!("{}/status", deployment(&test).await?);
    let change = json!({ "spec": { "replicas": 7 }, "status": { "replicas": 1, "conditions": [
        { "type": "Available", "status": "False" }, { "type": "Progressing", "status": "True" },
    ] } });
    patch(&test, &path, &change).await?.ok()?;
    let change = json!({ "status": { "conditions": [{ "type": "Available", "status": "True" }] } });
    let patched = patch(&test, &path, &change).await?.ok()?;
    assert_eq!((&patched["spec"]["replicas"], &patched["status"]["replicas"]), (&json!(1), &json!(1)));
    let conditions = patched["status"]["conditions"].as_array().into_iter().flatten();
    let states: Vec<_> = conditions.map(|condition| (&condition["type"], &condition["status"])).collect();
    let (available, progressing, yes) = (json!("Available"), json!("Progressing"), json!("True"));
    assert_eq!(states, [(&available, &yes), (&progressing, &yes)]);
    Ok(())
}

async fn malformed_patches_are_refused_with_the_codes_of_kubernetes(test: Fixture) -> Result<()> {
    let path = deployment(&test).await?;
    for (change, code) in [
        (json!({ "$patch": "merge" }), 500),
        (json!({ "spec": { "$retainKeys": "replicas" } }), 400),
        (json!({ "spec": { "$deleteFromPrimitiveList": [] } }), 400),
        (in_pod(json!({ "containers": [{ "image": "without a name" }] })), 500),
        (in_pod(json!({ "containers": ["a"] })), 500),
        (in_pod(json!({ "containers": [{ "name": "main", "$patch": "merge" }] })), 500),
        (in_pod(json!({ "containers": [{ "name": "main", "args": [["a"]] }] })), 422),
    ] {
        let answer = patch(&test, &path, &change).await?;
        assert_eq!(answer.code, code, "{change}: {}", answer.body);
    }
    Ok(())
}

async fn custom_resources_take_no_strategic_merge_patch(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 1 }))).await?.ok()?;
    let refused = patch(&test, &test.widgets("/a"), &json!({ "spec": { "size": 2 } })).await?.failure(415)?;
    assert_eq!(refused["reason"], "UnsupportedMediaType");
    Ok(())
}
