//! The control plane that is measured against: `openchoreo dev`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xtask::process::{self, Guarded};

const START: Duration = Duration::from_secs(60);
const REST: Duration = Duration::from_millis(500);
/// Share of a processor below which the control plane is taken to have nothing left to do.
const IDLE: f64 = 0.05;
const LONGEST_WORK: Duration = Duration::from_secs(300);

/// A running control plane with a log of its requests.
pub(super) struct ControlPlane {
    process: Guarded,
    log: PathBuf,
    kubeconfig: PathBuf,
}

impl ControlPlane {
    /// Starts it with its data below `dir`, and waits until it is ready.
    pub(super) fn start(program: &Path, dir: &Path) -> Result<Self> {
        eprintln!("starting a control plane");
        fs::create_dir_all(dir)?;
        let (log, kubeconfig) = (dir.join("control-plane.log"), dir.join("kubeconfig"));
        let mut command = Command::new(program);
        command.args(["--log", "warn,openchoreo_apiserver::http=debug", "dev", "--listen", "127.0.0.1:0"]);
        command.arg("--data-dir").arg(dir.join("data")).arg("--kubeconfig").arg(&kubeconfig);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
        let process = Guarded(command.spawn().with_context(|| format!("cannot start {}", program.display()))?);
        let mut control_plane = Self { process, log, kubeconfig };
        control_plane.await_ready()?;
        Ok(control_plane)
    }

    pub(super) fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// How many requests have come so far of clients whose name begins with `agent`.
    pub(super) fn requests(&self, agent: &str) -> Result<usize> {
        let (log, field) = (fs::read_to_string(&self.log)?, format!("agent=\"{agent}"));
        Ok(log.lines().filter(|line| line.contains(&field)).count())
    }

    /// Waits until the controllers have followed up what was applied.
    pub(super) fn settle(&self) -> Result<()> {
        let started = Instant::now();
        let pid = self.process.0.id();
        let mut before = process::cpu(pid)?;
        while started.elapsed() < LONGEST_WORK {
            sleep(REST);
            let now = process::cpu(pid)?;
            if (now - before).as_secs_f64() < IDLE * REST.as_secs_f64() {
                return Ok(());
            }
            before = now;
        }
        eprintln!("the control plane is still busy after {} s; what follows is slower for it", LONGEST_WORK.as_secs());
        Ok(())
    }

    fn await_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        while !self.kubeconfig.exists() {
            if let Some(status) = self.process.0.try_wait()? {
                bail!("openchoreo dev ended with {status}:\n{}", fs::read_to_string(&self.log)?);
            }
            if started.elapsed() > START {
                bail!("openchoreo dev is not ready after {} s", START.as_secs());
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}
