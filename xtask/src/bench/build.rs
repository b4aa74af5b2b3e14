//! The programs that are measured.

use std::path::PathBuf;

use anyhow::Result;
use xtask::{progress, workspace};

/// Programs of the release profile.
pub(super) struct Programs {
    pub(super) provider: PathBuf,
    pub(super) openchoreo: PathBuf,
    pub(super) throughput: PathBuf,
}

/// Builds them, in one go so that they share their dependencies.
pub(super) fn programs() -> Result<Programs> {
    let mut build = workspace::cargo();
    build.args(["build", "--release", "--bins", "--example", "throughput"]);
    for package in ["terraform-provider-openchoreo", "openchoreo", "openchoreo-compile"] {
        build.args(["--package", package]);
    }
    build.args(["--features", "terraform-provider-openchoreo/echo"]);
    progress::run("cargo build", &mut build)?;
    let release = workspace::target().join("release");
    let program = |name: &str| release.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    Ok(Programs {
        provider: program("terraform-provider-openchoreo"),
        openchoreo: program("openchoreo"),
        throughput: program("examples/throughput"),
    })
}
