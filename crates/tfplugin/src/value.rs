//! Terraform's values and types, free of any wire format.

use std::collections::BTreeMap;

pub use crate::number::Number;

/// A value as Terraform sees it: known, null or not known yet.
///
/// Which collection a [`Value::List`] or [`Value::Map`] stands for is said by the [`Type`] it is used with:
/// lists, sets and tuples share one variant, maps and objects the other.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Absent.
    Null,
    /// Known only after apply, with what is promised about it already.
    Unknown(Refinement),
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
