//! Objects that exist, taken into a state.

use anyhow::Result;
use openchoreo_acceptance::{On, Platform, Terraform, matrix};

use crate::said;
use crate::setup;

matrix!(
    every_type_is_imported_and_then_there_is_nothing_to_do,
    configuration_is_generated_for_every_type_and_plans_nothing,
);

async fn existing(on: On) -> Result<(Platform, Terraform)> {
    let platform = on.start().await?;
    let terraform = setup::terraform(&platform, setup::PLATFORM).await?;
    terraform.apply(&[]).await?.ok()?;
    Ok((platform, terraform))
}

async fn every_type_is_imported_and_then_there_is_nothing_to_do(on: On) -> Result<()> {
    let (platform, _creator) = existing(on).await?;
    let terraform = setup::terraform(&platform, setup::PLATFORM).await?;
    for (address, id) in setup::identifiers(&platform) {
        terraform.import(address, &id).await?.ok()?;
    }
    terraform.plan_is_empty().await
}

async fn configuration_is_generated_for_every_type_and_plans_nothing(on: On) -> Result<()> {
    let (platform, _creator) = existing(on).await?;
    let block = |(address, id): (&str, String)| format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n");
    let blocks: String = setup::identifiers(&platform).into_iter().map(block).collect();
    let terraform = setup::terraform(&platform, &blocks).await?;
    terraform.plan_json(&["-generate-config-out=generated.tf"]).await?;
    let diagnostics = said::validate(&terraform).await?;
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let plan = terraform.plan_json(&[]).await?;
    assert_eq!(said::changes(&plan), Vec::<&serde_json::Value>::new());
    let applied = terraform.apply(&[]).await?.ok()?;
    assert!(applied.stdout.contains("6 imported, 0 added, 0 changed, 0 destroyed"), "{}", applied.stdout);
    terraform.plan_is_empty().await
}
