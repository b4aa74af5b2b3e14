//! `cargo xtask test`: everything is built first and then run, several test binaries at a time.

mod binaries;
mod outcome;
mod runner;

use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use xtask::tools::{MODULES, Tool, terraform_or_tofu};
use xtask::{progress, workspace};

use crate::envtest;
use outcome::Outcome;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Packages to test; all when none is named.
    #[arg(short, long, value_name = "NAME")]
    package: Vec<String>,
    /// Only tests whose name contains this.
    filter: Option<String>,
    /// Arguments for the test binaries, for example `--include-ignored`.
    #[arg(last = true)]
    passed_on: Vec<String>,
}

impl Arguments {
    /// Tests that are ignored need OpenTofu, and run where it is.
    fn for_binaries(&self) -> Vec<&str> {
        const ALL: &str = "--include-ignored";
        let said = self.passed_on.iter().any(|argument| argument == ALL);
        let ignored = Tool::OpenTofu.find().filter(|_| !said).map(|_| ALL);
        self.filter.iter().chain(&self.passed_on).map(String::as_str).chain(ignored).collect()
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let started = Instant::now();
    let binaries = prepare(arguments)?;
    if binaries.is_empty() {
        bail!("no test binary: is --package {:?} a package of this workspace?", arguments.package);
    }
    eprintln!("running {} test binaries", binaries.len());
    let mut outcomes = runner::run_all(binaries, &arguments.for_binaries());
    if arguments.package.is_empty() {
        outcomes.push(runner::run_documentation(&arguments.for_binaries()));
    }
    summarise(&outcomes, started)
}

/// Builds the tests, the programs that they run and the tools; the two builds have nothing to wait for in each other.
fn prepare(arguments: &Arguments) -> Result<Vec<binaries::TestBinary>> {
    terraform_or_tofu()?;
    thread::scope(|scope| {
        let tools = scope.spawn(|| MODULES.iter().try_for_each(|module| envtest::prepare(module).map(drop)));
        progress::run("cargo build", workspace::cargo().args(["build", "--workspace", "--all-targets"]))?;
        let binaries = binaries::build(&arguments.package)?;
        tools.join().map_err(|_| anyhow!("the preparation of tools panicked"))??;
        Ok(binaries)
    })
}

fn summarise(outcomes: &[Outcome], started: Instant) -> Result<()> {
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.passed()).collect();
    for outcome in &failed {
        println!("\n---- {} ----\n{}", outcome.name, outcome.output);
    }
    for why in outcomes.iter().flat_map(|outcome| &outcome.skipped) {
        println!("skipped {why}");
    }
    let total = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    println!("\n{} test binaries in {} s", outcomes.len(), started.elapsed().as_secs());
    println!(
        "{} passed, {} failed, {} skipped",
        total(|outcome| outcome.counts.passed),
        total(|outcome| outcome.counts.failed),
        total(|outcome| outcome.counts.ignored),
    );
    match failed.as_slice() {
        [] => Ok(()),
        failed => {
            bail!("failed: {}", failed.iter().map(|outcome| outcome.name.as_str()).collect::<Vec<_>>().join(", "))
        }
    }
}
