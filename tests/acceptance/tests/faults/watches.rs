//! Watches that expire, break, never begin or are refused while the provider waits for an object.

use std::time::Duration;

use anyhow::{Result, ensure};
use openchoreo_acceptance::{Call, CannedAnswer, Fault, FaultProxy, On, matrix};

use crate::world::{World, components};

matrix!(a_watch_that_expires_or_breaks_is_followed_by_a_look, without_any_watch_the_object_is_read_now_and_then,);

fn watches(call: &Call) -> bool {
    call.concerns("components") && call.is_watch()
}

async fn a_watch_that_expires_or_breaks_is_followed_by_a_look(on: On) -> Result<()> {
    let world = World::new(on, &components(3, "60s")).await?;
    for _ in 0..2 {
        world.proxy.fault(2, CannedAnswer::expired_watch().into(), watches);
        world.proxy.fault(2, Fault::Cut(Duration::ZERO), watches);
        world.proxy.fault(2, Fault::ResetBefore, watches);
        world.proxy.fault(2, CannedAnswer::status(410, "Expired", "too old").into(), watches);
    }
    world.terraform.apply(&[]).await?.ok()?;
    world.holds(3).await?;
    world.proxy.heal();
    world.proxy.fault(FaultProxy::ALWAYS, CannedAnswer::expired_watch().into(), watches);
    world.terraform.destroy(&[]).await?.ok()?;
    ensure!(world.live().await?.is_empty(), "something is left");
    Ok(())
}

async fn without_any_watch_the_object_is_read_now_and_then(on: On) -> Result<()> {
    let world = World::new(on, &components(2, "60s")).await?;
    let denied = CannedAnswer::forbidden("terraform", "watch", "components", world.platform.organization());
    world.proxy.fault(FaultProxy::ALWAYS, denied.into(), |call| watches(call) && call.query.contains("web-0"));
    world.proxy.fault(FaultProxy::ALWAYS, Fault::Stall, watches);
    world.terraform.apply(&[]).await?.ok()?;
    world.holds(2).await
}
