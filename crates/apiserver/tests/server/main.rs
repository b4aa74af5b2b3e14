//! The server as its clients see it, without a network.
#![allow(clippy::unwrap_used, reason = "a failed step fails its test")]

mod applying;
mod crash;
mod definitions;
mod deletion;
mod http;
mod listening;
mod objects;
mod runtime;
mod support;
mod watching;
