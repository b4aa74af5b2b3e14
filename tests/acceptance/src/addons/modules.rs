//! Go modules whose sources hold definitions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use xtask::workspace;

use super::ADDONS;
use crate::skipped;

/// Where the modules and their versions are pinned.
const PINS: &str = "tests/acceptance/envtest/crds";

/// The modules of [`ADDONS`] as they are pinned, on this machine.
pub struct Modules(BTreeMap<String, PathBuf>);

impl Modules {
    /// Downloads those that are not in Go's own cache. Where that is impossible, this says that the test is skipped and
    /// why, and there are none.
    ///
    /// # Errors
    /// When Go does not know where the modules are that it has downloaded.
    pub fn at_hand() -> Result<Option<Self>> {
        if let Err(why) = go(&["mod", "download"]) {
            skipped(format!("the modules of add-ons cannot be downloaded: {why:#}"));
            return Ok(None);
        }
        // Each by its name: `all` would be the modules that these depend on, too, whose versions need not exist.
        let names = ADDONS.iter().map(|addon| addon.module);
        let listed = go(&["list", "-m", "-f", "{{.Path}}\t{{.Dir}}"].into_iter().chain(names).collect::<Vec<_>>())?;
        let modules = listed.lines().filter_map(|line| line.split_once('\t'));
        Ok(Some(Self(modules.map(|(module, dir)| (module.to_owned(), dir.into())).collect())))
    }

    /// The directory of a module's sources.
    pub(super) fn directory(&self, module: &str) -> Result<&Path> {
        let directory = self.0.get(module).map(PathBuf::as_path).filter(|directory| directory.is_dir());
        directory.with_context(|| format!("{module} has no directory: is it required in {PINS}/go.mod?"))
    }
}

/// What a go command writes, run where the modules are pinned.
fn go(arguments: &[&str]) -> Result<String> {
    let mut command = Command::new("go");
    command.current_dir(workspace::root().join(PINS)).args(arguments).stdin(Stdio::null());
    command.env("GOWORK", "off").env("GOTOOLCHAIN", "local").env("GOFLAGS", "-modcacherw");
    let output = command.output().context("cannot start go: install Go from https://go.dev/dl")?;
    if !output.status.success() {
        bail!("go {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}
