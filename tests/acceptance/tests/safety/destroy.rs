//! What `destroy` leaves behind: nothing, in whatever order things go.

use std::fs;

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use openchoreo_acceptance::{On, Terraform, matrix};
use serde_json::Value;

use crate::platform::{CONFIGURATION, World};

/// How many orders are tried at a time: most of each is waiting.
const LANES: usize = 2;

matrix!(destroy_leaves_nothing, destroy_leaves_nothing_in_whatever_order);

async fn destroy_leaves_nothing(on: On) -> Result<()> {
    destroyed_after(on, None, |_| Ok(())).await
}

async fn destroy_leaves_nothing_in_whatever_order(on: On) -> Result<()> {
    let first = [
        // All at the same time.
        None,
        Some("openchoreo_organization.acme"),
        Some("openchoreo_data_plane.local"),
        Some("openchoreo_environment.environment"),
        Some("openchoreo_deployment_pipeline.standard"),
        Some("openchoreo_project.shop"),
    ];
    let orders = stream::iter(first).map(|first| async move {
        destroyed_after(on, first, forget_order).await.with_context(|| format!("{first:?}"))
    });
    orders.buffer_unordered(LANES).try_collect().await
}

/// Destroys one thing before the rest. At the end the control plane is as it was before anything was applied.
async fn destroyed_after(on: On, first: Option<&str>, prepare: impl Fn(&Terraform) -> Result<()>) -> Result<()> {
    let world = World::new(on).await?;
    let empty = world.platform.inventory().await?;
    world.terraform.apply(&[]).await?.ok()?;
    prepare(&world.terraform)?;
    if let Some(first) = first {
        world.terraform.destroy(&["-target", first]).await?.ok()?;
    }
    world.terraform.destroy(&[]).await?.ok()?;
    let state: Value = serde_json::from_str(&world.terraform.state_file()?)?;
    assert_eq!(state["resources"], Value::Array(Vec::new()));
    world.becomes(&empty).await
}

/// Takes the references out of configuration and state, from which the client knows what must go before what.
fn forget_order(terraform: &Terraform) -> Result<()> {
    let mut configuration = CONFIGURATION.to_owned();
    for (reference, name) in [
        ("openchoreo_organization.acme.name", "var.organization"),
        ("openchoreo_data_plane.local.name", "\"local\""),
        ("openchoreo_environment.environment[\"development\"].name", "\"development\""),
        ("openchoreo_environment.environment[\"production\"].name", "\"production\""),
        ("openchoreo_deployment_pipeline.standard.name", "\"standard\""),
        ("openchoreo_project.shop.name", "\"shop\""),
    ] {
        configuration = configuration.replace(reference, name);
    }
    terraform.configure(&configuration)?;
    let mut state: Value = serde_json::from_str(&terraform.state_file()?)?;
    for resource in state["resources"].as_array_mut().context("the state has no resources")? {
        for instance in resource["instances"].as_array_mut().context("a resource has no instances")? {
            instance.as_object_mut().context("an instance is an object")?.remove("dependencies");
        }
    }
    Ok(fs::write(terraform.directory().join("terraform.tfstate"), state.to_string())?)
}
