//! Commands that take a while, shown as they run.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const REPORT_EVERY: Duration = Duration::from_secs(20);
const LINES_SHOWN_ON_FAILURE: usize = 30;

/// Runs a command whose own output is its progress.
///
/// # Errors
/// When it cannot be started, or ends with another exit code than 0.
pub fn run(what: &str, command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{what} failed ({status}): {command:?}");
    }
    Ok(())
}

/// Runs a command that writes a line on standard error for each of about `total` steps, and shows how far it is.
///
/// # Errors
/// When it cannot be started, or ends with another exit code than 0; the error holds the end of its output.
pub fn run_counted(what: &str, command: &mut Command, total: usize) -> Result<()> {
    let started = Instant::now();
    eprintln!("{what}: started");
    let mut child =
        command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().with_context(|| cannot_start(command))?;
    let tail = child.stderr.take().map(|stderr| follow(what, stderr, total, started)).unwrap_or_default();
    let status = child.wait()?;
    if !status.success() {
        bail!("{what} failed ({status}):\n{}", tail.join("\n"));
    }
    eprintln!("{what}: done in {} s", started.elapsed().as_secs());
    Ok(())
}

fn follow(what: &str, stderr: impl Read, total: usize, started: Instant) -> Vec<String> {
    let mut tail = Vec::new();
    let mut reported = Instant::now();
    for (step, line) in BufReader::new(stderr).lines().map_while(Result::ok).enumerate() {
        if reported.elapsed() >= REPORT_EVERY {
            reported = Instant::now();
            eprintln!("{what}: {} of about {} steps, {} s", step + 1, total.max(step + 1), started.elapsed().as_secs());
        }
        tail.push(line);
        if tail.len() > LINES_SHOWN_ON_FAILURE {
            tail.remove(0);
        }
    }
    tail
}

/// Runs a command and gives what it writes on standard output.
///
/// # Errors
/// When it cannot be started, or ends with another exit code than 0; the error holds what it wrote on standard error.
pub fn capture(what: &str, command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("{what} failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", command.get_program().to_string_lossy())
}
