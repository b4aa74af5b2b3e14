//! Servers that have no time, and servers that fail.

use std::time::Duration;

use anyhow::{Result, ensure};
use openchoreo_acceptance::{Call, CannedAnswer, FaultProxy, On, matrix};

use crate::world::{World, apart, components, says_warning};

matrix!(
    a_busy_server_is_left_alone_for_as_long_as_it_asks,
    a_server_that_fails_for_a_moment_is_asked_again,
    a_server_that_keeps_failing_is_named_with_what_to_do,
    a_plan_that_cannot_be_checked_is_made_all_the_same,
);

fn writes(call: &Call) -> bool {
    call.concerns("components") && call.is_write()
}

async fn a_busy_server_is_left_alone_for_as_long_as_it_asks(on: On) -> Result<()> {
    let world = World::new(on, &components(2, "60s")).await?;
    let busy = CannedAnswer::status(429, "TooManyRequests", "too many requests").header("retry-after", "1");
    world.proxy.fault(4, busy.clone().into(), writes);
    world.proxy.fault(2, busy.into(), |call| call.concerns("components") && call.method == "GET" && !call.is_watch());
    world.terraform.apply(&[]).await?.ok()?;
    for component in ["web-0", "web-1"] {
        let calls = world.calls("PATCH", &world.path(component));
        apart(&calls, Duration::from_secs(1))?;
        let faults = calls.iter().filter(|call| call.faulty).count();
        ensure!(calls.len() == faults + 1, "{faults} faults took {} calls", calls.len());
        apart(&world.calls("GET", &world.path(component)), Duration::from_secs(1))?;
    }
    world.holds(2).await
}

async fn a_server_that_fails_for_a_moment_is_asked_again(on: On) -> Result<()> {
    let world = World::new(on, &components(2, "60s")).await?;
    let internal = CannedAnswer::status(500, "InternalError", "etcdserver: leader changed");
    for fault in [internal, CannedAnswer::page(503, "<html>starting</html>"), CannedAnswer::page(504, "")] {
        world.proxy.fault(2, fault.clone().into(), writes);
        world.proxy.fault(1, fault.into(), |call| call.concerns("components") && call.method == "GET");
    }
    world.terraform.apply(&[]).await?.ok()?;
    world.holds(2).await?;
    world.proxy.fault(2, CannedAnswer::page(502, "bad gateway").into(), |call| call.method == "DELETE");
    world.terraform.destroy(&[]).await?.ok()?;
    ensure!(world.live().await?.is_empty(), "something is left");
    Ok(())
}

async fn a_server_that_keeps_failing_is_named_with_what_to_do(on: On) -> Result<()> {
    let world = World::new(on, &components(1, "60s")).await?;
    let path = world.path("web-0");
    let hook = "failed calling webhook \"policy.example\": connection refused";
    world.proxy.fault(FaultProxy::ALWAYS, CannedAnswer::status(500, "InternalError", hook).into(), writes);
    let call = format!("PATCH {path} with 500");
    let url = world.proxy.url();
    world.apply_fails(&["Cannot create component", &url, &call, hook, "admission webhook"]).await?;
    let calls = world.calls("PATCH", &path).len();
    ensure!((2..=6).contains(&calls), "{calls} calls");
    world.proxy.heal();
    let later = CannedAnswer::status(429, "TooManyRequests", "the quota is used up").header("retry-after", "3600");
    world.proxy.fault(FaultProxy::ALWAYS, later.into(), writes);
    world.apply_fails(&[&url, "the quota is used up", "asks to be left alone for 3600 s", "-parallelism"]).await?;
    ensure!(world.calls("PATCH", &path).len() == calls + 1, "asked again sooner than it said");
    ensure!(world.live().await?.is_empty(), "something was created");
    world.converges(1).await
}

async fn a_plan_that_cannot_be_checked_is_made_all_the_same(on: On) -> Result<()> {
    let world = World::new(on, &components(1, "60s")).await?;
    let broken = CannedAnswer::status(500, "InternalError", "no webhook");
    world.proxy.fault(FaultProxy::ALWAYS, broken.into(), Call::is_dry_run);
    let plan = world.terraform.plan(&["-json"]).await?;
    ensure!(plan.code == Some(2), "{}", plan.text());
    says_warning(&plan, &["The plan was not checked", &world.proxy.url(), "no webhook"])?;
    world.converges(1).await
}
