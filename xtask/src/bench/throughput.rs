//! The compiler alone.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use xtask::progress;

use super::profile;
use super::report::{Aim, Section};

const AIM: f64 = 20_000.0;
const FREQUENCY: u32 = 999;

/// Measures how many component-environments it compiles in a second.
pub(super) fn measure(program: &Path, section: &mut Section) -> Result<()> {
    eprintln!("measuring the compiler");
    let text = progress::capture("throughput", &mut Command::new(program))?;
    let rate = text.trim().parse().with_context(|| format!("the program wrote {text:?}"))?;
    section.row("compile", "component-environments compiled a second, one core", rate, None, Aim::AtLeast(AIM));
    Ok(())
}

/// Where its time goes.
pub(super) fn profile(program: &Path, dir: &Path) -> Result<String> {
    let data = dir.join("throughput.perf");
    profile::report("compiler", &data, |profiler| {
        progress::capture("throughput", &mut profile::wrapped(profiler, &data, FREQUENCY, program)).map(drop)
    })
}
