//! A provider as a process: the echo example, started as a host or a human starts it.
#![cfg(unix)]

mod echo;
mod life;
mod start;
