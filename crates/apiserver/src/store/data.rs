use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

/// The place of an object: its resource (`group/plural`, as in `apps/deployments` or `/configmaps`), namespace and name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// `group/plural`.
    pub resource: Arc<str>,
    /// Empty for objects of cluster scope.
    pub namespace: String,
    /// The object's name.
    pub name: String,
}

impl Key {
    /// A key from its parts.
    pub fn new(resource: &Arc<str>, namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { resource: Arc::clone(resource), namespace: namespace.into(), name: name.into() }
    }
}

/// An object at a revision.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The revision of its last change.
    pub revision: u64,
    /// Its JSON, with `metadata.resourceVersion` set to the revision.
    pub json: Bytes,
}

/// What a commit requires of the object it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// There is no such object.
    Absent,
    /// The object was last changed at this revision.
    Revision(u64),
}

/// What a commit does to its object.
#[derive(Clone, Debug)]
pub enum Mutation {
    /// Creates or replaces the object.
    Put(Value),
    /// Removes the object; the value is its last state, which the log keeps under the new revision.
    Delete(Value),
}

impl Mutation {
    pub(super) fn object_mut(&mut self) -> &mut Value {
        match self {
            Self::Put(object) | Self::Delete(object) => object,
        }
    }
}

/// One write. The store stamps `metadata.resourceVersion` with the revision it assigns.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The object to write.
    pub key: Key,
    /// Its required state.
    pub expect: Expect,
    /// What to do.
    pub mutation: Mutation,
    /// Other objects that must still be at the revision at which they were read.
    pub guards: Vec<(Key, u64)>,
}

/// A part of the objects of one resource.
#[derive(Clone, Copy, Debug)]
pub struct Range<'a> {
    /// `group/plural`.
    pub resource: &'a str,
    /// Only this namespace; all of them when absent.
    pub namespace: Option<&'a str>,
    /// Only objects after this namespace and name.
    pub after: Option<(&'a str, &'a str)>,
}

impl<'a> Range<'a> {
    /// All objects of a resource.
    pub fn all(resource: &'a str) -> Self {
        Self { resource, namespace: None, after: None }
    }
}

/// An object met by a scan.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Empty for objects of cluster scope.
    pub namespace: &'a str,
    /// The object's name.
    pub name: &'a str,
    /// The revision of its last change.
    pub revision: u64,
    /// Its JSON.
    pub json: &'a [u8],
}

/// How a change altered its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The object was created.
    Added,
    /// The object was replaced.
    Modified,
    /// The object was removed.
    Deleted,
}

/// An entry of the log.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The revision of the change.
    pub revision: u64,
    /// What happened.
    pub kind: ChangeKind,
    /// Empty for objects of cluster scope.
    pub namespace: &'a str,
    /// The object's name.
    pub name: &'a str,
    /// The object after the change, or its last state if it was removed.
    pub json: &'a [u8],
    /// The object before the change, kept only where a selector may tell it from that in `json`.
    pub previous: Option<&'a [u8]>,
}
