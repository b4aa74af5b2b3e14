use super::{Rule, Violation};
use crate::{
    schema::{Attribute, AttributeKind, Block, Nesting, Schema},
    value::{Type, Value},
};

mod plan;
mod schema;
mod state;

/// The violations as text: path and rule.
fn found(violations: Vec<Violation>) -> Vec<(String, Rule)> {
    violations.into_iter().map(|violation| (violation.path.to_string(), violation.rule)).collect()
}

/// One expected violation, or none.
fn expected(broken: Option<(&str, Rule)>) -> Vec<(String, Rule)> {
    broken.into_iter().map(|(path, rule)| (path.to_owned(), rule)).collect()
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::object(entries)
}

fn list(elements: &[Value]) -> Value {
    Value::List(elements.to_vec())
}

/// A schema with one attribute `a`.
fn with(attribute: Attribute) -> Schema {
    Schema::new("").attribute("a", attribute)
}

/// A schema with nested objects `a`, each with `key`, computed `id` and `secret`.
fn nested(nesting: Nesting) -> Schema {
    with(Attribute::optional(AttributeKind::nested(nesting, parts(nesting))))
}

/// The same as blocks.
fn blocks(nesting: Nesting) -> Schema {
    let schema = Schema::new("").attributes(parts(nesting).into_iter().map(|(name, it)| (name.to_owned(), it)));
    Schema::new("").block("a", Block { nesting, schema, min_items: 0, max_items: 0 })
}

fn parts(nesting: Nesting) -> Vec<(&'static str, Attribute)> {
    let mut parts = vec![("key", Attribute::required(Type::String)), ("id", Attribute::computed(Type::String))];
    if nesting != Nesting::Set {
        parts.push(("secret", Attribute::optional(Type::String).write_only()));
    }
    parts
}

fn part(key: &str, id: Value) -> Value {
    object([("key", key.into()), ("id", id), ("secret", Value::Null)])
}

/// An element of a set, without write-only attribute.
fn member(key: &str, id: Value) -> Value {
    object([("key", key.into()), ("id", id)])
}
