//! The program that Terraform and OpenTofu start.

use std::process::ExitCode;

use openchoreo_provider::{ADDRESS, OpenChoreo};
use openchoreo_tfplugin::plugin;

fn main() -> ExitCode {
    plugin::main(ADDRESS, env!("CARGO_PKG_VERSION"), OpenChoreo::new)
}
