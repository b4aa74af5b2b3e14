//! Writes the files that are generated from code, or compares them with it.
//!
//! `openchoreo-generate ROOT [--check]`: `cargo xtask generate` calls it.

mod differences;
mod generated;
mod sources;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let root = PathBuf::from(arguments.next().context("usage: openchoreo-generate ROOT [--check]")?);
    let check = arguments.next().is_some_and(|argument| argument == "--check");
    let directories = sources::all()?;
    if !check {
        return directories.iter().try_for_each(|directory| directory.write(&root));
    }
    let mut stale = Vec::new();
    for directory in &directories {
        stale.extend(directory.stale(&root)?);
    }
    if !stale.is_empty() {
        bail!("these files differ from what the code generates; run `cargo xtask generate`:\n  {}", stale.join("\n  "));
    }
    Ok(())
}
