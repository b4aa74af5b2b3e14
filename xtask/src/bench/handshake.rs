//! From the start of the provider to the line with which it introduces itself.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xtask::process::{Guarded, signal};
use xtask::workspace;

use super::profile;
use super::report::{Aim, Section};
use super::statistics::{median, milliseconds};

const ROUNDS: usize = 41;
const AIM: f64 = 10.0;
/// How often a processor is sampled: a start is short.
const FREQUENCY: u32 = 20_000;

/// Measures it, beside the shortest thing that the same program does.
pub(super) fn measure(provider: &Path, dir: &Path, section: &mut Section) -> Result<()> {
    eprintln!("measuring the start");
    let (mut starts, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        starts.push(milliseconds(first_line(&mut as_host(Command::new(provider), dir)?, "1|6|")?));
        let version = first_line(Command::new(provider).arg("--version"), "registry.terraform.io/")?;
        floors.push(milliseconds(version));
    }
    let (start, floor) = (median(&starts), median(&floors));
    section.row("handshake", "start to handshake, ms", start, Some(floor), Aim::AtMost(AIM));
    Ok(())
}

/// Where the time of a start goes.
pub(super) fn profile(provider: &Path, dir: &Path) -> Result<String> {
    let data = dir.join("handshake.perf");
    profile::report("start to handshake", &data, |program| {
        let mut command = as_host(profile::wrapped(program, &data, FREQUENCY, provider), dir)?;
        let mut perf = Guarded(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
        let mut line = String::new();
        BufReader::new(perf.0.stdout.take().context("there is an output")?).read_line(&mut line)?;
        // The profiler ends the provider, and writes down what it has seen.
        signal(perf.0.id(), "INT")?;
        perf.0.wait()?;
        Ok(())
    })
}

/// What Terraform says to a provider that it starts.
fn as_host(mut command: Command, dir: &Path) -> Result<Command> {
    let certificate = fs::read_to_string(workspace::root().join("crates/tfplugin/fixtures/host.pem"))?;
    command.env("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");
    command.env("PLUGIN_PROTOCOL_VERSIONS", "5,6").env("PLUGIN_CLIENT_CERT", certificate);
    command.env("PLUGIN_UNIX_SOCKET_DIR", dir);
    Ok(command)
}

fn first_line(command: &mut Command, beginning: &str) -> Result<Duration> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let started = Instant::now();
    let mut child = Guarded(command.spawn().with_context(|| format!("cannot start {command:?}"))?);
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().context("there is an output")?).read_line(&mut line)?;
    let taken = started.elapsed();
    if !line.starts_with(beginning) {
        bail!("the provider wrote {line:?} where a line with {beginning:?} is expected");
    }
    Ok(taken)
}
