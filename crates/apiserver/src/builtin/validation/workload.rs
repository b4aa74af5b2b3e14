//! Workloads: what runs pods, and how many.

use serde_json::{Map, Value};

use super::selector::selects;
use super::{Check, IMMUTABLE, NOT_NEGATIVE, path_of};
use crate::schema::{FieldError, FieldPath, Reason};

impl Check<'_> {
    pub(super) fn workload(&mut self) {
        self.not_negative("/spec/replicas");
        self.immutable("/spec/selector", IMMUTABLE);
        self.selected_template("empty selector is invalid");
    }

    pub(super) fn deployment(&mut self) {
        for field in ["replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
            self.not_negative(&format!("/spec/{field}"));
        }
        self.immutable("/spec/selector", IMMUTABLE);
        self.selected_template("empty selector is invalid for deployment");
        let number = |pointer: &str| self.at(pointer).and_then(Value::as_i64).unwrap_or_default();
        let (deadline, ready) = (number("/spec/progressDeadlineSeconds"), number("/spec/minReadySeconds"));
        if self.at("/spec/progressDeadlineSeconds").is_some() && deadline <= ready {
            let path = path_of("/spec/progressDeadlineSeconds");
            self.invalid(&path, &Value::from(deadline), "must be greater than minReadySeconds");
        }
        self.strategy();
    }

    /// A selector must select the pods that the template makes.
    fn selected_template(&mut self, empty: &str) {
        let path = path_of("/spec/selector");
        let selector = self.at("/spec/selector");
        let is_empty = |selector: &Value| {
            selector.as_object().is_none_or(|parts| parts.values().all(|part| part == &Value::Object(Map::new())))
        };
        if !self.label_selector(&path, selector) {
            return self.invalid(&path, selector.unwrap_or(&Value::Null), "invalid label selector");
        }
        let labels = self.at("/spec/template/metadata/labels").unwrap_or(&Value::Null);
        match selector {
            Some(selector) if is_empty(selector) => self.invalid(&path, selector, empty),
            Some(selector) if selects(selector, labels) => {}
            // That there is none is reported by the schema.
            _ => {
                let path = path_of("/spec/template/metadata/labels");
                self.invalid(&path, labels, "`selector` does not match template `labels`");
            }
        }
        self.template_labels("/spec/template");
        if let Some(policy) = self.at("/spec/template/spec/restartPolicy") {
            self.one_of(&path_of("/spec/template/spec/restartPolicy"), policy, &["Always"]);
        }
    }

    fn strategy(&mut self) {
        let Some(strategy) = self.at("/spec/strategy") else { return };
        let path = path_of("/spec/strategy");
        match strategy.get("type").and_then(Value::as_str).unwrap_or_default() {
            "Recreate" => {
                if strategy.get("rollingUpdate").is_some_and(|rolling| !rolling.is_null()) {
                    let detail = "may not be specified when strategy `type` is 'Recreate'";
                    self.errors.push(FieldError::forbidden(&path.child("rollingUpdate"), detail));
                }
            }
            "RollingUpdate" => self.rolling_update(&path.child("rollingUpdate"), strategy.get("rollingUpdate")),
            _ => {
                let detail = "supported values: \"Recreate\", \"RollingUpdate\"";
                self.errors.push(FieldError::new(&path, Reason::NotSupported, strategy, detail));
            }
        }
    }

    fn rolling_update(&mut self, path: &FieldPath, rolling: Option<&Value>) {
        let part = |field: &str| rolling.and_then(|rolling| rolling.get(field)).unwrap_or(&Value::Null);
        for field in ["maxUnavailable", "maxSurge"] {
            match part(field) {
                Value::Number(number) if number.as_i64().is_some_and(|number| number < 0) => {
                    self.invalid(&path.child(field), part(field), NOT_NEGATIVE);
                }
                Value::String(text) if percent(text).is_none() => {
                    self.invalid(&path.child(field), part(field), PERCENT);
                }
                _ => {}
            }
        }
        let (unavailable, path) = (part("maxUnavailable"), path.child("maxUnavailable"));
        if amount(unavailable) == 0 && amount(part("maxSurge")) == 0 {
            self.invalid(&path, unavailable, "may not be 0 when `maxSurge` is 0");
        }
        if unavailable.is_string() && amount(unavailable) > 100 {
            self.invalid(&path, unavailable, "must not be greater than 100%");
        }
    }

    pub(super) fn disruption_budget(&mut self) {
        let (Some(min), Some(max)) = (self.at("/spec/minAvailable"), self.at("/spec/maxUnavailable")) else { return };
        let detail = "minAvailable and maxUnavailable cannot be both set";
        let both = serde_json::json!({ "minAvailable": min, "maxUnavailable": max });
        self.invalid(&path_of("/spec"), &both, detail);
    }
}

const PERCENT: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', \
     regex used for validation is '[0-9]+%')";

/// The number in a text such as `25%`.
fn percent(text: &str) -> Option<i64> {
    let digits = text.strip_suffix('%').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok()
}

/// A number of pods, or the number of a share of them.
fn amount(value: &Value) -> i64 {
    value.as_i64().or_else(|| percent(value.as_str()?)).unwrap_or_default()
}
