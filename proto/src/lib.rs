//! Wire types of the Terraform plugin protocol 6 and of go-plugin's side services.
//!
//! Everything here is generated from the `.proto` files beside this crate. Field numbers and method paths are
//! the contract; a method that a server does not implement answers `Unimplemented`.

/// The protocol between Terraform and its providers, version 6.11.
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::unwrap_used)]
pub mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}

/// The services by which go-plugin manages a plugin's process.
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::unwrap_used)]
pub mod plugin {
    tonic::include_proto!("plugin");
}

/// The standard gRPC health check.
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::unwrap_used)]
pub mod health {
    tonic::include_proto!("grpc.health.v1");
}
