//! The real kube-apiserver, once a process.

use std::io::{BufRead, BufReader, Read, Seek};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, bail};
use xtask::tools::Tool;

struct Server {
    /// It stops when the pipe to its standard input closes, which the operating system does when this process ends.
    _child: Child,
    kubeconfig: PathBuf,
}

static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();

/// The kubeconfig of the shared server, which the first call starts.
pub(crate) fn kubeconfig() -> Result<PathBuf> {
    let server = SERVER.get_or_init(|| start().map_err(|error| format!("{error:#}")));
    server.as_ref().map(|server| server.kubeconfig.clone()).map_err(|error| anyhow!("{error}"))
}

fn start() -> Result<Server> {
    let program = Tool::KubeApiserver.find().context(
        "the real kube-apiserver is not built, or not from these sources: run `cargo xtask tools kube-apiserver-for-tests`",
    )?;
    let mut log = tempfile::tempfile()?;
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log.try_clone()?)
        .spawn()
        .context("start the real kube-apiserver")?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    match line.trim().strip_prefix("READY ") {
        Some(kubeconfig) => Ok(Server { kubeconfig: kubeconfig.into(), _child: child }),
        None => {
            child.wait()?;
            let mut text = String::new();
            log.rewind()?;
            log.read_to_string(&mut text)?;
            bail!("the real kube-apiserver does not start: {}", text.lines().last().unwrap_or_default())
        }
    }
}
