//! The `openchoreo` command.

mod controller;
mod crds;
mod dev;
mod log;
mod render;
mod signal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A development control plane for OpenChoreo, its controllers for clusters, and its compiler.
#[derive(Debug, Parser)]
#[command(name = "openchoreo", version, propagate_version = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// What to log to stderr, such as `info`, `warn,openchoreo_controller=debug` or `off`.
    #[arg(long, global = true, env = "RUST_LOG", default_value = "warn", value_name = "FILTER")]
    log: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a control plane on this machine: an API server, the controllers and a workload simulator.
    Dev(dev::Arguments),
    /// Run the controllers against a Kubernetes cluster: one replica, there is no leader election yet.
    Controller(controller::Arguments),
    /// Print the Kubernetes objects that manifests compile to, without a cluster.
    Render(render::Arguments),
    /// Print the CustomResourceDefinitions of the platform's kinds.
    Crds(crds::Arguments),
    /// Print the version.
    Version,
}

const EXAMPLES: &str = "\
Examples:
  openchoreo dev                                   start a control plane and keep its data
  openchoreo controller --kubeconfig ~/.kube/config --install-crds
                                                   run the platform on a cluster
  openchoreo render -f examples/user-service.yaml  see what a component becomes
  openchoreo crds | kubectl apply --server-side -f -";

fn main() -> ExitCode {
    let Arguments { command, log } = Arguments::parse();
    let result = log::start(&log).and_then(|()| match command {
        Command::Dev(arguments) => dev::run(arguments),
        Command::Controller(arguments) => controller::run(arguments),
        Command::Render(arguments) => render::run(&arguments),
        Command::Crds(arguments) => crds::run(&arguments),
        Command::Version => log::print(&format!("openchoreo {}\n", env!("CARGO_PKG_VERSION"))),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::complain(&format!("error: {error:#}\n"));
            ExitCode::FAILURE
        }
    }
}
