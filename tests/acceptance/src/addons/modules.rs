//! Go modules whose sources hold definitions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xtask::tools::{Unavailable, definitions};

use super::ADDONS;
use crate::skipped;

/// The modules of [`ADDONS`] as they are pinned, on this machine.
pub struct Modules(BTreeMap<String, PathBuf>);

impl Modules {
    /// Downloads those that are not in Go's own cache. Where there is no Go for them, this says that the test is skipped
    /// and why, and there are none.
    ///
    /// # Errors
    /// When they cannot be downloaded, or Go does not know where they are.
    pub fn at_hand() -> Result<Option<Self>> {
        if let Err(error) = definitions::download() {
            let why = error.downcast::<Unavailable>()?;
            skipped(format!("the definitions of add-ons are not there: {why}"));
            return Ok(None);
        }
        definitions::directories(ADDONS.iter().map(|addon| addon.module)).map(|modules| Some(Self(modules)))
    }

    /// The directory of a module's sources.
    pub(super) fn directory(&self, module: &str) -> Result<&Path> {
        let directory = self.0.get(module).map(PathBuf::as_path).filter(|directory| directory.is_dir());
        directory.with_context(|| {
            format!("{module} has no directory: is it required in tests/acceptance/envtest/crds/go.mod?")
        })
    }
}
