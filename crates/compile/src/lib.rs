//! The compiler from OpenChoreo's model to Kubernetes objects.
//!
//! Pure, total and deterministic: the same model gives the same objects in the same order, and every input gives
//! either objects or problems. Nothing here reads a clock, a file or a cluster.
//!
//! The flow of one component is `validate -> resolve places -> merge overrides -> resolve connections -> emit kinds`;
//! [`compile`] holds it.

pub mod cell;
pub mod compile;
pub mod compiled;
pub mod manifest;
pub mod model;
pub mod object;
pub mod pipeline;
pub mod quantity;
pub mod seed;
pub mod snapshot;
pub mod validate;

mod address;
mod connection;
mod exposure;
mod json;
mod kinds;
mod limits;
mod name;
mod place;
mod resources;
mod template;
mod variables;
mod workload;

pub use cell::Cell;
pub use compiled::{Compiled, ConnectionState, Desired, Held, SecretCopy, Target, Verdict};
pub use manifest::Manifest;
pub use model::Model;
pub use object::Object;
pub use snapshot::Snapshot;
