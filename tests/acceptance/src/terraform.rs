//! The real terraform, or tofu, in a workspace of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;
use xtask::tools::Tool;
use xtask::{mirror, workspace};

use crate::Output;

/// A directory with configuration and state, and the client that works in it.
pub struct Terraform {
    program: PathBuf,
    dir: TempDir,
    variables: Vec<(String, String)>,
}

impl Terraform {
    /// The client of choice with the configuration given, against the control plane of a kubeconfig, initialised.
    ///
    /// # Errors
    /// When there is no such client, the provider was not built, or `init` fails.
    pub async fn with(client: Tool, configuration: &str, kubeconfig: &Path) -> Result<Self> {
        let program = client.find().with_context(|| format!("there is no {}", client.program()))?;
        let dir = tempfile::tempdir()?;
        let config = mirror::write(dir.path(), &workspace::binary("terraform-provider-openchoreo"))?;
        let terraform = Self {
            program,
            variables: vec![
                ("TF_CLI_CONFIG_FILE".to_owned(), config.display().to_string()),
                ("KUBE_CONFIG_PATH".to_owned(), kubeconfig.display().to_string()),
                ("TF_LOG".to_owned(), "TRACE".to_owned()),
                ("TF_LOG_PATH".to_owned(), dir.path().join("log").display().to_string()),
            ],
            dir,
        };
        fs::create_dir(terraform.directory())?;
        terraform.configure(configuration)?;
        terraform.run(&["init", "-input=false"]).await?.ok()?;
        Ok(terraform)
    }

    /// Replaces `main.tf`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn configure(&self, configuration: &str) -> Result<()> {
        Ok(fs::write(self.directory().join("main.tf"), configuration)?)
    }

    /// Sets a variable of the client's environment, for all that runs after it.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Where the configuration and the state are.
    pub fn directory(&self) -> PathBuf {
        self.dir.path().join("workspace")
    }

    /// All that the client and the provider have logged so far, at the level `TRACE`.
    ///
    /// # Errors
    /// When there is no log yet.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.dir.path().join("log"))?)
    }

    /// The state file as it is.
    ///
    /// # Errors
    /// When there is no state yet.
    pub fn state_file(&self) -> Result<String> {
        Ok(fs::read_to_string(self.directory().join("terraform.tfstate"))?)
    }

    /// A command, for tests that do more with the process than wait for it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(self.directory()).args(arguments).stdin(std::process::Stdio::null());
        // What the developer has set for other clusters and other uses of terraform must not be part of the test.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("TF_") || name.starts_with("KUBE") {
                command.env_remove(&*name);
            }
        }
        command.env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the client to its end, whatever its exit code.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run(&self, arguments: &[&str]) -> Result<Output> {
        Output::of(&mut self.command(arguments)).await
    }

    /// `apply`, without a question; with further arguments.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn apply(&self, arguments: &[&str]) -> Result<Output> {
        self.run(&[&["apply", "-no-color", "-input=false", "-auto-approve"], arguments].concat()).await
    }

    /// `destroy`, without a question; with further arguments.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn destroy(&self, arguments: &[&str]) -> Result<Output> {
        self.run(&[&["destroy", "-no-color", "-input=false", "-auto-approve"], arguments].concat()).await
    }

    /// `plan -detailed-exitcode`: 0 nothing to do, 1 failed, 2 changes. With further arguments.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn plan(&self, arguments: &[&str]) -> Result<Output> {
        self.run(&[&["plan", "-no-color", "-input=false", "-detailed-exitcode"], arguments].concat()).await
    }

    /// Nothing is left to do, refreshed and with `-refresh=false`.
    ///
    /// # Errors
    /// When a plan fails or has changes; the error holds the plan.
    pub async fn plan_is_empty(&self) -> Result<()> {
        self.plan(&[]).await?.ok().context("the refreshed plan is not empty")?;
        self.plan(&["-refresh=false"]).await?.ok().context("the plan with -refresh=false is not empty")?;
        Ok(())
    }

    /// `plan`, as the JSON document that `show -json` makes of it.
    ///
    /// # Errors
    /// When the plan fails.
    pub async fn plan_json(&self, arguments: &[&str]) -> Result<Value> {
        self.run(&[&["plan", "-input=false", "-out=plan"], arguments].concat()).await?.ok()?;
        Ok(serde_json::from_str(&self.run(&["show", "-json", "plan"]).await?.ok()?.stdout)?)
    }

    /// The state, as the JSON document that `show -json` makes of it.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub async fn state_json(&self) -> Result<Value> {
        Ok(serde_json::from_str(&self.run(&["show", "-json"]).await?.ok()?.stdout)?)
    }

    /// `import` of an existing object to an address.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn import(&self, address: &str, id: &str) -> Result<Output> {
        self.run(&["import", "-no-color", "-input=false", address, id]).await
    }
}
