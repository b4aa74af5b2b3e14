//! The example's folder, copied: a quickstart writes nothing into the repository.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xtask::workspace;

/// The folder of an example.
pub(super) fn find(example: &str) -> Result<PathBuf> {
    let examples = workspace::root().join("examples").join("terraform");
    let known = runnable(&examples)?;
    if known.iter().any(|name| name == example) {
        return Ok(examples.join(example));
    }
    bail!("there is no example {example:?}: --example takes one of {}", known.join(", "))
}

/// Copies the configuration of an example; the state of an earlier run stays.
pub(super) fn write(sources: &Path, directory: &Path) -> Result<PathBuf> {
    fs::create_dir_all(directory)?;
    for entry in fs::read_dir(sources)? {
        let source = entry?.path();
        if let (true, Some(name)) = (source.extension().is_some_and(|end| end == "tf"), source.file_name()) {
            fs::copy(&source, directory.join(name)).with_context(|| format!("cannot copy {}", source.display()))?;
        }
    }
    Ok(directory.to_owned())
}

/// Examples that stand by themselves: those with a `main.tf`.
fn runnable(examples: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(examples).with_context(|| format!("cannot read {}", examples.display()))? {
        let entry = entry?;
        if entry.path().join("main.tf").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_example_names_those_that_there_are() {
        let error = find("online-butik").expect_err("there is no such example").to_string();
        assert!(error.contains("\"online-butik\""), "{error}");
        assert!(error.contains("online-boutique, quickstart"), "{error}");
    }
}
