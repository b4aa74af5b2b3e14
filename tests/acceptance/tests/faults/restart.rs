//! API servers that are killed and started again in the middle of an apply.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::{Cluster, Extent, On, Platform, Server, Storage, matrix};

use crate::world::{World, components};

matrix!(an_apply_goes_on_when_the_api_server_is_back);

/// How many components are created, and after how many steps of that the server is killed.
const COMPONENTS: usize = 12;
const STEPS: usize = 12;
/// Longer than a server may be silent that has never answered.
const AWAY: Duration = Duration::from_secs(7);

async fn an_apply_goes_on_when_the_api_server_is_back(on: On) -> Result<()> {
    match on.server() {
        Server::Embedded => embedded(on).await,
        Server::Real => real(on).await,
    }
}

/// `openchoreo dev` ends with all that it is: the API server and the controllers.
async fn embedded(on: On) -> Result<()> {
    let mut world = World::new(on, &components(COMPONENTS, "120s")).await?;
    let mut applying = world.terraform.start_apply()?;
    applying.progress(STEPS).await?;
    ensure!(applying.is_running()?, "the apply has ended too soon");
    let dev = world.platform.dev().context("no openchoreo dev")?;
    dev.kill().await?;
    tokio::time::sleep(AWAY).await;
    dev.restart().await?;
    applying.end().await?.ok()?;
    world.holds(COMPONENTS).await
}

/// kube-apiserver ends, and the controllers wait for it, too.
async fn real(on: On) -> Result<()> {
    let mut cluster = Cluster::start(Extent::Api, Storage::Durable).await?;
    let (_account, controller) = cluster.start_controllers("warn").await?;
    let platform = Platform::over(cluster.kubeconfig(), on.client()).await?;
    let world = World::over(platform, &components(COMPONENTS, "120s")).await?;
    let mut applying = world.terraform.start_apply()?;
    applying.progress(STEPS).await?;
    ensure!(applying.is_running()?, "the apply has ended too soon");
    cluster.restart_api_server(AWAY).await?;
    let applied = applying.end().await?.ok();
    applied.with_context(|| format!("the controllers said:\n{}", controller.log()))?;
    world.holds(COMPONENTS).await?;
    controller.stop().await?.ok()?;
    Ok(())
}
