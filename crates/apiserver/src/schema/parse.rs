//! Reading OpenAPI v3 schemas.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use regex::Regex;
use serde_json::{Map, Number, Value};

use super::bounds::{Bounds, Limit, Span};
use super::logic::Logic;
use super::path::FieldPath;
use super::rule::Rule;
use super::{FieldError, JsonType, ListType, TypeSchema};

/// Why a schema is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the schema is not structural: {}", join(.violations))]
pub struct SchemaError {
    /// Everything that is wrong; paths start at the schema's root.
    pub violations: Vec<FieldError>,
}

fn join(violations: &[FieldError]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Named schemas that others refer to with `$ref`, each read once and shared.
#[derive(Debug, Default)]
pub struct Definitions {
    sources: Map<String, Value>,
    read: RefCell<HashMap<String, Arc<TypeSchema>>>,
    open: RefCell<HashSet<String>>,
}

impl Definitions {
    /// Definitions by name, as `$ref` gives them after its last slash.
    pub fn new(sources: Map<String, Value>) -> Self {
        Self { sources, ..Default::default() }
    }

    /// The schema called `name`; inside itself, and if absent, it is untyped.
    pub(crate) fn get(&self, name: &str, violations: &mut Vec<FieldError>) -> Arc<TypeSchema> {
        if let Some(schema) = self.read.borrow().get(name) {
            return Arc::clone(schema);
        }
        let schema = Arc::new(self.fresh(name, violations));
        if !self.open.borrow().contains(name) {
            self.read.borrow_mut().insert(name.to_owned(), Arc::clone(&schema));
        }
        schema
    }

    /// A schema of its own, so that a reference can give it a default.
    fn fresh(&self, name: &str, violations: &mut Vec<FieldError>) -> TypeSchema {
        let Some(source) = self.sources.get(name) else { return TypeSchema::untyped() };
        if !self.open.borrow_mut().insert(name.to_owned()) {
            return TypeSchema::untyped();
        }
        let schema = Reader { definitions: self, violations }.node(source, &FieldPath::default());
        self.open.borrow_mut().remove(name);
        schema
    }
}

impl Definitions {
    /// The schema of the whole object that `name` defines.
    pub(crate) fn resource(&self, name: &str) -> TypeSchema {
        let Some(source) = self.sources.get(name) else { return TypeSchema::untyped() };
        let mut schema = Reader { definitions: self, violations: &mut Vec::new() }.node(source, &FieldPath::default());
        schema.complete_resource();
        schema
    }
}

/// Reads the schema of a whole object; type and metadata are implied.
pub(crate) fn resource(source: &Value, definitions: &Definitions) -> Result<TypeSchema, SchemaError> {
    let mut violations = Vec::new();
    let mut schema = Reader { definitions, violations: &mut violations }.node(source, &FieldPath::default());
    if !violations.is_empty() {
        return Err(SchemaError { violations });
    }
    schema.complete_resource();
    Ok(schema)
}

/// Reads the schema of a field.
pub(super) fn fragment(source: &Value) -> Result<TypeSchema, SchemaError> {
    let mut violations = Vec::new();
    let definitions = Definitions::default();
    let schema = Reader { definitions: &definitions, violations: &mut violations }.node(source, &FieldPath::default());
    if violations.is_empty() { Ok(schema) } else { Err(SchemaError { violations }) }
}

static TEXT: LazyLock<Arc<TypeSchema>> =
    LazyLock::new(|| Arc::new(TypeSchema { json_type: Some(JsonType::String), ..Default::default() }));

impl TypeSchema {
    /// Adds the fields that every object has.
    fn complete_resource(&mut self) {
        self.resource = true;
        for name in ["apiVersion", "kind"] {
            self.properties.entry(name.to_owned()).or_insert_with(|| Arc::clone(&TEXT));
        }
        self.properties.insert("metadata".to_owned(), crate::builtin::object_meta());
    }
}

struct Reader<'a> {
    definitions: &'a Definitions,
    violations: &'a mut Vec<FieldError>,
}

impl Reader<'_> {
    fn shared(&mut self, source: &Value, path: &FieldPath) -> Arc<TypeSchema> {
        let Some(reference) = text(source, "$ref") else { return Arc::new(self.node(source, path)) };
        let name = reference.rsplit('/').next().unwrap_or(reference);
        match source.get("default") {
            Some(default) => {
                let schema = self.definitions.fresh(name, self.violations);
                Arc::new(TypeSchema { default: Some(default.clone()), ..schema })
            }
            None => self.definitions.get(name, self.violations),
        }
    }

    fn node(&mut self, source: &Value, path: &FieldPath) -> TypeSchema {
        let mut schema = TypeSchema {
            json_type: text(source, "type").and_then(JsonType::parse),
            nullable: flag(source, "nullable"),
            int_or_string: flag(source, "x-kubernetes-int-or-string"),
            preserve_unknown: flag(source, "x-kubernetes-preserve-unknown-fields"),
            properties: self.properties(source, path),
            additional: self.additional(source, path),
            items: source.get("items").map(|items| self.shared(items, &path.child("items"))),
            list_type: list_type(source),
            atomic: text(source, "x-kubernetes-map-type") == Some("atomic"),
            default: source.get("default").cloned(),
            bounds: self.bounds(source, path),
            logic: self.logic(source, path),
            rules: self.rules(source, path),
            ..Default::default()
        };
        if flag(source, "x-kubernetes-embedded-resource") {
            schema.complete_resource();
        }
        schema
    }

    fn properties(&mut self, source: &Value, path: &FieldPath) -> BTreeMap<String, Arc<TypeSchema>> {
        let Some(fields) = source.get("properties").and_then(Value::as_object) else { return BTreeMap::new() };
        let path = path.child("properties");
        fields.iter().map(|(name, field)| (name.clone(), self.shared(field, &path.key(name)))).collect()
    }

    fn additional(&mut self, source: &Value, path: &FieldPath) -> Option<Arc<TypeSchema>> {
        match source.get("additionalProperties")? {
            Value::Bool(true) => Some(Arc::new(TypeSchema::untyped())),
            Value::Bool(false) => None,
            schema => Some(self.shared(schema, &path.child("additionalProperties"))),
        }
    }

    fn bounds(&mut self, source: &Value, path: &FieldPath) -> Option<Box<Bounds>> {
        const KEYWORDS: [&str; 13] = [
            "enum",
            "required",
            "format",
            "pattern",
            "minimum",
            "maximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
        ];
        if !KEYWORDS.iter().any(|keyword| source.get(keyword).is_some()) {
            return None;
        }
        let span = |min: &str, max: &str| Span { min: count(source, min), max: count(source, max) };
        Some(Box::new(Bounds {
            enumeration: source.get("enum").and_then(Value::as_array).cloned().unwrap_or_default(),
            required: texts(source, "required"),
            format: text(source, "format").map(str::to_owned),
            pattern: self.pattern(source, path),
            minimum: limit(source, "minimum", "exclusiveMinimum"),
            maximum: limit(source, "maximum", "exclusiveMaximum"),
            multiple_of: number(source, "multipleOf"),
            length: span("minLength", "maxLength"),
            items: span("minItems", "maxItems"),
            properties: span("minProperties", "maxProperties"),
        }))
    }

    fn pattern(&mut self, source: &Value, path: &FieldPath) -> Option<Regex> {
        let pattern = text(source, "pattern")?;
        match Regex::new(pattern) {
            Ok(regex) => Some(regex),
            Err(error) => {
                let detail = format!("must be a valid regular expression, but isn't: {error}");
                self.violations.push(FieldError::invalid(&path.child("pattern"), &Value::from(pattern), detail));
                None
            }
        }
    }

    fn logic(&mut self, source: &Value, path: &FieldPath) -> Option<Box<Logic>> {
        let mut branches = |keyword: &str| -> Vec<TypeSchema> {
            let path = path.child(keyword);
            let listed = source.get(keyword).and_then(Value::as_array).into_iter().flatten();
            listed.enumerate().map(|(index, branch)| self.node(branch, &path.index(index))).collect()
        };
        let (all_of, any_of, one_of) = (branches("allOf"), branches("anyOf"), branches("oneOf"));
        let not = source.get("not").map(|branch| self.node(branch, &path.child("not")));
        let present = !all_of.is_empty() || !any_of.is_empty() || !one_of.is_empty() || not.is_some();
        present.then(|| Box::new(Logic { all_of, any_of, one_of, not }))
    }

    fn rules(&mut self, source: &Value, path: &FieldPath) -> Vec<Rule> {
        let path = path.child("x-kubernetes-validations");
        let listed = source.get("x-kubernetes-validations").and_then(Value::as_array).into_iter().flatten();
        let mut rules = Vec::new();
        for (index, rule) in listed.enumerate() {
            match Rule::compile(rule, &path.index(index)) {
                Ok(rule) => rules.push(rule),
                Err(error) => self.violations.push(error),
            }
        }
        rules
    }
}

fn list_type(source: &Value) -> ListType {
    match text(source, "x-kubernetes-list-type") {
        Some("set") => ListType::Set,
        Some("map") => ListType::Map(texts(source, "x-kubernetes-list-map-keys")),
        _ => ListType::Atomic,
    }
}

pub(super) fn text<'a>(source: &'a Value, keyword: &str) -> Option<&'a str> {
    source.get(keyword)?.as_str()
}

pub(super) fn flag(source: &Value, keyword: &str) -> bool {
    source.get(keyword).and_then(Value::as_bool).unwrap_or_default()
}

pub(super) fn texts(source: &Value, keyword: &str) -> Vec<String> {
    let listed = source.get(keyword).and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn count(source: &Value, keyword: &str) -> Option<u64> {
    source.get(keyword)?.as_u64()
}

fn number(source: &Value, keyword: &str) -> Option<Number> {
    source.get(keyword)?.as_number().cloned()
}

fn limit(source: &Value, keyword: &str, exclusive: &str) -> Option<Limit> {
    Some(Limit { value: number(source, keyword)?, exclusive: flag(source, exclusive) })
}
