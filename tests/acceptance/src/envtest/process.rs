//! A program of a cluster.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use xtask::tools::Tool;

const LINES_SHOWN: usize = 12;

/// A running program. It is killed when this is dropped: nothing that it holds is of use to anybody then.
pub(super) struct Process {
    tool: Tool,
    child: Child,
    log: PathBuf,
}

impl Process {
    pub(super) fn start(tool: Tool, dir: &Path, arguments: &[String]) -> Result<Self> {
        let program = tool
            .find()
            .with_context(|| format!("there is no {} that fits: `cargo xtask envtest` builds it", tool.program()))?;
        let log = dir.join(format!("{}.log", tool.program()));
        let output = File::create(&log)?;
        let mut command = Command::new(program);
        // kwok would read what the developer has configured for it at home.
        command.args(arguments).env("KWOK_WORKDIR", dir).current_dir(dir);
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let child = command.spawn().with_context(|| format!("cannot start {}", tool.program()))?;
        Ok(Self { tool, child, log })
    }

    /// Whether it runs this program.
    pub(super) fn is(&self, tool: Tool) -> bool {
        self.tool == tool
    }

    /// Fails where the program has ended.
    pub(super) fn check(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} ended with {status}\n{}", self.tool.program(), self.end_of_log());
        }
        Ok(())
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The last lines of its log.
    pub(super) fn end_of_log(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let shown = &lines[lines.len().saturating_sub(LINES_SHOWN)..];
        format!("{}:\n{}", self.tool.program(), shown.join("\n"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only for a process that has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
