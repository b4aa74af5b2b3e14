//! Removal of unknown fields and of nulls that have no place.

use serde_json::{Map, Value};

use super::TypeSchema;
use super::path::FieldPath;

/// Which nulls stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// Those that are values of their own, as in Go structures, which have none where the type has fields.
    Values,
    /// Those too that a default replaces, as in custom resources that are decoded.
    Defaulted,
    /// All, as in custom resources that an apply makes, which are not decoded: they are invalid where they are not nullable.
    All,
}

/// Prunes `object`; returns the paths of unknown fields.
pub(super) fn prune(schema: &TypeSchema, object: &mut Value, nulls: Nulls) -> Vec<String> {
    let mut pruning = Pruning { nulls, unknown: Vec::new() };
    pruning.visit(schema, object, &FieldPath::default());
    pruning.unknown
}

struct Pruning {
    nulls: Nulls,
    unknown: Vec<String>,
}

impl Pruning {
    fn visit(&mut self, schema: &TypeSchema, value: &mut Value, path: &FieldPath) {
        match value {
            Value::Object(fields) => self.visit_fields(schema, fields, path),
            Value::Array(items) => {
                let Some(item_schema) = &schema.items else { return };
                for (index, item) in items.iter_mut().enumerate() {
                    self.visit(item_schema, item, &path.index(index));
                }
            }
            _ => {}
        }
    }

    fn visit_fields(&mut self, schema: &TypeSchema, fields: &mut Map<String, Value>, path: &FieldPath) {
        fields.retain(|name, value| match schema.field(name) {
            Some(field) if value.is_null() => match self.nulls {
                Nulls::Values => field.has_null(),
                Nulls::Defaulted => field.has_null() || field.default.is_some(),
                Nulls::All => true,
            },
            Some(field) => {
                self.visit(field, value, &path.child(name));
                true
            }
            None if schema.preserve_unknown => true,
            None => {
                self.unknown.push(path.child(name).as_str().to_owned());
                false
            }
        });
    }
}

impl TypeSchema {
    /// Whether null is a value like others.
    fn has_null(&self) -> bool {
        self.nullable || (self.preserve_unknown && self.json_type.is_none())
    }
}
