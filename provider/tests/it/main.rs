//! The provider through its traits, against the embedded API server. Terraform core and OpenChoreo's controllers are
//! played by [`core`] and [`controller`].

mod adoption;
mod controller;
mod core;
mod credentials;
mod deletion;
mod import;
mod lifecycle;
mod ownership;
mod planning;
mod reading;
mod states;
mod world;
