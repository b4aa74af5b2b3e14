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
    let world = World::new(on, &components(4, "60s")).await?;
    // One for each component, which may be ready at the first look that follows.
    for (index, fault) in [
        CannedAnswer::expired_watch().into(),
        Fault::Cut(Duration::ZERO),
        Fault::ResetBefore,
        CannedAnswer::status(410, "Expired", "too old").into(),
    ]
    .into_iter()
    .enumerate()
    {
        let component = format!("web-{index}");
        world.proxy.fault(4, fault, move |call| watches(call) && call.query.contains(&component));
    }
    world.terraform.apply(&[]).await?.ok()?;
    world.holds(4).await?;
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
