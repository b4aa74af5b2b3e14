//! A schema, read once: what mapping, checking and paths need of it.

use std::{collections::BTreeMap, sync::OnceLock};

use regex::Regex;
use serde_json::Value as Json;

use crate::number::Number;

/// An object with properties.
#[derive(Clone, Debug, Default)]
pub(super) struct Object {
    /// By attribute name.
    pub(super) fields: BTreeMap<String, Field>,
    /// Sets of properties, of which some must be there.
    pub(super) alternatives: Vec<Alternatives>,
}

/// Sets of properties, in Kubernetes' names. One of them must be there, or exactly one.
#[derive(Clone, Debug)]
pub(super) struct Alternatives {
    pub(super) exactly_one: bool,
    pub(super) branches: Vec<Vec<String>>,
}

/// One property of an object.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its name in Kubernetes.
    pub(super) property: String,
    pub(super) required: bool,
    /// With the defaults of the properties inside.
    pub(super) default: Option<Json>,
    pub(super) node: Node,
}

/// The schema of a value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) description: String,
    pub(super) deprecation: Option<String>,
    pub(super) immutable: bool,
    pub(super) shape: Shape,
}

#[derive(Clone, Debug)]
pub(super) enum Shape {
    Scalar(Scalar),
    /// A list or, where elements are unique, a set without objects inside.
    List {
        element: Box<Node>,
        unique: bool,
        bounds: Bounds,
    },
    /// A map without objects inside.
    Map {
        element: Box<Node>,
        bounds: Bounds,
    },
    Object(Object),
    Objects {
        object: Object,
        collection: Collection,
        bounds: Bounds,
    },
}

/// How objects are collected.
#[derive(Clone, Debug)]
pub(super) enum Collection {
    /// In a list. Elements differ in the properties named, in Kubernetes' and in Terraform's names.
    List { keys: Vec<(String, String)> },
    /// In a list, each under the value of a property, which is not among the object's fields.
    ByKey { property: String, key: Box<Key> },
    /// In a map.
    Map,
}

/// The property that is the key of a map.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) description: String,
    pub(super) scalar: Scalar,
}

/// Number of elements, both ends allowed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    pub(super) min: Option<u64>,
    pub(super) max: Option<u64>,
}

/// A value without parts, and what is accepted.
#[derive(Clone, Debug)]
pub(super) struct Scalar {
    pub(super) kind: ScalarKind,
    /// Text that stands for an amount, so that `1000m` is `1`.
    pub(super) quantity: bool,
    pub(super) sensitive: bool,
    /// Empty where any value is.
    pub(super) accepted: Vec<Json>,
    pub(super) minimum: Option<Limit>,
    pub(super) maximum: Option<Limit>,
    pub(super) length: Bounds,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarKind {
    Bool,
    Integer,
    Number,
    String,
    IntOrString,
    /// Anything, as JSON text.
    Json,
}

/// An end of a range of numbers.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    pub(super) value: Number,
    /// The limit itself is not accepted.
    pub(super) exclusive: bool,
}

/// A regular expression, compiled when it is first used: start-up happens several times a command.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceLock::new() }
    }

    /// A pattern that cannot be compiled matches anything here, the server knows better.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| Regex::new(&self.text).ok()).as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

impl Node {
    pub(super) fn scalar(&self) -> Option<&Scalar> {
        match &self.shape {
            Shape::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Whether a value without objects may contain something that must not be shown.
    pub(super) fn is_sensitive(&self) -> bool {
        match &self.shape {
            Shape::Scalar(scalar) => scalar.sensitive,
            Shape::List { element, .. } | Shape::Map { element, .. } => element.is_sensitive(),
            Shape::Object(_) | Shape::Objects { .. } => false,
        }
    }
}

impl Object {
    /// The attribute name and field of a property.
    pub(super) fn property(&self, property: &str) -> Option<(&String, &Field)> {
        self.fields.iter().find(|(_, field)| field.property == property)
    }
}
