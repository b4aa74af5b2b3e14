//! Planning as a pure function of schema, configuration and prior state.

mod propose;
mod replace;

pub use propose::{mark_computed_unknown, propose};
pub use replace::requires_replace;

#[cfg(test)]
mod tests;
