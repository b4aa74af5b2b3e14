//! What must hold whatever goes wrong: nothing is lost, left behind, doubled or let out.
#![cfg(target_os = "linux")]

mod destroy;
mod kill;
mod platform;
mod secrets;
mod socket;
mod undisturbed;
