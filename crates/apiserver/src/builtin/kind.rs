//! One built-in kind.

use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use serde_json::{Map, Value};

use super::{PatchSchema, component, defaulting, object_meta, skeleton, validation};
use crate::schema::{Definitions, FieldError, MetaRules, NameRule, TypeSchema, validate_object_meta};

/// A kind that exists without a CustomResourceDefinition.
#[derive(Debug)]
pub struct Kind {
    /// API group; empty for core.
    pub group: &'static str,
    /// API version.
    pub version: &'static str,
    /// Kind, in camel case.
    pub kind: &'static str,
    /// Resource name in URLs.
    pub plural: &'static str,
    /// Singular name that kubectl accepts.
    pub singular: &'static str,
    /// Short names that kubectl accepts.
    pub short_names: &'static [&'static str],
    /// Categories such as `all`.
    pub categories: &'static [&'static str],
    /// Whether objects live in a namespace.
    pub namespaced: bool,
    /// Whether there is a status subresource.
    pub status: bool,
    /// Whether there is a scale subresource.
    pub scale: bool,
    /// The form of objects' names.
    pub name_rule: NameRule,
    pub(super) read: OnceLock<Arc<TypeSchema>>,
}

/// The generated facts; every definition on a line.
const SOURCES: &str = include_str!("definitions.json");
/// Constant defaults by definition and field.
const DEFAULTS: &str = include_str!("defaults.json");

static TABLE: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    // Both tables are part of the program and every test of this module reads them.
    let mut table: Map<String, Value> = serde_json::from_str(SOURCES).expect("definitions.json is well formed");
    let defaults: Map<String, Value> = serde_json::from_str(DEFAULTS).expect("defaults.json is well formed");
    for (definition, fields) in defaults {
        for (field, value) in fields.as_object().into_iter().flatten() {
            let place =
                table.get_mut(&definition).and_then(|source| source.pointer_mut(&format!("/properties/{field}")));
            if let Some(Value::Object(source)) = place {
                source.insert("default".to_owned(), value.clone());
            }
        }
    }
    table
});

static DEFINITIONS: LazyLock<Mutex<Definitions>> = LazyLock::new(|| Mutex::new(Definitions::new(TABLE.clone())));

/// A definition as the table has it; an absent one says nothing.
pub(super) fn source(name: &str) -> &'static Value {
    TABLE.get(name).unwrap_or(&Value::Null)
}

/// The schema of a definition.
pub(super) fn definition(name: &str) -> Arc<TypeSchema> {
    let definitions = DEFINITIONS.lock().unwrap_or_else(PoisonError::into_inner);
    definitions.get(name, &mut Vec::new())
}

impl Kind {
    /// `apiVersion` of objects: `apps/v1`, or `v1` for core.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_owned() } else { format!("{}/{}", self.group, self.version) }
    }

    /// The name of the kind's definition in the generated table: `apps.v1.Deployment`.
    pub fn definition(&self) -> String {
        let group = if self.group.is_empty() { "core" } else { self.group.split('.').next().unwrap_or(self.group) };
        format!("{group}.{}.{}", self.version, self.kind)
    }

    /// The kind's schema, read on first use.
    pub fn schema(&self) -> &TypeSchema {
        self.read.get_or_init(|| {
            // Metadata is read first, since reading another definition holds the table's lock.
            object_meta();
            let definitions = DEFINITIONS.lock().unwrap_or_else(PoisonError::into_inner);
            let mut schema = definitions.resource(&self.definition());
            schema.status_subresource = self.status;
            schema.status_with_metadata = self.status;
            schema.skeleton = skeleton::skeleton(self);
            Arc::new(schema)
        })
    }

    /// The kind's schema as OpenAPI; its references lead to other components.
    pub fn openapi(&self) -> Value {
        component::referring(source(&self.definition()))
    }

    /// How the kind's objects take part in strategic merge patches.
    pub(crate) fn patch_schema(&self) -> PatchSchema {
        PatchSchema::of_definition(&self.definition())
    }

    /// Whether an update of an absent object creates it.
    pub(crate) fn is_created_by_update(&self) -> bool {
        match self.group {
            "" => matches!(self.plural, "endpoints" | "events" | "limitranges" | "services"),
            "coordination.k8s.io" => self.plural == "leases",
            "rbac.authorization.k8s.io" => true,
            "node.k8s.io" => self.plural == "runtimeclasses",
            _ => false,
        }
    }

    /// Fills the defaults of a new or changed object, constant ones and those that depend on other fields.
    pub fn default_object(&self, object: &mut Value) {
        self.schema().omit_empty_maps(object);
        skeleton::complete(object, &self.schema().skeleton);
        self.schema().default(object);
        defaulting::fill(self, object);
    }

    /// Validates `new` with its metadata; `old` is the stored object of an update, which may be one of the `status` alone.
    pub fn validate(&self, new: &Value, old: Option<&Value>, status: bool) -> Vec<FieldError> {
        let rules = MetaRules { name: self.name_rule, namespaced: self.namespaced };
        let mut errors = validate_object_meta(new, old, rules);
        errors.extend(self.schema().validate(new, old));
        errors.extend(validation::check(self, new, old, status));
        errors
    }
}
