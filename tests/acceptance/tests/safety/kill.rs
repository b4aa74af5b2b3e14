//! Processes that are killed in the middle of an apply. What comes next must end where an apply ends that nobody killed.
//!
//! The control plane is killed where it is the test's own: the real one is shared with the other tests.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures::{StreamExt, TryStreamExt, stream};
use openchoreo_acceptance::{Applying, Inventory, On, OpenchoreoDev, Server, Terraform, kill, matrix, runs};
use tokio::time::timeout;
use xtask::tools::Tool;

use crate::platform::{RESOURCES, World};
use crate::undisturbed::undisturbed;

/// In the whole of an apply. The two clients share those that are tried on a control plane.
const POINTS: usize = 20;
/// A limit for failures, which no success waits for: a provider may wait a minute for the answer to a write.
const PATIENCE: Duration = Duration::from_secs(180);
/// How many points are tried at a time: most of a point is waiting.
const LANES: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Provider,
    Client,
    /// The control plane, which is started again at once or when the apply has ended.
    ControlPlane {
        at_once: bool,
    },
}

/// When to kill: so many steps into the apply, and a while after that.
#[derive(Clone, Copy, Debug)]
struct Point {
    steps: usize,
    pause: Duration,
}

matrix!(
    the_provider_may_be_killed_anywhere,
    the_client_may_be_killed_anywhere;
    embedded: the_control_plane_may_be_killed_anywhere,
);

async fn the_provider_may_be_killed_anywhere(on: On) -> Result<()> {
    everywhere(on, |_| Victim::Provider).await
}

async fn the_client_may_be_killed_anywhere(on: On) -> Result<()> {
    everywhere(on, |_| Victim::Client).await
}

async fn the_control_plane_may_be_killed_anywhere(on: On) -> Result<()> {
    everywhere(on, |seed| Victim::ControlPlane { at_once: seed % 4 < 2 }).await
}

async fn everywhere(on: On, victim: impl Fn(usize) -> Victim) -> Result<()> {
    // On the shared control plane each point takes much longer, so that some are left out.
    let apart = match on.server() {
        Server::Embedded => 2,
        Server::Real => 6,
    };
    let first = if on.client() == Some(Tool::OpenTofu) { apart / 2 } else { 0 };
    let seeds: Vec<_> = (first..POINTS).step_by(apart).collect();
    let lanes = stream::iter(0..LANES).map(|lane| {
        let seeds = seeds.iter().skip(lane).step_by(LANES);
        in_turn(on, seeds.map(|seed| (victim(*seed), Point::of(*seed))).collect::<Vec<_>>())
    });
    lanes.buffer_unordered(LANES).try_collect().await
}

/// Tries the points one after the other. What was applied at one is destroyed before the next.
async fn in_turn(on: On, points: Vec<(Victim, Point)>) -> Result<()> {
    let mut world = World::new(on).await?;
    let empty = world.platform.inventory().await?;
    let expected = undisturbed(&world, on).await?;
    for (victim, point) in points {
        let survived = survives(world, victim, point, [&empty, &expected]).await;
        world = survived.with_context(|| format!("{victim:?}, {point:?}"))?;
    }
    Ok(())
}

impl Point {
    /// The points lie in all parts of the apply, the last steps left out, in which it could end before the kill.
    fn of(seed: usize) -> Self {
        let steps = 1 + seed * (2 * RESOURCES - 6) / POINTS;
        Self { steps, pause: Duration::from_millis(scatter(seed) % 100) }
    }
}

/// A number that looks like chance and is the same in every run.
fn scatter(seed: usize) -> u64 {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32
}

/// On a machine that is fast enough the apply ends before the pause does: then the point is tried with a shorter one.
async fn survives(mut world: World, victim: Victim, point: Point, inventories: [&Inventory; 2]) -> Result<World> {
    let [empty, expected] = inventories;
    for part in [1, 4, 0] {
        let pause = point.pause.checked_div(part).unwrap_or_default();
        world = world.emptied(empty).await?;
        if interrupted(&mut world, victim, Point { pause, ..point }).await? {
            converges(&world, expected).await?;
            return Ok(world);
        }
    }
    bail!("the apply always ends before the kill")
}

/// Applies, and kills. Answers whether that interrupted the apply.
async fn interrupted(world: &mut World, victim: Victim, point: Point) -> Result<bool> {
    let mut apply = world.terraform.start_apply()?;
    apply.progress(point.steps).await?;
    tokio::time::sleep(point.pause).await;
    let providers = apply.providers()?;
    if !apply.is_running()? {
        return Ok(false);
    }
    match victim {
        Victim::Provider => {
            for provider in providers {
                kill(provider).await?;
            }
            Ok(apply.end().await?.code != Some(0))
        }
        Victim::Client => {
            apply.kill()?;
            let ended = apply.end().await?;
            timeout(PATIENCE, gone(&providers)).await.context("the providers outlive the client")?;
            forget_torn_state(&world.terraform)?;
            Ok(ended.code.is_none())
        }
        Victim::ControlPlane { at_once } => {
            let dev = world.platform.dev().context("the control plane is not the test's own")?;
            restarted(dev, apply, at_once).await
        }
    }
}

async fn restarted(dev: &mut OpenchoreoDev, apply: Applying, at_once: bool) -> Result<bool> {
    dev.kill().await?;
    if at_once {
        dev.restart().await?;
        // The provider may well have bridged the gap.
        apply.end().await?;
        return Ok(true);
    }
    // The provider waits for a control plane as long as there is time, which nobody has here.
    apply.interrupt().await?;
    let ended = apply.end().await?;
    dev.restart().await?;
    Ok(ended.code != Some(0))
}

/// Providers notice by themselves that nobody needs them any more.
async fn gone(providers: &[u32]) {
    while providers.iter().any(|provider| runs(*provider)) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The client writes its state in place. A kill in the very moment leaves half a file, which the client refuses and
/// its user throws away; all that was created is then to be found again.
fn forget_torn_state(terraform: &Terraform) -> Result<()> {
    let is_torn = |state: String| !state.is_empty() && serde_json::from_str::<serde_json::Value>(&state).is_err();
    if terraform.state_file().is_ok_and(is_torn) {
        std::fs::remove_file(terraform.directory().join("terraform.tfstate"))?;
    }
    Ok(())
}

async fn converges(world: &World, expected: &Inventory) -> Result<()> {
    world.terraform.apply(&[]).await?.ok().context("the next apply")?;
    world.terraform.plan(&[]).await?.ok().context("the plan after it")?;
    world.becomes(expected).await
}
