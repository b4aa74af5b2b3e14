//! Where time goes, as `perf` sees it.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use xtask::progress;

const PROFILER: &str = "perf";
const LINES: usize = 25;

/// A command that runs a program under the profiler, which samples it `frequency` times a second.
pub(super) fn wrapped(profiler: &str, data: &Path, frequency: u32, program: &Path) -> Command {
    let mut command = Command::new(profiler);
    command.args(["record", "--quiet", "--freq", &frequency.to_string(), "--output"]).arg(data).arg("--").arg(program);
    command
}

/// What `run` spent its time on. `run` is given the profiler to run something under, as [`wrapped`] does.
///
/// # Errors
/// When it fails. A machine without a profiler is none: the text says so.
pub(super) fn report(what: &str, data: &Path, run: impl FnOnce(&str) -> Result<()>) -> Result<String> {
    if let Err(error) = progress::capture(PROFILER, Command::new(PROFILER).arg("--version")) {
        return Ok(format!("no profile of {what}: {error:#}; install perf to have one"));
    }
    run(PROFILER)?;
    let mut command = Command::new(PROFILER);
    command.args([
        "report",
        "--stdio",
        "--no-children",
        "--percent-limit",
        "0.5",
        "--fields",
        "overhead,symbol",
        "--input",
    ]);
    let text = progress::capture("perf report", command.arg(data))?;
    // Lines are padded to the longest name of all.
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let samples = lines.take(LINES);
    Ok(format!("profile of {what}:\n{}", samples.collect::<Vec<_>>().join("\n")))
}
