//! What happens to objects between a request and the store.

mod admission;
mod create;
mod delete;
mod errors;
mod fields;
mod generation;
mod guard;
mod identity;
mod metadata;
mod modify;
mod namespace;
mod patch;
mod rules;
mod secret;
mod target;

pub(crate) use create::create;
pub(crate) use delete::{DeleteOptions, Deleted, Propagation, delete, delete_collection};
pub(crate) use errors::not_found;
pub(crate) use modify::{in_version, modify};
pub(crate) use patch::{Patch, apply, patch, replace};
pub(crate) use target::{FieldValidation, Target, WriteOptions, Written};
