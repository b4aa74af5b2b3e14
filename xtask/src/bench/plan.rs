//! Plans that find nothing to do, of components and of their echoes.

use std::path::Path;

use anyhow::Result;
use xtask::process;

use super::attached::Attached;
use super::control_plane::ControlPlane;
use super::cost::{Cost, Provider};
use super::profile;
use super::report::{Aim, Section};
use super::statistics::{median, milliseconds};
use super::terraform::Module;

/// How this project's provider calls itself.
pub(super) const AGENT: &str = "terraform-provider-openchoreo/";
const FREQUENCY: u32 = 999;

/// Everything that is needed to plan.
pub(super) struct Plans<'a> {
    pub(super) provider: &'a Path,
    pub(super) control_plane: &'a ControlPlane,
    pub(super) components: Module,
    pub(super) echoes: Module,
}

impl Plans<'_> {
    /// Applies the components and copies their state for the echoes.
    pub(super) fn prepare(&self, size: usize) -> Result<()> {
        self.components.apply(size, &["-refresh=false", "-parallelism=40"], None)?;
        self.echoes.take_state(&self.components)?;
        eprintln!("{size} components: {} KiB of state", self.components.state_size()? / 1024);
        self.control_plane.settle()
    }

    /// Measures time in turns, so that what else the machine does meets both; and the cost to the provider beside it,
    /// in a process that this one starts and can therefore look into.
    pub(super) fn measure(&self, size: usize, rounds: usize, aims: Aims, section: &mut Section) -> Result<()> {
        eprintln!("planning {size} components {rounds} times");
        let (mut components, mut echoes) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            components.push(milliseconds(self.components.plan(size, None)?));
            echoes.push(milliseconds(self.echoes.plan(size, None)?));
        }
        let (component, echo) = (median(&components), median(&echoes));
        let what = |what: &str| format!("plan of {size}: {what}");
        section.row("plan", &what("time, ms"), component, Some(echo), aims.time);
        let (component, echo) = (self.cost(&self.components, size)?, self.cost(&self.echoes, size)?);
        let mut row = |name: &str, of: fn(&Cost) -> f64, aim| {
            section.row("plan", &what(name), of(&component), Some(of(&echo)), aim);
        };
        row("processor time of the provider, ms", |cost| cost.processor, Aim::None);
        row("peak memory of the provider, MiB", |cost| cost.memory, aims.memory);
        row("API requests", |cost| cost.requests as f64, aims.requests);
        Ok(())
    }

    fn cost(&self, module: &Module, size: usize) -> Result<Cost> {
        let provider = Provider { program: self.provider, agent: AGENT, control_plane: self.control_plane };
        Cost::of(provider, |attached| module.plan(size, Some(attached)))
    }

    /// Where the provider's time goes in a plan of the components.
    pub(super) fn profile(&self, size: usize, dir: &Path) -> Result<String> {
        let data = dir.join("plan.perf");
        profile::report(&format!("the provider, plan of {size}"), &data, |profiler| {
            let mut provider = Attached::start(profile::wrapped(profiler, &data, FREQUENCY, self.provider))?;
            self.components.plan(size, Some(&provider.variable))?;
            process::signal(provider.pid, "TERM")?;
            provider.process.0.wait()?;
            Ok(())
        })
    }
}

/// What is aimed at.
#[derive(Clone, Copy)]
pub(super) struct Aims {
    time: Aim,
    memory: Aim,
    requests: Aim,
}

impl Aims {
    /// Those for the largest number of components.
    pub(super) const LARGEST: Self =
        Self { time: Aim::AtMostOfFloor(1.3), memory: Aim::AtMost(40.0), requests: Aim::AtMost(30.0) };
    /// None: the costs that do not grow with the components weigh more.
    pub(super) const NONE: Self = Self { time: Aim::None, memory: Aim::None, requests: Aim::None };
}
