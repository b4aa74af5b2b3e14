//! Terraform's plugin protocol 6 as a library.

pub mod check;
pub mod codec;
pub mod crd;
pub mod diagnostic;
mod logging;
pub mod number;
pub mod plan;
pub mod plugin;
pub mod provider;
pub mod schema;
pub mod server;
pub mod value;
