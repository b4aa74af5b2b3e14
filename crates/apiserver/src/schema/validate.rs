//! Validation: value bounds, then uniqueness in lists, then CEL rules.

use serde_json::Value;

use super::json_type::type_name;
use super::path::FieldPath;
use super::{FieldError, JsonType, Reason, TypeSchema, correlate, rule, uniqueness};

/// Validates a whole object, of whose metadata `errors` says what is wrong.
pub(super) fn validate(
    schema: &TypeSchema,
    new: &Value,
    old: Option<&Value>,
    mut errors: Vec<FieldError>,
) -> Vec<FieldError> {
    Visit { schema, new, old, path: FieldPath::default() }.check(&mut errors);
    rules(schema, new, old, errors)
}

/// Adds what is wrong between the items of lists and by CEL rules, to what is wrong already.
pub(super) fn rules(
    schema: &TypeSchema,
    new: &Value,
    old: Option<&Value>,
    mut errors: Vec<FieldError>,
) -> Vec<FieldError> {
    let root = FieldPath::default();
    uniqueness::check(schema, new, old, &root, &mut errors);
    if errors.iter().any(FieldError::blocks_rules) {
        if schema.has_rules() {
            errors.push(FieldError::invalid(&root, &Value::Null, RULES_SKIPPED));
        }
    } else {
        rule::check(schema, new, old, &root, &mut errors);
    }
    errors
}

const RULES_SKIPPED: &str = "some validation rules were not checked because the object was invalid; \
                             correct the existing errors to complete validation";

impl TypeSchema {
    /// Whether a CEL rule is declared here or below.
    fn has_rules(&self) -> bool {
        !self.rules.is_empty()
            || self.properties.values().chain(&self.additional).chain(&self.items).any(|child| child.has_rules())
    }
}

/// A value on its way through the schema's value validation.
pub(super) struct Visit<'a> {
    pub(super) schema: &'a TypeSchema,
    pub(super) new: &'a Value,
    /// The stored value at the same place, where there is one.
    pub(super) old: Option<&'a Value>,
    pub(super) path: FieldPath,
}

impl Visit<'_> {
    /// Adds what is wrong with the value. An unchanged value is not judged again (ratcheting).
    pub(super) fn check(&self, errors: &mut Vec<FieldError>) {
        if self.old == Some(self.new) {
            return;
        }
        if self.new.is_null() {
            return self.check_null(errors);
        }
        if let Some(error) = self.type_error() {
            errors.push(error);
            return;
        }
        if let Some(logic) = &self.schema.logic {
            logic.check(self.new, &self.path, errors);
        }
        if let Some(bounds) = &self.schema.bounds {
            bounds.check(self.new, &self.path, errors);
        }
        match self.new {
            Value::Array(items) => self.check_items(items, errors),
            Value::Object(fields) => {
                for (name, value) in fields {
                    let Some(schema) = self.schema.field(name) else { continue };
                    let old = correlate::field(self.old, name);
                    Visit { schema, new: value, old, path: self.path.child(name) }.check(errors);
                }
            }
            _ => {}
        }
    }

    /// Of a null, nothing counts but its type and whether it is among the values that are listed.
    fn check_null(&self, errors: &mut Vec<FieldError>) {
        if !self.schema.accepts_null() {
            errors.extend(self.type_error());
        }
        if let Some(bounds) = &self.schema.bounds {
            bounds.check(self.new, &self.path, errors);
        }
    }

    fn check_items(&self, items: &[Value], errors: &mut Vec<FieldError>) {
        let Some(schema) = self.schema.items.as_deref() else { return };
        for (index, item) in items.iter().enumerate() {
            let old = correlate::item(&self.schema.list_type, self.old, item);
            Visit { schema, new: item, old, path: self.path.index(index) }.check(errors);
        }
    }

    fn type_error(&self) -> Option<FieldError> {
        let expected = if self.schema.int_or_string {
            let fits = JsonType::Integer.accepts(self.new) || self.new.is_string();
            (!fits).then_some("integer,string")
        } else {
            self.schema.json_type.filter(|json_type| !json_type.accepts(self.new)).map(JsonType::name)
        }?;
        let found = type_name(self.new);
        let detail = format!("{} in body must be of type {expected}: \"{found}\"", self.path.as_str());
        Some(FieldError::new(&self.path, Reason::TypeInvalid, &Value::from(found), detail))
    }
}

impl TypeSchema {
    fn accepts_null(&self) -> bool {
        self.nullable || (self.json_type.is_none() && !self.int_or_string)
    }
}
