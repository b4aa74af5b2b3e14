//! A type that is not served, for a while or for good.

use anyhow::{Result, ensure};
use openchoreo_acceptance::{CannedAnswer, FaultProxy, On, matrix};

use crate::world::{World, components, says_error};

matrix!(a_type_that_is_not_established_yet_is_waited_for, an_object_whose_type_is_not_served_is_not_gone,);

const INSTALL: &str = "openchoreo crds | kubectl apply --server-side -f -";

/// What kube-apiserver says of a path that it does not know.
fn unknown() -> CannedAnswer {
    CannedAnswer::page(404, "404 page not found\n")
}

async fn a_type_that_is_not_established_yet_is_waited_for(on: On) -> Result<()> {
    let world = World::new(on, &components(2, "60s")).await?;
    world.proxy.fault(8, unknown().into(), |call| call.concerns("components"));
    world.terraform.apply(&[]).await?.ok()?;
    world.holds(2).await
}

async fn an_object_whose_type_is_not_served_is_not_gone(on: On) -> Result<()> {
    let world = World::new(on, &components(2, "60s")).await?;
    world.terraform.apply(&[]).await?.ok()?;
    let state = world.terraform.state_file()?;
    world.proxy.fault(FaultProxy::ALWAYS, unknown().into(), |call| call.concerns("components"));
    let plan = world.terraform.plan(&["-json"]).await?;
    ensure!(plan.code == Some(1), "{}", plan.text());
    says_error(&plan, &["not installed", &world.proxy.url(), INSTALL])?;
    let destroyed = world.terraform.destroy(&["-json", "-refresh=false"]).await?;
    ensure!(destroyed.code == Some(1), "{}", destroyed.text());
    says_error(&destroyed, &["still exists cannot be told", &world.proxy.url(), INSTALL, "terraform state rm"])?;
    let objects = |state: &str| state.matches("\"index_key\"").count();
    ensure!(objects(&world.terraform.state_file()?) == objects(&state), "the state forgot something");
    world.proxy.heal();
    world.holds(2).await
}
