//! OpenChoreo's controllers: they make clusters be what the platform's objects say.
//!
//! The flow of every kind is `resolve -> validate -> compile -> apply -> report`. Events only say *what* to look at
//! again ([`route`]); a reconcile always starts from the stores, and starts only once all of them are filled.

mod backoff;
mod cells;
mod cleanup;
mod component;
mod context;
mod data_plane;
mod environment;
mod error;
mod gate;
mod organization;
mod pipeline;
mod project;
mod report;
mod route;
mod run;
pub mod simulator;
mod store;
mod surplus;
mod trigger;
mod watch;

pub use error::Error;
pub use run::{Options, run};
