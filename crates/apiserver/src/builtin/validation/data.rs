//! Config maps and secrets.

use serde_json::Value;

use super::{Check, IMMUTABLE, path_of};
use crate::schema::{FieldError, FieldPath};

impl Check<'_> {
    pub(super) fn config_map(&mut self) {
        for field in ["data", "binaryData"] {
            self.data_keys(field);
        }
        self.frozen(&["data", "binaryData"]);
    }

    pub(super) fn secret(&mut self) {
        self.data_keys("data");
        self.frozen(&["data"]);
        self.immutable("/type", IMMUTABLE);
    }

    fn data_keys(&mut self, field: &str) {
        let entries = self.at(&format!("/{field}")).and_then(Value::as_object).into_iter().flatten();
        for (key, _) in entries {
            let shaped = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
            if !shaped || key.is_empty() || key.len() > 253 || key == "." || key == ".." {
                let detail = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. \
                              'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
                self.invalid(&FieldPath::default().child(field).key(key), &Value::from(key.as_str()), detail);
            }
        }
    }

    /// An object marked immutable keeps its data and its mark.
    fn frozen(&mut self, fields: &[&str]) {
        let marked = |object: &Value| object.get("immutable") == Some(&Value::Bool(true));
        if !self.old.is_some_and(marked) {
            return;
        }
        let detail = "field is immutable when `immutable` is set";
        if !marked(self.new) {
            self.errors.push(FieldError::forbidden(&path_of("/immutable"), detail));
        }
        for field in fields {
            if self.old.and_then(|old| old.get(field)) != self.new.get(field) {
                self.errors.push(FieldError::forbidden(&FieldPath::default().child(field), detail));
            }
        }
    }
}
