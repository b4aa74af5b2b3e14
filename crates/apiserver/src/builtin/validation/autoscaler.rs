//! Autoscalers.

use serde_json::Value;

use super::{Check, path_of};
use crate::schema::{FieldError, FieldPath};

/// Each type of metric, and the field that describes one.
const METRICS: [(&str, &str); 5] = [
    ("ContainerResource", "containerResource"),
    ("External", "external"),
    ("Object", "object"),
    ("Pods", "pods"),
    ("Resource", "resource"),
];

fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn present<'a>(object: &'a Value, field: &str) -> Option<&'a Value> {
    object.get(field).filter(|value| !value.is_null())
}

impl Check<'_> {
    pub(super) fn autoscaler(&mut self) {
        self.replicas();
        self.scale_target();
        for (index, metric) in self.list("/spec/metrics").iter().enumerate() {
            self.metric(&path_of("/spec/metrics").index(index), metric);
        }
    }

    fn replicas(&mut self) {
        let number = |pointer: &str| self.at(pointer).and_then(Value::as_i64);
        let (min, max) = (number("/spec/minReplicas").unwrap_or(1), number("/spec/maxReplicas"));
        let most = path_of("/spec/maxReplicas");
        self.not_negative("/spec/minReplicas");
        if min == 0
            && !self.list("/spec/metrics").iter().any(|metric| matches!(text(metric, "type"), "Object" | "External"))
        {
            let detail = "must specify at least one Object or External metric to support scaling to zero replicas";
            self.errors.push(FieldError::forbidden(&path_of("/spec/metrics"), detail));
        }
        match max {
            Some(0) => self.require(&most, ""),
            Some(max) if max < 0 => self.invalid(&most, &Value::from(max), "must be greater than or equal to 1"),
            _ => {}
        }
        let max = max.unwrap_or_default();
        if max < min {
            self.invalid(&most, &Value::from(max), "must be greater than or equal to `minReplicas`");
        }
    }

    fn scale_target(&mut self) {
        let path = path_of("/spec/scaleTargetRef");
        let nothing = Value::Null;
        let target = self.at("/spec/scaleTargetRef").unwrap_or(&nothing);
        for field in ["kind", "name"] {
            match target.get(field) {
                // One that is absent is reported by the schema.
                Some(value) if value == "" => self.require(&path.child(field), ""),
                Some(value) => self.path_segment(&path.child(field), value),
                None => {}
            }
        }
        let version = text(target, "apiVersion");
        let detail = match version.matches('/').count() {
            0 if text(target, "kind") == "ReplicationController" => return,
            0 => "apiVersion must specify API group".to_owned(),
            1 => return,
            _ => format!("unexpected GroupVersion string: {version}"),
        };
        self.invalid(&path.child("apiVersion"), &Value::from(version), &detail);
    }

    fn metric(&mut self, path: &FieldPath, metric: &Value) {
        let kind = metric.get("type").unwrap_or(&Value::Null);
        if text(metric, "type").is_empty() {
            self.require(&path.child("type"), "must specify a metric source type");
        }
        let Some((_, source)) = METRICS.iter().find(|(known, _)| kind == known) else {
            return self.one_of(&path.child("type"), kind, &METRICS.map(|(known, _)| known));
        };
        match present(metric, source) {
            None => self.require(&path.child(source), "must populate information for the given metric source"),
            Some(resource) if *source == "resource" => self.resource_metric(&path.child(source), resource),
            Some(_) => {}
        }
    }

    fn resource_metric(&mut self, path: &FieldPath, resource: &Value) {
        if text(resource, "name").is_empty() {
            self.require(&path.child("name"), "must specify a resource name");
        }
        let path = path.child("target");
        let nothing = Value::Null;
        let target = resource.get("target").unwrap_or(&nothing);
        let kind = text(target, "type");
        if kind.is_empty() {
            self.require(&path.child("type"), "must specify a metric target type");
        }
        if !matches!(kind, "Utilization" | "Value" | "AverageValue") {
            let detail = "must be either Utilization, Value, or AverageValue";
            self.invalid(&path.child("type"), &Value::from(kind), detail);
        }
        let (share, amount) = (present(target, "averageUtilization"), present(target, "averageValue"));
        let detail = "must set either a target raw value or a target utilization";
        match (share, amount) {
            (None, None) => self.require(&path.child("averageUtilization"), detail),
            (Some(_), Some(_)) => {
                let detail = "may not set both a target raw value and a target utilization";
                self.errors.push(FieldError::forbidden(&path.child("averageValue"), detail));
            }
            _ => {}
        }
        if let Some(share) = share.filter(|share| share.as_i64().is_some_and(|share| share < 1)) {
            self.invalid(&path.child("averageUtilization"), share, "must be greater than 0");
        }
    }
}
