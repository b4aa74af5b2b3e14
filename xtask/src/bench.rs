//! `cargo xtask bench`: what things cost, as ratios to what does the least that is possible, or to what does the same.

mod attached;
mod build;
mod configuration;
mod control_plane;
mod cost;
mod handshake;
mod peers;
mod plan;
mod profile;
mod report;
mod servers;
mod statistics;
mod terraform;
mod throughput;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use xtask::tools::terraform_or_tofu;
use xtask::{mirror, workspace};

use build::Programs;
use configuration::Configuration;
use control_plane::ControlPlane;
use peers::Setting;
use plan::{Aims, Plans};
use report::Report;
use terraform::Module;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Numbers of components to plan; the aims are for the largest.
    #[arg(long, value_delimiter = ',', default_values_t = [100, 1000])]
    components: Vec<usize>,
    /// How often each plan is measured; the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many custom resources are written in the comparisons.
    #[arg(long, default_value_t = 1000)]
    objects: usize,
    /// What is measured; everything unless set.
    #[arg(long, value_enum, value_delimiter = ',')]
    parts: Vec<Part>,
    /// Profiles everything, not only what misses its aim.
    #[arg(long)]
    profile: bool,
}

/// A part of what is measured.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The provider beside one that only echoes, and the compiler.
    Provider,
    /// The embedded API server beside kube-apiserver and etcd.
    Servers,
    /// The provider beside others that write the same custom resources.
    Peers,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let client = terraform_or_tofu()?;
    let programs = build::programs()?;
    let dir = workspace::target().join("bench");
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    let measured = measure(arguments, &programs, &client, &dir);
    fs::remove_dir_all(&dir)?;
    println!("{}", measured?);
    Ok(())
}

fn measure(arguments: &Arguments, programs: &Programs, client: &Path, dir: &Path) -> Result<Report> {
    let mut report = Report::default();
    let wanted = |part| arguments.parts.is_empty() || arguments.parts.contains(&part);
    if wanted(Part::Provider) {
        provider(arguments, programs, client, dir, &mut report)?;
    }
    if wanted(Part::Servers) {
        servers::measure(&programs.server_load, arguments.objects, &mut report)?;
    }
    if wanted(Part::Peers) {
        let Arguments { objects, rounds, .. } = *arguments;
        Setting { programs, client, dir, objects, rounds }.measure(&mut report)?;
    }
    Ok(report)
}

fn provider(arguments: &Arguments, programs: &Programs, client: &Path, dir: &Path, report: &mut Report) -> Result<()> {
    let section = report.section("provider beside one that only echoes, and the compiler", ["measured", "floor"]);
    handshake::measure(&programs.provider, dir, section)?;
    throughput::measure(&programs.throughput, section)?;
    let mirror = mirror::write(dir, &programs.provider)?;
    let control_plane = ControlPlane::start(&programs.openchoreo, dir)?;
    let module =
        |name, configuration| Module::new(dir, client, name, configuration, &mirror, control_plane.kubeconfig());
    let components = module("components", Configuration::Component)?;
    let echoes = module("echoes", Configuration::Echo)?;
    let plans = Plans { provider: &programs.provider, control_plane: &control_plane, components, echoes };
    let mut sizes = arguments.components.clone();
    sizes.sort_unstable();
    let largest = sizes.pop().context("--components names no number")?;
    for size in sizes {
        plans.prepare(size)?;
        plans.measure(size, arguments.rounds, Aims::NONE, section)?;
    }
    plans.prepare(largest)?;
    plans.measure(largest, arguments.rounds, Aims::LARGEST, section)?;
    if arguments.profile || report.misses("plan") {
        report.attach(plans.profile(largest, dir)?);
    }
    if arguments.profile || report.misses("compile") {
        report.attach(throughput::profile(&programs.throughput, dir)?);
    }
    if arguments.profile || report.misses("handshake") {
        report.attach(handshake::profile(&programs.provider, dir)?);
    }
    Ok(())
}
