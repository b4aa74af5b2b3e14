//! The `labelSelector` and `fieldSelector` of lists, watches and collection deletes.

mod fields;
mod labels;
mod text;

use std::collections::BTreeMap;

use kube::core::{Selector, SelectorExt};
use serde::Deserialize;

use crate::status::ApiError;

pub(crate) use fields::{FieldSelector, selectable};
pub(crate) use text::label_text;

/// Which objects of a collection a request is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    labels: Selector,
    fields: FieldSelector,
}

impl Filter {
    /// Reads both selectors; absent and empty ones select everything.
    pub(crate) fn parse(labels: Option<&str>, fields: Option<&str>) -> Result<Self, ApiError> {
        Ok(Self {
            labels: labels::parse(labels.unwrap_or_default())?,
            fields: FieldSelector::parse(fields.unwrap_or_default())?,
        })
    }

    /// Whether the filter lets everything through.
    pub(crate) fn selects_all(&self) -> bool {
        self.labels.selects_all() && self.fields.selects_all()
    }

    /// Whether an object passes.
    pub(crate) fn matches(&self, namespace: &str, name: &str, json: &[u8]) -> bool {
        self.fields.matches(namespace, name, json)
            && (self.labels.selects_all() || self.labels.matches(&labels_of(json)))
    }
}

fn labels_of(json: &[u8]) -> BTreeMap<String, String> {
    #[derive(Deserialize, Default)]
    struct Object {
        #[serde(default)]
        metadata: Metadata,
    }
    #[derive(Deserialize, Default)]
    struct Metadata {
        #[serde(default)]
        labels: Option<BTreeMap<String, String>>,
    }
    // Labels are checked to be strings before an object is stored.
    serde_json::from_slice::<Object>(json).unwrap_or_default().metadata.labels.unwrap_or_default()
}
