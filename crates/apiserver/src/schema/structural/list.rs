//! `x-kubernetes-list-type` and `x-kubernetes-list-map-keys`.

use serde_json::{Value, json};

use super::Check;
use crate::schema::parse::{flag, text, texts};
use crate::schema::{FieldError, Reason};

const KEYS: &str = "x-kubernetes-list-map-keys";
const LIST_TYPE: &str = "x-kubernetes-list-type";

impl Check<'_> {
    pub(super) fn check_list(&mut self) {
        let keys = texts(self.schema, KEYS);
        let list_type = text(self.schema, LIST_TYPE);
        if list_type.is_some() && text(self.schema, "type") != Some("array") {
            self.violations.push(FieldError::invalid(
                &self.path.child("type"),
                self.schema.get("type").unwrap_or(&json!("")),
                "must be array if x-kubernetes-list-type is specified",
            ));
        }
        match list_type {
            None | Some("atomic" | "set") if !keys.is_empty() => {
                self.forbid(KEYS, "must not be specified if x-kubernetes-list-type is not map");
            }
            None | Some("atomic" | "set") => {}
            Some("map") if keys.is_empty() => self.require(KEYS, "must not be empty if x-kubernetes-list-type is map"),
            Some("map") => self.check_map_keys(&keys),
            Some(name) => {
                let path = self.path.child(LIST_TYPE);
                let detail = r#"supported values: "atomic", "map", "set""#;
                self.violations.push(FieldError::new(&path, Reason::NotSupported, &Value::from(name), detail));
            }
        }
    }

    fn check_map_keys(&mut self, keys: &[String]) {
        let Some(items) = self.schema.get("items") else { return };
        if text(items, "type") != Some("object") {
            let detail = "must be object if parent array's x-kubernetes-list-type is map";
            let value = items.get("type").cloned().unwrap_or_default();
            self.violations.push(FieldError::invalid(&self.path.child("items").child("type"), &value, detail));
        }
        let required = texts(items, "required");
        let keys_path = self.path.child(KEYS);
        for (index, key) in keys.iter().enumerate() {
            let (path, value) = (keys_path.index(index), Value::from(key.as_str()));
            if keys[..index].contains(key) {
                self.violations.push(FieldError::new(&path, Reason::Duplicate, &value, ""));
            }
            match items.get("properties").and_then(|fields| fields.get(key)) {
                Some(field) => self.check_key_field(key, field, required.contains(key)),
                None => {
                    let detail = "entries must all be names of item properties";
                    self.violations.push(FieldError::invalid(&path, &value, detail));
                }
            }
        }
    }

    fn check_key_field(&mut self, key: &str, field: &Value, required: bool) {
        let path = self.path.child("items").child("properties").key(key);
        if matches!(text(field, "type"), Some("object" | "array")) {
            let detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
            self.violations.push(FieldError::invalid(&path.child("type"), &field["type"], detail));
        }
        if flag(field, "nullable") {
            let detail = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable";
            self.violations.push(FieldError::forbidden(&path.child("nullable"), detail));
        }
        if !required && field.get("default").is_none() {
            let detail = "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required \
                          property";
            self.violations.push(FieldError::required(&path.child("default"), detail));
        }
    }
}
