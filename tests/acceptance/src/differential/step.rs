use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A sequence of requests.
pub type Sequence = Vec<Step>;

/// One request. Texts may hold placeholders such as `${a.version}` for what earlier answers held.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// What is done.
    pub verb: Verb,
    /// The plural name of the kind.
    pub kind: String,
    /// The object; empty for collections. Names at cluster scope get the sequence's namespace before them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// `status`, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subresource: String,
    /// Parameters of the URL, not yet encoded.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// The body. Type and name are filled in where they are left out.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
}

/// What a step does.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// POST.
    Create,
    /// PUT of a whole object.
    Replace,
    /// PUT of the object as it was last seen, with the body merged into it.
    Update,
    /// A JSON merge patch.
    Merge,
    /// A JSON patch.
    Json,
    /// A strategic merge patch.
    Strategic,
    /// Server-side apply.
    Apply,
    /// GET of an object.
    Get,
    /// GET of a collection.
    List,
    /// All pages of a collection, with a write after the first.
    Pages,
    /// A watch, up to an object that is created at its end.
    Watch,
    /// DELETE of an object, with options in the body.
    Delete,
    /// DELETE of a collection.
    DeleteCollection,
}

impl Verb {
    /// All verbs.
    pub const ALL: [Self; 13] = [
        Self::Create,
        Self::Replace,
        Self::Update,
        Self::Merge,
        Self::Json,
        Self::Strategic,
        Self::Apply,
        Self::Get,
        Self::List,
        Self::Pages,
        Self::Watch,
        Self::Delete,
        Self::DeleteCollection,
    ];

    pub(super) fn method(self) -> &'static str {
        match self {
            Self::Create => "POST",
            Self::Replace | Self::Update => "PUT",
            Self::Merge | Self::Json | Self::Strategic | Self::Apply => "PATCH",
            Self::Get | Self::List | Self::Pages | Self::Watch => "GET",
            Self::Delete | Self::DeleteCollection => "DELETE",
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Merge => "application/merge-patch+json",
            Self::Json => "application/json-patch+json",
            Self::Strategic => "application/strategic-merge-patch+json",
            Self::Apply => "application/apply-patch+yaml",
            _ => "application/json",
        }
    }

    /// Whether the path names a collection.
    pub(super) fn is_of_collection(self) -> bool {
        matches!(self, Self::Create | Self::List | Self::Pages | Self::Watch | Self::DeleteCollection)
    }

    /// Whether the body is an object, for which type and name are filled in.
    pub(super) fn sends_object(self) -> bool {
        matches!(self, Self::Create | Self::Replace | Self::Update | Self::Apply)
    }
}

impl Step {
    pub(super) fn is_dry_run(&self) -> bool {
        self.query.contains_key("dryRun") || self.body.get("dryRun").is_some()
    }
}
