//! The programs of a real cluster and OpenTofu, built from the Go modules in `tests/acceptance/envtest`.

mod module;
mod offered;

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Tool;
pub use module::{CACHE_VARIABLE, MODULES, Module};

/// The program's path, where it can be run now: as the developer offers it, or as it was built.
pub(super) fn find(tool: Tool) -> Option<PathBuf> {
    let module = Module::of(tool)?;
    offered::find(tool, module).ok().flatten().or_else(|| module.built(tool))
}

/// Finds the program, or builds its module; says so where what the developer offers does not fit.
pub(super) fn prepare(tool: Tool) -> Result<PathBuf> {
    let module = Module::of(tool).context("no module builds this program")?;
    match offered::find(tool, module) {
        Ok(Some(path)) => return Ok(path),
        Ok(None) => {}
        Err(misfit) if module.built(tool).is_none() => eprintln!("{misfit}: building it"),
        Err(_) => {}
    }
    if module.built(tool).is_none() {
        module.build()?;
    }
    module.built(tool).with_context(|| format!("the build of {} made no {}", module.name(), tool.program()))
}
