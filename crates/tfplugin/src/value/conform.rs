//! Whether a value is of a type.

use super::{Type, Value};
use crate::diagnostic::{AttributePath, Step};

/// A place where a value is not of the type it should have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} must be {expected}, not {found}")]
pub struct Mismatch {
    /// The place.
    pub path: AttributePath,
    /// The type there.
    pub expected: String,
    /// What is there instead.
    pub found: &'static str,
}

impl Value {
    /// Checks that the value is of a type and that objects have exactly the attributes of theirs.
    ///
    /// # Errors
    /// The first [`Mismatch`].
    pub fn conforms(&self, ty: &Type) -> Result<(), Mismatch> {
        match (self, ty) {
            (Self::Null | Self::Unknown(_), _) | (_, Type::Dynamic) => Ok(()),
            (Self::Bool(_), Type::Bool) | (Self::Number(_), Type::Number) | (Self::String(_), Type::String) => Ok(()),
            (Self::List(elements), Type::List(ty) | Type::Set(ty)) => {
                elements.iter().enumerate().try_for_each(|(index, element)| element.conforms_at(index, ty))
            }
            (Self::List(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                elements.iter().zip(types).enumerate().try_for_each(|(index, (value, ty))| value.conforms_at(index, ty))
            }
            (Self::Map(entries), Type::Map(ty)) => entries.iter().try_for_each(|(key, value)| {
                value.conforms(ty).map_err(|mismatch| mismatch.inside(Step::Key(key.clone())))
            }),
            (Self::Map(entries), Type::Object(types)) => {
                if let Some(surplus) = entries.keys().find(|name| !types.contains_key(*name)) {
                    let path = AttributePath::root(surplus);
                    return Err(Mismatch { path, expected: "absent".into(), found: "an attribute" });
                }
                types.iter().try_for_each(|(name, ty)| {
                    let here = |mismatch: Mismatch| mismatch.inside(Step::Attribute(name.clone()));
                    match entries.get(name) {
                        Some(value) => value.conforms(ty).map_err(here),
                        None => Err(here(Mismatch::new(ty, "absent"))),
                    }
                })
            }
            (value, ty) => Err(Mismatch::new(ty, value.kind())),
        }
    }

    fn conforms_at(&self, index: usize, ty: &Type) -> Result<(), Mismatch> {
        self.conforms(ty).map_err(|mismatch| mismatch.inside(Step::Index(index as i64)))
    }
}

impl Mismatch {
    fn new(expected: &Type, found: &'static str) -> Self {
        Self { path: AttributePath::default(), expected: expected.to_string(), found }
    }

    fn inside(mut self, step: Step) -> Self {
        self.path.0.insert(0, step);
        self
    }
}
