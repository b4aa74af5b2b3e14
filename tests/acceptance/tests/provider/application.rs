//! A whole application, from nothing.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::said;
use crate::setup::{self, On, matrix};

matrix!(
    one_apply_builds_platform_and_application_and_leaves_nothing_to_do,
    components_that_connect_to_each_other_come_up_one_at_a_time,
);

fn boutique() -> Result<String> {
    let files = ["main", "platform", "services", "outputs"].map(|name| format!("terraform/online-boutique/{name}.tf"));
    files.iter().map(|file| setup::example(file)).collect()
}

async fn one_apply_builds_platform_and_application_and_leaves_nothing_to_do(on: On) -> Result<()> {
    let dev = on.start().await?;
    let terraform = on.terraform("", &dev.kubeconfig()).await?;
    terraform.configure(&boutique()?)?;
    let applied = terraform.apply(&[]).await?.ok()?;
    assert!(
        applied.stdout.contains("Apply complete! Resources: 19 added, 0 changed, 0 destroyed."),
        "{}",
        applied.stdout
    );
    terraform.plan_is_empty().await?;
    let state = terraform.state_json().await?;
    assert_eq!(
        state["values"]["outputs"]["shop"]["value"]["development"],
        "http://development.frontend.boutique.nonprod.boutique.example"
    );
    // A new image, and nothing else.
    let changed = boutique()?.replace("redis:alpine", "redis:8-alpine");
    terraform.configure(&changed)?;
    let plan = terraform.plan_json(&[]).await?;
    assert_eq!(only_change(&plan, "openchoreo_component.service[\"redis-cart\"]")?, ["/image"]);
    terraform.apply(&[]).await?.ok()?;
    terraform.plan_is_empty().await
}

/// What a plan changes at the only address that it changes.
fn only_change(plan: &Value, address: &str) -> Result<Vec<String>> {
    let changes = said::changes(plan);
    let addresses: Vec<_> = changes.iter().map(|change| &change["address"]).collect();
    assert_eq!(addresses, [address]);
    let change = &changes.first().context("no change")?["change"];
    assert_eq!(change["actions"], json!(["update"]));
    // What is unknown is absent from `after`, and so a difference too.
    Ok(said::differences(&change["before"], &change["after"]))
}

async fn components_that_connect_to_each_other_come_up_one_at_a_time(on: On) -> Result<()> {
    let dev = on.start().await?;
    let endpoint = "  endpoints = { api = { port = 8080 } }\n";
    let calls = |other: &str| format!("{endpoint}  connections = {{ {other} = {{ component = \"{other}\" }} }}");
    let resources = [setup::component("ping", &calls("pong")), setup::component("pong", &calls("ping"))].concat();
    let terraform = on.terraform(&resources, &dev.kubeconfig()).await?;
    let applied = terraform.apply(&["-parallelism=1"]).await?.ok()?;
    assert!(applied.text().contains("leads nowhere yet"), "{}", applied.text());
    terraform.plan_is_empty().await?;
    let kubectl = dev.kubectl()?;
    kubectl
        .run(&["wait", "components", "--all", "--for=condition=ConnectionsResolved", "--timeout=60s"])
        .await?
        .ok()?;
    Ok(())
}
