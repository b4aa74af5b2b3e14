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
mod operations;
mod patch;
mod rewrite;
mod rules;
mod scale;
mod target;

pub(crate) use admission::report;
pub(crate) use create::create;
pub(crate) use delete::{DeleteOptions, Deleted, FOREGROUND, ORPHAN, Propagation, delete, delete_collection};
pub(crate) use errors::not_found;
pub(crate) use fields::recorded;
pub(crate) use modify::{edit, in_version};
pub(crate) use namespace::release as release_namespace;
pub(crate) use operations::operate;
pub(crate) use patch::{Patch, patch, replace};
pub(crate) use scale::{read as read_scale, rescale};
pub(crate) use target::{FieldValidation, Target, WriteOptions, Written};
