//! What the controllers do on a real kube-apiserver, seen with kubectl.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::{Account, ControlPlane, Controller, Extent, Inventory, Kubectl, at_hand};
use serde_json::Value;
use tokio::time::{sleep, timeout};
use xtask::tools::Tool;

use crate::ONE_AT_A_TIME;

/// A limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(120);
/// A component of each type, and what they need.
const ACME: &str = include_str!("acme.yaml");

#[tokio::test]
async fn an_organization_makes_its_components_ready_and_takes_everything_along() -> Result<()> {
    if !Extent::Api.at_hand() || !at_hand(&[Tool::Kubectl]) {
        return Ok(());
    }
    let _alone = ONE_AT_A_TIME.lock().await;
    let plane = ControlPlane::real().await?;
    let account = Account::prepare(&plane).await?;
    let before = Inventory::read(&plane.client()).await?;
    let controller = Controller::start(&account.kubeconfig(), &["--simulated-workloads"]).await?;
    let outcome = life_of_an_organization(&plane.kubectl()?).await;
    outcome.with_context(|| format!("the controllers said:\n{}", controller.log()))?;
    let difference = Inventory::read(&plane.client()).await?.difference(&before);
    ensure!(difference.is_empty(), "the deletion left:\n{difference}");
    controller.stop().await?.ok()?;
    Ok(())
}

async fn life_of_an_organization(kubectl: &Kubectl) -> Result<()> {
    until_accepted(kubectl).await?;
    let ready = ["wait", "components", "--all", "-n", "acme", "--for=condition=Ready", "--timeout=120s"];
    kubectl.run(&ready).await?.ok()?;
    until("the secret is not copied", async || reads(kubectl, "Zmlyc3Q=").await).await?;
    let rotate = r#"{"stringData": {"password": "second"}}"#;
    kubectl.run(&["patch", "secret", "database", "-n", "acme", "--type=merge", "-p", rotate]).await?.ok()?;
    until("the copy is not rotated", async || reads(kubectl, "c2Vjb25k").await).await?;
    kubectl.run(&["delete", "jobs", "--all-namespaces", "--all"]).await?.ok()?;
    until("the deleted Job does not come back", async || Ok(!items(kubectl, "jobs", "").await?.is_empty())).await?;
    kubectl.run(&["delete", "organization", "acme", "--timeout=120s"]).await?.ok()?;
    Ok(())
}

/// The namespace of an organization is there a moment after the organization is.
async fn until_accepted(kubectl: &Kubectl) -> Result<()> {
    let apply = ["apply", "--server-side", "-f", "-"];
    let organization = ACME.split("---").next().unwrap_or_default();
    kubectl.run_with_input(&apply, organization).await?.ok()?;
    kubectl.run(&["wait", "organization", "acme", "--for=condition=Ready", "--timeout=120s"]).await?.ok()?;
    kubectl.run_with_input(&apply, ACME).await?.ok()?;
    Ok(())
}

/// Whether the pods of the component api read this password, in base64.
async fn reads(kubectl: &Kubectl, password: &str) -> Result<bool> {
    let copies = items(kubectl, "secrets", "--selector=choreo.dev/component=api").await?;
    Ok(copies.iter().map(|copy| &copy["data"]["password"]).eq([password]))
}

async fn items(kubectl: &Kubectl, kind: &str, selector: &str) -> Result<Vec<Value>> {
    let get = ["get", kind, "--all-namespaces", "--output=json", selector];
    let get: Vec<_> = get.into_iter().filter(|argument| !argument.is_empty()).collect();
    let list: Value = serde_json::from_str(&kubectl.run(&get).await?.ok()?.stdout)?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

async fn until(otherwise: &'static str, holds: impl AsyncFn() -> Result<bool>) -> Result<()> {
    let waited = timeout(PATIENCE, async {
        while !holds().await? {
            sleep(Duration::from_millis(100)).await;
        }
        anyhow::Ok(())
    });
    waited.await.context(otherwise)?
}
