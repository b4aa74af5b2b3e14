//! Where things are in this repository.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The directory that cargo builds into: `CARGO_TARGET_DIR`, or `target` in the repository.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A binary of the workspace as the dev profile builds it, whether or not it exists.
pub fn binary(name: &str) -> PathBuf {
    built("debug", name)
}

/// The same of the release profile.
pub fn release_binary(name: &str) -> PathBuf {
    built("release", name)
}

fn built(directory: &str, name: &str) -> PathBuf {
    target().join(directory).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Where tools are kept that the project builds or installs for itself.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// A cargo command in the root of the repository, with the cargo that runs this command.
pub fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root());
    for name in std::env::vars_os().map(|(name, _)| name).filter(|name| tells_of_this_package(name)) {
        command.env_remove(name);
    }
    command
}

/// What `cargo run` sets would be news to build scripts that look at it: they and all that depends on them would be built
/// anew, and again by the next build from a shell.
fn tells_of_this_package(variable: &OsStr) -> bool {
    let variable = variable.to_string_lossy();
    ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|prefix| variable.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_what_the_developer_sets_and_nothing_of_this_package() {
        for (variable, of_this_package) in [
            ("CARGO_PKG_NAME", true),
            ("CARGO_MANIFEST_DIR", true),
            ("CARGO_HOME", false),
            ("CARGO_TARGET_DIR", false),
            ("PATH", false),
        ] {
            assert_eq!(tells_of_this_package(OsStr::new(variable)), of_this_package, "{variable}");
        }
    }
}
