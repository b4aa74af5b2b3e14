//! Programs that are built from Go modules.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::progress;

/// A go command in a module's directory, for a static binary.
pub(super) fn command(module: &Path) -> Command {
    let mut command = Command::new("go");
    command.current_dir(module).env("CGO_ENABLED", "0").env("GOWORK", "off").env("GOFLAGS", "-buildvcs=false");
    command
}

/// Fails where there is no Go.
pub(super) fn require(program: &str, otherwise: &str) -> Result<()> {
    match Command::new("go").arg("version").output() {
        Ok(output) if output.status.success() => Ok(()),
        _ => bail!("{program} is built with Go, which is not on PATH: install Go from https://go.dev/dl{otherwise}"),
    }
}

/// Builds a package into `output`, without symbols; `flags` go to `go build`.
pub(super) fn build(what: &str, module: &Path, package: &str, output: &Path, flags: &[&str]) -> Result<()> {
    if let Some(dir) = output.parent() {
        std::fs::create_dir_all(dir)?;
    }
    progress::run_counted(&format!("fetching {what}"), command(module).args(["mod", "download"]), 1)?;
    let packages = progress::capture("go list", command(module).args(["list", "-deps", package]))?;
    // Go writes to the output while it links: a build that is cut off must not leave half a program there.
    let partial = output.with_extension("partial");
    let mut build = command(module);
    build.args(["build", "-v", "-trimpath", "-o"]).arg(&partial).args(flags).arg(package);
    progress::run_counted(&format!("building {what}"), &mut build, packages.lines().count())?;
    std::fs::rename(&partial, output).with_context(|| format!("cannot write {}", output.display()))
}
