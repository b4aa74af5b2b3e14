//! Compiles the protocol definitions. Needs no `protoc`.

#![allow(clippy::print_stdout, reason = "cargo takes its instructions from standard output")]

use std::error::Error;

const FILES: [&str; 5] =
    ["tfplugin6.proto", "grpc_controller.proto", "grpc_stdio.proto", "grpc_broker.proto", "health.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    for watched in FILES.iter().chain(&["tfplugin6"]) {
        println!("cargo:rerun-if-changed={watched}");
    }
    let definitions = protox::compile(FILES, ["."])?;
    // The methods that a server leaves out answer `Unimplemented`, which is how a client learns that a
    // newer part of the protocol is absent.
    tonic_prost_build::configure().generate_default_stubs(true).compile_fds(definitions)?;
    Ok(())
}
