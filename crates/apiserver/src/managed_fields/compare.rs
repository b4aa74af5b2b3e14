//! The difference between two versions of an object, as field sets.

use std::collections::BTreeMap;

use serde_json::Value;

use super::shape::{self, Shape};
use super::{FieldSet, PathElement};
use crate::schema::TypeSchema;

/// What changed from one version of an object to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Comparison {
    /// Fields only the new version has.
    pub(super) added: FieldSet,
    /// Fields whose values differ.
    pub(super) modified: FieldSet,
    /// Fields only the old version has.
    pub(super) removed: FieldSet,
}

impl Comparison {
    /// Fields that the change has set.
    pub(super) fn set(&self) -> FieldSet {
        self.added.union(&self.modified)
    }
}

/// Compares two versions of an object.
pub(super) fn compare(schema: &TypeSchema, old: &Value, new: &Value) -> Comparison {
    let mut comparison = Comparison::default();
    let mut path = Vec::new();
    Walk { comparison: &mut comparison, path: &mut path }.pair(Some(schema), Some(old), Some(new));
    comparison
}

struct Walk<'a> {
    comparison: &'a mut Comparison,
    path: &'a mut Vec<PathElement>,
}

impl Walk<'_> {
    fn pair(&mut self, schema: Option<&TypeSchema>, old: Option<&Value>, new: Option<&Value>) {
        let null = Value::Null;
        let (left, right) = (old.unwrap_or(&null), new.unwrap_or(&null));
        let both_empty = shape::is_empty(left) && shape::is_empty(right);
        match shape::common_shape(schema, left, right) {
            Shape::Map if !both_empty => self.fields(schema, left, right),
            Shape::List if !both_empty => self.items(schema, left, right),
            _ if old.is_some() && new.is_some() && left != right => self.replaced(schema, left, right),
            _ => {}
        }
        match (old, new) {
            (None, Some(_)) => self.comparison.added.insert(self.path),
            (Some(_), None) => self.comparison.removed.insert(self.path),
            _ => {}
        }
    }

    /// A value of another form takes the old one's fields away and brings its own.
    fn replaced(&mut self, schema: Option<&TypeSchema>, old: &Value, new: &Value) {
        self.comparison.modified.insert(self.path);
        if shape::shape(schema, old) != shape::shape(schema, new) {
            self.parts(schema, old, false);
            self.parts(schema, new, true);
        }
    }

    fn parts(&mut self, schema: Option<&TypeSchema>, value: &Value, new: bool) {
        let (old, new) = if new { (&Value::Null, value) } else { (value, &Value::Null) };
        match shape::shape(schema, value) {
            Shape::Leaf => {}
            Shape::Map => self.fields(schema, old, new),
            Shape::List => self.items(schema, old, new),
        }
    }

    fn fields(&mut self, schema: Option<&TypeSchema>, old: &Value, new: &Value) {
        for (name, value) in shape::fields(old) {
            self.step(PathElement::field(name), shape::field(schema, name), Some(value), new.get(name));
        }
        for (name, value) in shape::fields(new).filter(|(name, _)| old.get(name).is_none()) {
            self.step(PathElement::field(name), shape::field(schema, name), None, Some(value));
        }
    }

    fn items(&mut self, schema: Option<&TypeSchema>, old: &Value, new: &Value) {
        let before: BTreeMap<_, _> = shape::item_entries(schema, old).into_iter().collect();
        let after: BTreeMap<_, _> = shape::item_entries(schema, new).into_iter().collect();
        let item_schema = shape::items(schema);
        for (element, value) in &before {
            self.step(element.clone(), item_schema, Some(value), after.get(element).copied());
        }
        for (element, value) in after.iter().filter(|(element, _)| !before.contains_key(*element)) {
            self.step(element.clone(), item_schema, None, Some(value));
        }
    }

    fn step(&mut self, element: PathElement, schema: Option<&TypeSchema>, old: Option<&Value>, new: Option<&Value>) {
        self.path.push(element);
        self.pair(schema, old, new);
        self.path.pop();
    }
}
