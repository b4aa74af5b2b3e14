//! The rules that a CRD's schema must keep for its objects to be prunable, defaultable and mergeable.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::parse::{flag, text, texts};
use super::path::FieldPath;
use super::{FieldError, JsonType, Reason};

/// Where a schema stands; the wording of some errors depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Item,
    Field,
}

/// Every violation in the schema of a whole object, sorted by path.
pub(super) fn violations(schema: &Value) -> Vec<FieldError> {
    let mut violations = Vec::new();
    let mut check = Check { schema, level: Level::Root, path: FieldPath::default(), violations: &mut violations };
    check.run();
    violations.sort_by_key(ToString::to_string);
    violations
}

struct Check<'a> {
    schema: &'a Value,
    level: Level,
    path: FieldPath,
    violations: &'a mut Vec<FieldError>,
}

impl Check<'_> {
    fn run(&mut self) {
        self.check_type();
        self.check_extensions();
        self.check_list();
        self.check_metadata();
        self.check_junctors();
        self.check_default();
        self.descend();
    }

    fn descend(&mut self) {
        if let Some(fields) = self.schema.get("properties").and_then(Value::as_object) {
            let path = self.path.child("properties");
            for (name, field) in fields {
                self.visit(field, Level::Field, path.key(name));
            }
        }
        if let Some(items) = self.schema.get("items") {
            self.visit(items, Level::Item, self.path.child("items"));
        }
        match self.schema.get("additionalProperties") {
            Some(_) if self.level == Level::Root => {
                self.forbid("additionalProperties", "must not be used at the root");
            }
            Some(_) if self.schema.get("properties").is_some() => {
                self.forbid("additionalProperties", "additionalProperties and properties are mutual exclusive");
            }
            Some(values @ Value::Object(_)) => {
                self.visit(values, Level::Field, self.path.child("additionalProperties"));
            }
            _ => {}
        }
    }

    fn visit(&mut self, schema: &Value, level: Level, path: FieldPath) {
        Check { schema, level, path, violations: self.violations }.run();
    }

    fn forbid(&mut self, keyword: &str, detail: &str) {
        self.violations.push(FieldError::forbidden(&self.path.child(keyword), detail));
    }

    fn require(&mut self, keyword: &str, detail: &str) {
        self.violations.push(FieldError::required(&self.path.child(keyword), detail));
    }

    fn refuse(&mut self, keyword: &str, detail: &str) {
        let value = self.schema.get(keyword).unwrap_or(&Value::Null);
        self.violations.push(FieldError::invalid(&self.path.child(keyword), value, detail));
    }

    fn check_type(&mut self) {
        if self.schema.get("$ref").is_some() {
            self.forbid("$ref", "$ref is not supported");
        }
        let free = flag(self.schema, "x-kubernetes-int-or-string")
            || flag(self.schema, "x-kubernetes-preserve-unknown-fields");
        match text(self.schema, "type") {
            None | Some("") if free => {}
            None | Some("") => self.require(
                "type",
                match self.level {
                    Level::Root => "must not be empty at the root",
                    Level::Item => "must not be empty for specified array items",
                    Level::Field => "must not be empty for specified object fields",
                },
            ),
            Some(name) if JsonType::parse(name).is_none() => {
                let detail = r#"supported values: "array", "boolean", "integer", "number", "object", "string""#;
                let error = FieldError::new(&self.path.child("type"), Reason::NotSupported, &Value::from(name), detail);
                self.violations.push(error);
            }
            Some("object") => {}
            Some(_) if self.level == Level::Root => self.refuse("type", "must be object at the root"),
            Some("array") if self.schema.get("items").is_none() => self.require("items", "must be specified"),
            Some(_) => {}
        }
    }

    fn check_extensions(&mut self) {
        let embedded = flag(self.schema, "x-kubernetes-embedded-resource");
        let preserve = flag(self.schema, "x-kubernetes-preserve-unknown-fields");
        if flag(self.schema, "x-kubernetes-int-or-string") {
            let detail = "must be false if x-kubernetes-int-or-string is true";
            for keyword in ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] {
                if flag(self.schema, keyword) {
                    self.refuse(keyword, detail);
                }
            }
        }
        if embedded && text(self.schema, "type") != Some("object") {
            self.refuse("type", "must be object if x-kubernetes-embedded-resource is true");
        }
        if embedded && !preserve && self.schema.get("properties").is_none() {
            let detail = "must not be empty if x-kubernetes-embedded-resource is true without \
                          x-kubernetes-preserve-unknown-fields";
            self.require("properties", detail);
        }
        if flag(self.schema, "uniqueItems") {
            self.forbid(
                "uniqueItems",
                "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
            );
        }
    }

    fn check_list(&mut self) {
        const KEYS: &str = "x-kubernetes-list-map-keys";
        const LIST_TYPE: &str = "x-kubernetes-list-type";
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
        let no_fields = Map::new();
        let fields = items.get("properties").and_then(Value::as_object).unwrap_or(&no_fields);
        let required = texts(items, "required");
        let keys_path = self.path.child("x-kubernetes-list-map-keys");
        let fields_path = self.path.child("items").child("properties");
        if text(items, "type") != Some("object") {
            let detail = "must be object if parent array's x-kubernetes-list-type is map";
            let value = items.get("type").cloned().unwrap_or_default();
            self.violations.push(FieldError::invalid(&self.path.child("items").child("type"), &value, detail));
        }
        let mut seen = BTreeSet::new();
        for (index, key) in keys.iter().enumerate() {
            if !seen.insert(key) {
                let path = keys_path.index(index);
                self.violations.push(FieldError::new(&path, Reason::Duplicate, &Value::from(key.as_str()), ""));
            }
            let Some(field) = fields.get(key) else {
                let detail = "entries must all be names of item properties";
                self.violations.push(FieldError::invalid(&keys_path.index(index), &Value::from(key.as_str()), detail));
                continue;
            };
            let path = fields_path.key(key);
            if matches!(text(field, "type"), Some("object" | "array")) {
                let detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
                self.violations.push(FieldError::invalid(&path.child("type"), &field["type"], detail));
            }
            if flag(field, "nullable") {
                let detail = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable";
                self.violations.push(FieldError::forbidden(&path.child("nullable"), detail));
            }
            if !required.contains(key) && field.get("default").is_none() {
                let detail = "this property is in x-kubernetes-list-map-keys, so it must have a default or be a \
                              required property";
                self.violations.push(FieldError::required(&path.child("default"), detail));
            }
        }
    }

    fn check_metadata(&mut self) {
        let resource = self.level == Level::Root || flag(self.schema, "x-kubernetes-embedded-resource");
        let Some(fields) = self.schema.get("properties").filter(|_| resource) else { return };
        let path = self.path.child("properties");
        for (name, accepted, detail) in [
            ("apiVersion", "string", "must be string"),
            ("kind", "string", "must be string"),
            ("metadata", "object", "must be object"),
        ] {
            if let Some(field) = fields.get(name).filter(|field| text(field, "type") != Some(accepted)) {
                let value = field.get("type").cloned().unwrap_or(json!(""));
                self.violations.push(FieldError::invalid(&path.key(name).child("type"), &value, detail));
            }
        }
        let Some(Value::Object(metadata)) = fields.get("metadata").filter(|_| self.level == Level::Root) else {
            return;
        };
        if !restricts_names_only(metadata) {
            let detail =
                "must not specify anything other than name and generateName, but metadata is implicitly specified";
            self.violations.push(FieldError::forbidden(&path.key("metadata"), detail));
        }
    }

    fn check_default(&mut self) {
        let Some(default) = self.schema.get("default") else { return };
        if self.level == Level::Root {
            self.forbid("default", "must not be set at the root");
            return;
        }
        let Ok(schema) = super::parse::fragment(self.schema) else { return };
        let path = self.path.child("default");
        let mut filled = default.clone();
        let unknown = schema.prune(&mut filled);
        if !unknown.is_empty() {
            self.violations.push(FieldError::invalid(&path, default, "must not have unknown fields"));
        }
        schema.default(&mut filled);
        let errors = schema.validate(&filled, None);
        self.violations.extend(errors.into_iter().map(|error| error.under(path.as_str())));
    }

    fn check_junctors(&mut self) {
        let exempt = flag(self.schema, "x-kubernetes-int-or-string");
        check_branches(self.schema, &self.path, exempt, self.violations);
    }
}

/// Root metadata may say something about names, and nothing else.
fn restricts_names_only(metadata: &Map<String, Value>) -> bool {
    let keywords_allowed = metadata.keys().all(|keyword| matches!(keyword.as_str(), "type" | "properties" | "default"));
    let fields = metadata.get("properties").and_then(Value::as_object);
    keywords_allowed && fields.is_none_or(|fields| fields.keys().all(|name| name == "name" || name == "generateName"))
}

/// Branches of a junctor restrict values only; `exempt` lets an integer-or-string name its two types.
fn check_branches(schema: &Value, path: &FieldPath, exempt: bool, violations: &mut Vec<FieldError>) {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let path = path.child(keyword);
        for (index, branch) in schema.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
            check_branch(branch, &path.index(index), exempt, violations);
        }
    }
    if let Some(branch) = schema.get("not") {
        check_branch(branch, &path.child("not"), false, violations);
    }
}

fn check_branch(branch: &Value, path: &FieldPath, exempt: bool, violations: &mut Vec<FieldError>) {
    const EMPTY: &str = "must be empty to be structural";
    const FALSE: &str = "must be false to be structural";
    const UNDEFINED: &str = "must be undefined to be structural";
    const FORBIDDEN: [(&str, &str); 12] = [
        ("type", EMPTY),
        ("title", EMPTY),
        ("description", EMPTY),
        ("default", UNDEFINED),
        ("additionalProperties", UNDEFINED),
        ("nullable", FALSE),
        ("x-kubernetes-preserve-unknown-fields", FALSE),
        ("x-kubernetes-embedded-resource", FALSE),
        ("x-kubernetes-int-or-string", FALSE),
        ("x-kubernetes-list-type", UNDEFINED),
        ("x-kubernetes-map-type", UNDEFINED),
        ("x-kubernetes-validations", EMPTY),
    ];
    for (keyword, detail) in FORBIDDEN {
        let set = branch.get(keyword).is_some_and(|value| *value != Value::Bool(false));
        let named_type = exempt && keyword == "type" && matches!(text(branch, "type"), Some("integer" | "string"));
        if set && !named_type {
            violations.push(FieldError::forbidden(&path.child(keyword), detail));
        }
    }
    check_branches(branch, path, exempt, violations);
    for (name, field) in branch.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = path.child("properties").key(name);
        if name == "metadata" {
            violations.push(FieldError::forbidden(&path, "must not be specified in a nested context"));
        }
        check_branch(field, &path, false, violations);
    }
    if let Some(items) = branch.get("items") {
        check_branch(items, &path.child("items"), false, violations);
    }
}
