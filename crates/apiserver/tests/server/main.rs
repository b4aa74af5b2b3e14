//! The server as its clients see it, without a network.
#![allow(clippy::unwrap_used, reason = "a failed step fails its test")]

mod crash;
mod deletion;
mod http;
mod objects;
mod runtime;
mod support;
mod watching;
