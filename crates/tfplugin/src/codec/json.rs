//! JSON: state files and types.

mod read;
mod types;
mod write;

pub use read::decode;
pub use types::{parse_type, type_json};
pub use write::encode;

#[cfg(test)]
mod tests;
