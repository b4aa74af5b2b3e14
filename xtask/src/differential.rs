//! `cargo xtask differential`: the embedded API server against the real one, on generated sequences of requests.

use std::process::Command;

use anyhow::Result;
use xtask::tools::Tool;
use xtask::{progress, workspace};

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
    progress::run("cargo build", workspace::cargo().args(["build", "--quiet", "--workspace", "--all-targets"]))?;
    let mut differential = Command::new(workspace::binary("openchoreo-differential"));
    let numbers = [arguments.seed.to_string(), arguments.first.to_string(), arguments.sequences.to_string()];
    progress::run("differential", differential.args(numbers))
}
