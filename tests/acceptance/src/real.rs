//! The real clusters of a test process, each started once.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, bail};
use xtask::workspace;

use crate::Shared;

/// A real cluster, until it is dropped.
pub(crate) struct Server {
    /// It stops when the pipe to its standard input closes, which happens at the latest when this process ends.
    _child: Child,
    pub(crate) kubeconfig: PathBuf,
}

type Started = OnceLock<Result<Server, String>>;

/// The kubeconfig of a shared cluster, which the first call starts.
pub(crate) fn kubeconfig(shared: Shared) -> Result<PathBuf> {
    static STARTED: [Started; Shared::ALL.len()] = [const { OnceLock::new() }; Shared::ALL.len()];
    let cell = &STARTED[shared as usize];
    let server = cell.get_or_init(|| start(shared).map_err(|error| format!("{error:#}")));
    server.as_ref().map(|server| server.kubeconfig.clone()).map_err(|error| anyhow!("{error}"))
}

/// Starts a cluster.
pub(crate) fn start(shared: Shared) -> Result<Server> {
    let program = workspace::binary("real-cluster");
    let mut log = tempfile::tempfile()?;
    let mut command = Command::new(&program);
    command.arg(shared.name()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log.try_clone()?);
    let mut child = command.spawn().with_context(|| format!("start {}: is it built?", program.display()))?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    match line.trim().strip_prefix("READY ") {
        Some(kubeconfig) => Ok(Server { kubeconfig: kubeconfig.into(), _child: child }),
        None => {
            child.wait()?;
            bail!("the real cluster does not start: {}", text(&mut log)?)
        }
    }
}

fn text(log: &mut File) -> Result<String> {
    let mut text = String::new();
    log.rewind()?;
    log.read_to_string(&mut text)?;
    Ok(text)
}
