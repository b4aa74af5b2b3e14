//! What one run of the client costs.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use xtask::process;

use super::attached::Attached;
use super::control_plane::ControlPlane;
use super::statistics::milliseconds;

/// A provider and the control plane that it writes to.
#[derive(Clone, Copy)]
pub(super) struct Provider<'a> {
    pub(super) program: &'a Path,
    /// How its requests begin to name their sender.
    pub(super) agent: &'static str,
    pub(super) control_plane: &'a ControlPlane,
}

/// What one run took, and what of it the provider did.
pub(super) struct Cost {
    /// From the start of the client to its end, in milliseconds.
    pub(super) time: f64,
    /// Processor time of the provider, in milliseconds.
    pub(super) processor: f64,
    /// The most memory that the provider had, in MiB.
    pub(super) memory: f64,
    pub(super) requests: usize,
}

impl Cost {
    /// Runs the client, which is told how to attach to the provider.
    pub(super) fn of(provider: Provider<'_>, run: impl FnOnce(&str) -> Result<Duration>) -> Result<Self> {
        let Provider { program, agent, control_plane } = provider;
        let before = control_plane.requests(agent)?;
        let attached = Attached::start(Command::new(program))?;
        let time = milliseconds(run(&attached.variable)?);
        let processor = milliseconds(process::cpu(attached.pid)?);
        let memory = process::peak_memory(attached.pid)? as f64 / 1024.0;
        Ok(Self { time, processor, memory, requests: control_plane.requests(agent)? - before })
    }
}
