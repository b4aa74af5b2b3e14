//! `cargo xtask`: the project's own commands.
#![allow(clippy::print_stdout, reason = "what these commands find is their output")]

mod bench;
mod differential;
mod envtest;
mod generate;
mod quickstart;
mod test;
mod tool_list;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything, starts a control plane on this machine and applies an example to it.
    Quickstart(quickstart::Arguments),
    /// Builds everything and runs all tests: unit, golden, contract and acceptance.
    Test(test::Arguments),
    /// Writes the files that are generated from code, or compares them with it.
    Generate(generate::Arguments),
    /// Measures the provider and the compiler, as ratios to what does the least that is possible.
    Bench(bench::Arguments),
    /// Builds the programs of a real cluster and OpenTofu, for the acceptance tests.
    Envtest(envtest::Arguments),
    /// Compares the embedded API server with the real one on generated sequences of requests.
    Differential(differential::Arguments),
    /// Shows the programs that the project runs, or builds and installs those that are named.
    Tools(tool_list::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Quickstart(arguments) => quickstart::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Envtest(arguments) => envtest::run(&arguments),
        Command::Differential(arguments) => differential::run(&arguments),
        Command::Tools(arguments) => tool_list::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
