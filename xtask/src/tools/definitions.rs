//! The Go modules whose sources hold the definitions of add-ons, pinned in `tests/acceptance/envtest/crds`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;

use super::go;
use crate::{progress, workspace};

/// Downloads those that are not in Go's own cache.
///
/// # Errors
/// [`super::Unavailable`] where there is no Go for them; else why they cannot be downloaded.
pub fn download() -> Result<()> {
    go::require(&source())?;
    progress::capture("go mod download", go::command(&source()).args(["mod", "download"])).map(drop)
}

/// Where the sources of these modules are on this machine.
///
/// # Errors
/// When Go does not know.
pub fn directories<'a>(modules: impl IntoIterator<Item = &'a str>) -> Result<BTreeMap<String, PathBuf>> {
    let mut list = go::command(&source());
    // Each by its name: `all` would be the modules that these depend on, too, whose versions need not exist.
    list.args(["list", "-m", "-f", "{{.Path}}\t{{.Dir}}"]).args(modules);
    let listed = progress::capture("go list", &mut list)?;
    let modules = listed.lines().filter_map(|line| line.split_once('\t'));
    Ok(modules.map(|(module, dir)| (module.to_owned(), dir.into())).collect())
}

fn source() -> PathBuf {
    workspace::root().join("tests/acceptance/envtest/crds")
}
