//! Connections that break, and servers that say nothing.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use openchoreo_acceptance::{Call, Fault, FaultProxy, On, matrix};

use crate::world::{World, components, uid};

matrix!(
    requests_and_answers_that_are_lost_lose_and_double_nothing,
    what_was_created_though_no_answer_came_is_taken_over,
    slow_answers_are_waited_for,
    a_server_that_says_nothing_is_named_when_the_time_is_up,
    an_interruption_of_the_network_is_waited_out,
);

fn writes(call: &Call) -> bool {
    call.concerns("components") && call.is_write()
}

async fn requests_and_answers_that_are_lost_lose_and_double_nothing(on: On) -> Result<()> {
    let world = World::new(on, &components(3, "60s")).await?;
    for fault in [Fault::ResetAfter, Fault::ResetBefore, Fault::ResetAfter] {
        world.proxy.fault(2, fault.clone(), writes);
        world.proxy.fault(2, fault, |call| call.concerns("components") && !call.is_watch());
    }
    world.terraform.apply(&[]).await?.ok()?;
    world.holds(3).await?;
    for fault in [Fault::ResetBefore, Fault::ResetAfter] {
        world.proxy.fault(2, fault, |call| call.method == "DELETE");
    }
    world.terraform.destroy(&[]).await?.ok()?;
    ensure!(world.live().await?.is_empty(), "something is left");
    Ok(())
}

async fn what_was_created_though_no_answer_came_is_taken_over(on: On) -> Result<()> {
    let world = World::new(on, &components(1, "3s")).await?;
    world.proxy.fault(FaultProxy::ALWAYS, Fault::ResetAfter, writes);
    let call = format!("PATCH {}", world.path("web-0"));
    world.apply_fails(&["Cannot create component", &world.proxy.url(), "Whether it was done", "takes over"]).await?;
    ensure!(world.proxy.seen().iter().any(|seen| call.ends_with(&seen.call.path)), "{call} was not seen");
    let created = world.live().await?;
    let created = uid(created.first().context("nothing was created")?)?;
    world.converges(1).await?;
    ensure!(uid(&world.live().await?[0])? == created, "it was created a second time");
    Ok(())
}

async fn slow_answers_are_waited_for(on: On) -> Result<()> {
    let world = World::new(on, &components(2, "60s")).await?;
    world.proxy.fault(4, Fault::Delay(Duration::from_millis(700)), |call| call.concerns("components"));
    let trickle = Fault::Trickle(100, Duration::from_millis(20));
    world.proxy.fault(6, trickle, |call| call.concerns("components") && !call.is_watch());
    world.terraform.apply(&[]).await?.ok()?;
    world.holds(2).await
}

async fn a_server_that_says_nothing_is_named_when_the_time_is_up(on: On) -> Result<()> {
    let world = World::new(on, &components(1, "3s")).await?;
    world.proxy.fault(FaultProxy::ALWAYS, Fault::Stall, writes);
    let call = format!("no answer to PATCH {} within", world.path("web-0"));
    world.apply_fails(&[&world.proxy.url(), "does not answer", &call, "Check that the control plane runs"]).await?;
    ensure!(world.live().await?.is_empty(), "something was created");
    world.converges(1).await
}

async fn an_interruption_of_the_network_is_waited_out(on: On) -> Result<()> {
    let world = World::new(on, &components(6, "60s")).await?;
    let mut applying = world.terraform.start_apply()?;
    applying.progress(3).await?;
    ensure!(applying.is_running()?, "the apply has ended too soon");
    world.proxy.close();
    // Longer than a server may be silent that has never answered.
    tokio::time::sleep(Duration::from_secs(7)).await;
    world.proxy.open();
    applying.end().await?.ok()?;
    world.holds(6).await
}
