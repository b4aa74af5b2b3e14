//! The embedded server, in a process of its own.

use std::io::{self, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use openchoreo_apiserver::{ApiServer, Options, StoreLocation};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const READY: &str = "READY";

/// Serves with its store in a directory, and its kubeconfig beside it, until standard input closes.
pub(crate) async fn serve(dir: &Path) -> Result<()> {
    let store = StoreLocation::Dir(dir.join("data"));
    let server = ApiServer::open(Options { store, ..Options::default() }).await?;
    let listening = server.listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    listening.write_kubeconfig(&kubeconfig(dir))?;
    println!("{READY}");
    // Nothing is sent: the pipe closes when the process that reads this one's output ends.
    tokio::task::spawn_blocking(|| io::stdin().read_to_end(&mut Vec::new())).await??;
    listening.shutdown().await;
    Ok(server.close().await?)
}

/// A process that serves; it ends when this is dropped.
pub(crate) struct Embedded {
    child: Child,
    dir: TempDir,
}

impl Embedded {
    /// Starts one with an empty store, and waits until it listens.
    pub(crate) async fn start() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("embedded-").tempdir()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg(dir.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().context("start the embedded server")?;
        let output = child.stdout.take().context("the output of the embedded server")?;
        if BufReader::new(output).lines().next_line().await?.as_deref() != Some(READY) {
            bail!("the embedded server does not start: {}", child.wait().await?);
        }
        Ok(Self { child, dir })
    }

    pub(crate) fn process(&self) -> Option<u32> {
        self.child.id()
    }

    pub(crate) fn kubeconfig(&self) -> PathBuf {
        kubeconfig(self.dir.path())
    }
}

fn kubeconfig(dir: &Path) -> PathBuf {
    dir.join("kubeconfig")
}
