use serde::Deserialize;
use serde_json::{Value, json};

use crate::status::ApiError;
use crate::table::PrinterColumn;

/// The parts of a definition that the server acts on.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Definition {
    pub(crate) metadata: Metadata,
    pub(crate) spec: Spec,
    #[serde(default)]
    pub(crate) status: Option<Status>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Metadata {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) deletion_timestamp: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Spec {
    pub(crate) group: String,
    pub(crate) scope: String,
    pub(crate) names: Names,
    pub(crate) versions: Vec<Version>,
    #[serde(default)]
    pub(crate) conversion: Option<Conversion>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Conversion {
    pub(crate) strategy: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Names {
    pub(crate) plural: String,
    pub(crate) kind: String,
    #[serde(default)]
    singular: Option<String>,
    #[serde(default)]
    list_kind: Option<String>,
    #[serde(default)]
    pub(crate) short_names: Vec<String>,
    #[serde(default)]
    pub(crate) categories: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Version {
    pub(crate) name: String,
    pub(crate) served: bool,
    pub(crate) storage: bool,
    #[serde(default)]
    pub(crate) schema: Option<VersionSchema>,
    #[serde(default)]
    pub(crate) subresources: Option<Subresources>,
    #[serde(default)]
    pub(crate) additional_printer_columns: Vec<PrinterColumn>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct VersionSchema {
    #[serde(rename = "openAPIV3Schema", default)]
    pub(crate) openapi: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Subresources {
    #[serde(default)]
    pub(crate) status: Option<Value>,
    #[serde(default)]
    pub(crate) scale: Option<Scale>,
}

/// Where objects keep what `/scale` shows.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Scale {
    pub(crate) spec_replicas_path: String,
    pub(crate) status_replicas_path: String,
    #[serde(default)]
    pub(crate) label_selector_path: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    #[serde(default)]
    pub(crate) conditions: Vec<Condition>,
    #[serde(default)]
    pub(crate) stored_versions: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Condition {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) status: String,
}

impl Definition {
    /// Reads a definition; what does not fit its shape is a bad request.
    pub(crate) fn read(object: &Value) -> Result<Self, ApiError> {
        Self::deserialize(object)
            .map_err(|error| ApiError::bad_request(format!("CustomResourceDefinition cannot be read: {error}")))
    }

    /// Whether the definition is served.
    pub(crate) fn established(&self) -> bool {
        let mut conditions = self.status.iter().flat_map(|status| &status.conditions);
        conditions.any(|condition| condition.kind == "Established" && condition.status == "True")
    }

    /// Whether the definition is being deleted.
    pub(crate) fn terminating(&self) -> bool {
        self.metadata.deletion_timestamp.is_some()
    }

    /// The version that new objects are stored in; empty if none is marked, which validation refuses.
    pub(crate) fn storage_version(&self) -> &str {
        self.spec.versions.iter().find(|version| version.storage).map_or("", |version| &version.name)
    }

    /// The versions in which objects may be stored.
    pub(crate) fn stored_versions(&self) -> &[String] {
        self.status.as_ref().map_or(&[], |status| &status.stored_versions)
    }
}

impl Spec {
    pub(crate) fn namespaced(&self) -> bool {
        self.scope == "Namespaced"
    }
}

impl Names {
    /// The singular name; the kind in lower case unless given.
    pub(crate) fn singular(&self) -> String {
        self.singular.clone().unwrap_or_else(|| self.kind.to_lowercase())
    }

    /// The kind of lists; the kind with `List` unless given.
    pub(crate) fn list_kind(&self) -> String {
        self.list_kind.clone().unwrap_or_else(|| format!("{}List", self.kind))
    }

    /// The names as `status.acceptedNames` shows them.
    pub(crate) fn to_json(&self) -> Value {
        let mut json = json!({
            "plural": self.plural,
            "singular": self.singular(),
            "kind": self.kind,
            "listKind": self.list_kind(),
        });
        for (field, names) in [("shortNames", &self.short_names), ("categories", &self.categories)] {
            if !names.is_empty() {
                json[field] = json!(names);
            }
        }
        json
    }
}

impl Version {
    /// The version's schema; null if it has none.
    pub(crate) fn openapi(&self) -> Value {
        self.schema.as_ref().and_then(|schema| schema.openapi.clone()).unwrap_or_default()
    }
}
