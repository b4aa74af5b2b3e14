//! A kubectl that runs while the test goes on.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

use crate::{Kubectl, Output};

/// A kubectl that was started and is not waited for, such as a watch. It is killed when this is dropped.
pub struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    errors: File,
}

impl Kubectl {
    /// Starts kubectl.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, arguments: &[&str]) -> Result<Running> {
        let errors = tempfile::tempfile()?;
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors.try_clone()?).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("start {command:?}"))?;
        let stdout = child.stdout.take().context("kubectl has no standard output")?;
        Ok(Running { child, lines: BufReader::new(stdout).lines(), errors })
    }
}

impl Running {
    /// The next line of its standard output; none once it has ended.
    ///
    /// # Errors
    /// When the output cannot be read or is no text.
    pub async fn line(&mut self) -> Result<Option<String>> {
        Ok(self.lines.next_line().await?)
    }

    /// Waits for its end; answers what of its output has not been read yet.
    ///
    /// # Errors
    /// When the output cannot be read or is no text.
    pub async fn end(mut self) -> Result<Output> {
        let mut stdout = String::new();
        while let Some(line) = self.line().await? {
            stdout.push_str(&line);
            stdout.push('\n');
        }
        let code = self.child.wait().await?.code();
        let mut stderr = String::new();
        self.errors.rewind()?;
        self.errors.read_to_string(&mut stderr)?;
        Ok(Output { code, stdout, stderr })
    }
}
