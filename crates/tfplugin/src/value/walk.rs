//! Finding the parts of a value.

use super::{Type, Value};
use crate::diagnostic::{AttributePath, Step};

impl Value {
    /// The part at a path; `None` where the path leads nowhere.
    pub fn at(&self, path: &AttributePath) -> Option<&Value> {
        path.0.iter().try_fold(self, |value, step| match step {
            Step::Attribute(name) | Step::Key(name) => value.get(name),
            Step::Index(index) => value.as_list()?.get(usize::try_from(*index).ok()?),
        })
    }

    /// The part at a path, to be changed.
    pub fn at_mut(&mut self, path: &AttributePath) -> Option<&mut Value> {
        path.0.iter().try_fold(self, |value, step| match (step, value) {
            (Step::Attribute(name) | Step::Key(name), Value::Map(entries)) => entries.get_mut(name),
            (Step::Index(index), Value::List(elements)) => elements.get_mut(usize::try_from(*index).ok()?),
            _ => None,
        })
    }

    /// Every leaf with its path, in order: whatever is no collection, and empty collections.
    ///
    /// The type tells an attribute of an object from a key of a map. Elements of a set are numbered in the order in
    /// which they stand, although such an index means nothing to Terraform.
    pub fn leaves(&self, ty: &Type) -> Vec<(AttributePath, &Value)> {
        let mut found = Vec::new();
        self.collect_leaves(Some(ty), AttributePath::default(), &mut found);
        found
    }

    fn collect_leaves<'v>(
        &'v self,
        ty: Option<&Type>,
        path: AttributePath,
        found: &mut Vec<(AttributePath, &'v Value)>,
    ) {
        match self {
            Self::List(elements) if !elements.is_empty() => {
                for (index, element) in elements.iter().enumerate() {
                    element.collect_leaves(
                        ty.and_then(|ty| ty.element(index)),
                        path.clone().index(index as i64),
                        found,
                    );
                }
            }
            Self::Map(entries) if !entries.is_empty() => {
                let is_map = matches!(ty, Some(Type::Map(_)));
                for (name, value) in entries {
                    let path = path.clone();
                    let path = if is_map { path.key(name) } else { path.attribute(name) };
                    value.collect_leaves(ty.and_then(|ty| ty.attribute(name)), path, found);
                }
            }
            leaf => found.push((path, leaf)),
        }
    }
}

impl Type {
    /// The type of an element of a list, set or tuple.
    pub fn element(&self, index: usize) -> Option<&Type> {
        match self {
            Self::List(element) | Self::Set(element) => Some(element),
            Self::Tuple(types) => types.get(index),
            _ => None,
        }
    }

    /// The type of an attribute of an object or an entry of a map.
    pub fn attribute(&self, name: &str) -> Option<&Type> {
        match self {
            Self::Map(element) => Some(element),
            Self::Object(attributes) => attributes.get(name),
            _ => None,
        }
    }
}
