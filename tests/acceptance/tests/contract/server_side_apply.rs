//! Server-side apply: who manages what, conflicts, and what an apply removes.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::fixture::{DEFINITIONS, Fixture, contract};

contract!(
    an_apply_creates_and_records_its_fields,
    an_apply_that_changes_nothing_writes_nothing,
    a_field_of_another_manager_is_a_conflict,
    a_forced_apply_takes_the_field_over,
    an_equal_value_is_shared,
    a_float_without_a_fraction_equals_the_integer,
    what_is_no_longer_applied_is_removed,
    what_another_manager_also_applies_stays,
    an_update_takes_the_fields_that_it_changes,
    list_maps_merge_by_key,
    sets_merge_by_value,
    atomic_lists_have_one_manager,
    the_status_is_managed_apart,
    an_applied_body_has_no_managed_fields,
    an_apply_needs_a_manager,
    an_apply_says_what_type_it_is_of,
    an_apply_with_another_uid_is_a_conflict,
    an_unknown_field_is_refused_by_a_strict_apply,
    containers_of_a_deployment_merge_by_name,
);

async fn apply(test: &Fixture, manager: &str, spec: Value) -> Result<Value> {
    test.wire.apply(&test.widgets(&format!("/a?fieldManager={manager}")), &test.widget("a", spec)).await?.ok()
}

async fn a_float_without_a_fraction_equals_the_integer(test: Fixture) -> Result<()> {
    let mut definition = test.definition()?;
    let limits = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size";
    for (manager, maximum) in [("one", json!(100.0)), ("two", json!(100))] {
        definition.pointer_mut(limits).expect("the definition limits the size")["maximum"] = maximum;
        let path = format!("{DEFINITIONS}/widgets.{}?fieldManager={manager}", test.group);
        test.wire.apply(&path, &definition).await?.ok()?;
    }
    Ok(())
}

/// The fields of a manager, without the time.
fn managed<'a>(object: &'a Value, manager: &str, operation: &str) -> Option<&'a Value> {
    let entries = object["metadata"]["managedFields"].as_array()?;
    entries.iter().find(|entry| entry["manager"] == manager && entry["operation"] == operation)
}

async fn an_apply_creates_and_records_its_fields(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let path = test.widgets("/a?fieldManager=one");
    let spec = json!({ "size": 1, "ports": [{ "name": "http", "port": 80 }], "tags": ["x"], "commands": ["run"] });
    let answer = test.wire.apply(&path, &test.widget("a", spec)).await?;
    assert_eq!(answer.code, 201);
    let created = answer.ok()?;
    let entry = managed(&created, "one", "Apply");
    let entry = entry.ok_or_else(|| anyhow::anyhow!("no entry in {created}"))?;
    assert_eq!((&entry["apiVersion"], &entry["fieldsType"]), (&created["apiVersion"], &json!("FieldsV1")));
    let expected = json!({ "f:spec": {
        "f:size": {},
        "f:commands": {},
        "f:tags": { "v:\"x\"": {} },
        "f:ports": { "k:{\"name\":\"http\"}": { ".": {}, "f:name": {}, "f:port": {} } },
    } });
    assert_eq!(entry["fieldsV1"], expected);
    Ok(())
}

async fn an_apply_that_changes_nothing_writes_nothing(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let first = apply(&test, "one", json!({ "size": 1 })).await?;
    let second = apply(&test, "one", json!({ "size": 1 })).await?;
    assert_eq!(first, second);
    Ok(())
}

async fn a_field_of_another_manager_is_a_conflict(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1, "name": "a" })).await?;
    let widget = test.widget("a", json!({ "size": 2, "name": "b" }));
    let status = test.wire.apply(&test.widgets("/a?fieldManager=two"), &widget).await?.failure(409)?;
    assert_eq!(status["reason"], "Conflict");
    let causes = json!([
        { "reason": "FieldManagerConflict", "message": "conflict with \"one\"", "field": ".spec.name" },
        { "reason": "FieldManagerConflict", "message": "conflict with \"one\"", "field": ".spec.size" },
    ]);
    assert_eq!(status["details"]["causes"], causes);
    assert_eq!(status["message"], "Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.name\n- .spec.size");
    Ok(())
}

async fn a_forced_apply_takes_the_field_over(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1, "name": "a" })).await?;
    let forced = apply(&test, "two&force=true", json!({ "size": 2 })).await?;
    let fields = |manager| managed(&forced, manager, "Apply").map(|entry| &entry["fieldsV1"]);
    assert_eq!(fields("one"), Some(&json!({ "f:spec": { "f:name": {} } })));
    assert_eq!(fields("two"), Some(&json!({ "f:spec": { "f:size": {} } })));
    Ok(())
}

async fn an_equal_value_is_shared(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1 })).await?;
    let shared = apply(&test, "two", json!({ "size": 1 })).await?;
    for manager in ["one", "two"] {
        assert_eq!(
            managed(&shared, manager, "Apply").map(|entry| &entry["fieldsV1"]),
            Some(&json!({ "f:spec": { "f:size": {} } }))
        );
    }
    Ok(())
}

async fn what_is_no_longer_applied_is_removed(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let ports = json!([{ "name": "a", "port": 1 }, { "name": "b", "port": 2 }]);
    apply(&test, "one", json!({ "size": 1, "name": "a", "labels": { "k": "v", "l": "w" }, "ports": ports })).await?;
    let left = apply(&test, "one", json!({ "size": 1, "labels": { "l": "w" }, "ports": [{ "name": "b", "port": 2 }] }))
        .await?;
    let expected = json!({
        "size": 1, "color": "red", "labels": { "l": "w" }, "ports": [{ "name": "b", "port": 2, "protocol": "TCP" }],
    });
    assert_eq!(left["spec"], expected);
    Ok(())
}

async fn what_another_manager_also_applies_stays(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1, "name": "a" })).await?;
    apply(&test, "two", json!({ "size": 1, "name": "a" })).await?;
    let left = apply(&test, "one", json!({ "size": 1 })).await?;
    assert_eq!(left["spec"]["name"], "a");
    Ok(())
}

async fn an_update_takes_the_fields_that_it_changes(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1, "name": "a" })).await?;
    let patch = json!({ "spec": { "size": 2 } });
    let updated = test.wire.merge(&test.widgets("/a?fieldManager=editor"), &patch).await?.ok()?;
    let fields = |manager, operation| managed(&updated, manager, operation).map(|entry| &entry["fieldsV1"]);
    assert_eq!(fields("one", "Apply"), Some(&json!({ "f:spec": { "f:name": {} } })));
    assert_eq!(fields("editor", "Update"), Some(&json!({ "f:spec": { "f:size": {} } })));

    let widget = test.widget("a", json!({ "size": 1, "name": "a" }));
    let status = test.wire.apply(&test.widgets("/a?fieldManager=one"), &widget).await?.failure(409)?;
    let message = status["details"]["causes"][0]["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("conflict with \"editor\" using "), "{message}");
    Ok(())
}

async fn list_maps_merge_by_key(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1, "ports": [{ "name": "a", "port": 1 }] })).await?;
    let merged = apply(&test, "two", json!({ "size": 1, "ports": [{ "name": "b", "port": 2 }] })).await?;
    let names: Vec<_> = merged["spec"]["ports"].as_array().into_iter().flatten().map(|port| &port["name"]).collect();
    assert_eq!(names, ["a", "b"]);
    Ok(())
}

async fn sets_merge_by_value(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1, "tags": ["x", "y"] })).await?;
    let merged = apply(&test, "two", json!({ "size": 1, "tags": ["z", "x"] })).await?;
    let tags = merged["spec"]["tags"].as_array().into_iter().flatten().filter_map(Value::as_str);
    assert_eq!(tags.collect::<std::collections::BTreeSet<_>>(), ["x", "y", "z"].into());
    Ok(())
}

async fn atomic_lists_have_one_manager(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1, "commands": ["a"] })).await?;
    let widget = test.widget("a", json!({ "size": 1, "commands": ["a", "b"] }));
    let status = test.wire.apply(&test.widgets("/a?fieldManager=two"), &widget).await?.failure(409)?;
    assert_eq!(status["details"]["causes"][0]["field"], ".spec.commands");
    Ok(())
}

async fn the_status_is_managed_apart(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1 })).await?;
    let mut status = test.widget("a", json!({}));
    status["status"] = json!({ "phase": "up" });
    status.as_object_mut().map(|object| object.remove("spec"));
    let applied = test.wire.apply(&test.widgets("/a/status?fieldManager=controller"), &status).await?.ok()?;
    assert_eq!((&applied["status"]["phase"], &applied["spec"]["size"]), (&json!("up"), &json!(1)));
    let entry = managed(&applied, "controller", "Apply").cloned().unwrap_or_default();
    assert_eq!(
        (&entry["subresource"], &entry["fieldsV1"]),
        (&json!("status"), &json!({ "f:status": { "f:phase": {} } }))
    );
    Ok(())
}

async fn an_applied_body_has_no_managed_fields(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let applied = apply(&test, "one", json!({ "size": 1 })).await?;
    let status = test.wire.apply(&test.widgets("/a?fieldManager=one"), &applied).await?.failure(400)?;
    assert_eq!(status["message"], "metadata.managedFields must be nil");
    Ok(())
}

async fn an_apply_needs_a_manager(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let status = test.wire.apply(&test.widgets("/a"), &test.widget("a", json!({ "size": 1 }))).await?.failure(422)?;
    let message = status["message"].as_str().unwrap_or_default();
    assert!(message.contains("fieldManager: Required value: is required for apply patch"), "{message}");
    Ok(())
}

async fn an_apply_with_another_uid_is_a_conflict(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let mut widget = test.widget("a", json!({ "size": 1 }));
    widget["metadata"]["uid"] = json!("9d4b8f0e-0000-4000-8000-000000000000");
    let status = test.wire.apply(&test.widgets("/a?fieldManager=one"), &widget).await?.failure(409)?;
    assert_eq!(status["reason"], "Conflict");
    Ok(())
}

async fn an_unknown_field_is_refused_by_a_strict_apply(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let widget = test.widget("a", json!({ "size": 1, "unknown": 1 }));
    let path = test.widgets("/a?fieldManager=one&fieldValidation=Strict");
    let answer = test.wire.apply(&path, &widget).await?;
    assert!(answer.code.is_client_error() || answer.code.is_server_error(), "{answer:?}");
    assert!(answer.body["message"].as_str().is_some_and(|message| message.contains("spec.unknown")), "{answer:?}");
    test.wire.get(&test.widgets("/a")).await?.failure(404)?;
    Ok(())
}

fn deployment(containers: Value) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "d" },
        "spec": {
            "selector": { "matchLabels": { "app": "d" } },
            "template": { "metadata": { "labels": { "app": "d" } }, "spec": { "containers": containers } },
        },
    })
}

async fn containers_of_a_deployment_merge_by_name(test: Fixture) -> Result<()> {
    let path = test.in_group("apps/v1", "deployments/d?fieldManager=");
    let main = json!([{ "name": "main", "image": "main:1", "ports": [{ "containerPort": 80 }] }]);
    let side = json!([{ "name": "side", "image": "side:1" }]);
    test.wire.apply(&format!("{path}one"), &deployment(main.clone())).await?.ok()?;
    let merged = test.wire.apply(&format!("{path}two"), &deployment(side)).await?.ok()?;
    let containers = merged["spec"]["template"]["spec"]["containers"].as_array().into_iter().flatten();
    assert_eq!(containers.map(|container| &container["name"]).collect::<Vec<_>>(), ["main", "side"]);
    let entry = managed(&merged, "one", "Apply").cloned().unwrap_or_default();
    let ports =
        &entry["fieldsV1"]["f:spec"]["f:template"]["f:spec"]["f:containers"]["k:{\"name\":\"main\"}"]["f:ports"];
    let expected = json!({ "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:containerPort": {} } });
    assert_eq!(ports, &expected);
    Ok(())
}

async fn an_apply_says_what_type_it_is_of(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    apply(&test, "one", json!({ "size": 1 })).await?;
    test.wire.post(&test.core("configmaps"), &json!({ "metadata": { "name": "a" } })).await?.ok()?;
    let group = format!("{}/v1", test.group);
    let places = [(test.widgets("/"), group.as_str(), "Widget"), (test.core("configmaps/"), "v1", "ConfigMap")];
    for (path, version, kind) in places {
        let bodies = [
            json!({}),
            json!([]),
            json!("x"),
            json!({ "apiVersion": version }),
            json!({ "kind": kind }),
            json!({ "apiVersion": version, "kind": "Gadget" }),
            json!({ "apiVersion": "example.com/v9", "kind": kind }),
            json!({ "apiVersion": 1, "kind": kind }),
        ];
        for name in ["a", "new"] {
            for body in &bodies {
                let answer = test.wire.apply(&format!("{path}{name}?fieldManager=one"), body).await?;
                let status = answer.failure(400).with_context(|| format!("{path}{name}: {body}"))?;
                assert_eq!(status["reason"], "BadRequest", "{body}");
            }
        }
    }
    Ok(())
}
