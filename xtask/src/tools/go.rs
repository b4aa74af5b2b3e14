//! Programs that are built from Go modules.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::Unavailable;
use crate::progress;

const INSTALL: &str = "install Go from https://go.dev/dl";

/// How programs are built.
pub(super) const BUILD: [&str; 3] = ["build", "-v", "-trimpath"];

/// A go command in a module's directory, for a static binary, with the Go that is installed and no other.
pub(super) fn command(module: &Path) -> Command {
    let mut command = Command::new("go");
    command.current_dir(module).env("CGO_ENABLED", "0").env("GOWORK", "off").env("GOTOOLCHAIN", "local");
    command.env("GOFLAGS", "-buildvcs=false -mod=readonly");
    // What is built runs here, and is kept as such.
    command.env_remove("GOOS").env_remove("GOARCH");
    command
}

/// Fails with [`Unavailable`] where there is no Go, or one that is too old for a module.
pub(super) fn require(module: &Path) -> Result<()> {
    let manifest = std::fs::read_to_string(module.join("go.mod"))?;
    let wanted = manifest.lines().find_map(|line| line.strip_prefix("go ")).context("go.mod names no Go version")?;
    let Ok(output) = command(module).args(["env", "GOVERSION"]).output() else {
        return Err(Unavailable(format!("Go is not on PATH: {INSTALL}")).into());
    };
    let version = String::from_utf8_lossy(&output.stdout);
    let version = version.trim().trim_start_matches("go");
    if numbers(version) < numbers(wanted) {
        return Err(Unavailable(format!("it needs Go {wanted}, and {version} is on PATH: {INSTALL}")).into());
    }
    Ok(())
}

/// Builds packages into the directory `output`, without symbols; `stamps` are further arguments of the linker.
pub(super) fn build(what: &str, module: &Path, packages: &[&str], output: &Path, stamps: &str) -> Result<()> {
    eprintln!("fetching the sources of {what}");
    let list = progress::capture("go list", command(module).args(["list", "-deps"]).args(packages))?;
    let mut build = command(module);
    build.args(BUILD).arg("-o").arg(output).arg(format!("-ldflags=-s -w {stamps}")).args(packages);
    progress::run_counted(&format!("building {what}"), &mut build, list.lines().count())
}

/// The first numbers of a version, such as 1, 26 and 6.
fn numbers(version: &str) -> Vec<u64> {
    version.split(|character: char| !character.is_ascii_digit()).map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(numbers("1.9.1") < numbers("1.26.0"));
        assert!(numbers("1.26.8 X:jsonv2") > numbers("1.26.6"));
        assert!(numbers("1.27rc1") > numbers("1.26.6"));
        assert!(numbers("") < numbers("1.26.6"));
    }
}
