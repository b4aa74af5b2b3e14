//! The protocol as Terraform sees it: a fake provider, driven over gRPC without a process or a socket.
#![allow(clippy::unwrap_used, reason = "a failed step fails its test")]

mod apply;
mod describe;
mod fake;
mod harness;
mod import;
mod newer;
mod plan;
mod read;
mod stop;
mod upgrade;
mod validate;
