//! Validation of `metadata`, the same for all kinds but for the form of names.

use serde_json::{Map, Value};

use super::names::{label_value_complaints, qualified_name_complaints};
use super::path::FieldPath;
use super::{FieldError, NameRule, Reason};

/// The most bytes that an object's annotations may hold together.
const ANNOTATIONS_MAX: usize = 256 * 1024;

/// What a kind demands of its objects' metadata.
#[derive(Clone, Copy, Debug)]
pub struct MetaRules {
    /// The form of names.
    pub name: NameRule,
    /// Whether objects live in a namespace.
    pub namespaced: bool,
}

/// Checks the metadata of `new`; with `old`, also that what may never change has not.
///
/// A `generateName` must have been resolved to a `name` before.
pub fn validate_object_meta(new: &Value, old: Option<&Value>, rules: MetaRules) -> Vec<FieldError> {
    let nothing = Value::Null;
    let metadata = new.get("metadata").unwrap_or(&nothing);
    let mut check = Check { metadata, path: FieldPath::default().child("metadata"), errors: Vec::new() };
    check.name(rules.name);
    check.namespace(rules.namespaced);
    check.labels();
    check.annotations();
    check.finalizers();
    check.owner_references();
    if let Some(old) = old.and_then(|old| old.get("metadata")) {
        check.unchanged(old);
    }
    check.errors
}

struct Check<'a> {
    metadata: &'a Value,
    path: FieldPath,
    errors: Vec<FieldError>,
}

impl Check<'_> {
    fn text(&self, field: &str) -> &str {
        self.metadata.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    fn refuse(&mut self, path: &FieldPath, value: &str, complaints: Vec<String>) {
        let value = Value::from(value);
        self.errors.extend(complaints.into_iter().map(|complaint| FieldError::invalid(path, &value, complaint)));
    }

    fn name(&mut self, rule: NameRule) {
        let (name, prefix) = (self.text("name").to_owned(), self.text("generateName").to_owned());
        if !prefix.is_empty() {
            self.refuse(&self.path.child("generateName"), &prefix, rule.complaints(&prefix, true));
        }
        if name.is_empty() {
            let error = FieldError::required(&self.path.child("name"), "name or generateName is required");
            self.errors.push(error);
        } else {
            self.refuse(&self.path.child("name"), &name, rule.complaints(&name, false));
        }
    }

    fn namespace(&mut self, namespaced: bool) {
        let namespace = self.text("namespace").to_owned();
        let path = self.path.child("namespace");
        match (namespaced, namespace.is_empty()) {
            (true, true) => self.errors.push(FieldError::required(&path, "")),
            (true, false) => self.refuse(&path, &namespace, NameRule::Label.complaints(&namespace, false)),
            (false, true) => {}
            (false, false) => self.errors.push(FieldError::forbidden(&path, "not allowed on this type")),
        }
    }

    fn labels(&mut self) {
        let path = self.path.child("labels");
        for (key, value) in entries(self.metadata, "labels") {
            self.refuse(&path, key, qualified_name_complaints(key));
            let value = value.as_str().unwrap_or_default();
            self.refuse(&path, value, label_value_complaints(value));
        }
    }

    fn annotations(&mut self) {
        let path = self.path.child("annotations");
        let mut size = 0;
        for (key, value) in entries(self.metadata, "annotations") {
            self.refuse(&path, key, qualified_name_complaints(&key.to_lowercase()));
            size += key.len() + value.as_str().map_or(0, str::len);
        }
        if size > ANNOTATIONS_MAX {
            let detail = format!("may not be more than {ANNOTATIONS_MAX} bytes");
            self.errors.push(FieldError::new(&path, Reason::TooLong, &Value::Null, detail));
        }
    }

    fn finalizers(&mut self) {
        let path = self.path.child("finalizers");
        for finalizer in items(self.metadata, "finalizers") {
            let finalizer = finalizer.as_str().unwrap_or_default();
            // kube-apiserver does not say which it is.
            self.refuse(&path, finalizer, qualified_name_complaints(finalizer));
        }
    }

    fn owner_references(&mut self) {
        let path = self.path.child("ownerReferences");
        let owners = items(self.metadata, "ownerReferences");
        for (index, owner) in owners.iter().enumerate() {
            // A field that is absent is reported by the schema.
            for field in ["apiVersion", "kind", "name", "uid"].into_iter().filter(|field| owner[*field] == "") {
                let path = path.index(index).child(field);
                self.errors.push(FieldError::new(&path, Reason::Required, &Value::Null, "must not be empty"));
            }
        }
        if owners.iter().filter(|owner| owner.get("controller") == Some(&Value::Bool(true))).count() > 1 {
            let detail = "Only one reference can have Controller set to true";
            self.errors.push(FieldError::invalid(&path, &Value::Array(owners.to_vec()), detail));
        }
    }

    fn unchanged(&mut self, old: &Value) {
        for field in ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp"] {
            let (before, after) = (old.get(field), self.metadata.get(field));
            if before.is_some() && before != after {
                let value = after.unwrap_or(&Value::Null);
                self.errors.push(FieldError::invalid(&self.path.child(field), value, "field is immutable"));
            }
        }
    }
}

fn entries<'a>(metadata: &'a Value, field: &str) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    metadata.get(field).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn items<'a>(metadata: &'a Value, field: &str) -> &'a [Value] {
    metadata.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NAMESPACED: MetaRules = MetaRules { name: NameRule::Subdomain, namespaced: true };

    fn fields(metadata: Value, old: Option<Value>) -> Vec<(String, Reason)> {
        let old = old.map(|metadata| json!({ "metadata": metadata }));
        let errors = validate_object_meta(&json!({ "metadata": metadata }), old.as_ref(), NAMESPACED);
        errors.into_iter().map(|error| (error.field, error.reason)).collect()
    }

    #[test]
    fn accepts_complete_metadata() {
        let metadata = json!({
            "name": "a", "namespace": "b", "labels": { "app": "x" }, "annotations": { "Example.com/Key": "any text" },
            "finalizers": ["choreo.dev/cells"],
        });
        assert_eq!(fields(metadata, None), []);
    }

    #[test]
    fn names_every_malformed_field() {
        let metadata = json!({
            "name": "A", "namespace": "b.c", "labels": { "app": "no spaces" }, "finalizers": ["a/b/c"],
            "ownerReferences": [{ "apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "" }],
        });
        let expected = [
            ("metadata.name", Reason::Invalid),
            ("metadata.namespace", Reason::Invalid),
            ("metadata.labels", Reason::Invalid),
            ("metadata.finalizers", Reason::Invalid),
            ("metadata.ownerReferences[0].uid", Reason::Required),
        ];
        assert_eq!(fields(metadata, None), expected.map(|(field, reason)| (field.to_owned(), reason)));
    }

    #[test]
    fn demands_a_name_and_a_namespace() {
        let expected = [("metadata.name", Reason::Required), ("metadata.namespace", Reason::Required)];
        assert_eq!(fields(json!({}), None), expected.map(|(field, reason)| (field.to_owned(), reason)));
    }

    #[test]
    fn refuses_another_uid() {
        let old = json!({ "name": "a", "namespace": "b", "uid": "1" });
        let new = json!({ "name": "a", "namespace": "b", "uid": "2" });
        assert_eq!(fields(new, Some(old)), [("metadata.uid".to_owned(), Reason::Invalid)]);
    }
}
