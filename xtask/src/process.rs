//! What the system knows of a running process. Linux alone tells it in files.

use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Ticks a second in `/proc/PID/stat`, which Linux fixes for programs whatever the kernel's own clock is.
const TICKS: u64 = 100;

/// Processor time that a process has used so far, to a hundredth of a second.
///
/// # Errors
/// When the process is gone, or the system is not Linux.
pub fn cpu(pid: u32) -> Result<Duration> {
    let stat = read(pid, "stat")?;
    // The program's name comes before, in parentheses, and may hold spaces.
    let (_, fields) = stat.rsplit_once(')').context("the statistics of the process have an unknown form")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks: u64 = ticks.sum::<Result<_, _>>()?;
    Ok(Duration::from_millis(ticks * 1000 / TICKS))
}

/// The most memory that a process has had so far, in KiB.
///
/// # Errors
/// As [`cpu`].
pub fn peak_memory(pid: u32) -> Result<u64> {
    status(pid, "VmHWM:")
}

/// The memory that a process has now, in KiB.
///
/// # Errors
/// As [`cpu`].
pub fn memory(pid: u32) -> Result<u64> {
    status(pid, "VmRSS:")
}

fn status(pid: u32, field: &str) -> Result<u64> {
    let status = read(pid, "status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let value = line.with_context(|| format!("the status of the process has no {field}"))?;
    Ok(value.trim().trim_end_matches("kB").trim().parse()?)
}

fn read(pid: u32, file: &str) -> Result<String> {
    let path = format!("/proc/{pid}/{file}");
    fs::read_to_string(&path).with_context(|| format!("cannot read {path}: processes are measured on Linux only"))
}

/// Sends a signal, such as `TERM`.
///
/// # Errors
/// When the process is gone.
pub fn signal(pid: u32, name: &str) -> Result<()> {
    if !Command::new("kill").args(["-s", name, &pid.to_string()]).status()?.success() {
        bail!("process {pid} cannot be sent {name}");
    }
    Ok(())
}

/// A process that does not outlast its owner.
pub struct Guarded(pub Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        // One that has ended already needs neither.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_used_memory() {
        assert!(memory(std::process::id()).expect("a size") > 0);
        assert!(peak_memory(std::process::id()).expect("a peak") > 0);
        cpu(std::process::id()).expect("a processor time");
    }
}
