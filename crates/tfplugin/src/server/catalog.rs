//! What a provider has, by name, with schemas that are computed when they are first asked for.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use super::write_only;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    provider::{DataSource, Provider, Resource},
    schema::Schema,
    value::Type,
};

/// Everything that a provider has.
pub(super) struct Catalog {
    pub(super) provider: Shape,
    pub(super) resources: BTreeMap<String, Entry<dyn Resource>>,
    pub(super) data_sources: BTreeMap<String, Entry<dyn DataSource>>,
}

/// A resource or data source with its schema.
pub(super) struct Entry<T: ?Sized> {
    pub(super) item: Arc<T>,
    schema: fn(&T) -> Schema,
    shape: OnceLock<Shape>,
}

/// A schema and what follows from it.
pub(super) struct Shape {
    pub(super) schema: Schema,
    /// Type of the configuration and of the state.
    pub(super) ty: Type,
    /// Whether an attribute is write-only, at any depth.
    pub(super) write_only: bool,
}

impl Catalog {
    pub(super) fn new(provider: &dyn Provider) -> Self {
        let resources = provider.resources().into_iter().map(|item| {
            let name = item.type_name().to_owned();
            (name, Entry::new(item, |item| item.schema()))
        });
        let data_sources = provider.data_sources().into_iter().map(|item| {
            let name = item.type_name().to_owned();
            (name, Entry::new(item, |item| item.schema()))
        });
        Self {
            provider: Shape::new(provider.schema()),
            resources: resources.collect(),
            data_sources: data_sources.collect(),
        }
    }

    pub(super) fn resource(&self, name: &str) -> Result<&Entry<dyn Resource>, Diagnostics> {
        self.resources.get(name).ok_or_else(|| absent("resource type", name, self.resources.keys()))
    }

    pub(super) fn data_source(&self, name: &str) -> Result<&Entry<dyn DataSource>, Diagnostics> {
        self.data_sources.get(name).ok_or_else(|| absent("data source", name, self.data_sources.keys()))
    }
}

impl<T: ?Sized> Entry<T> {
    fn new(item: Arc<T>, schema: fn(&T) -> Schema) -> Self {
        Self { item, schema, shape: OnceLock::new() }
    }

    pub(super) fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| Shape::new((self.schema)(&self.item)))
    }
}

impl Shape {
    pub(super) fn new(schema: Schema) -> Self {
        Self { ty: schema.object_type(), write_only: write_only::occurs(&schema), schema }
    }
}

fn absent<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a String>) -> Diagnostics {
    let known = known.map(String::as_str).collect::<Vec<_>>().join(", ");
    Diagnostic::error(
        format!("Unknown {kind}"),
        format!("This version of the provider has no {kind} {name:?}. It has: {known}."),
    )
    .into()
}
