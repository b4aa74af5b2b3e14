//! The application example on a real cluster.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::{Account, ControlPlane, Controller, Extent, Inventory, Kubectl, Terraform, at_hand};
use serde_json::Value;
use tokio::time::{sleep, timeout};
use xtask::tools::Tool;
use xtask::workspace;

use crate::ONE_AT_A_TIME;

/// A limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(120);

const FILES: [&str; 4] = ["main.tf", "platform.tf", "services.tf", "outputs.tf"];

#[tokio::test]
async fn terraform_builds_the_application_and_takes_it_away_again() -> Result<()> {
    if !Extent::Full.at_hand() || !at_hand(&[Tool::Terraform, Tool::Kubectl]) {
        return Ok(());
    }
    the_application_comes_and_goes(Tool::Terraform, &ControlPlane::real_cluster().await?, &[]).await
}

#[tokio::test]
async fn tofu_builds_the_application_and_takes_it_away_again() -> Result<()> {
    if !Extent::Full.at_hand() || !at_hand(&[Tool::OpenTofu, Tool::Kubectl]) {
        return Ok(());
    }
    the_application_comes_and_goes(Tool::OpenTofu, &ControlPlane::real_cluster().await?, &[]).await
}

/// `availability` are the arguments that the controllers need for workloads to become available on this cluster.
async fn the_application_comes_and_goes(client: Tool, plane: &ControlPlane, availability: &[&str]) -> Result<()> {
    let _alone = ONE_AT_A_TIME.lock().await;
    let account = Account::prepare(plane).await?;
    let before = Inventory::read(&plane.client()).await?;
    let controller = Controller::start(&account.kubeconfig(), availability).await?;
    let outcome = transcript(client, plane, &before).await;
    outcome.with_context(|| format!("the controllers said:\n{}", controller.log()))?;
    let stopped = controller.stop().await?.ok()?;
    ensure!(!stopped.stderr.contains(" WARN ") && !stopped.stderr.contains(" ERROR "), "{}", stopped.stderr);
    Ok(())
}

async fn transcript(client: Tool, plane: &ControlPlane, before: &Inventory) -> Result<()> {
    let kubectl = plane.kubectl()?;
    let terraform = boutique(client, plane.kubeconfig()).await?;
    let applied = terraform.apply(&[]).await?.ok()?;
    ensure!(applied.stdout.contains("19 added, 0 changed, 0 destroyed"), "{}", applied.stdout);
    everything_is_ready(&kubectl).await?;
    terraform.plan_is_empty().await?;
    an_edit_of_the_model_is_shown_and_taken_back(&terraform, &kubectl).await?;
    an_edit_of_what_was_compiled_is_taken_back(&kubectl).await?;
    terraform.destroy(&[]).await?.ok()?;
    let difference = Inventory::read(&plane.client()).await?.difference(before);
    ensure!(difference.is_empty(), "the destroy left:\n{difference}");
    Ok(())
}

async fn boutique(client: Tool, kubeconfig: &Path) -> Result<Terraform> {
    let example = workspace::root().join("examples/terraform/online-boutique");
    let files = FILES.map(|file| std::fs::read_to_string(example.join(file)));
    let configuration = files.into_iter().collect::<std::io::Result<String>>()?;
    let mut terraform = Terraform::with(client, &configuration, kubeconfig).await?;
    terraform.set("TF_LOG", "");
    Ok(terraform)
}

async fn everything_is_ready(kubectl: &Kubectl) -> Result<()> {
    for (kinds, condition) in [("components,projects,environments,dataplanes", "Ready"), ("deployments", "Available")] {
        let condition = format!("--for=condition={condition}");
        let wait = ["wait", kinds, "--all", "--all-namespaces", &condition, "--timeout=120s"];
        kubectl.run(&wait).await?.ok()?;
    }
    Ok(())
}

async fn an_edit_of_the_model_is_shown_and_taken_back(terraform: &Terraform, kubectl: &Kubectl) -> Result<()> {
    let patch = r#"{"spec": {"image": "redis:6"}}"#;
    let edit = ["patch", "component", "redis-cart", "--namespace=boutique", "--type=merge", "--patch", patch];
    kubectl.run(&edit).await?.ok()?;
    let plan = terraform.plan(&[]).await?;
    ensure!(plan.code == Some(2), "the plan does not see the edit\n{}", plan.text());
    for part in ["redis-cart", "image", "\"kubectl-patch\"", "redis:6"] {
        ensure!(plan.text().contains(part), "{part} is not in\n{}", plan.text());
    }
    terraform.apply(&[]).await?.ok()?;
    terraform.plan_is_empty().await
}

async fn an_edit_of_what_was_compiled_is_taken_back(kubectl: &Kubectl) -> Result<()> {
    let before = carts(kubectl, "deployments").await?;
    let cart = before.first().context("there is no Deployment of redis-cart")?;
    let cell = cart["metadata"]["namespace"].as_str().context("a Deployment without a namespace")?;
    let image = r#"[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "somebody/elses"}]"#;
    kubectl.run(&["patch", "deployment", "redis-cart", "-n", cell, "--type=json", "-p", image]).await?.ok()?;
    kubectl.run(&["delete", "service", "redis-cart", "-n", cell]).await?.ok()?;
    let repaired = timeout(PATIENCE, async {
        while images(&carts(kubectl, "deployments").await?) != images(&before)
            || carts(kubectl, "services").await?.len() != before.len()
        {
            sleep(Duration::from_millis(100)).await;
        }
        anyhow::Ok(())
    });
    repaired.await.context("what was edited and deleted stays so")?
}

/// What of a kind the component redis-cart has in its cells.
async fn carts(kubectl: &Kubectl, kind: &str) -> Result<Vec<Value>> {
    let get = ["get", kind, "--all-namespaces", "--selector=choreo.dev/component=redis-cart", "--output=json"];
    let list: Value = serde_json::from_str(&kubectl.run(&get).await?.ok()?.stdout)?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

fn images(deployments: &[Value]) -> Vec<&Value> {
    deployments.iter().map(|each| &each["spec"]["template"]["spec"]["containers"][0]["image"]).collect()
}
