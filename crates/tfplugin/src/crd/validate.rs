//! Checking attributes before they are sent.

use std::collections::BTreeMap;

use super::{
    node::{Alternatives, Bounds, Collection, Field, Node, Object, Scalar, ScalarKind, Shape},
    rules::Noun,
    to_json::int_or_string,
};
use crate::{
    diagnostic::{AttributePath, Diagnostic, Diagnostics, Place, Step},
    number::Number,
    value::Value,
};

/// Longer texts are cut off in messages.
const SHOWN_CHARACTERS: usize = 80;

pub(super) fn object(object: &Object, value: &Value, base: &AttributePath) -> Diagnostics {
    let mut checker = Checker { diagnostics: Diagnostics::new() };
    checker.object(object, value, &Place::Start(base));
    checker.diagnostics
}

struct Checker {
    diagnostics: Diagnostics,
}

impl Checker {
    fn object(&mut self, object: &Object, value: &Value, place: &Place<'_>) {
        let Value::Map(entries) = value else { return };
        for (name, field) in &object.fields {
            let place = Place::Attribute(place, name);
            match entries.get(name) {
                None | Some(Value::Null) => self.missing(field, &place),
                Some(value) => self.node(&field.node, value, &place),
            }
        }
        for alternatives in &object.alternatives {
            self.alternatives(object, alternatives, entries, place);
        }
    }

    fn missing(&mut self, field: &Field, place: &Place<'_>) {
        if field.required && field.default.is_none() {
            self.report(place, "Missing", format!("{place} is required and has no value."));
        }
    }

    fn node(&mut self, node: &Node, value: &Value, place: &Place<'_>) {
        match (&node.shape, value) {
            (_, Value::Null | Value::Unknown(_)) => {}
            (Shape::Scalar(scalar), value) => self.scalar(scalar, value, place),
            (Shape::List { element, bounds, .. }, Value::List(elements)) => {
                self.count(*bounds, elements.len(), Noun::Element, place);
                for (index, value) in elements.iter().enumerate() {
                    self.node(element, value, &Place::Index(place, index));
                }
            }
            (Shape::Map { element, bounds }, Value::Map(entries)) => {
                self.count(*bounds, entries.len(), Noun::Entry, place);
                for (key, value) in entries {
                    self.node(element, value, &Place::Key(place, key));
                }
            }
            (Shape::Object(object), value) => self.object(object, value, place),
            (Shape::Objects { object, collection, bounds }, value) => {
                self.objects(object, collection, *bounds, value, place);
            }
            // Terraform has converted the configuration to the schema's types.
            _ => {}
        }
    }

    fn objects(&mut self, object: &Object, collection: &Collection, bounds: Bounds, value: &Value, place: &Place<'_>) {
        match (collection, value) {
            (Collection::List { keys }, Value::List(elements)) => {
                self.count(bounds, elements.len(), Noun::Element, place);
                for (index, value) in elements.iter().enumerate() {
                    self.object(object, value, &Place::Index(place, index));
                }
                self.duplicates(keys, elements, place);
            }
            (Collection::ByKey { key, .. }, Value::Map(entries)) => {
                self.count(bounds, entries.len(), Noun::Entry, place);
                for (text, value) in entries {
                    let place = Place::Key(place, text);
                    self.key(&key.scalar, text, &place);
                    self.object(object, value, &place);
                }
            }
            (Collection::Map, Value::Map(entries)) => {
                self.count(bounds, entries.len(), Noun::Entry, place);
                for (key, value) in entries {
                    self.object(object, value, &Place::Key(place, key));
                }
            }
            _ => {}
        }
    }

    /// Elements of a list that agree in all keys, as far as these are known.
    fn duplicates(&mut self, keys: &[(String, String)], elements: &[Value], place: &Place<'_>) {
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
                let here = Place::Index(place, index);
                let detail =
                    format!("{here} has the same {names} as an element before it. Elements must differ in {names}.");
                self.report(&here, "Duplicate", detail);
            }
            seen.push(key);
        }
    }

    fn count(&mut self, bounds: Bounds, length: usize, noun: Noun, place: &Place<'_>) {
        if !bounds.allow(length as u64) {
            let accepted = bounds.description(noun).unwrap_or_default();
            self.report(place, "Invalid", format!("{place} has {length}. Accepted: {accepted}."));
        }
    }

    /// A key of a map that is a property of the object in Kubernetes.
    fn key(&mut self, key: &Scalar, text: &str, place: &Place<'_>) {
        let accepted = match key.kind {
            ScalarKind::Integer | ScalarKind::Number => {
                text.parse::<Number>().is_ok_and(|number| key.accepts_number(&number))
            }
            ScalarKind::Bool => text.parse::<bool>().is_ok(),
            ScalarKind::String | ScalarKind::IntOrString | ScalarKind::Json => key.accepts_text(text),
        };
        if !accepted {
            let shown = shown(&Value::from(text));
            self.report(place, "Invalid", format!("The key {shown} is not accepted. Accepted: {}.", key.description()));
        }
    }

    fn scalar(&mut self, scalar: &Scalar, value: &Value, place: &Place<'_>) {
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
            self.report(place, "Invalid", format!("{place} is {shown}. Accepted: {}.", scalar.description()));
        }
    }

    fn alternatives(
        &mut self,
        object: &Object,
        alternatives: &Alternatives,
        entries: &BTreeMap<String, Value>,
        place: &Place<'_>,
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
        self.report(place, "Invalid", format!("Set {quantity} one of {}.", branches.join(", ")));
    }

    fn report(&mut self, place: &Place<'_>, what: &str, detail: String) {
        let path = place.path();
        let name = path.0.iter().rev().find_map(|step| match step {
            Step::Attribute(name) => Some(name.as_str()),
            Step::Key(_) | Step::Index(_) => None,
        });
        let summary = format!("{what} {}", name.unwrap_or("value"));
        let diagnostic = Diagnostic::error(summary, detail);
        self.diagnostics.push(if path.0.is_empty() { diagnostic } else { diagnostic.at(path) });
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
