//! Manifests, without Terraform.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use openchoreo_acceptance::{ControlPlane, Inventory, Kubectl, On, Output, Platform, servers};
use openchoreo_api::names;
use openchoreo_apiserver::builtin::extension_crds;
use serde_json::Value;
use tokio::process::Command;
use tokio::time::Instant;
use xtask::workspace;

use crate::{said, setup};

servers!(a_component_becomes_exactly_what_render_prints, another_port_and_path_change_those_leaves_only);

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

async fn a_component_becomes_exactly_what_render_prints(on: On) -> Result<()> {
    let platform = setup::furnished(on).await?;
    let manifest = user_service(&platform)?;
    apply(&platform.kubectl()?, &manifest).await?;
    let expected = rendered(&platform, &manifest).await?;
    becomes(&platform, &expected).await?;
    for kind in ["Deployment", "Service", "NetworkPolicy", "HorizontalPodAutoscaler", "ServiceMonitor"] {
        assert!(
            expected.keys().any(|key| key.split(' ').nth(1) == Some(kind)),
            "{kind} is not in {:?}",
            expected.keys()
        );
    }
    Ok(())
}

async fn another_port_and_path_change_those_leaves_only(on: On) -> Result<()> {
    let platform = setup::furnished(on).await?;
    let kubectl = platform.kubectl()?;
    let before = user_service(&platform)? + "      visibility: [public]\n";
    let after = before.replace("8080", "9090").replace("/api/v1", "/api/v2");
    apply(&kubectl, &before).await?;
    let was = rendered(&platform, &before).await?;
    becomes(&platform, &was).await?;
    apply(&kubectl, &after).await?;
    let is = rendered(&platform, &after).await?;
    becomes(&platform, &is).await?;
    let (was, is) = (serde_json::to_value(was)?, serde_json::to_value(is)?);
    let leaves = said::differences(&was, &is);
    assert_eq!(leaves.iter().map(|leaf| without_cell(leaf)).collect::<Vec<_>>(), CHANGED);
    Ok(())
}

/// An object's name and the path in it: what follows API version, kind and cell.
fn without_cell(leaf: &str) -> &str {
    leaf.split_once(" dp-").and_then(|(_, rest)| rest.split_once('/')).map_or(leaf, |(_, rest)| rest)
}

/// The example, in the test's organization.
fn user_service(platform: &Platform) -> Result<String> {
    let namespace = format!("metadata:\n  namespace: {}\n", platform.organization());
    Ok(setup::example("user-service.yaml")?.replace("metadata:\n", &namespace))
}

/// Applies a manifest of user-service, and waits until the controllers are done with it.
async fn apply(kubectl: &Kubectl, manifest: &str) -> Result<()> {
    kubectl.run_with_input(&APPLY, manifest).await?.ok()?;
    let wait = ["wait", "component/user-service", "--for=condition=Ready", "--timeout=60s"];
    kubectl.run(&wait).await?.ok()?;
    Ok(())
}

/// What `openchoreo render` prints for a manifest in the test's organization, with the defaults that an API server adds.
async fn rendered(platform: &Platform, manifest: &str) -> Result<Objects> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("manifest.yaml");
    std::fs::write(&file, [&platform.furniture()[..], &[manifest.to_owned()]].concat().join("---\n"))?;
    let mut render = Command::new(workspace::binary("openchoreo"));
    let printed = Output::of(render.arg("render").arg("-f").arg(&file)).await?.ok()?.stdout;
    let control_plane = ControlPlane::embedded().await?;
    let kubectl = control_plane.kubectl()?;
    let definitions = extension_crds().iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    kubectl.run_with_input(&APPLY, &definitions).await?.ok()?;
    kubectl.run(&["wait", "crd", "--all", "--for=condition=Established", "--timeout=60s"]).await?.ok()?;
    kubectl.run_with_input(&APPLY, &printed).await?.ok()?;
    Ok(compiled(&Inventory::read(&control_plane.client()).await?))
}

/// Waits until the platform has made exactly these objects.
async fn becomes(platform: &Platform, expected: &Objects) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let objects = compiled(&platform.inventory().await?.mentioning(platform.organization()));
        if objects == *expected {
            return Ok(());
        }
        let differences = said::differences(&serde_json::to_value(expected)?, &serde_json::to_value(&objects)?);
        ensure!(Instant::now() < deadline, "{differences:#?}\n{objects:#?}\nin place of\n{expected:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The objects that the platform makes in data planes. The namespaces of organizations are none of them.
fn compiled(inventory: &Inventory) -> Objects {
    let mut found = Objects::new();
    for (key, object) in inventory.objects() {
        let labels = &object["metadata"]["labels"];
        let is_cell = labels[names::CELL] == "true";
        if labels[names::MANAGED_BY] == names::MANAGER && (is_cell || !key.starts_with("v1 Namespace ")) {
            let mut object = object.clone();
            object["status"] = Value::Null;
            found.insert(key.clone(), object);
        }
    }
    found
}
