//! Label selectors.

use serde_json::Value;

use super::Check;
use crate::schema::{FieldError, FieldPath, label_value_complaints, qualified_name_complaints};

impl Check<'_> {
    /// Answers whether a label selector, where there is one, can be used.
    pub(super) fn label_selector(&mut self, path: &FieldPath, selector: Option<&Value>) -> bool {
        let before = self.errors.len();
        let part = |field: &str| selector.and_then(|selector| selector.get(field));
        self.labels(&path.child("matchLabels"), part("matchLabels"));
        let expressions = part("matchExpressions").and_then(Value::as_array).into_iter().flatten();
        for (index, expression) in expressions.enumerate() {
            self.expression(&path.child("matchExpressions").index(index), expression);
        }
        self.errors.len() == before
    }

    fn expression(&mut self, path: &FieldPath, expression: &Value) {
        let text = |field: &str| expression.get(field).and_then(Value::as_str).unwrap_or_default();
        let values = expression.get("values").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        match text("operator") {
            "In" | "NotIn" if values.is_empty() => {
                self.require(&path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
            }
            "Exists" | "DoesNotExist" if !values.is_empty() => {
                let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
                self.errors.push(FieldError::forbidden(&path.child("values"), detail));
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            other => self.invalid(&path.child("operator"), &Value::from(other), "not a valid selector operator"),
        }
        for complaint in qualified_name_complaints(text("key")) {
            self.invalid(&path.child("key"), &Value::from(text("key")), &complaint);
        }
        for (index, value) in values.iter().enumerate() {
            for complaint in label_value_complaints(value.as_str().unwrap_or_default()) {
                self.invalid(&path.child("values").index(index), value, &complaint);
            }
        }
    }
}

/// Whether a label selector selects an object with these labels.
pub(super) fn selects(selector: &Value, labels: &Value) -> bool {
    let exact = selector.get("matchLabels").and_then(Value::as_object).into_iter().flatten();
    let expressions = selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten();
    exact.into_iter().all(|(key, value)| labels.get(key) == Some(value))
        && expressions.into_iter().all(|expression| holds(expression, labels))
}

fn holds(expression: &Value, labels: &Value) -> bool {
    let label = expression.get("key").and_then(Value::as_str).and_then(|key| labels.get(key));
    let listed = || {
        let values = expression.get("values").and_then(Value::as_array);
        label.is_some_and(|label| values.is_some_and(|values| values.contains(label)))
    };
    match expression.get("operator").and_then(Value::as_str) {
        Some("In") => listed(),
        Some("NotIn") => !listed(),
        Some("Exists") => label.is_some(),
        Some("DoesNotExist") => label.is_none(),
        _ => false,
    }
}
