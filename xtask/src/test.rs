//! `cargo xtask test`: everything is built first and then run, several test binaries at a time.

mod binaries;
mod outcome;
mod runner;
mod table;

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use xtask::tools::{MODULES, Tool, Unavailable, definitions, terraform_or_tofu};
use xtask::{progress, workspace};

use crate::envtest;
use outcome::Outcome;
use table::Table;

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
    fn for_binaries(&self) -> Vec<&str> {
        self.filter.iter().chain(&self.passed_on).map(String::as_str).collect()
    }
}

/// What is there before the tests begin, and how long that took.
struct Prepared {
    binaries: Vec<binaries::TestBinary>,
    build: Duration,
    tools: Duration,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let prepared = prepare(arguments)?;
    if prepared.binaries.is_empty() {
        bail!("no test binary: is --package {:?} a package of this workspace?", arguments.package);
    }
    eprintln!("running {} test binaries", prepared.binaries.len());
    let started = Instant::now();
    let mut outcomes = runner::run_all(prepared.binaries, &arguments.for_binaries());
    if arguments.package.is_empty() {
        outcomes.push(runner::run_documentation(&arguments.for_binaries()));
    }
    let tests = started.elapsed();
    let result = summarise(&outcomes);
    let [build, tools, tests] = [prepared.build, prepared.tools, tests].map(|time| time.as_secs());
    println!("time: build {build} s, tools {tools} s (beside the build), tests {tests} s");
    result
}

/// Builds the tests, the programs that they run and the tools; the two builds have nothing to wait for in each other.
fn prepare(arguments: &Arguments) -> Result<Prepared> {
    thread::scope(|scope| {
        let tools = scope.spawn(prepare_tools);
        let started = Instant::now();
        progress::run("cargo build", workspace::cargo().args(["build", "--workspace", "--all-targets"]))?;
        let binaries = binaries::build(&arguments.package)?;
        let build = started.elapsed();
        let tools = tools.join().map_err(|_| anyhow!("the preparation of tools panicked"))??;
        Ok(Prepared { binaries, build, tools })
    })
}

/// Gets what can be had. What cannot is said, and the tests that need it say so again.
fn prepare_tools() -> Result<Duration> {
    let started = Instant::now();
    for module in &MODULES {
        envtest::prepare(module)?;
    }
    if let Err(error) = definitions::download() {
        println!("skipped: the definitions of add-ons: {}", error.downcast::<Unavailable>()?);
    }
    if let Err(error) = Tool::Kubectl.prepare() {
        println!("skipped: kubectl: {}", error.downcast::<Unavailable>()?);
    }
    terraform_or_tofu()?;
    Ok(started.elapsed())
}

fn summarise(outcomes: &[Outcome]) -> Result<()> {
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.passed()).collect();
    for outcome in &failed {
        println!("\n---- {} ----\n{}", outcome.name, outcome.output);
    }
    println!("\n{}", Table::new(outcomes));
    let mut reasons = BTreeMap::<_, Vec<_>>::new();
    for (test, why) in outcomes.iter().flat_map(|outcome| &outcome.skipped).filter_map(|line| line.split_once(": ")) {
        reasons.entry(why).or_default().push(test);
    }
    for (why, tests) in reasons {
        println!("skipped: {} tests, such as {}: {why}", tests.len(), tests[0]);
    }
    let total = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
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
