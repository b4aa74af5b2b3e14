//! Checking attributes before they are sent.

use std::collections::BTreeMap;

use super::{
    node::{Alternatives, Bounds, Collection, Field, Node, Object, Scalar, ScalarKind, Shape},
    rules::Noun,
    to_json::int_or_string,
};
use crate::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics, Step},
    number::Number,
    value::Value,
};

/// Longer texts are cut off in messages.
const SHOWN_CHARACTERS: usize = 80;

pub(super) fn object(object: &Object, value: &Value, path: &AttributePath) -> Diagnostics {
    let mut checker = Checker { diagnostics: Diagnostics::new() };
    checker.object(object, value, path);
    checker.diagnostics
}

struct Checker {
    diagnostics: Diagnostics,
}

impl Checker {
    fn object(&mut self, object: &Object, value: &Value, path: &AttributePath) {
        let Value::Map(entries) = value else { return };
        for (name, field) in &object.fields {
            let path = path.clone().attribute(name);
            match entries.get(name) {
                None | Some(Value::Null) => self.missing(field, &path),
                Some(value) => self.node(&field.node, value, &path),
            }
        }
        for alternatives in &object.alternatives {
            self.alternatives(object, alternatives, entries, path);
        }
    }

    fn missing(&mut self, field: &Field, path: &AttributePath) {
        if field.required && field.default.is_none() {
            self.report(path, "Missing", format!("{path} is required and has no value."));
        }
    }

    fn node(&mut self, node: &Node, value: &Value, path: &AttributePath) {
        match (&node.shape, value) {
            (_, Value::Null | Value::Unknown(_)) => {}
            (Shape::Scalar(scalar), value) => self.scalar(scalar, value, path),
            (Shape::List { element, bounds, .. }, Value::List(elements)) => {
                self.count(*bounds, elements.len(), Noun::Element, path);
                for (index, value) in elements.iter().enumerate() {
                    self.node(element, value, &path.clone().index(index as i64));
                }
            }
            (Shape::Map { element, bounds }, Value::Map(entries)) => {
                self.count(*bounds, entries.len(), Noun::Entry, path);
                for (key, value) in entries {
                    self.node(element, value, &path.clone().key(key));
                }
            }
            (Shape::Object(object), value) => self.object(object, value, path),
            (Shape::Objects { object, collection, bounds }, value) => {
                self.objects(object, collection, *bounds, value, path);
            }
            // Terraform has converted the configuration to the schema's types.
            _ => {}
        }
    }

    fn objects(
        &mut self,
        object: &Object,
        collection: &Collection,
        bounds: Bounds,
        value: &Value,
        path: &AttributePath,
    ) {
        match (collection, value) {
            (Collection::List { keys }, Value::List(elements)) => {
                self.count(bounds, elements.len(), Noun::Element, path);
                for (index, value) in elements.iter().enumerate() {
                    self.object(object, value, &path.clone().index(index as i64));
                }
                self.duplicates(keys, elements, path);
            }
            (Collection::ByKey { key, .. }, Value::Map(entries)) => {
                self.count(bounds, entries.len(), Noun::Entry, path);
                for (text, value) in entries {
                    let path = path.clone().key(text);
                    self.key(&key.scalar, text, &path);
                    self.object(object, value, &path);
                }
            }
            (Collection::Map, Value::Map(entries)) => {
                self.count(bounds, entries.len(), Noun::Entry, path);
                for (key, value) in entries {
                    self.object(object, value, &path.clone().key(key));
                }
            }
            _ => {}
        }
    }

    /// Elements of a list that agree in all keys, as far as these are known.
    fn duplicates(&mut self, keys: &[(String, String)], elements: &[Value], path: &AttributePath) {
        if keys.is_empty() {
            return;
        }
        let key = |value: &Value| -> Option<Vec<Value>> {
            let known = |(_, name): &(String, String)| value.get(name).filter(|value| !value.is_unknown()).cloned();
            keys.iter().map(known).collect()
        };
        let mut seen: Vec<Vec<Value>> = Vec::new();
        for (index, value) in elements.iter().enumerate() {
            let Some(key) = key(value) else { continue };
            if seen.contains(&key) {
                let names: Vec<_> = keys.iter().map(|(_, name)| name.as_str()).collect();
                let names = names.join(" and ");
                let here = path.clone().index(index as i64);
                let detail =
                    format!("{here} has the same {names} as an element before it. Elements must differ in {names}.");
                self.report(&here, "Duplicate", detail);
            }
            seen.push(key);
        }
    }

    fn count(&mut self, bounds: Bounds, length: usize, noun: Noun, path: &AttributePath) {
        if !bounds.allow(length as u64) {
            let accepted = bounds.description(noun).unwrap_or_default();
            self.report(path, "Invalid", format!("{path} has {length}. Accepted: {accepted}."));
        }
    }

    /// A key of a map that is a property of the object in Kubernetes.
    fn key(&mut self, key: &Scalar, text: &str, path: &AttributePath) {
        let accepted = match key.kind {
            ScalarKind::Integer | ScalarKind::Number => {
                text.parse::<Number>().is_ok_and(|number| key.accepts_number(&number))
            }
            ScalarKind::Bool => text.parse::<bool>().is_ok(),
            ScalarKind::String | ScalarKind::IntOrString | ScalarKind::Json => key.accepts_text(text),
        };
        if !accepted {
            let shown = shown(&Value::from(text));
            self.report(path, "Invalid", format!("The key {shown} is not accepted. Accepted: {}.", key.description()));
        }
    }

    fn scalar(&mut self, scalar: &Scalar, value: &Value, path: &AttributePath) {
        let accepted = match (scalar.kind, value) {
            (ScalarKind::Json, Value::String(text)) => serde_json::from_str::<serde_json::Value>(text).is_ok(),
            (ScalarKind::Bool, _) => true,
            (ScalarKind::IntOrString, Value::String(text)) => match int_or_string(scalar, text).as_i64() {
                Some(number) => scalar.accepts_number(&number.into()),
                None => scalar.accepts_text(text),
            },
            (_, Value::String(text)) => scalar.accepts_text(text),
            (_, Value::Number(number)) => scalar.accepts_number(number),
            _ => true,
        };
        if !accepted {
            let shown = if scalar.sensitive { "a sensitive value, not shown".into() } else { shown(value) };
            self.report(path, "Invalid", format!("{path} is {shown}. Accepted: {}.", scalar.description()));
        }
    }

    fn alternatives(
        &mut self,
        object: &Object,
        alternatives: &Alternatives,
        entries: &BTreeMap<String, Value>,
        path: &AttributePath,
    ) {
        let names = |branch: &[String]| -> Vec<String> {
            let name = |property: &String| object.property(property).map_or(property, |(name, _)| name).clone();
            branch.iter().map(name).collect()
        };
        let branches: Vec<_> = alternatives.branches.iter().map(|branch| names(branch)).collect();
        if branches.iter().flatten().any(|name| entries.get(name).is_some_and(Value::is_unknown)) {
            return;
        }
        let is_set = |name: &String| entries.get(name).is_some_and(|value| !value.is_null());
        let met = branches.iter().filter(|branch| branch.iter().all(is_set)).count();
        if met == 1 || met > 1 && !alternatives.exactly_one {
            return;
        }
        let branches: Vec<_> = branches.iter().map(|branch| branch.join(" with ")).collect();
        let quantity = if alternatives.exactly_one { "exactly" } else { "at least" };
        self.report(path, "Invalid", format!("Set {quantity} one of {}.", branches.join(", ")));
    }

    fn report(&mut self, path: &AttributePath, what: &str, detail: String) {
        let name = path.0.iter().rev().find_map(|step| match step {
            Step::Attribute(name) => Some(name.as_str()),
            Step::Key(_) | Step::Index(_) => None,
        });
        let summary = format!("{what} {}", name.unwrap_or("value"));
        let diagnostic = Diagnostic::error(summary, detail);
        self.diagnostics.push(if path.0.is_empty() { diagnostic } else { diagnostic.at(path.clone()) });
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.chars().count() > SHOWN_CHARACTERS => {
            let start: String = text.chars().take(SHOWN_CHARACTERS).collect();
            format!("{:?} and {} characters more", start, text.chars().count() - SHOWN_CHARACTERS)
        }
        Value::String(text) => format!("{text:?}"),
        other => other.kind().to_owned(),
    }
}
