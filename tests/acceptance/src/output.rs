//! What a program did.

use anyhow::{Context, Result, bail};
use tokio::process::Command;

/// What a program wrote, and its exit code.
#[derive(Clone, Debug)]
pub struct Output {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Output {
    /// Runs a program to its end; it is killed when the test gives up before that.
    pub async fn of(command: &mut Command) -> Result<Self> {
        let output = command.kill_on_drop(true).output().await.with_context(|| format!("start {command:?}"))?;
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Ok(Self { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) })
    }

    /// Standard output and standard error, one after the other.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Itself, where the program succeeded.
    ///
    /// # Errors
    /// When it did not; the error holds all that it wrote.
    pub fn ok(self) -> Result<Self> {
        if self.code != Some(0) {
            bail!("exit code {:?}\n{}", self.code, self.text());
        }
        Ok(self)
    }

    /// Itself, where the program failed with exit code 1.
    ///
    /// # Errors
    /// When it did not; the error holds all that it wrote.
    pub fn failed(self) -> Result<Self> {
        if self.code != Some(1) {
            bail!("exit code {:?} in place of 1\n{}", self.code, self.text());
        }
        Ok(self)
    }
}
