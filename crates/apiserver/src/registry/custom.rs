use std::sync::Arc;

use serde_json::Value;

use super::ScalePaths;
use super::resource_type::{Custom, Origin, ResourceType, storage_name};
use crate::crd::{Definition, Version};
use crate::schema::TypeSchema;
use crate::status::ApiError;
use crate::table::CustomPrinter;

/// The served types of a stored definition; none until its names are accepted.
///
/// Definitions are checked before they are stored, so that one which cannot be read is damage: it is logged and
/// its types are not served, and the rest of the server works on.
pub(super) fn types(name: &str, revision: u64, object: &Value) -> Vec<Arc<ResourceType>> {
    read(name, revision, object).unwrap_or_else(|error| {
        tracing::error!(definition = name, %error, "a stored definition cannot be served");
        Vec::new()
    })
}

fn read(name: &str, revision: u64, object: &Value) -> Result<Vec<Arc<ResourceType>>, ApiError> {
    let definition = Definition::read(object)?;
    if !definition.established() {
        return Ok(Vec::new());
    }
    let served = definition.spec.versions.iter().filter(|version| version.served);
    served.map(|version| resource_type(name, revision, &definition, version).map(Arc::new)).collect()
}

fn resource_type(
    name: &str,
    revision: u64,
    definition: &Definition,
    version: &Version,
) -> Result<ResourceType, ApiError> {
    let spec = &definition.spec;
    let openapi = version.openapi();
    let schema = TypeSchema::from_openapi(&openapi)
        .map_err(|error| ApiError::internal(format!("the stored schema of {name} is not readable: {error:?}")))?;
    let status = version.subresources.as_ref().is_some_and(|subresources| subresources.status.is_some());
    let schema = if status { schema.with_status_subresource() } else { schema };
    let storage_version = definition.storage_version();
    Ok(ResourceType {
        group: spec.group.clone(),
        version: version.name.clone(),
        kind: spec.names.kind.clone(),
        list_kind: spec.names.list_kind(),
        plural: spec.names.plural.clone(),
        singular: spec.names.singular(),
        short_names: spec.names.short_names.clone(),
        categories: spec.names.categories.clone(),
        namespaced: spec.namespaced(),
        status,
        scale: version.subresources.as_ref().and_then(|found| found.scale.as_ref()).map(ScalePaths::custom),
        storage: storage_name(&spec.group, &spec.names.plural),
        storage_version: storage_version.to_owned(),
        mixed_versions: definition.stored_versions().iter().any(|stored| *stored != version.name),
        origin: Origin::Custom(Box::new(Custom {
            definition: name.to_owned(),
            revision,
            terminating: definition.terminating(),
            schema,
            openapi,
            printer: CustomPrinter::new(&version.additional_printer_columns),
        })),
    })
}
