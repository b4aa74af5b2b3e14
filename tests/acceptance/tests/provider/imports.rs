//! Objects that exist, taken into a state.

use anyhow::Result;
use openchoreo_acceptance::{OpenchoreoDev, Terraform};

use crate::said;
use crate::setup::{self, On, matrix};

matrix!(
    every_type_is_imported_and_then_there_is_nothing_to_do,
    configuration_is_generated_for_every_type_and_plans_nothing,
);

async fn existing(on: On) -> Result<(OpenchoreoDev, Terraform)> {
    let dev = on.start().await?;
    let terraform = on.terraform(setup::PLATFORM, &dev.kubeconfig()).await?;
    terraform.apply(&[]).await?.ok()?;
    Ok((dev, terraform))
}

async fn every_type_is_imported_and_then_there_is_nothing_to_do(on: On) -> Result<()> {
    let (dev, _creator) = existing(on).await?;
    let terraform = on.terraform(setup::PLATFORM, &dev.kubeconfig()).await?;
    for (address, id) in setup::OBJECTS {
        terraform.import(address, id).await?.ok()?;
    }
    terraform.plan_is_empty().await
}

async fn configuration_is_generated_for_every_type_and_plans_nothing(on: On) -> Result<()> {
    let (dev, _creator) = existing(on).await?;
    let block = |(address, id): (&str, &str)| format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n");
    let terraform = on.terraform(&setup::OBJECTS.map(block).concat(), &dev.kubeconfig()).await?;
    terraform.plan_json(&["-generate-config-out=generated.tf"]).await?;
    let diagnostics = said::validate(&terraform).await?;
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let plan = terraform.plan_json(&[]).await?;
    assert_eq!(said::changes(&plan), Vec::<&serde_json::Value>::new());
    let applied = terraform.apply(&[]).await?.ok()?;
    assert!(applied.stdout.contains("6 imported, 0 added, 0 changed, 0 destroyed"), "{}", applied.stdout);
    terraform.plan_is_empty().await
}
