//! The control plane of the contract tests, built from the Go module in `tests/kube-apiserver`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Tool, go, prepared, prepared_path};
use crate::workspace;

pub(super) fn find() -> Option<PathBuf> {
    let built_from = fs::read_to_string(key_path()).ok()?;
    let wanted = key().ok()?;
    prepared(Tool::KubeApiserver).filter(|_| built_from == wanted)
}

pub(super) fn prepare() -> Result<PathBuf> {
    let program = Tool::KubeApiserver.program();
    go::require(program, "")?;
    let output = prepared_path(Tool::KubeApiserver);
    let key = key()?;
    let linker = format!("-ldflags=-s -w -X k8s.io/component-base/version.gitVersion={}", version()?);
    go::build("kube-apiserver", &module(), ".", &output, &[&linker])?;
    fs::write(key_path(), key)?;
    Ok(output)
}

fn module() -> PathBuf {
    workspace::root().join("tests/kube-apiserver")
}

fn key_path() -> PathBuf {
    prepared_path(Tool::KubeApiserver).with_extension("key")
}

/// The module's sources and dependencies as one hash: a build is reused until they change.
fn key() -> Result<String> {
    let dir = module();
    let entries = fs::read_dir(&dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    let mut hash = Sha256::new();
    for file in files.iter().filter(|file| file.is_file()) {
        hash.update(fs::read(file)?);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The release that the module requires, which the server reports as its own.
fn version() -> Result<String> {
    let manifest = fs::read_to_string(module().join("go.mod"))?;
    let version = manifest.lines().find_map(|line| line.trim().strip_prefix("k8s.io/kubernetes v"));
    Ok(format!("v{}", version.context("tests/kube-apiserver/go.mod requires no k8s.io/kubernetes")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_that_the_module_requires() {
        assert!(version().is_ok_and(|version| version.starts_with("v1.")));
    }

    #[test]
    fn the_key_is_stable() {
        assert_eq!(key().ok(), key().ok());
        assert!(key().is_ok_and(|key| key.len() == 64));
    }
}
