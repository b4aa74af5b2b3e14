//! The configuration, completed.

use std::collections::BTreeMap;

use crate::{
    schema::{Attribute, AttributeKind, Block, Mode, Nesting, Schema},
    value::Value,
};

/// The configuration completed by the schema's rules.
///
/// Where the configuration has no value, an attribute gets its default; without one, a computed attribute keeps its
/// prior value or is unknown on create; everything else stays null. Write-only attributes are always null. Nested
/// objects find their prior by index, by key or, in a set, by what is configured in them. A null configuration, the
/// plan of a destroy, stays null.
pub fn propose(schema: &Schema, config: &Value, prior: &Value) -> Value {
    Fields::of(schema).object(config, Some(prior))
}

/// Makes computed attributes at the top level unknown, for a provider that knows that a change affects them.
/// What the configuration sets stays.
pub fn mark_computed_unknown<'n>(
    schema: &Schema,
    config: &Value,
    planned: &mut Value,
    names: impl IntoIterator<Item = &'n str>,
) {
    let Value::Map(planned) = planned else { return };
    for name in names {
        let computed = schema.attributes.get(name).is_some_and(Attribute::is_computed);
        if computed && config.get(name).is_none_or(Value::is_null) {
            planned.insert(name.to_owned(), Value::unknown());
        }
    }
}

/// What an object consists of.
#[derive(Clone, Copy)]
struct Fields<'s> {
    attributes: &'s BTreeMap<String, Attribute>,
    blocks: Option<&'s BTreeMap<String, Block>>,
}

impl<'s> Fields<'s> {
    fn of(schema: &'s Schema) -> Self {
        Self { attributes: &schema.attributes, blocks: Some(&schema.blocks) }
    }

    fn blocks(self) -> impl Iterator<Item = (&'s String, &'s Block)> {
        self.blocks.into_iter().flatten()
    }

    fn object(self, config: &Value, prior: Option<&Value>) -> Value {
        let Value::Map(config) = config else { return config.clone() };
        let prior = prior.and_then(Value::as_map);
        let config = |name: &String| config.get(name).unwrap_or(&Value::Null);
        let prior = |name: &String| prior.map(|prior| prior.get(name).unwrap_or(&Value::Null));
        let attributes =
            self.attributes.iter().map(|(name, it)| (name.clone(), attribute(it, config(name), prior(name))));
        let blocks = self.blocks().map(|(name, block)| {
            (name.clone(), Fields::of(&block.schema).collection(block.nesting, config(name), prior(name)))
        });
        Value::Map(attributes.chain(blocks).collect())
    }

    fn collection(self, nesting: Nesting, config: &Value, prior: Option<&Value>) -> Value {
        match (nesting, config) {
            (Nesting::Single, config) => self.object(config, prior),
            (Nesting::List, Value::List(elements)) => {
                let prior = prior.and_then(Value::as_list).unwrap_or_default();
                let element = |(index, config)| self.object(config, prior.get(index));
                Value::List(elements.iter().enumerate().map(element).collect())
            }
            (Nesting::Set, Value::List(elements)) => {
                let mut left: Vec<_> = prior.and_then(Value::as_list).unwrap_or_default().iter().collect();
                Value::List(elements.iter().map(|config| self.set_element(config, &mut left)).collect())
            }
            (Nesting::Map, Value::Map(entries)) => {
                let prior = prior.and_then(Value::as_map);
                let entry = |(key, config): (&String, _)| {
                    (key.clone(), self.object(config, prior.and_then(|prior| prior.get(key))))
                };
                Value::Map(entries.iter().map(entry).collect())
            }
            (_, unknown_or_null) => unknown_or_null.clone(),
        }
    }

    /// Takes the first element left of the prior set that the configured one may have become.
    fn set_element(self, config: &Value, left: &mut Vec<&Value>) -> Value {
        let found = left.iter().position(|prior| self.may_have_become(config, prior));
        let prior = found.map(|index| left.remove(index));
        self.object(config, prior)
    }

    /// Whether everything configured is in the prior object, and nothing else but computed values.
    fn may_have_become(self, config: &Value, prior: &Value) -> bool {
        let same = |name: &String, (nesting, fields): (Nesting, Fields<'_>)| {
            let (config, prior) = (config.get(name), prior.get(name));
            let (config, prior) = (config.unwrap_or(&Value::Null), prior.unwrap_or(&Value::Null));
            fields.collection_may_have_become(nesting, config, prior)
        };
        self.attributes.iter().all(|(name, attribute)| {
            let (config, prior) = (config.get(name), prior.get(name));
            match &attribute.kind {
                _ if config.is_none_or(Value::is_null) => attribute.is_computed() || prior.is_none_or(Value::is_null),
                AttributeKind::Plain(_) => config == prior,
                AttributeKind::Nested { nesting, attributes } => {
                    same(name, (*nesting, Fields { attributes, blocks: None }))
                }
            }
        }) && self.blocks().all(|(name, block)| same(name, (block.nesting, Fields::of(&block.schema))))
    }

    fn collection_may_have_become(self, nesting: Nesting, config: &Value, prior: &Value) -> bool {
        match (nesting, config, prior) {
            (Nesting::Single, Value::Map(_), Value::Map(_)) => self.may_have_become(config, prior),
            (Nesting::List, Value::List(config), Value::List(prior)) => {
                config.len() == prior.len() && config.iter().zip(prior).all(|(c, p)| self.may_have_become(c, p))
            }
            (Nesting::Set, Value::List(config), Value::List(prior)) => {
                config.len() == prior.len()
                    && config.iter().all(|config| prior.iter().any(|prior| self.may_have_become(config, prior)))
            }
            (Nesting::Map, Value::Map(config), Value::Map(prior)) => {
                config.len() == prior.len()
                    && config
                        .iter()
                        .all(|(key, config)| prior.get(key).is_some_and(|prior| self.may_have_become(config, prior)))
            }
            (_, config, prior) => config == prior,
        }
    }
}

fn attribute(attribute: &Attribute, config: &Value, prior: Option<&Value>) -> Value {
    match &attribute.kind {
        _ if attribute.write_only => Value::Null,
        _ if config.is_null() => unset(attribute, prior),
        AttributeKind::Plain(_) => config.clone(),
        AttributeKind::Nested { nesting, attributes } => {
            Fields { attributes, blocks: None }.collection(*nesting, config, prior)
        }
    }
}

/// The value of an attribute that is not configured.
fn unset(attribute: &Attribute, prior: Option<&Value>) -> Value {
    match (attribute.mode, &attribute.default) {
        (Mode::Required | Mode::Optional, _) => Value::Null,
        (Mode::OptionalComputed, Some(default)) => default.clone(),
        (Mode::Computed | Mode::OptionalComputed, _) => prior.cloned().unwrap_or_else(Value::unknown),
    }
}
