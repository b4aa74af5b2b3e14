//! Terraform's values and types, free of any wire format.

use std::{collections::BTreeMap, fmt};

mod conform;
mod walk;

pub use crate::number::Number;
pub use conform::Mismatch;

/// A value as Terraform sees it: known, null or not known yet.
///
/// Which collection a [`Value::List`] or [`Value::Map`] stands for is said by the [`Type`] it is used with:
/// lists, sets and tuples share one variant, maps and objects the other.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Absent.
    Null,
    /// Known only after apply, with what is promised about it already. Boxed, as it is rare and would make every
    /// value several times as large.
    Unknown(Box<Refinement>),
    /// `true` or `false`.
    Bool(bool),
    /// An exact number.
    Number(Number),
    /// Text.
    String(String),
    /// A list, set or tuple.
    List(Vec<Value>),
    /// A map or object. An object carries every attribute of its type, absent ones as [`Value::Null`].
    Map(BTreeMap<String, Value>),
}

/// What is promised about a value that is not known yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refinement {
    /// Whether the value will be null (`Some(true)`), will not be null (`Some(false)`) or either.
    pub null: Option<bool>,
    /// The text that the value will start with.
    pub prefix: Option<String>,
    /// Lower bound of a number, and whether the bound itself is allowed.
    pub lower: Option<(Number, bool)>,
    /// Upper bound of a number, and whether the bound itself is allowed.
    pub upper: Option<(Number, bool)>,
    /// Smallest length of a collection.
    pub min_length: Option<u64>,
    /// Largest length of a collection.
    pub max_length: Option<u64>,
}

/// The type of a [`Value`], as Terraform's type system (cty) has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// An arbitrary-precision number.
    Number,
    /// Text.
    String,
    /// Any type; the value carries its own.
    Dynamic,
    /// An ordered list of one element type.
    List(Box<Type>),
    /// An unordered set of one element type.
    Set(Box<Type>),
    /// A map from text to one element type.
    Map(Box<Type>),
    /// Named attributes, each of its own type.
    Object(BTreeMap<String, Type>),
    /// A list of fixed length, each position of its own type.
    Tuple(Vec<Type>),
}

impl Value {
    /// An unknown value of which nothing is promised.
    pub fn unknown() -> Self {
        Self::Unknown(Box::default())
    }

    /// An object or map of these entries.
    pub fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// A list, set or tuple of these elements.
    pub fn list<V: Into<Value>>(elements: impl IntoIterator<Item = V>) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }

    /// The attribute or map entry of a name; `None` where this is no object or map, or has none.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_map()?.get(name)
    }

    /// The text, if this is known text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if this is a known one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is a known one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number as an integer, if this is a known number without a fraction that fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The elements, if this is a known list, set or tuple.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    /// The entries, if this is a known map or object.
    pub fn as_map(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether it is absent.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the value itself is not known; parts of a known collection may still be unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether neither the value nor any part of it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::List(elements) => elements.iter().all(Self::is_wholly_known),
            Self::Map(entries) => entries.values().all(Self::is_wholly_known),
            _ => true,
        }
    }

    /// What it is, for messages: never the value itself, which may be a secret.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown(_) => "an unknown value",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }

    /// The type that the value has without anybody asking for one: lists are tuples and maps objects, as with a
    /// literal in a configuration.
    pub fn implied_type(&self) -> Type {
        match self {
            Self::Null | Self::Unknown(_) => Type::Dynamic,
            Self::Bool(_) => Type::Bool,
            Self::Number(_) => Type::Number,
            Self::String(_) => Type::String,
            Self::List(elements) => Type::Tuple(elements.iter().map(Self::implied_type).collect()),
            Self::Map(entries) => {
                Type::Object(entries.iter().map(|(name, value)| (name.clone(), value.implied_type())).collect())
            }
        }
    }
}

impl Type {
    /// An object type of these attributes.
    pub fn object<K: Into<String>>(attributes: impl IntoIterator<Item = (K, Type)>) -> Self {
        Self::Object(attributes.into_iter().map(|(name, ty)| (name.into(), ty)).collect())
    }

    /// A list of an element type.
    pub fn list(element: Type) -> Self {
        Self::List(Box::new(element))
    }

    /// A set of an element type.
    pub fn set(element: Type) -> Self {
        Self::Set(Box::new(element))
    }

    /// A map to an element type.
    pub fn map(element: Type) -> Self {
        Self::Map(Box::new(element))
    }

    /// Whether it is [`Type::Dynamic`] or has such a part.
    pub fn has_dynamic(&self) -> bool {
        match self {
            Self::Dynamic => true,
            Self::Bool | Self::Number | Self::String => false,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.has_dynamic(),
            Self::Object(attributes) => attributes.values().any(Self::has_dynamic),
            Self::Tuple(types) => types.iter().any(Self::has_dynamic),
        }
    }
}

/// As Terraform's type constraints are written: `list(string)`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::Dynamic => f.write_str("any"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Set(element) => write!(f, "set({element})"),
            Self::Map(element) => write!(f, "map({element})"),
            Self::Object(attributes) => {
                let attributes: Vec<_> = attributes.iter().map(|(name, ty)| format!("{name}={ty}")).collect();
                write!(f, "object({{{}}})", attributes.join(", "))
            }
            Self::Tuple(types) => {
                let types: Vec<_> = types.iter().map(ToString::to_string).collect();
                write!(f, "tuple([{}])", types.join(", "))
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

/// `None` is null.
impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests;
