//! `cargo xtask generate`.

use std::process::Command;

use anyhow::Result;
use xtask::{progress, workspace};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Writes nothing; fails when a committed file differs from what the code generates.
    #[arg(long)]
    check: bool,
}

/// The generator is a program of its own, because it links what this one must not wait for.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    // Built as part of the workspace, so that its dependencies are those that everything else uses too.
    progress::run("cargo build", workspace::cargo().args(["build", "--quiet", "--workspace", "--all-targets"]))?;
    let mut generate = Command::new(workspace::binary("openchoreo-generate"));
    generate.arg(workspace::root());
    if arguments.check {
        generate.arg("--check");
    }
    progress::run("generate", &mut generate)
}
