//! `openchoreo dev`, as its own process.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kube::Client;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use xtask::workspace;

use crate::{Wire, control_plane};

const PATIENCE: Duration = Duration::from_secs(120);

/// What `openchoreo dev` starts with.
const SEEDED: [&str; 5] = [
    "organizations/default",
    "namespaces/default/dataplanes/local",
    "namespaces/default/environments/development",
    "namespaces/default/deploymentpipelines/default",
    "namespaces/default/projects/default",
];

/// A running `openchoreo dev`; the process ends when this is dropped.
pub struct OpenchoreoDev {
    child: Child,
    dir: TempDir,
    listen: String,
    filter: String,
}

impl OpenchoreoDev {
    /// Starts it with an empty store and a filter for what it logs, such as `trace`, and waits until its API server is
    /// ready.
    ///
    /// # Errors
    /// When it was not built, ends, or is not ready within two minutes; the error holds the end of its log.
    pub async fn start_logging(filter: &str) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let (listen, filter) = ("127.0.0.1:0".to_owned(), filter.to_owned());
        let child = spawn(dir.path(), &listen, &filter)?;
        let mut dev = Self { child, dir, listen, filter };
        dev.wait_until_ready().await?;
        Ok(dev)
    }

    /// Kills the process as `kill -9` does.
    ///
    /// # Errors
    /// When the process has already ended by itself.
    pub async fn kill(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("openchoreo dev had ended with {status}\n{}", self.log());
        }
        Ok(self.child.kill().await?)
    }

    /// Starts it again on the same store and the same address, and waits until it is ready.
    ///
    /// # Errors
    /// As for [`Self::start_logging`].
    pub async fn restart(&mut self) -> Result<()> {
        let kubeconfig = kube::config::Kubeconfig::read_from(self.kubeconfig())?;
        let cluster = kubeconfig.clusters.first().and_then(|cluster| cluster.cluster.as_ref());
        let server = cluster.and_then(|cluster| cluster.server.as_deref()).context("the kubeconfig names no server")?;
        let address: SocketAddr = server.trim_start_matches("https://").parse()?;
        self.listen = address.to_string();
        // With the old file a client could be early: the new process answers before it has written its own.
        std::fs::remove_file(self.kubeconfig())?;
        self.child = spawn(self.dir.path(), &self.listen, &self.filter)?;
        self.wait_until_ready().await
    }

    /// The kubeconfig that it wrote.
    pub fn kubeconfig(&self) -> PathBuf {
        self.dir.path().join("kubeconfig")
    }

    /// A client of its API server.
    ///
    /// # Errors
    /// When the kubeconfig cannot be read.
    pub async fn client(&self) -> Result<Client> {
        control_plane::client(&self.kubeconfig()).await
    }

    /// Requests to its API server.
    ///
    /// # Errors
    /// When the kubeconfig cannot be read.
    pub async fn wire(&self) -> Result<Wire> {
        Ok(Wire::new(self.client().await?))
    }

    /// All that it has written so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let ready = tokio::time::timeout(PATIENCE, async {
            while !self.is_ready().await {
                if let Some(status) = self.child.try_wait()? {
                    bail!("openchoreo dev ended with {status}");
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Ok(())
        });
        let outcome = ready.await.context("openchoreo dev is not ready").and_then(|outcome| outcome);
        outcome.with_context(|| self.log())
    }

    /// Ready means that every object of the seeded platform is: a test that looks at all there is sees nothing change
    /// but by its own doing.
    async fn is_ready(&self) -> bool {
        let Ok(wire) = self.wire().await else { return false };
        for object in SEEDED {
            match wire.get(&format!("/apis/choreo.dev/v1/{object}")).await {
                Ok(answer) if is_ready(&answer.body) => {}
                _ => return false,
            }
        }
        true
    }
}

fn is_ready(object: &Value) -> bool {
    let conditions = object["status"]["conditions"].as_array();
    conditions.into_iter().flatten().any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

fn spawn(dir: &Path, listen: &str, filter: &str) -> Result<Child> {
    let program = workspace::binary("openchoreo");
    let log = std::fs::File::options().create(true).append(true).open(dir.join("log"))?;
    let mut command = Command::new(&program);
    command.arg("dev").arg("--data-dir").arg(dir.join("data"));
    command.args(["--log", filter, "--listen", listen]).arg("--kubeconfig").arg(dir.join("kubeconfig"));
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
    command.spawn().with_context(|| format!("start {}: is it built?", program.display()))
}
