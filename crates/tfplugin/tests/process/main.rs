//! A provider as a process: the echo example, started as a host or a human starts it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failed step fails its test")]

mod echo;
mod life;
mod start;
