//! The real kubectl.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use xtask::tools::Tool;

use crate::Output;

/// kubectl with a kubeconfig and a cache of its own.
pub struct Kubectl {
    program: PathBuf,
    kubeconfig: PathBuf,
    cache: TempDir,
    namespace: Option<String>,
}

impl Kubectl {
    pub(crate) fn new(kubeconfig: &Path) -> Result<Self> {
        let program = Tool::Kubectl.find().context("there is no kubectl: run `cargo xtask tools kubectl`")?;
        Ok(Self { program, kubeconfig: kubeconfig.to_owned(), cache: tempfile::tempdir()?, namespace: None })
    }

    /// The same, for what is in a namespace where no argument names one.
    pub fn within(self, namespace: &str) -> Self {
        Self { namespace: Some(namespace.to_owned()), ..self }
    }

    /// Runs kubectl to its end, whatever its exit code.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run(&self, arguments: &[&str]) -> Result<Output> {
        Output::of(self.command(arguments).stdin(Stdio::null())).await
    }

    /// Runs kubectl with a manifest on its standard input, as `-f -` reads it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run_with_input(&self, arguments: &[&str], input: &str) -> Result<Output> {
        let mut manifest = tokio::fs::File::create(self.cache.path().join("input")).await?;
        manifest.write_all(input.as_bytes()).await?;
        manifest.flush().await?;
        let reader = std::fs::File::open(self.cache.path().join("input"))?;
        Output::of(self.command(arguments).stdin(reader)).await
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--kubeconfig").arg(&self.kubeconfig).arg("--cache-dir").arg(self.cache.path());
        command.args(self.namespace.iter().flat_map(|namespace| ["--namespace", namespace])).args(arguments);
        command
    }
}
