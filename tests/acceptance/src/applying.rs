//! An `apply` in flight.

use std::fs;
use std::io::{Read, Seek};
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::{Output, Terraform};

/// An `apply` that was started and is not waited for. The client is killed when this is dropped.
pub struct Applying {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    said: String,
    errors: fs::File,
}

impl Terraform {
    /// Starts `apply`, without a question.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_apply(&self) -> Result<Applying> {
        let errors = tempfile::tempfile()?;
        let mut command = self.command(&["apply", "-no-color", "-input=false", "-auto-approve"]);
        command.stdout(Stdio::piped()).stderr(errors.try_clone()?).kill_on_drop(true);
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().context("terraform has no standard output")?;
        Ok(Applying { child, lines: BufReader::new(stdout).lines(), said: String::new(), errors })
    }
}

impl Applying {
    /// Waits until so many creations have begun or ended, both counted.
    ///
    /// # Errors
    /// When the apply ends before.
    pub async fn progress(&mut self, steps: usize) -> Result<()> {
        let mut seen = 0;
        while seen < steps {
            let Some(line) = self.lines.next_line().await? else {
                bail!("the apply ended after {seen} of {steps} steps\n{}", self.said);
            };
            seen += usize::from(line.ends_with(": Creating...") || line.contains(": Creation complete after "));
            self.keep(&line);
        }
        Ok(())
    }

    /// Whether the client still runs.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// The providers that the client runs now, by their process identifiers.
    ///
    /// # Errors
    /// When the processes of this machine cannot be listed.
    pub fn providers(&self) -> Result<Vec<u32>> {
        self.child.id().map_or_else(|| Ok(Vec::new()), children)
    }

    /// Kills the client as `kill -9` does, and leaves the providers alone.
    ///
    /// # Errors
    /// When it has ended already.
    pub fn kill(&mut self) -> Result<()> {
        Ok(self.child.start_kill()?)
    }

    /// Interrupts the client as Ctrl-C does: it asks the providers to stop, and ends when they have.
    ///
    /// # Errors
    /// When it has ended already.
    pub async fn interrupt(&self) -> Result<()> {
        let client = self.child.id().context("the client has ended")?;
        ensure!(send("-INT", client).await?, "the client has ended");
        Ok(())
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// When what it wrote cannot be read.
    pub async fn end(mut self) -> Result<Output> {
        while let Some(line) = self.lines.next_line().await? {
            self.keep(&line);
        }
        let code = self.child.wait().await?.code();
        let mut stderr = String::new();
        self.errors.rewind()?;
        self.errors.read_to_string(&mut stderr)?;
        Ok(Output { code, stdout: self.said, stderr })
    }

    fn keep(&mut self, line: &str) {
        self.said.push_str(line);
        self.said.push('\n');
    }
}

/// The processes that a process has started and that have not ended.
///
/// # Errors
/// When the processes of this machine cannot be listed.
pub fn children(parent: u32) -> Result<Vec<u32>> {
    let mut children = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if status(process, "PPid").is_some_and(|of| of == parent.to_string()) {
            children.push(process);
        }
    }
    Ok(children)
}

/// Kills a process as `kill -9` does. Answers whether it was there to be killed.
///
/// # Errors
/// When there is no `kill`.
pub async fn kill(process: u32) -> Result<bool> {
    send("-KILL", process).await
}

async fn send(signal: &str, process: u32) -> Result<bool> {
    let sent = Command::new("kill").args([signal, &process.to_string()]).stderr(Stdio::null()).status().await?;
    Ok(sent.success())
}

/// Whether a process runs. One that has ended and that its parent did not ask about does not.
pub fn runs(process: u32) -> bool {
    status(process, "State").is_some_and(|state| !state.starts_with('Z'))
}

/// A field of the kernel's account of a process; none when there is no such process.
fn status(process: u32, field: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    Some(line.trim().to_owned())
}
