//! Objects that exist, taken into a state.

use anyhow::Result;
use openchoreo_acceptance::{OpenchoreoDev, Terraform};

use crate::{said, setup};

async fn existing() -> Result<(OpenchoreoDev, Terraform)> {
    let dev = OpenchoreoDev::start().await?;
    let terraform = setup::terraform(setup::PLATFORM, &dev.kubeconfig()).await?;
    terraform.apply(&[]).await?.ok()?;
    Ok((dev, terraform))
}

#[tokio::test]
async fn every_type_is_imported_and_then_there_is_nothing_to_do() -> Result<()> {
    let (dev, _creator) = existing().await?;
    let terraform = setup::terraform(setup::PLATFORM, &dev.kubeconfig()).await?;
    for (address, id) in setup::OBJECTS {
        terraform.import(address, id).await?.ok()?;
    }
    terraform.plan_is_empty().await
}

#[tokio::test]
async fn configuration_is_generated_for_every_type_and_plans_nothing() -> Result<()> {
    let (dev, _creator) = existing().await?;
    let block = |(address, id): (&str, &str)| format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n");
    let terraform = setup::terraform(&setup::OBJECTS.map(block).concat(), &dev.kubeconfig()).await?;
    terraform.plan_json(&["-generate-config-out=generated.tf"]).await?;
    let diagnostics = said::validate(&terraform).await?;
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let plan = terraform.plan_json(&[]).await?;
    assert_eq!(said::changes(&plan), Vec::<&serde_json::Value>::new());
    let applied = terraform.apply(&[]).await?.ok()?;
    assert!(applied.stdout.contains("6 imported, 0 added, 0 changed, 0 destroyed"), "{}", applied.stdout);
    terraform.plan_is_empty().await
}
