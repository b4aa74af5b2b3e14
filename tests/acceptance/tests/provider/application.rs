//! A whole application, from nothing.

use anyhow::{Context, Result};
use openchoreo_acceptance::{On, matrix};
use serde_json::{Value, json};

use crate::said;
use crate::setup;

matrix!(
    one_apply_builds_platform_and_application_and_leaves_nothing_to_do,
    components_that_connect_to_each_other_come_up_one_at_a_time,
);

/// The example, in another organization.
fn boutique(organization: &str) -> Result<String> {
    let files = ["main", "platform", "services", "outputs"].map(|name| format!("terraform/online-boutique/{name}.tf"));
    let configuration = files.iter().map(|file| setup::example(file)).collect::<Result<String>>()?;
    Ok(configuration.replace("= \"boutique\"", &format!("= {organization:?}")))
}

async fn one_apply_builds_platform_and_application_and_leaves_nothing_to_do(on: On) -> Result<()> {
    let platform = on.start().await?;
    let organization = platform.organization();
    let terraform = platform.terraform(&boutique(organization)?).await?;
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
        format!("http://development.frontend.{organization}.nonprod.boutique.example")
    );
    // A new image, and nothing else.
    let changed = boutique(organization)?.replace("redis:alpine", "redis:8-alpine");
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
    let platform = setup::furnished(on).await?;
    let endpoint = "  endpoints = { api = { port = 8080 } }\n";
    let calls = |other: &str| format!("{endpoint}  connections = {{ {other} = {{ component = \"{other}\" }} }}");
    let resources = [setup::component("ping", &calls("pong")), setup::component("pong", &calls("ping"))].concat();
    let terraform = setup::terraform(&platform, &resources).await?;
    let applied = terraform.apply(&["-parallelism=1"]).await?.ok()?;
    assert!(applied.text().contains("leads nowhere yet"), "{}", applied.text());
    terraform.plan_is_empty().await?;
    let kubectl = platform.kubectl()?;
    kubectl
        .run(&["wait", "components", "--all", "--for=condition=ConnectionsResolved", "--timeout=60s"])
        .await?
        .ok()?;
    Ok(())
}
