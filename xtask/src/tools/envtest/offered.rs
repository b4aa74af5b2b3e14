//! Programs that the developer has already, in `KUBEBUILDER_ASSETS` or on `PATH`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Module;
use crate::tools::{Tool, is_executable, on_path};
use crate::workspace;

/// A program that is there, in a version that does not fit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    path: PathBuf,
    found: Option<String>,
    wanted: String,
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found.as_deref().unwrap_or("of an unknown version");
        write!(formatter, "{} is {found}, not {}", self.path.display(), self.wanted)
    }
}

/// The first program offered that fits; else why the last one does not, if there is any.
pub(super) fn find(tool: Tool, module: &Module) -> Result<Option<PathBuf>, Misfit> {
    let mut misfit = None;
    for path in candidates(tool) {
        match misfit_of(tool, module, &path) {
            None => return Ok(Some(path)),
            some => misfit = some,
        }
    }
    misfit.map_or(Ok(None), Err)
}

fn candidates(tool: Tool) -> Vec<PathBuf> {
    // kwok is of no use without the stages that its own build leaves beside it, nor the provider without its way to attach.
    if matches!(tool, Tool::Kwok | Tool::KubectlProvider) {
        return Vec::new();
    }
    let assets = std::env::var_os("KUBEBUILDER_ASSETS").map(|dir| workspace::root().join(dir).join(tool.file()));
    assets.filter(|path| is_executable(path)).into_iter().chain(on_path(&tool.file())).collect()
}

/// Clients work with servers of other versions; the parts of a cluster must be of one.
fn misfit_of(tool: Tool, module: &Module, path: &Path) -> Option<Misfit> {
    if matches!(tool, Tool::Kubectl | Tool::OpenTofu) {
        return None;
    }
    let wanted = minor(&module.version().ok()?)?;
    let output = Command::new(path).arg("--version").output().ok();
    let found = output.and_then(|output| minor(&String::from_utf8_lossy(&output.stdout)));
    (found.as_ref() != Some(&wanted)).then(|| Misfit { path: path.to_owned(), found, wanted })
}

/// Major and minor number of the first version in a text.
fn minor(text: &str) -> Option<String> {
    let words = text.split_whitespace().map(|word| word.trim_start_matches('v'));
    let mut parts =
        words.filter(|word| word.starts_with(|first: char| first.is_ascii_digit())).map(|word| word.split('.'));
    let mut parts = parts.next()?;
    Some(format!("{}.{}", parts.next()?, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minor_is_read_from_what_programs_print() {
        assert_eq!(minor("Kubernetes v1.37.2\n").as_deref(), Some("1.37"));
        assert_eq!(minor("etcd Version: 3.7.0\nGit SHA: 1a2b3c\n").as_deref(), Some("3.7"));
        assert_eq!(minor("1.37.2").as_deref(), Some("1.37"));
        assert_eq!(minor("no version"), None);
    }

    #[test]
    fn what_does_not_print_the_version_does_not_fit() {
        let module = Module::of(Tool::Etcd).expect("a module");
        let misfit = misfit_of(Tool::Etcd, module, Path::new("/nowhere/etcd")).expect("a misfit");
        assert_eq!((misfit.found, misfit.wanted.as_str()), (None, "3.7"));
    }
}
