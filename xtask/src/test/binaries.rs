//! The workspace's test binaries, as cargo builds them.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use xtask::workspace;

/// A program that contains tests.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TestBinary {
    /// Its package and target, as shown to the reader.
    pub(super) name: String,
    pub(super) executable: PathBuf,
    /// Tests run in the directory of their package.
    pub(super) package: PathBuf,
}

/// Builds the test binaries of the packages named, or of all.
pub(super) fn build(packages: &[String]) -> Result<Vec<TestBinary>> {
    let mut cargo = workspace::cargo();
    // The whole workspace even for one package: with fewer packages, cargo would build dependencies anew, with fewer features.
    cargo.args(["test", "--workspace", "--no-run", "--message-format=json-render-diagnostics"]);
    let output = cargo.stdin(Stdio::null()).stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("cargo test --no-run failed ({})", output.status);
    }
    let messages = String::from_utf8(output.stdout).context("cargo's messages are not UTF-8")?;
    let mut binaries = Vec::new();
    for line in messages.lines() {
        binaries.extend(test_binary(&serde_json::from_str(line)?, packages));
    }
    Ok(binaries)
}

fn test_binary(message: &Value, packages: &[String]) -> Option<TestBinary> {
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let manifest = Path::new(message["manifest_path"].as_str()?);
    let package = package_name(message["package_id"].as_str()?)?;
    if !packages.is_empty() && !packages.iter().any(|wanted| wanted == package) {
        return None;
    }
    let name = match message["target"]["kind"][0].as_str()? {
        "test" => format!("{package} {}", message["target"]["name"].as_str()?),
        "bin" => format!("{package} unit tests (program)"),
        _ => format!("{package} unit tests"),
    };
    Some(TestBinary { name, executable: message["executable"].as_str()?.into(), package: manifest.parent()?.into() })
}

/// The name in a package identifier: after `#` and before `@`, or the directory where there is only a version.
fn package_name(id: &str) -> Option<&str> {
    let (source, fragment) = id.split_once('#')?;
    match fragment.split_once('@') {
        Some((name, _)) => Some(name),
        None => source.rsplit('/').next(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(kind: &str, test: bool) -> Value {
        json!({
            "reason": "compiler-artifact",
            "package_id": "path+file:///repository/crates/api#openchoreo-api@0.1.0",
            "manifest_path": "/repository/crates/api/Cargo.toml",
            "target": { "kind": [kind], "name": "crds" },
            "profile": { "test": test },
            "executable": "/target/debug/deps/crds-1",
        })
    }

    #[test]
    fn an_integration_test_is_named_after_its_package_and_target() {
        let binary = test_binary(&message("test", true), &[]).expect("a test binary");
        let expected = ("openchoreo-api crds".to_owned(), Path::new("/repository/crates/api"));
        assert_eq!((binary.name, binary.package.as_path()), expected);
    }

    #[test]
    fn what_contains_no_tests_is_no_test_binary() {
        assert_eq!(test_binary(&message("lib", false), &[]), None);
        assert_eq!(test_binary(&json!({ "reason": "build-finished", "success": true }), &[]), None);
    }

    #[test]
    fn other_packages_than_those_asked_for_are_left_out() {
        assert!(test_binary(&message("lib", true), &["openchoreo-api".to_owned()]).is_some());
        assert!(test_binary(&message("lib", true), &["openchoreo".to_owned()]).is_none());
    }

    #[test]
    fn a_package_may_have_the_name_of_its_directory() {
        assert_eq!(package_name("path+file:///repository/xtask#0.1.0"), Some("xtask"));
    }
}
