//! Events of either group. Errors name fields as the core group does, which is what kube-apiserver does.

use serde_json::{Value, json};

use super::{Check, path_of};
use crate::schema::{FieldPath, qualified_name_complaints};

/// The most bytes of the reason, the action and the reporting instance.
const SHORT: usize = 128;

/// The most bytes of the message.
const MESSAGE: usize = 1024;

/// What an `events.k8s.io` event must leave to core ones, and the core names.
const DEPRECATED: [(&str, &str); 3] = [
    ("deprecatedFirstTimestamp", "firstTimestamp"),
    ("deprecatedLastTimestamp", "lastTimestamp"),
    ("deprecatedCount", "count"),
];

/// What never changes in an `events.k8s.io` event, and the core names.
const FIXED: [(&str, &str); 9] = [
    ("regarding", "involvedObject"),
    ("reason", "reason"),
    ("note", "message"),
    ("type", "type"),
    ("eventTime", "eventTime"),
    ("action", "action"),
    ("related", "related"),
    ("reportingController", "reportingController"),
    ("reportingInstance", "reportingInstance"),
];

impl Check<'_> {
    pub(super) fn event(&mut self, core: bool) {
        let timed = self.at("/eventTime").is_some_and(Value::is_string);
        self.subject_namespace(if core { "/involvedObject" } else { "/regarding" }, timed);
        if timed {
            self.reporter(if core { "reportingComponent" } else { "reportingController" });
            self.short_text("reportingInstance");
            self.short_text("action");
            self.short_text("reason");
            self.limit(if core { "message" } else { "note" }, "message", MESSAGE);
        }
        match self.old {
            _ if core => {}
            None => self.new_event(),
            Some(old) => self.fixed(old),
        }
    }

    /// An event lies where its subject does.
    fn subject_namespace(&mut self, subject: &str, timed: bool) {
        let text = |pointer: &str| self.at(pointer).and_then(Value::as_str).unwrap_or_default();
        let (own, named) = (text("/metadata/namespace"), text(&format!("{subject}/namespace")));
        let agrees = match named {
            "" => own == "default" || (timed && own == "kube-system"),
            named => timed || own == named,
        };
        if !agrees {
            let path = path_of("/involvedObject/namespace");
            self.invalid(&path, &json!(named), "does not match event.namespace");
        }
    }

    fn reporter(&mut self, field: &str) {
        let path = FieldPath::default().child(field);
        let name = self.at(&format!("/{field}")).and_then(Value::as_str).unwrap_or_default();
        if name.is_empty() {
            self.require(&path, "");
        }
        for complaint in qualified_name_complaints(name) {
            self.invalid(&path, &json!(name), &complaint);
        }
    }

    fn short_text(&mut self, field: &str) {
        if self.at(&format!("/{field}")).and_then(Value::as_str).unwrap_or_default().is_empty() {
            self.require(&FieldPath::default().child(field), "");
        }
        self.limit(field, field, SHORT);
    }

    fn limit(&mut self, field: &str, shown: &str, most: usize) {
        if self.at(&format!("/{field}")).and_then(Value::as_str).is_some_and(|text| text.len() > most) {
            let detail = format!("can have at most {most} characters");
            self.invalid(&FieldPath::default().child(shown), &json!(""), &detail);
        }
    }

    fn new_event(&mut self) {
        let kind = self.at("/type").and_then(Value::as_str).unwrap_or_default();
        if !matches!(kind, "Normal" | "Warning") {
            self.invalid(&path_of("/type"), &json!(""), &format!("has invalid value: {kind}"));
        }
        for (field, shown) in DEPRECATED {
            if self.at(&format!("/{field}")).is_some_and(|value| !value.is_null() && value != 0) {
                self.invalid(&FieldPath::default().child(shown), &json!(""), "needs to be unset");
            }
        }
        if self.at("/deprecatedSource").and_then(Value::as_object).is_some_and(|source| !source.is_empty()) {
            self.invalid(&path_of("/source"), &json!(""), "needs to be unset");
        }
        if self.at("/series/count").and_then(Value::as_i64).is_some_and(|count| count < 2) {
            self.invalid(&FieldPath::default().child("series.count"), &json!(""), "should be at least 2");
        }
    }

    fn fixed(&mut self, old: &Value) {
        for (field, shown) in FIXED {
            let after = self.new.get(field).unwrap_or(&Value::Null);
            if old.get(field).unwrap_or(&Value::Null) != after {
                self.invalid(&FieldPath::default().child(shown), after, super::IMMUTABLE);
            }
        }
    }
}
