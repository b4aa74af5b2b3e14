//! The controllers against an embedded API server.

mod apply;
mod connections;
mod deletion;
mod namespaces;
mod planes;
mod repair;
mod secrets;
mod support;
