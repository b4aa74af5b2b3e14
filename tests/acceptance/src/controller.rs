//! `openchoreo controller`, as its own process.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};
use xtask::workspace;

use crate::Output;

/// A limit for failures, which no success waits for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Running controllers; the process ends when this is dropped.
pub struct Controller {
    child: Child,
    log: PathBuf,
    _dir: Option<TempDir>,
}

impl Controller {
    /// The command, for the cluster of a kubeconfig, with further arguments.
    pub fn command(kubeconfig: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(workspace::binary("openchoreo"));
        command.args(["controller", "--kubeconfig"]).arg(kubeconfig).args(arguments);
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    /// Starts it, logging warnings, and waits until the controllers run.
    ///
    /// # Errors
    /// When it was not built or ends; the error holds its log.
    pub async fn start(kubeconfig: &Path, arguments: &[&str]) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let arguments = [&["--log", "warn"], arguments].concat();
        let controller = Self::start_writing(&dir.path().join("log"), kubeconfig, &arguments).await?;
        Ok(Self { _dir: Some(dir), ..controller })
    }

    /// As [`Self::start`], with a log that stays.
    ///
    /// # Errors
    /// As for [`Self::start`].
    pub async fn start_writing(log: &Path, kubeconfig: &Path, arguments: &[&str]) -> Result<Self> {
        let output = std::fs::File::create(log)?;
        let mut command = Self::command(kubeconfig, arguments);
        command.stdout(output.try_clone()?).stderr(output);
        let child = command.spawn().context("start openchoreo controller: is it built?")?;
        let mut controller = Self { child, log: log.to_owned(), _dir: None };
        let ready = timeout(PATIENCE, controller.until_it_runs()).await;
        ready.context("the controllers do not run").and_then(|ready| ready).with_context(|| controller.log())?;
        Ok(controller)
    }

    /// All that it has written so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Terminates it as Kubernetes does, and waits for its end.
    ///
    /// # Errors
    /// When it had ended before, or does not end.
    pub async fn stop(mut self) -> Result<Output> {
        let process = self.child.id().with_context(|| format!("the controllers have ended\n{}", self.log()))?;
        let told = Command::new("kill").args(["-TERM", &process.to_string()]).status().await?;
        ensure!(told.success(), "the controllers have ended\n{}", self.log());
        let ended = timeout(PATIENCE, self.child.wait()).await.with_context(|| self.log())??;
        Ok(Output { code: ended.code(), stdout: String::new(), stderr: self.log() })
    }

    /// Waits until it ends, which it should not by itself.
    pub async fn failure(&mut self) -> anyhow::Error {
        match self.child.wait().await {
            Ok(status) => anyhow!("openchoreo controller ended with {status}\n{}", self.log()),
            Err(error) => error.into(),
        }
    }

    async fn until_it_runs(&mut self) -> Result<()> {
        while !self.log().contains("The controllers run against") {
            if let Some(status) = self.child.try_wait()? {
                bail!("openchoreo controller ended with {status}");
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}
