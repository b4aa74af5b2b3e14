//! Everything goes, in any order.

use anyhow::{Result, ensure};
use openchoreo_acceptance::{Inventory, On, Platform, Terraform, matrix};

use crate::setup;

matrix!(
    a_destroy_leaves_nothing_behind,
    the_order_of_a_destroy_does_not_matter,
    an_organization_that_somebody_else_deleted_is_no_obstacle,
);

/// The platform without references, so that Terraform knows no order.
fn unordered() -> String {
    let mut resources = setup::PLATFORM.replace("openchoreo_organization.acme.name", "var.organization");
    for (address, name) in setup::OBJECTS {
        resources = resources
            .replace(&format!("({address}.name)"), name)
            .replace(&format!("{address}.name"), &format!("{name:?}"));
    }
    resources
}

async fn nothing_is_left(platform: &Platform, before: &Inventory) -> Result<()> {
    let difference = platform.inventory().await?.difference(before);
    ensure!(difference.is_empty(), "{difference}");
    Ok(())
}

async fn destroy(terraform: &Terraform, targets: &[&str]) -> Result<()> {
    for target in targets {
        terraform.destroy(&[&format!("-target={target}")]).await?.ok()?;
    }
    terraform.destroy(&[]).await?.ok()?;
    Ok(())
}

async fn a_destroy_leaves_nothing_behind(on: On) -> Result<()> {
    let platform = on.start().await?;
    let before = platform.inventory().await?;
    let terraform = setup::terraform(&platform, setup::PLATFORM).await?;
    terraform.apply(&[]).await?.ok()?;
    let output = terraform.destroy(&[]).await?.ok()?;
    assert!(output.stdout.contains("Destroy complete! Resources: 6 destroyed."), "{}", output.stdout);
    nothing_is_left(&platform, &before).await
}

async fn the_order_of_a_destroy_does_not_matter(on: On) -> Result<()> {
    let platform = on.start().await?;
    let before = platform.inventory().await?;
    let terraform = setup::terraform(&platform, &unordered()).await?;
    for targets in [
        &["openchoreo_organization.acme"][..],
        &["openchoreo_data_plane.local", "openchoreo_environment.development", "openchoreo_project.shop"],
        &["openchoreo_deployment_pipeline.standard", "openchoreo_project.shop"],
        &[],
    ] {
        terraform.apply(&[]).await?.ok()?;
        destroy(&terraform, targets).await?;
        nothing_is_left(&platform, &before).await?;
    }
    Ok(())
}

async fn an_organization_that_somebody_else_deleted_is_no_obstacle(on: On) -> Result<()> {
    let platform = on.start().await?;
    let before = platform.inventory().await?;
    let terraform = setup::terraform(&platform, setup::PLATFORM).await?;
    terraform.apply(&[]).await?.ok()?;
    platform.kubectl()?.run(&["delete", "organization", platform.organization(), "--timeout=60s"]).await?.ok()?;
    destroy(&terraform, &[]).await?;
    nothing_is_left(&platform, &before).await
}
