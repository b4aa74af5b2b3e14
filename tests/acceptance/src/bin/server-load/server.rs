//! A server that is measured.

use std::time::{Duration, Instant};

use anyhow::Result;
use openchoreo_acceptance::{Cluster, ControlPlane, Wire};
use xtask::process;

use crate::embedded::Embedded;

/// What every request of a test may take for granted.
const NEEDED: [&str; 2] = ["/readyz", "/api/v1/namespaces/default"];

/// Which server.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Embedded,
    Cluster,
}

/// A running server, with a store that waits for the disk.
pub(crate) struct Server {
    running: Running,
    control_plane: ControlPlane,
}

enum Running {
    Embedded(Embedded),
    Cluster(Cluster),
}

impl Server {
    /// Starts it with an empty store. Gives how long it took until it was ready, too.
    pub(crate) async fn start(kind: Kind) -> Result<(Self, Duration)> {
        let started = Instant::now();
        let running = match kind {
            Kind::Embedded => Running::Embedded(Embedded::start().await?),
            Kind::Cluster => Running::Cluster(Cluster::alone().await?),
        };
        let kubeconfig = match &running {
            Running::Embedded(embedded) => embedded.kubeconfig(),
            Running::Cluster(cluster) => cluster.kubeconfig(),
        };
        let control_plane = ControlPlane::of(kubeconfig).await?;
        let wire = control_plane.wire();
        for path in NEEDED {
            wire.get(path).await?.ok()?;
        }
        Ok((Self { running, control_plane }, started.elapsed()))
    }

    pub(crate) fn control_plane(&self) -> &ControlPlane {
        &self.control_plane
    }

    pub(crate) fn wire(&self) -> Wire {
        self.control_plane.wire()
    }

    /// Processor time of all its processes so far.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        self.processes().into_iter().map(process::cpu).sum()
    }

    /// Memory of all its processes now, in KiB.
    pub(crate) fn memory(&self) -> Result<u64> {
        self.processes().into_iter().map(process::memory).sum()
    }

    fn processes(&self) -> Vec<u32> {
        match &self.running {
            Running::Embedded(embedded) => embedded.process().into_iter().collect(),
            Running::Cluster(cluster) => cluster.processes(),
        }
    }
}
