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
    Ok(Programs {
        provider: workspace::release_binary(PROVIDER),
        openchoreo: workspace::release_binary(OPENCHOREO),
        throughput: workspace::release_binary("examples/throughput"),
        server_load: workspace::release_binary(SERVER_LOAD),
    })
}
