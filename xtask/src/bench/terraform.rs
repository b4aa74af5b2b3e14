//! A module of many equal resources, and the client that plans it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xtask::progress;

use super::configuration::Configuration;

const STATE: &str = "terraform.tfstate";
const REATTACH: &str = "TF_REATTACH_PROVIDERS";

/// A directory with a configuration of one resource type.
pub(super) struct Module {
    dir: PathBuf,
    client: PathBuf,
    resource: &'static str,
    mirror: PathBuf,
    kubeconfig: PathBuf,
}

impl Module {
    /// Writes the configuration and initialises it from the mirror.
    pub(super) fn new(
        parent: &Path,
        client: &Path,
        name: &str,
        configuration: Configuration,
        mirror: &Path,
        kubeconfig: &Path,
    ) -> Result<Self> {
        let dir = parent.join(name);
        fs::create_dir_all(&dir)?;
        fs::write(dir.join("main.tf"), configuration.text())?;
        let (client, mirror, kubeconfig) = (client.to_owned(), mirror.to_owned(), kubeconfig.to_owned());
        let module = Self { dir, client, resource: configuration.resource(), mirror, kubeconfig };
        progress::capture("init", module.command(1).args(["init", "-input=false"]))?;
        Ok(module)
    }

    /// Applies the resources, with further arguments; a local state is rewritten after each of them, so that this takes a
    /// while. `attached` is a provider that runs already, as it says itself.
    pub(super) fn apply(&self, size: usize, arguments: &[&str], attached: Option<&str>) -> Result<Duration> {
        eprintln!("applying {size} {}", self.resource);
        let mut command = self.command(size);
        command.args(["apply", "-no-color", "-input=false", "-auto-approve"]).args(arguments);
        command.envs(attached.map(|attached| (REATTACH, attached)));
        let started = Instant::now();
        progress::capture("apply", &mut command)?;
        let taken = started.elapsed();
        eprintln!("applied {size} {} in {} s", self.resource, taken.as_secs());
        Ok(taken)
    }

    /// Takes the state of another module over, as that of resources of this one's type.
    pub(super) fn take_state(&self, other: &Self) -> Result<()> {
        let state = fs::read_to_string(other.dir.join(STATE))?;
        let named = |resource| format!("\"type\": \"{resource}\"");
        fs::write(self.dir.join(STATE), state.replace(&named(other.resource), &named(self.resource)))?;
        Ok(())
    }

    /// Size of the state in bytes.
    pub(super) fn state_size(&self) -> Result<u64> {
        Ok(fs::metadata(self.dir.join(STATE))?.len())
    }

    /// How long a plan takes that finds nothing to do. `attached` is a provider that runs already, as it says itself.
    ///
    /// # Errors
    /// When the plan fails, or finds something to do.
    pub(super) fn plan(&self, size: usize, attached: Option<&str>) -> Result<Duration> {
        let mut command = self.command(size);
        command.args(["plan", "-no-color", "-input=false", "-detailed-exitcode", "-lock=false"]);
        command.envs(attached.map(|attached| (REATTACH, attached)));
        let started = Instant::now();
        let Output { status, stdout, stderr } = command.output().context("cannot start the client")?;
        let taken = started.elapsed();
        if !status.success() {
            let output = [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
            let end: Vec<_> = output.lines().rev().take(30).collect();
            let end: Vec<_> = end.into_iter().rev().collect();
            bail!("a plan of {size} {} that should be empty ended with {status}:\n{}", self.resource, end.join("\n"));
        }
        Ok(taken)
    }

    fn command(&self, size: usize) -> Command {
        let mut command = Command::new(&self.client);
        command.current_dir(&self.dir).stdin(Stdio::null());
        let foreign = |name: &str| ["TF_", "KUBE"].iter().any(|prefix| name.starts_with(prefix));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(foreign)) {
            command.env_remove(name);
        }
        command.env("TF_CLI_CONFIG_FILE", &self.mirror).env("TF_VAR_kubeconfig", &self.kubeconfig);
        command.env("TF_VAR_size", size.to_string()).env("TF_IN_AUTOMATION", "1");
        command
    }
}
