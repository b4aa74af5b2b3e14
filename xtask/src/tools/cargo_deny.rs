//! cargo-deny, built from its crate.

use std::path::PathBuf;

use anyhow::Result;

use super::{Tool, prepared_path};
use crate::{progress, workspace};

const VERSION: &str = "0.20.2";

pub(super) fn prepare() -> Result<PathBuf> {
    let mut install = workspace::cargo();
    // It runs for a second or two: an optimised build would never earn back the time it takes.
    install.args(["install", "--debug", "--locked", "--no-track", "--version", VERSION, "--root"]);
    install.arg(workspace::tools()).arg("cargo-deny");
    progress::run("installing cargo-deny", &mut install)?;
    Ok(prepared_path(Tool::CargoDeny))
}
