//! Which fields an endpoint can own and write.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{FieldSet, PathElement};
use crate::schema::TypeSchema;

/// The fields of an object that one endpoint reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Everything; kinds without a status subresource.
    Whole,
    /// Everything but `status`.
    Main,
    /// Only `status`.
    Status,
    /// `status` and `metadata`.
    StatusAndMetadata,
}

/// Fields that have no owner.
static UNOWNED: LazyLock<FieldSet> = LazyLock::new(|| {
    let mut set = FieldSet::default();
    for field in ["apiVersion", "kind"] {
        set.insert_member(PathElement::field(field));
    }
    for field in [
        "name",
        "namespace",
        "creationTimestamp",
        "selfLink",
        "uid",
        "clusterName",
        "generation",
        "managedFields",
        "resourceVersion",
    ] {
        set.insert(&[PathElement::field("metadata"), PathElement::field(field)]);
    }
    set
});

impl Scope {
    /// The scope of an endpoint; `scale` and other subresources write through the main one.
    pub(super) fn of(schema: &TypeSchema, subresource: Option<&str>) -> Self {
        match subresource {
            Some("status") if schema.status_with_metadata => Self::StatusAndMetadata,
            Some("status") => Self::Status,
            _ if schema.status_subresource => Self::Main,
            _ => Self::Whole,
        }
    }

    /// `set` without what this endpoint cannot own.
    pub(super) fn owned(self, set: &FieldSet) -> FieldSet {
        let mut owned = set.without_subtrees(&UNOWNED);
        let status = PathElement::field("status");
        owned = match self {
            Self::Whole => owned,
            Self::Main => owned.without_subtrees(&single(&status)),
            Self::Status => only(&owned, &status),
            Self::StatusAndMetadata => only(&owned, &status).union(&only(&owned, &PathElement::field("metadata"))),
        };
        strip_metadata_itself(&owned)
    }

    /// `new` with what this endpoint cannot write taken from `live`.
    pub(super) fn limit(self, live: Option<&Value>, new: Value) -> Value {
        let nothing = Value::Null;
        let live = live.unwrap_or(&nothing);
        let (mut result, source, parts): (_, _, &[&str]) = match self {
            Self::Whole => return new,
            Self::Main => (new, live, &["status"]),
            Self::Status => (live.clone(), &new, &["status"]),
            Self::StatusAndMetadata => (live.clone(), &new, &["status", "metadata"]),
        };
        if let Value::Object(fields) = &mut result {
            for part in parts {
                put(fields, part, source.get(part).cloned());
            }
        }
        result
    }
}

fn put(fields: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => fields.insert(name.to_owned(), value),
        None => fields.remove(name),
    };
}

fn single(element: &PathElement) -> FieldSet {
    let mut set = FieldSet::default();
    set.insert_member(element.clone());
    set
}

fn only(set: &FieldSet, element: &PathElement) -> FieldSet {
    let mut only = FieldSet::default();
    if set.contains(element) {
        only.insert_member(element.clone());
    }
    if let Some(child) = set.child(element) {
        only.put_child(element.clone(), child.clone());
    }
    only
}

/// `metadata` exists in every object, so that it is nobody's; its labels and the like have owners.
fn strip_metadata_itself(set: &FieldSet) -> FieldSet {
    set.difference(&single(&PathElement::field("metadata")))
}
