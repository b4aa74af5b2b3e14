//! What a provider has, by name, with schemas that are computed when they are first asked for.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use super::write_only;
use crate::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics, Step},
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

    /// The diagnostics, each at the nearest place that core finds in the source. It knows attributes of the resource,
    /// one element inside them, and what is in blocks; for a deeper place it shows the head of the resource.
    pub(super) fn shown(&self, diagnostics: Diagnostics) -> Diagnostics {
        let shown = |mut diagnostic: Diagnostic| {
            diagnostic.path = diagnostic.path.map(|path| self.findable(path));
            diagnostic
        };
        diagnostics.into_iter().map(shown).collect()
    }

    fn findable(&self, AttributePath(mut steps): AttributePath) -> AttributePath {
        if let [Step::Attribute(name), ..] = &steps[..]
            && self.schema.attributes.contains_key(name)
        {
            let is_element = matches!(steps.get(1), Some(Step::Key(_) | Step::Index(_)));
            steps.truncate(1 + usize::from(is_element));
        }
        AttributePath(steps)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Attribute, Block};

    #[test]
    fn a_diagnostic_is_at_the_nearest_place_that_core_finds() {
        let block = Block::single(Schema::new("").attribute("create", Attribute::optional(Type::String)));
        let ports = Attribute::optional(Type::map(Type::object([("port", Type::Number)])));
        let shape = Shape::new(Schema::new("").attribute("endpoints", ports).block("timeouts", block));
        let endpoints = AttributePath::root("endpoints");
        for (place, shown) in [
            (endpoints.clone(), endpoints.clone()),
            (endpoints.clone().key("api").attribute("port"), endpoints.clone().key("api")),
            (endpoints.clone().attribute("port"), endpoints),
            (AttributePath::root("timeouts").attribute("create"), AttributePath::root("timeouts").attribute("create")),
        ] {
            let diagnostics = shape.shown(Diagnostic::error("", "").at(place).into());
            assert_eq!(diagnostics.iter().next().and_then(|one| one.path.clone()), Some(shown));
        }
    }
}
