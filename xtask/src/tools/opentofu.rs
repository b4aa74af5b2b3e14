//! OpenTofu, built from its Go module.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Tool, go, prepared_path};
use crate::{progress, workspace};

const MODULE: &str = "github.com/opentofu/opentofu@v1.12.6";

pub(super) fn prepare() -> Result<PathBuf> {
    go::require("tofu", ", or OpenTofu itself from https://opentofu.org/docs/intro/install")?;
    let mut download = go::command(workspace::root());
    let description = progress::capture("go mod download", download.args(["mod", "download", "-json", MODULE]))?;
    let description: serde_json::Value = serde_json::from_str(&description)?;
    let source = description["Dir"].as_str().context("go mod download names no directory")?;
    let output = prepared_path(Tool::OpenTofu);
    // `go install` refuses modules that replace a dependency, as this one does; a build in its own directory does not.
    go::build("tofu", source.as_ref(), "./cmd/tofu", &output, &["-ldflags=-s -w"])?;
    Ok(output)
}
