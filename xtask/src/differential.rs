//! `cargo xtask differential`: the embedded API server against the real one, on generated sequences of requests.

use std::process::Command;

use anyhow::Result;
use xtask::tools::Tool;
use xtask::{progress, workspace};

const PROGRAM: &str = "openchoreo-differential";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The sequences of a seed are always the same.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The number of the first one; a sequence that was found is run again by its number.
    #[arg(long, default_value_t = 0)]
    first: usize,
    /// How many sequences.
    #[arg(long, default_value_t = 10_000)]
    sequences: usize,
}

/// The comparison is a program of its own, because it links what this one must not wait for.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    for tool in [Tool::Etcd, Tool::KubeApiserver, Tool::KubeControllerManager] {
        tool.prepare()?;
    }
    // The servers of a campaign are children of a program that outlives it.
    build(&["--bin", "real-cluster"])?;
    // Most of the time of a campaign goes into the embedded server and the comparison: optimised, they take half of it.
    build(&["--bin", PROGRAM, "--release"])?;
    let mut differential = Command::new(workspace::release_binary(PROGRAM));
    let numbers = [arguments.seed.to_string(), arguments.first.to_string(), arguments.sequences.to_string()];
    progress::run("differential", differential.args(numbers))
}

fn build(arguments: &[&str]) -> Result<()> {
    let mut build = workspace::cargo();
    build.args(["build", "--quiet", "--package", "openchoreo-acceptance"]).args(arguments);
    progress::run("cargo build", &mut build)
}
