//! The `/scale` subresource and `kubectl scale`.

use anyhow::{Context, Result};
use openchoreo_acceptance::at_hand;
use serde_json::{Value, json};
use xtask::tools::Tool;

use crate::fixture::{DEFINITIONS, Fixture, contract};

contract!(
    workloads_show_and_take_their_number_of_replicas,
    a_write_of_the_scale_changes_nothing_else_and_is_owned_apart,
    a_stale_or_impossible_scale_is_refused,
    what_is_no_scale_of_the_object_is_refused,
    a_scale_without_a_number_is_zero,
    unknown_fields_of_a_scale_are_reported,
    custom_resources_scale_where_their_definition_says,
    kubectl_scales,
);

fn workload(resource: &str) -> Value {
    let mut spec = json!({
        "replicas": 2,
        "selector": { "matchLabels": { "app": "a" }, "matchExpressions": [{ "key": "tier", "operator": "Exists" }] },
        "template": {
            "metadata": { "labels": { "app": "a", "tier": "x" } },
            "spec": { "containers": [{ "name": "main", "image": "r.example.com/i:1" }] },
        },
    });
    if resource == "statefulsets" {
        spec["serviceName"] = json!("a");
    }
    json!({ "metadata": { "name": "a" }, "spec": spec })
}

async fn create(test: &Fixture, resource: &str) -> Result<String> {
    test.wire.post(&test.in_group("apps/v1", resource), &workload(resource)).await?.ok()?;
    Ok(test.in_group("apps/v1", &format!("{resource}/a")))
}

async fn workloads_show_and_take_their_number_of_replicas(test: Fixture) -> Result<()> {
    for resource in ["deployments", "replicasets", "statefulsets"] {
        let path = create(&test, resource).await?;
        let scale = test.wire.get(&format!("{path}/scale")).await?.ok()?;
        assert_eq!((&scale["kind"], &scale["apiVersion"]), (&json!("Scale"), &json!("autoscaling/v1")));
        assert_eq!(scale["spec"], json!({ "replicas": 2 }), "{resource}");
        assert_eq!(scale["status"], json!({ "replicas": 0, "selector": "app=a,tier" }), "{resource}");
        let mut wanted = scale.clone();
        wanted["spec"]["replicas"] = json!(0);
        let scale = test.wire.put(&format!("{path}/scale"), &wanted).await?.ok()?;
        assert_eq!(scale["spec"], json!({}), "{resource}");
        let found = test.wire.get(&path).await?.ok()?;
        assert_eq!((&found["spec"]["replicas"], &found["metadata"]["generation"]), (&json!(0), &json!(2)));
        assert_eq!(found["metadata"]["resourceVersion"], scale["metadata"]["resourceVersion"]);
    }
    Ok(())
}

async fn a_write_of_the_scale_changes_nothing_else_and_is_owned_apart(test: Fixture) -> Result<()> {
    let path = create(&test, "deployments").await?;
    let before = test.wire.get(&path).await?.ok()?;
    let change = json!({ "spec": { "replicas": 4 }, "metadata": { "labels": { "a": "b" } } });
    let dry = test.wire.merge(&format!("{path}/scale?dryRun=All"), &change).await?.ok()?;
    assert_eq!(dry["spec"]["replicas"], 4);
    assert_eq!(test.wire.get(&path).await?.ok()?, before);
    test.wire.merge(&format!("{path}/scale?fieldManager=scaler"), &change).await?.ok()?;
    let mut after = test.wire.get(&path).await?.ok()?;
    let entries = after["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
    let entry = entries.iter().find(|entry| entry["manager"] == "scaler").context("no entry")?;
    assert_eq!((&entry["subresource"], &entry["operation"]), (&json!("scale"), &json!("Update")));
    assert_eq!(entry["fieldsV1"], json!({ "f:spec": { "f:replicas": {} } }));
    assert_eq!(after["metadata"].get("labels"), None);
    after["spec"]["replicas"] = json!(2);
    assert_eq!(after["spec"], before["spec"]);
    Ok(())
}

async fn a_stale_or_impossible_scale_is_refused(test: Fixture) -> Result<()> {
    let path = format!("{}/scale", create(&test, "deployments").await?);
    let stale = test.wire.get(&path).await?.ok()?;
    test.wire.json_patch(&path, &json!([{ "op": "replace", "path": "/spec/replicas", "value": 3 }])).await?.ok()?;
    let refused = test.wire.put(&path, &stale).await?.failure(409)?;
    assert_eq!(refused["reason"], "Conflict");
    let refused = test.wire.merge(&path, &json!({ "spec": { "replicas": -1 } })).await?.failure(422)?;
    assert_eq!(refused["details"]["causes"][0]["field"], "spec.replicas");
    test.wire.put(&path, &json!({ "kind": "Deployment", "apiVersion": "apps/v1" })).await?.failure(400)?;
    test.wire.get(&test.in_group("apps/v1", "deployments/none/scale")).await?.failure(404)?;
    assert_eq!(test.wire.get(&test.in_group("apps/v1", "daemonsets/none/scale")).await?.code, 404);
    Ok(())
}

async fn what_is_no_scale_of_the_object_is_refused(test: Fixture) -> Result<()> {
    install_scalable_widgets(&test).await?;
    test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 3 }))).await?.ok()?;
    let scale = |metadata: Value| json!({ "metadata": metadata, "spec": { "replicas": 1 } });
    let mut other = scale(json!({ "name": "a" }));
    other["kind"] = json!("ConfigMap");
    let bodies = [
        json!([]),
        json!("x"),
        json!({}),
        json!({ "spec": { "replicas": 1 } }),
        scale(json!({ "name": "b" })),
        scale(json!({ "name": "a", "namespace": "other" })),
        json!({ "metadata": { "name": "a" }, "spec": [] }),
        json!({ "metadata": { "name": "a" }, "spec": { "replicas": "x" } }),
        json!({ "metadata": { "name": "a" }, "spec": { "replicas": 3_000_000_000_u64 } }),
        other,
    ];
    for path in [create(&test, "deployments").await?, test.widgets("/a")] {
        let before = test.wire.get(&path).await?.ok()?["spec"].take();
        for body in &bodies {
            let status = test.wire.put(&format!("{path}/scale"), body).await?;
            let status = status.failure(400).with_context(|| format!("{path}: {body}"))?;
            assert_eq!(status["reason"], "BadRequest", "{body}");
        }
        let odd = json!({ "spec": { "replicas": "x" } });
        test.wire.merge(&format!("{path}/scale"), &odd).await?.failure(422)?;
        test.wire.merge(&format!("{path}/scale"), &json!({ "metadata": { "name": "b" } })).await?.failure(400)?;
        assert_eq!(test.wire.get(&path).await?.ok()?["spec"], before);
    }
    Ok(())
}

/// Surprising, and what kube-apiserver does.
async fn a_scale_without_a_number_is_zero(test: Fixture) -> Result<()> {
    let path = create(&test, "deployments").await?;
    let scale = json!({ "metadata": { "name": "a" } });
    test.wire.put(&format!("{path}/scale"), &scale).await?.ok()?;
    assert_eq!(test.wire.get(&path).await?.ok()?["spec"]["replicas"], 0);
    install_scalable_widgets(&test).await?;
    test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 3 }))).await?.ok()?;
    let refused = test.wire.put(&test.widgets("/a/scale"), &scale).await?.failure(422)?;
    let cause = &refused["details"]["causes"][0];
    assert_eq!(cause["field"], "spec.size");
    assert!(cause["message"].as_str().is_some_and(|message| message.starts_with("Invalid value: 0")), "{cause}");
    Ok(())
}

async fn unknown_fields_of_a_scale_are_reported(test: Fixture) -> Result<()> {
    let path = format!("{}/scale", create(&test, "deployments").await?);
    let odd = json!({ "metadata": { "name": "a" }, "spec": { "replicas": 1, "replica": 3 } });
    test.wire.put(&format!("{path}?fieldValidation=Strict"), &odd).await?.failure(400)?;
    let patch = json!({ "spec": { "replica": 3 } });
    test.wire.merge(&format!("{path}?fieldValidation=Strict"), &patch).await?.failure(422)?;
    assert_eq!(test.wire.get(&path).await?.ok()?["spec"]["replicas"], 2);
    for answer in [test.wire.put(&path, &odd).await?, test.wire.merge(&path, &patch).await?] {
        assert_eq!(answer.warnings(), ["unknown field \"spec.replica\""]);
        assert_eq!(answer.ok()?["spec"], json!({ "replicas": 1 }));
    }
    Ok(())
}

/// Installs the definition of widgets with the number of replicas at another place than usual.
async fn install_scalable_widgets(test: &Fixture) -> Result<()> {
    let mut definition = test.definition()?;
    let version = definition.pointer_mut("/spec/versions/0").context("no version")?;
    version["subresources"]["scale"] = json!({
        "specReplicasPath": ".spec.size", "statusReplicasPath": ".status.size", "labelSelectorPath": ".status.selector",
    });
    let status = json!({ "type": "object", "properties": {
        "size": { "type": "integer" }, "selector": { "type": "string" },
    } });
    version["schema"]["openAPIV3Schema"]["properties"]["status"] = status;
    test.wire.post(DEFINITIONS, &definition).await?.ok()?;
    test.until_served(&test.widgets("")).await
}

async fn custom_resources_scale_where_their_definition_says(test: Fixture) -> Result<()> {
    install_scalable_widgets(&test).await?;
    test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 3 }))).await?.ok()?;
    let status = json!({ "status": { "size": 1, "selector": "app=a" } });
    test.wire.merge(&test.widgets("/a/status"), &status).await?.ok()?;
    let scale = test.wire.get(&test.widgets("/a/scale")).await?.ok()?;
    assert_eq!(
        (&scale["spec"], &scale["status"]),
        (&json!({ "replicas": 3 }), &json!({ "replicas": 1, "selector": "app=a" }))
    );
    test.wire.merge(&test.widgets("/a/scale"), &json!({ "spec": { "replicas": 5 } })).await?.ok()?;
    assert_eq!(test.wire.get(&test.widgets("/a")).await?.ok()?["spec"]["size"], 5);
    test.wire.merge(&test.widgets("/a/scale"), &json!({ "spec": { "replicas": 1000 } })).await?.failure(422)?;
    Ok(())
}

async fn kubectl_scales(test: Fixture) -> Result<()> {
    if !at_hand(&[Tool::Kubectl]) {
        return Ok(());
    }
    install_scalable_widgets(&test).await?;
    test.wire.post(&test.widgets(""), &test.widget("a", json!({ "size": 3 }))).await?.ok()?;
    let path = create(&test, "deployments").await?;
    let kubectl = test.plane.kubectl()?;
    let scale = async |arguments: &[&str]| -> Result<String> {
        let all = [&["-n", &test.namespace, "scale"], arguments].concat();
        Ok(kubectl.run(&all).await?.ok()?.stdout)
    };
    assert_eq!(scale(&["deployment/a", "--replicas=7"]).await?, "deployment.apps/a scaled\n");
    assert_eq!(scale(&["deployment/a", "--replicas=0", "--current-replicas=7"]).await?, "deployment.apps/a scaled\n");
    assert_eq!(test.wire.get(&path).await?.ok()?["spec"]["replicas"], 0);
    let widgets = format!("widgets.{}/a", test.group);
    assert_eq!(scale(&[&widgets, "--replicas=9"]).await?, format!("widget.{}/a scaled\n", test.group));
    assert_eq!(test.wire.get(&test.widgets("/a")).await?.ok()?["spec"]["size"], 9);
    Ok(())
}
