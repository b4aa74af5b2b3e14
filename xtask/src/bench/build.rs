//! The programs that are measured.

use std::path::PathBuf;

use anyhow::Result;
use xtask::{progress, workspace};

const PROVIDER: &str = "terraform-provider-openchoreo";
const OPENCHOREO: &str = "openchoreo";
const SERVER_LOAD: &str = "server-load";

/// Programs of the release profile.
pub(super) struct Programs {
    pub(super) provider: PathBuf,
    pub(super) openchoreo: PathBuf,
    pub(super) throughput: PathBuf,
    pub(super) server_load: PathBuf,
}

/// Builds them, in one go so that they share their dependencies.
pub(super) fn programs() -> Result<Programs> {
    let mut build = workspace::cargo();
    build.args(["build", "--release", "--example", "throughput"]);
    for program in [PROVIDER, OPENCHOREO, SERVER_LOAD] {
        build.args(["--bin", program]);
    }
    for package in ["terraform-provider-openchoreo", "openchoreo", "openchoreo-compile", "openchoreo-acceptance"] {
        build.args(["--package", package]);
    }
    build.args(["--features", "terraform-provider-openchoreo/echo"]);
    progress::run("cargo build", &mut build)?;
    let release = workspace::target().join("release");
    let program = |name: &str| release.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    Ok(Programs {
        provider: program(PROVIDER),
        openchoreo: program(OPENCHOREO),
        throughput: program("examples/throughput"),
        server_load: program(SERVER_LOAD),
    })
}
