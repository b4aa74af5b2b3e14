//! Schemas of providers, resources and data sources.

use std::collections::BTreeMap;

use crate::value::{Type, Value};

mod build;

/// The schema of a provider's configuration, of a resource or of a data source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Version of the state that this schema writes; zero for a provider or a data source.
    pub version: i64,
    /// Markdown for the documentation.
    pub description: String,
    /// Why not to use it any more; empty where it is current.
    pub deprecation: Option<String>,
    /// Attributes by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// Nested blocks by name.
    pub blocks: BTreeMap<String, Block>,
}

/// One attribute of a schema or of a nested object.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Its type, or the attributes nested in it.
    pub kind: AttributeKind,
    /// Who sets it.
    pub mode: Mode,
    /// Markdown for the documentation.
    pub description: String,
    /// Why not to use it any more.
    pub deprecation: Option<String>,
    /// Terraform hides the value from its output.
    pub sensitive: bool,
    /// The value reaches the provider and is stored nowhere. Always null in plan and state.
    pub write_only: bool,
    /// A change of the value replaces the resource.
    pub requires_replace: bool,
    /// The value planned where the configuration has none (only with [`Mode::OptionalComputed`]).
    pub default: Option<Value>,
}

/// What an attribute holds.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeKind {
    /// A value of this type.
    Plain(Type),
    /// One object or a collection of objects, each with these attributes.
    Nested {
        /// The collection.
        nesting: Nesting,
        /// Attributes of each object.
        attributes: BTreeMap<String, Attribute>,
    },
}

/// How nested objects are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// A map of objects.
    Map,
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The configuration must.
    Required,
    /// The configuration may; null otherwise.
    Optional,
    /// The configuration may; the provider does otherwise.
    OptionalComputed,
    /// The provider alone.
    Computed,
}

/// A nested block, written `name { ... }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// How several blocks of the name are collected ([`Nesting::Single`]: at most one).
    pub nesting: Nesting,
    /// What stands inside.
    pub schema: Schema,
    /// Fewest blocks. For [`Nesting::Single`]: one where the block must be there, else zero.
    pub min_items: i64,
    /// Most blocks; zero for any number. For [`Nesting::Single`] the same as `min_items`.
    pub max_items: i64,
}

impl Schema {
    /// The type of a configuration or state of this schema: an object of its attributes and blocks.
    ///
    /// Walks the whole schema; keep the result.
    pub fn object_type(&self) -> Type {
        let attributes = self.attributes.iter().map(|(name, attribute)| (name.clone(), attribute.value_type()));
        let blocks = self.blocks.iter().map(|(name, block)| (name.clone(), block.value_type()));
        Type::Object(attributes.chain(blocks).collect())
    }
}

impl Attribute {
    /// The type of the attribute's value.
    pub fn value_type(&self) -> Type {
        match &self.kind {
            AttributeKind::Plain(ty) => ty.clone(),
            AttributeKind::Nested { nesting, attributes } => nesting.collect(attributes_type(attributes)),
        }
    }

    /// Whether the provider may set it where the configuration does not.
    pub fn is_computed(&self) -> bool {
        matches!(self.mode, Mode::Computed | Mode::OptionalComputed)
    }

    /// Whether the configuration may set it.
    pub fn is_configurable(&self) -> bool {
        self.mode != Mode::Computed
    }
}

impl Block {
    /// The type of the value of all blocks of the name.
    ///
    /// Lists and maps of objects with a dynamic attribute have no common element type, so that Terraform takes them
    /// as dynamic as a whole.
    pub fn value_type(&self) -> Type {
        let object = self.schema.object_type();
        match self.nesting {
            Nesting::List | Nesting::Map if object.has_dynamic() => Type::Dynamic,
            nesting => nesting.collect(object),
        }
    }
}

impl Nesting {
    /// The type of a collection of objects.
    fn collect(self, object: Type) -> Type {
        match self {
            Self::Single => object,
            Self::List => Type::list(object),
            Self::Set => Type::set(object),
            Self::Map => Type::map(object),
        }
    }
}

fn attributes_type(attributes: &BTreeMap<String, Attribute>) -> Type {
    Type::Object(attributes.iter().map(|(name, attribute)| (name.clone(), attribute.value_type())).collect())
}

#[cfg(test)]
mod tests;
