//! Manifests, without Terraform.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use kube::Client;
use openchoreo_acceptance::{ControlPlane, Inventory, Kubectl, OpenchoreoDev, Output};
use openchoreo_api::names;
use openchoreo_apiserver::builtin::extension_crds;
use serde_json::Value;
use tokio::process::Command;
use tokio::time::Instant;
use xtask::workspace;

use crate::{said, setup};

const PATIENCE: Duration = Duration::from_secs(60);
const APPLY: [&str; 4] = ["apply", "--server-side", "-f", "-"];

/// What depends on an endpoint's port and path. All else refers to the port by its name.
const CHANGED: [&str; 8] = [
    "user-service/spec/template/spec/containers/0/livenessProbe/tcpSocket/port",
    "user-service/spec/template/spec/containers/0/ports/0/containerPort",
    "user-service/spec/template/spec/containers/0/readinessProbe/tcpSocket/port",
    "user-service.public/spec/rules/0/backendRefs/0/port",
    "user-service.public/spec/rules/0/matches/0/path/value",
    "user-service.gateway/spec/ingress/0/ports/0/port",
    "user-service.metrics/spec/ingress/0/ports/0/port",
    "user-service/spec/ports/0/port",
];

/// The objects that the platform made, without their status.
type Objects = BTreeMap<String, Value>;

#[tokio::test]
async fn a_component_becomes_exactly_what_render_prints() -> Result<()> {
    let dev = OpenchoreoDev::start().await?;
    let kubectl = dev.kubectl()?;
    let manifest = setup::example("user-service.yaml")?;
    apply(&kubectl, &manifest).await?;
    let expected = rendered(&manifest).await?;
    becomes(&dev, &expected).await?;
    for kind in ["Deployment", "Service", "NetworkPolicy", "HorizontalPodAutoscaler", "ServiceMonitor"] {
        assert!(
            expected.keys().any(|key| key.split(' ').nth(1) == Some(kind)),
            "{kind} is not in {:?}",
            expected.keys()
        );
    }
    Ok(())
}

#[tokio::test]
async fn another_port_and_path_change_those_leaves_only() -> Result<()> {
    let dev = OpenchoreoDev::start().await?;
    let kubectl = dev.kubectl()?;
    let before = setup::example("user-service.yaml")? + "      visibility: [public]\n";
    let after = before.replace("8080", "9090").replace("/api/v1", "/api/v2");
    apply(&kubectl, &before).await?;
    let was = rendered(&before).await?;
    becomes(&dev, &was).await?;
    apply(&kubectl, &after).await?;
    let is = rendered(&after).await?;
    becomes(&dev, &is).await?;
    let (was, is) = (serde_json::to_value(was)?, serde_json::to_value(is)?);
    let leaves = said::differences(&was, &is);
    assert_eq!(leaves.iter().map(|leaf| without_cell(leaf)).collect::<Vec<_>>(), CHANGED);
    Ok(())
}

/// An object's name and the path in it: what follows API version, kind and cell.
fn without_cell(leaf: &str) -> &str {
    leaf.split_once(" dp-default-").and_then(|(_, rest)| rest.split_once('/')).map_or(leaf, |(_, rest)| rest)
}

/// Applies a manifest of user-service, and waits until the controllers are done with it.
async fn apply(kubectl: &Kubectl, manifest: &str) -> Result<()> {
    kubectl.run_with_input(&APPLY, manifest).await?.ok()?;
    let wait = ["wait", "component/user-service", "--for=condition=Ready", "--timeout=60s"];
    kubectl.run(&wait).await?.ok()?;
    Ok(())
}

/// What `openchoreo render` prints for a manifest, with the defaults that an API server adds.
async fn rendered(manifest: &str) -> Result<Objects> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("manifest.yaml");
    std::fs::write(&file, manifest)?;
    let mut render = Command::new(workspace::binary("openchoreo"));
    let printed = Output::of(render.arg("render").arg("-f").arg(&file)).await?.ok()?.stdout;
    let control_plane = ControlPlane::embedded().await?;
    let kubectl = control_plane.kubectl()?;
    let definitions = extension_crds().iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    kubectl.run_with_input(&APPLY, &definitions).await?.ok()?;
    kubectl.run(&["wait", "crd", "--all", "--for=condition=Established", "--timeout=60s"]).await?.ok()?;
    kubectl.run_with_input(&APPLY, &printed).await?.ok()?;
    compiled(&control_plane.client()).await
}

/// Waits until the platform has made exactly these objects.
async fn becomes(dev: &OpenchoreoDev, expected: &Objects) -> Result<()> {
    let client = dev.client().await?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let objects = compiled(&client).await?;
        if objects == *expected {
            return Ok(());
        }
        let differences = said::differences(&serde_json::to_value(expected)?, &serde_json::to_value(&objects)?);
        ensure!(Instant::now() < deadline, "{differences:#?}\n{objects:#?}\nin place of\n{expected:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The objects that the platform makes in data planes. The namespaces of organizations are none of them.
async fn compiled(client: &Client) -> Result<Objects> {
    let mut found = Objects::new();
    for (key, object) in Inventory::read(client).await?.objects() {
        let labels = &object["metadata"]["labels"];
        let is_cell = labels[names::CELL] == "true";
        if labels[names::MANAGED_BY] == names::MANAGER && (is_cell || !key.starts_with("v1 Namespace ")) {
            let mut object = object.clone();
            object["status"] = Value::Null;
            found.insert(key.clone(), object);
        }
    }
    Ok(found)
}
