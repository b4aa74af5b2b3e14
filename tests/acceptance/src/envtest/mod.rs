//! A real Kubernetes cluster of programs on this machine, without containers.

mod arguments;
mod credentials;
mod node;
mod process;

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use http::Request;
use kube::Client;
use tempfile::TempDir;
use xtask::tools::Tool;

use crate::{Account, ControlPlane, Controller, at_hand, control_plane};
use credentials::Credentials;
use process::Process;

const PATIENCE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(50);
/// Between the choice of a port and its use, another program may take it.
const ATTEMPTS: u32 = 3;

/// How much of a cluster runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// etcd and kube-apiserver, which keeps no changes in memory and has etcd forget what is older than a second or two.
    Forgetful,
    /// etcd, kube-apiserver and the controllers that delete objects: nobody else changes what a client writes.
    Api,
    /// All controllers and the scheduler, too, and a node that kwok simulates: Deployments become available.
    Full,
}

impl Extent {
    /// Whether the programs of such a cluster are at hand; else the test that this thread runs is said to be skipped.
    pub fn at_hand(self) -> bool {
        let api = [Tool::Etcd, Tool::KubeApiserver, Tool::KubeControllerManager];
        at_hand(&api) && (self != Self::Full || at_hand(&[Tool::KubeScheduler, Tool::Kwok]))
    }
}

/// How a cluster keeps what is written to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Nothing waits for the disk: what tests write is thrown away anyhow.
    Passing,
    /// As in production: an answer is given when the disk has what was written.
    Durable,
}

/// A running cluster. Its programs end and its files go when this is dropped.
pub struct Cluster {
    processes: Vec<Process>,
    extent: Extent,
    port: u16,
    dir: TempDir,
}

impl Cluster {
    /// Starts the programs and waits until they are ready to be used.
    ///
    /// # Errors
    /// When a program is not there, ends, or is not ready within two minutes; the error holds the end of its log.
    pub async fn start(extent: Extent, storage: Storage) -> Result<Self> {
        let (mut cluster, client) = Self::serving(extent, storage).await?;
        if let Some(arguments) = arguments::controllers(extent, cluster.dir.path()) {
            cluster.run(Tool::KubeControllerManager, &arguments)?;
        }
        if extent == Extent::Full {
            cluster.run(Tool::KubeScheduler, &arguments::scheduler(cluster.dir.path()))?;
            cluster.run(Tool::Kwok, &arguments::kwok(cluster.dir.path())?)?;
            node::create(&client).await?;
            cluster.wait("the node and the default service account", async || node::is_ready(&client).await).await?;
        }
        Ok(cluster)
    }

    /// etcd, which waits for the disk, and kube-apiserver alone: what does least of all that does an API server's work.
    ///
    /// # Errors
    /// As for [`Self::start`].
    pub async fn alone() -> Result<Self> {
        Ok(Self::serving(Extent::Api, Storage::Durable).await?.0)
    }

    /// The kubeconfig that reaches it as an administrator.
    pub fn kubeconfig(&self) -> PathBuf {
        credentials::kubeconfig(self.dir.path())
    }

    /// The identifiers of its processes.
    pub fn processes(&self) -> Vec<u32> {
        self.processes.iter().map(Process::id).collect()
    }

    /// Installs the platform and starts its controllers, which report workloads as available that nothing runs.
    ///
    /// # Errors
    /// When the cluster refuses something, the command `openchoreo` was not built, or it ends.
    pub async fn start_controllers(&self, log: &str) -> Result<(Account, Controller)> {
        let account = Account::prepare(&ControlPlane::of(self.kubeconfig()).await?).await?;
        let file = Self::controllers_log(&self.kubeconfig());
        let arguments = ["--log", log, "--simulated-workloads"];
        let controller = Controller::start_writing(&file, &account.kubeconfig(), &arguments).await?;
        Ok((account, controller))
    }

    /// Kills kube-apiserver as `kill -9` does, starts it again so much later with the same address and the same etcd, and
    /// waits until it is ready.
    ///
    /// # Errors
    /// As for [`Self::start`].
    pub async fn restart_api_server(&mut self, away: Duration) -> Result<()> {
        let running = self.processes.iter().position(|process| process.is(Tool::KubeApiserver));
        let running = running.context("there is no kube-apiserver")?;
        drop(self.processes.remove(running));
        tokio::time::sleep(away).await;
        let arguments = arguments::api_server(self.extent, self.dir.path(), self.port);
        self.processes.insert(running, Process::start(Tool::KubeApiserver, self.dir.path(), &arguments)?);
        let client = control_plane::client(&self.kubeconfig()).await?;
        self.wait("kube-apiserver", async || answers(&client).await.is_ok()).await
    }

    /// Where the controllers log that [`Self::start_controllers`] started in the cluster of a kubeconfig.
    pub fn controllers_log(kubeconfig: &Path) -> PathBuf {
        kubeconfig.with_file_name("controllers.log")
    }

    /// Waits until one of its programs ends, which none should.
    pub async fn failure(&mut self) -> anyhow::Error {
        loop {
            if let Err(error) = self.check() {
                return error;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn serving(extent: Extent, storage: Storage) -> Result<(Self, Client)> {
        let dir = tempfile::Builder::new().prefix("cluster-").tempdir()?;
        let credentials = Credentials::write(dir.path())?;
        let mut cluster = Self { processes: Vec::new(), extent, port: 0, dir };
        cluster.run(Tool::Etcd, &arguments::etcd(storage, cluster.dir.path()))?;
        let client = cluster.start_api_server(&credentials).await?;
        Ok((cluster, client))
    }

    async fn start_api_server(&mut self, credentials: &Credentials) -> Result<Client> {
        for attempt in 1.. {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
            self.port = port;
            self.run(Tool::KubeApiserver, &arguments::api_server(self.extent, self.dir.path(), port))?;
            let dir = self.dir.path().to_owned();
            match self.wait("kube-apiserver", async || serves(&dir, credentials, port).await.is_ok()).await {
                Ok(()) => break,
                Err(error) if attempt == ATTEMPTS => return Err(error),
                Err(_) => drop(self.processes.pop()),
            }
        }
        control_plane::client(&self.kubeconfig()).await
    }

    fn run(&mut self, tool: Tool, arguments: &[String]) -> Result<()> {
        self.processes.push(Process::start(tool, self.dir.path(), arguments)?);
        Ok(())
    }

    async fn wait(&mut self, what: &str, ready: impl AsyncFn() -> bool) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !ready().await {
            self.check()?;
            if Instant::now() > deadline {
                let logs: Vec<_> = self.processes.iter().map(Process::end_of_log).collect();
                bail!("{what} not ready after {} s\n{}", PATIENCE.as_secs(), logs.join("\n"));
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }

    fn check(&mut self) -> Result<()> {
        self.processes.iter_mut().try_for_each(Process::check)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Clients before what they use, so that none complains.
        while self.processes.pop().is_some() {}
    }
}

/// Answers, and has the namespace that every test may take for granted.
async fn serves(dir: &Path, credentials: &Credentials, port: u16) -> Result<()> {
    credentials.write_kubeconfig(dir, port)?;
    answers(&control_plane::client(&credentials::kubeconfig(dir)).await?).await
}

async fn answers(client: &Client) -> Result<()> {
    for path in ["/readyz", "/api/v1/namespaces/default"] {
        let request = Request::get(path).body(Vec::new())?;
        client.request_text(request).await.with_context(|| path.to_owned())?;
    }
    Ok(())
}
