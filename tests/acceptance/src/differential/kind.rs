use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

/// A kind, and what sequences put into its objects.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Kind {
    pub(super) group_version: String,
    pub(super) kind: String,
    pub(super) plural: String,
    #[serde(default = "yes")]
    pub(super) namespaced: bool,
    /// A valid object without metadata.
    pub(super) base: Value,
    /// Changes that are valid for the most part.
    pub(super) fragments: Vec<Value>,
    /// Changes that a server refuses or warns of.
    pub(super) flaws: Vec<Value>,
    /// Changes of the status; empty where there is no status subresource.
    #[serde(default)]
    pub(super) status: Vec<Value>,
}

fn yes() -> bool {
    true
}

const SOURCES: [&str; 13] = [
    include_str!("kinds/widgets.yaml"),
    include_str!("kinds/gadgets.yaml"),
    include_str!("kinds/zones.yaml"),
    include_str!("kinds/configmaps.yaml"),
    include_str!("kinds/secrets.yaml"),
    include_str!("kinds/services.yaml"),
    include_str!("kinds/serviceaccounts.yaml"),
    include_str!("kinds/deployments.yaml"),
    include_str!("kinds/networkpolicies.yaml"),
    include_str!("kinds/horizontalpodautoscalers.yaml"),
    include_str!("kinds/cronjobs.yaml"),
    include_str!("kinds/jobs.yaml"),
    include_str!("kinds/namespaces.yaml"),
];

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    // The files are part of the program, and every run reads them all.
    SOURCES
        .iter()
        .map(|source| serde_saphyr::from_str(source).expect("a description of a kind is well formed"))
        .collect()
});

/// All kinds that sequences are about, custom ones first.
pub(super) fn kinds() -> &'static [Kind] {
    &KINDS
}

/// The kind of a plural name.
pub(super) fn find(plural: &str) -> Option<&'static Kind> {
    kinds().iter().find(|kind| kind.plural == plural)
}

impl Kind {
    /// The path of all objects, in a namespace where the kind has them.
    pub(super) fn collection(&self, namespace: &str) -> String {
        let root =
            if self.group_version == "v1" { "/api/v1".to_owned() } else { format!("/apis/{}", self.group_version) };
        match self.namespaced {
            true => format!("{root}/namespaces/{namespace}/{}", self.plural),
            false => format!("{root}/{}", self.plural),
        }
    }

    /// Whether a CustomResourceDefinition defines it.
    pub(super) fn is_custom(&self) -> bool {
        self.group_version.starts_with("differential.")
    }

    pub(super) fn has_status(&self) -> bool {
        !self.status.is_empty()
    }
}
