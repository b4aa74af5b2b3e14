//! `kubectl apply` without `--server-side`: kubectl makes the patch itself, by what the server publishes about its kinds.

use anyhow::Result;
use openchoreo_acceptance::Kubectl;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    with [xtask::tools::Tool::Kubectl]:
    every_built_in_kind_is_created_changed_and_left_alone,
    what_leaves_the_manifest_leaves_the_object_and_what_others_added_stays,
    another_strategy_takes_the_old_ones_settings_away,
    custom_resources_are_created_changed_and_left_alone,
);

/// How many kinds `kinds.yaml` holds.
const KINDS: usize = 28;

/// The kinds that kubectl sends a patch for at every apply: of `stringData` nothing is stored, and lists that merge as one
/// value come back with defaults.
const RESTATED: [&str; 5] = ["secret", "endpoints", "poddisruptionbudget", "networkpolicy", "endpointslice"];

/// Applies a manifest; answers what kubectl says of each object, such as `created`.
async fn apply(kubectl: &Kubectl, manifest: &str) -> Result<Vec<String>> {
    let output = kubectl.run_with_input(&["apply", "-f", "-"], manifest).await?.ok()?;
    let words = output.stdout.lines().filter_map(|line| line.rsplit(' ').next());
    Ok(words.map(str::to_owned).collect())
}

async fn every_built_in_kind_is_created_changed_and_left_alone(test: Fixture) -> Result<()> {
    let kubectl = test.plane.kubectl()?;
    let first = include_str!("kinds.yaml").replace("NAMESPACE", &test.namespace);
    let second = first.replace("stage: one", "stage: two");
    assert_eq!(apply(&kubectl, &first).await?, ["created"; KINDS]);
    assert_eq!(apply(&kubectl, &second).await?, ["configured"; KINDS]);
    let again = kubectl.run_with_input(&["apply", "-f", "-"], &second).await?.ok()?.stdout;
    let changed = again.lines().filter(|line| !line.ends_with(" unchanged"));
    let changed: Vec<_> = changed.filter_map(|line| line.split(['.', '/']).next()).collect();
    assert_eq!(changed, RESTATED, "{again}");
    let found = test.wire.get(&test.core("configmaps/a")).await?.ok()?;
    let applied = found["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"].as_str();
    let applied: Value = serde_json::from_str(applied.unwrap_or_default())?;
    assert_eq!((&applied["metadata"]["labels"]["stage"], &applied["data"]["key"]), (&json!("two"), &json!("value")));
    Ok(())
}

fn deployment(test: &Fixture, strategy: Value, containers: Value) -> String {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": "a", "namespace": test.namespace },
        "spec": {
            "selector": { "matchLabels": { "app": "a" } },
            "strategy": strategy,
            "template": { "metadata": { "labels": { "app": "a" } }, "spec": { "containers": containers } },
        },
    })
    .to_string()
}

async fn what_leaves_the_manifest_leaves_the_object_and_what_others_added_stays(test: Fixture) -> Result<()> {
    let kubectl = test.plane.kubectl()?;
    let container =
        |name: &str, environment: Value| json!({ "name": name, "image": "r.example.com/i:1", "env": environment });
    let before = json!([
        container("main", json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }])),
        container("gone", json!([])),
    ]);
    apply(&kubectl, &deployment(&test, json!({}), before)).await?;
    let path = test.in_group("apps/v1", "deployments/a");
    let theirs = json!({ "spec": { "replicas": 5, "template": { "spec": { "containers": [
        { "name": "theirs", "image": "r.example.com/t:1" },
        { "name": "main", "env": [{ "name": "THEIRS", "value": "3" }] },
    ] } } } });
    test.wire.send("PATCH", &path, "application/strategic-merge-patch+json", Some(&theirs)).await?.ok()?;
    let after = json!([container("new", json!([])), container("main", json!([{ "name": "B", "value": "4" }]))]);
    assert_eq!(apply(&kubectl, &deployment(&test, json!({}), after)).await?, ["configured"]);
    let found = test.wire.get(&path).await?.ok()?;
    let containers = &found["spec"]["template"]["spec"]["containers"];
    let names: Vec<_> = containers.as_array().into_iter().flatten().map(|container| &container["name"]).collect();
    assert_eq!((json!(names), &found["spec"]["replicas"]), (json!(["theirs", "new", "main"]), &json!(5)));
    let environment = json!([{ "name": "THEIRS", "value": "3" }, { "name": "B", "value": "4" }]);
    assert_eq!(containers[2]["env"], environment);
    Ok(())
}

async fn another_strategy_takes_the_old_ones_settings_away(test: Fixture) -> Result<()> {
    let kubectl = test.plane.kubectl()?;
    let containers = json!([{ "name": "main", "image": "r.example.com/i:1" }]);
    let rolling = json!({ "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 2 } });
    apply(&kubectl, &deployment(&test, rolling, containers.clone())).await?;
    let recreate = deployment(&test, json!({ "type": "Recreate" }), containers);
    assert_eq!(apply(&kubectl, &recreate).await?, ["configured"]);
    let found = test.wire.get(&test.in_group("apps/v1", "deployments/a")).await?.ok()?;
    assert_eq!(found["spec"]["strategy"], json!({ "type": "Recreate" }));
    Ok(())
}

async fn custom_resources_are_created_changed_and_left_alone(test: Fixture) -> Result<()> {
    test.install_widgets().await?;
    let kubectl = test.plane.kubectl()?;
    let manifest = |spec: Value| {
        let mut widget = test.widget("a", spec);
        widget["metadata"]["namespace"] = json!(test.namespace);
        widget.to_string()
    };
    assert_eq!(apply(&kubectl, &manifest(json!({ "size": 1, "limit": 9 }))).await?, ["created"]);
    assert_eq!(apply(&kubectl, &manifest(json!({ "size": 2 }))).await?, ["configured"]);
    assert_eq!(apply(&kubectl, &manifest(json!({ "size": 2 }))).await?, ["unchanged"]);
    let spec = test.wire.get(&test.widgets("/a")).await?.ok()?["spec"].take();
    assert_eq!((&spec["size"], spec.get("limit")), (&json!(2), None));
    Ok(())
}
