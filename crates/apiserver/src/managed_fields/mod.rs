//! Field ownership and server-side apply.
//!
//! Every write records in `metadata.managedFields` which manager set which fields. [`apply`] merges a partial
//! object into the stored one by the schema's list and map types, refuses to overwrite what others own unless
//! forced, and removes what its manager no longer applies. [`update`] is for every other write: it gives the
//! changed fields to the writer.
//!
//! Fields outside ownership: `apiVersion`, `kind`, and in `metadata` what identifies or versions the object.
//! On the main endpoint of a kind with a status subresource, `status` is out of reach; on the status endpoint
//! everything else is.
//!
//! Known differences from kube-apiserver: entries of all versions of a kind are read by one schema; a change
//! of a list from granular to atomic does not rewrite stored entries; a manager whose first apply changes no
//! value still gets a timestamp.

mod apply;
#[cfg(test)]
mod cases;
mod check;
mod collect;
mod compare;
mod conflict;
mod element;
mod field_set;
mod managers;
mod merge;
#[cfg(test)]
mod properties;
mod remove;
mod scope;
mod shape;
mod update;

pub use apply::{ApplyRequest, apply, changes, check};
pub(crate) use check::fits;
pub use conflict::{ApplyError, Conflict};
pub use element::PathElement;
pub use field_set::FieldSet;
pub use managers::{Manager, Operation};
pub use update::{UpdateRequest, update};
