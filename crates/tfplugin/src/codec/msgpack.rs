//! Msgpack as Terraform writes it.
//!
//! Unknown values are extensions: code 0 without, code 12 with a [`Refinement`](crate::value::Refinement); a reader takes any extension as
//! unknown. Numbers are integers, floats or decimal text, whichever is the smallest that is exact. A value of
//! [`Type::Dynamic`](crate::value::Type::Dynamic) is the pair of its type's JSON and the value.

mod read;
mod reader;
mod write;

pub use read::decode;
pub use write::encode;

/// Extension that carries refinements.
const REFINED: i8 = 12;

/// Keys of the map in a [`REFINED`] extension.
mod refinement_key {
    pub(super) const NULL: i64 = 1;
    pub(super) const PREFIX: i64 = 2;
    pub(super) const LOWER: i64 = 3;
    pub(super) const UPPER: i64 = 4;
    pub(super) const MIN_LENGTH: i64 = 5;
    pub(super) const MAX_LENGTH: i64 = 6;
}

#[cfg(test)]
mod tests;
