//! What others do to objects that Terraform manages.

use anyhow::{Context, Result};
use openchoreo_acceptance::{Kubectl, On, matrix};
use serde_json::{Value, json};

use crate::said;
use crate::setup;

matrix!(an_edit_is_named_in_the_plan_and_repaired_by_the_apply, a_deleted_object_is_created_again,);

const ENDPOINT: &str = "  endpoints = { api = { port = 8080 } }";

async fn an_edit_is_named_in_the_plan_and_repaired_by_the_apply(on: On) -> Result<()> {
    let platform = setup::furnished(on).await?;
    let kubectl = platform.kubectl()?;
    let terraform = setup::terraform(&platform, &setup::component("web", ENDPOINT)).await?;
    terraform.apply(&[]).await?.ok()?;
    let patch = r#"{"spec": {"endpoints": [{"name": "api", "port": 9999}]}}"#;
    kubectl.run(&["patch", "component", "web", "--type=merge", "--patch", patch]).await?.ok()?;
    let plan = terraform.plan(&[]).await?;
    assert_eq!(plan.code, Some(2), "{}", plan.text());
    let time = edited_at(&live(&kubectl).await?)?;
    for part in ["endpoints[\"api\"].port", "\"kubectl-patch\"", &time, "9999 -> 8080"] {
        assert!(plan.text().contains(part), "{part} is not in\n{}", plan.text());
    }
    terraform.apply(&[]).await?.ok()?;
    assert_eq!(live(&kubectl).await?["spec"]["endpoints"][0]["port"], 8080);
    terraform.plan_is_empty().await
}

async fn a_deleted_object_is_created_again(on: On) -> Result<()> {
    let platform = setup::furnished(on).await?;
    let kubectl = platform.kubectl()?;
    let terraform = setup::terraform(&platform, &setup::component("web", ENDPOINT)).await?;
    terraform.apply(&[]).await?.ok()?;
    kubectl.run(&["delete", "component", "web"]).await?.ok()?;
    let plan = terraform.plan_json(&[]).await?;
    let changes: Vec<_> =
        said::changes(&plan).into_iter().map(|one| (&one["address"], &one["change"]["actions"])).collect();
    assert_eq!(changes, [(&json!("openchoreo_component.web"), &json!(["create"]))]);
    terraform.apply(&[]).await?.ok()?;
    live(&kubectl).await?;
    terraform.plan_is_empty().await
}

async fn live(kubectl: &Kubectl) -> Result<Value> {
    let output = kubectl.run(&["get", "component", "web", "--output=json", "--show-managed-fields"]).await?.ok()?;
    Ok(serde_json::from_str(&output.stdout)?)
}

/// When kubectl changed the object, as the server recorded it.
fn edited_at(object: &Value) -> Result<String> {
    let managers = object["metadata"]["managedFields"].as_array().context("the object has no field managers")?;
    let entry = managers.iter().find(|entry| entry["manager"] == "kubectl-patch").context("kubectl is no manager")?;
    Ok(entry["time"].as_str().context("no time")?.to_owned())
}
