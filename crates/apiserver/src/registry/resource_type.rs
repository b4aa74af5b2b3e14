use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::ScalePaths;
use crate::builtin::{self, Kind, PatchSchema};
use crate::openapi;
use crate::schema::{FieldError, MetaRules, NameRule, TypeSchema, validate_object_meta};
use crate::status::ApiError;
use crate::table::CustomPrinter;

/// A resource in one version.
#[derive(Debug)]
pub(crate) struct ResourceType {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    pub(crate) list_kind: String,
    pub(crate) plural: String,
    pub(crate) singular: String,
    pub(crate) short_names: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) namespaced: bool,
    /// Whether `/status` is a subresource.
    pub(crate) status: bool,
    /// Where `/scale` finds its numbers, for types that have it.
    pub(crate) scale: Option<ScalePaths>,
    /// The resource's name in the store, the same for all versions.
    pub(crate) storage: Arc<str>,
    /// The version that the store holds.
    pub(crate) storage_version: String,
    /// Whether the store may hold objects of another version than this one.
    pub(crate) mixed_versions: bool,
    pub(crate) origin: Origin,
}

/// Where a resource type comes from.
pub(crate) enum Origin {
    /// A kind of the server's own.
    Builtin(&'static Kind),
    /// A CustomResourceDefinition.
    Custom(Box<Custom>),
}

/// What is particular to the types of a definition.
pub(crate) struct Custom {
    /// The definition's name.
    pub(crate) definition: String,
    /// The definition's revision.
    pub(crate) revision: u64,
    /// Whether the definition is being deleted.
    pub(crate) terminating: bool,
    pub(crate) schema: TypeSchema,
    /// The schema as the definition spells it, for the OpenAPI documents.
    pub(crate) openapi: Value,
    /// The columns of its tables.
    pub(crate) printer: CustomPrinter,
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Builtin(kind) => write!(formatter, "Builtin({})", kind.kind),
            Self::Custom(custom) => write!(formatter, "Custom({}@{})", custom.definition, custom.revision),
        }
    }
}

impl ResourceType {
    /// Whether this is a kind of the server's own, not of a definition.
    pub(crate) fn is_builtin(&self) -> bool {
        matches!(self.origin, Origin::Builtin(_))
    }

    /// Whether an update of an absent object creates it, as it does for a few kinds of the server's own.
    pub(crate) fn is_created_by_update(&self) -> bool {
        matches!(self.origin, Origin::Builtin(kind) if kind.is_created_by_update())
    }

    pub(super) fn builtin(kind: &'static Kind) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            group: kind.group.to_owned(),
            version: kind.version.to_owned(),
            kind: kind.kind.to_owned(),
            list_kind: format!("{}List", kind.kind),
            plural: kind.plural.to_owned(),
            singular: kind.singular.to_owned(),
            short_names: owned(kind.short_names),
            categories: owned(kind.categories),
            namespaced: kind.namespaced,
            status: kind.status,
            scale: ScalePaths::builtin(kind),
            storage: storage_name(kind.group, kind.plural),
            storage_version: kind.version.to_owned(),
            mixed_versions: false,
            origin: Origin::Builtin(kind),
        }
    }

    /// `group/version`, or the version alone in the core group.
    pub(crate) fn api_version(&self) -> String {
        api_version(&self.group, &self.version)
    }

    /// The `apiVersion` of the objects in the store.
    pub(crate) fn stored_api_version(&self) -> String {
        api_version(&self.group, &self.storage_version)
    }

    /// The schema of its objects.
    pub(crate) fn schema(&self) -> &TypeSchema {
        match &self.origin {
            Origin::Builtin(kind) => kind.schema(),
            Origin::Custom(custom) => &custom.schema,
        }
    }

    /// The schema of its objects as OpenAPI.
    pub(crate) fn openapi(&self) -> Cow<'_, Value> {
        match &self.origin {
            Origin::Builtin(kind) => Cow::Owned(kind.openapi()),
            Origin::Custom(custom) => Cow::Borrowed(&custom.openapi),
        }
    }

    /// The name of its component in the OpenAPI documents.
    pub(crate) fn component(&self) -> String {
        match &self.origin {
            Origin::Builtin(kind) => builtin::component_name(&kind.definition()),
            Origin::Custom(_) => openapi::custom_component(&self.group, &self.version, &self.kind),
        }
    }

    /// Fills an object's defaults.
    pub(crate) fn default_object(&self, object: &mut Value) {
        match &self.origin {
            Origin::Builtin(kind) => kind.default_object(object),
            Origin::Custom(custom) => custom.schema.default(object),
        }
    }

    /// What is wrong with an object, its metadata included; `old` is the stored one of an update.
    pub(crate) fn validate_object(&self, object: &Value, old: Option<&Value>, status: bool) -> Vec<FieldError> {
        match &self.origin {
            Origin::Builtin(kind) => kind.validate(object, old, status),
            Origin::Custom(custom) => custom.schema.validate_after(self.validate_meta(object, old), object, old),
        }
    }

    /// What is wrong with a custom resource of another type, as `findings` say: its fields are not compared with this
    /// type's, the rules between them hold all the same, but for another version.
    pub(crate) fn validate_misfit(
        &self,
        findings: &[FieldError],
        object: &Value,
        old: Option<&Value>,
    ) -> Vec<FieldError> {
        // That of a new object is looked at only when all else is right.
        let mut errors = if old.is_some() { self.validate_meta(object, old) } else { Vec::new() };
        errors.extend_from_slice(findings);
        let other_version = findings.iter().any(|finding| finding.field == "apiVersion");
        if other_version { errors } else { self.schema().validate_rules(errors, object, old) }
    }

    fn validate_meta(&self, object: &Value, old: Option<&Value>) -> Vec<FieldError> {
        validate_object_meta(object, old, MetaRules { name: NameRule::Subdomain, namespaced: self.namespaced })
    }

    /// How objects take part in strategic merge patches; custom resources do not.
    pub(crate) fn patch_schema(&self) -> Option<PatchSchema> {
        match &self.origin {
            Origin::Builtin(kind) => Some(kind.patch_schema()),
            Origin::Custom(_) => None,
        }
    }

    /// The definition's part, for types that have one.
    pub(crate) fn custom(&self) -> Option<&Custom> {
        match &self.origin {
            Origin::Builtin(_) => None,
            Origin::Custom(custom) => Some(custom),
        }
    }

    /// Whether this is a kind of the core or another built-in group.
    pub(crate) fn is(&self, group: &str, plural: &str) -> bool {
        self.group == group && self.plural == plural
    }

    /// `plural.group`, as messages name a resource.
    pub(crate) fn qualified(&self) -> String {
        if self.group.is_empty() { self.plural.clone() } else { format!("{}.{}", self.plural, self.group) }
    }

    /// Adds the resource and the object's name to an error.
    pub(crate) fn blame(&self, error: ApiError, name: &str) -> ApiError {
        error.about(&self.group, &self.plural, name)
    }
}

/// `group/version`, or the version alone in the core group.
pub(crate) fn api_version(group: &str, version: &str) -> String {
    if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") }
}

/// The name under which the store keeps a resource.
pub(super) fn storage_name(group: &str, plural: &str) -> Arc<str> {
    format!("{group}/{plural}").into()
}
