//! Checking input as the API server would.

use std::collections::BTreeMap;

use anyhow::{Context, anyhow};
use openchoreo_api::{API_VERSION, crd};
use openchoreo_apiserver::schema::TypeSchema;
use serde_json::Value;

/// The schemas of the platform's kinds.
pub(super) struct Schemas(BTreeMap<String, TypeSchema>);

impl Schemas {
    /// Reads the schemas from the definitions.
    ///
    /// # Errors
    /// None unless the program is broken.
    pub(super) fn new() -> anyhow::Result<Self> {
        let schemas = crd::crds().into_iter().map(|definition| {
            let kind = definition.spec.names.kind.clone();
            let version = definition.spec.versions.into_iter().next();
            let schema = version.and_then(|version| version.schema?.open_api_v3_schema);
            let schema = serde_json::to_value(schema).context("a schema is not JSON")?;
            let schema = TypeSchema::from_openapi(&schema).map_err(|error| anyhow!("the schema of {kind}: {error}"))?;
            Ok((kind, schema))
        });
        schemas.collect::<anyhow::Result<_>>().map(Self)
    }

    /// Fills an object's defaults, and says what is wrong with it: unknown fields, and breaches of its schema. Kinds of
    /// others are for the compiler to refuse.
    pub(super) fn check(&self, object: &mut Value) -> Vec<String> {
        let kind = object["kind"].as_str().unwrap_or_default();
        let Some(schema) = self.0.get(kind).filter(|_| object["apiVersion"] == API_VERSION) else {
            return Vec::new();
        };
        let name = format!("{kind} {}", object["metadata"]["name"].as_str().unwrap_or("without name"));
        let unknown = schema.prune(object);
        schema.default(object);
        let unknown =
            unknown.into_iter().map(|field| format!("{name}: {field}: unknown field. Remove it, or correct its name."));
        let invalid = schema.validate(object, None);
        unknown.chain(invalid.iter().map(|error| format!("{name}: {error}"))).collect()
    }
}
