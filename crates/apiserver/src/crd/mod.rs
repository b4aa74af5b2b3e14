//! CustomResourceDefinitions: reading, checking and accepting them.

mod accept;
mod definition;
mod order;
mod validate;

pub(crate) use accept::{accept, complete, mark_terminating};
pub(crate) use definition::{Definition, Scale, Version};
pub(crate) use order::version_order;
pub(crate) use validate::validate;

/// The name under which the store keeps definitions.
pub(crate) const STORAGE: &str = "apiextensions.k8s.io/customresourcedefinitions";

/// The group of the definitions themselves.
pub(crate) const GROUP: &str = "apiextensions.k8s.io";

/// The plural of the definitions themselves.
pub(crate) const PLURAL: &str = "customresourcedefinitions";

/// Holds a deleted definition until its objects are gone.
pub(crate) const CLEANUP_FINALIZER: &str = "customresourcecleanup.apiextensions.k8s.io";
