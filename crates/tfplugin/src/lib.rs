//! Terraform's plugin protocol 6 as a library.

pub mod codec;
pub mod diagnostic;
pub mod number;
pub mod plan;
pub mod provider;
pub mod schema;
pub mod value;
