//! Config maps and secrets.

use serde_json::{Map, Value};

use super::{Check, IMMUTABLE, path_of};
use crate::schema::{FieldError, FieldPath};

/// The keys that a Secret of a type has; of a user and a password, one is enough.
fn keys_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "kubernetes.io/tls" => &["tls.crt", "tls.key"],
        "kubernetes.io/ssh-auth" => &["ssh-privatekey"],
        "kubernetes.io/basic-auth" => &["username", "password"],
        "kubernetes.io/dockercfg" => &[".dockercfg"],
        "kubernetes.io/dockerconfigjson" => &[".dockerconfigjson"],
        _ => &[],
    }
}

impl<'a> Check<'a> {
    pub(super) fn config_map(&mut self) {
        for field in ["data", "binaryData"] {
            self.data_keys(field);
        }
        let binary = self.at("/binaryData").and_then(Value::as_object);
        for key in self.keys("data").filter(|key| binary.is_some_and(|binary| binary.contains_key(*key))) {
            let path = FieldPath::default().child("data").key(key);
            self.invalid(&path, &Value::from(key.as_str()), "duplicate of key present in binaryData");
        }
        self.frozen(&["data", "binaryData"]);
    }

    pub(super) fn secret(&mut self) {
        self.data_keys("data");
        self.frozen(&["data"]);
        self.immutable("/type", IMMUTABLE);
        let kind = self.at("/type").and_then(Value::as_str).unwrap_or_default();
        let has = |key: &str| self.at("/data").is_some_and(|data| data.get(key).is_some());
        let missing: Vec<_> = match kind {
            "kubernetes.io/basic-auth" if has("username") || has("password") => Vec::new(),
            _ => keys_of(kind).iter().filter(|key| !has(key)).collect(),
        };
        for key in missing {
            self.require(&FieldPath::default().child("data").key(key), "");
        }
    }

    fn keys(&self, field: &str) -> impl Iterator<Item = &'a String> + use<'a> {
        self.at(&format!("/{field}")).and_then(Value::as_object).into_iter().flat_map(Map::keys)
    }

    fn data_keys(&mut self, field: &str) {
        for key in self.keys(field) {
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
