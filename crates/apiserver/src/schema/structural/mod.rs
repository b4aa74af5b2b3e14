//! The rules that a CRD's schema must keep for its objects to be prunable, defaultable and mergeable.

mod branch;
mod list;

use serde_json::{Map, Value, json};

use super::parse::{flag, text};
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
        branch::check(self.schema, &self.path, exempt, self.violations);
    }
}

/// Root metadata may say something about names, and nothing else.
fn restricts_names_only(metadata: &Map<String, Value>) -> bool {
    let keywords_allowed = metadata.keys().all(|keyword| matches!(keyword.as_str(), "type" | "properties" | "default"));
    let fields = metadata.get("properties").and_then(Value::as_object);
    keywords_allowed && fields.is_none_or(|fields| fields.keys().all(|name| name == "name" || name == "generateName"))
}
