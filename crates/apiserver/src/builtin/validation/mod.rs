//! Rules between fields of built-in kinds, where they are cheap and certain.

mod autoscaler;
mod cidr;
mod data;
mod event;
mod job;
mod lease;
mod network_policy;
mod pod;
mod selector;
mod service;
#[cfg(test)]
mod tests;
mod workload;

use serde_json::Value;

use super::Kind;
use crate::schema::{FieldError, FieldPath, NameRule, Reason, label_value_complaints, qualified_name_complaints};

/// What is wrong with `new` beyond its schema and metadata.
pub(super) fn check(kind: &Kind, new: &Value, old: Option<&Value>, status: bool) -> Vec<FieldError> {
    let mut check = Check { new, old, errors: Vec::new() };
    // kube-apiserver takes the status of a CronJob without a look at the metadata that comes with it.
    if !(status && kind.kind == "CronJob") {
        check.finalizers();
    }
    if let Some(pointer) = pod_spec_pointer(kind) {
        check.pod_spec(pointer);
    }
    match kind.kind {
        "Deployment" => check.deployment(),
        "ReplicaSet" | "StatefulSet" | "DaemonSet" => check.workload(),
        "Job" => check.job(),
        "CronJob" => check.cron_job(),
        "Service" => check.service(),
        "NetworkPolicy" => check.network_policy(),
        "HorizontalPodAutoscaler" => check.autoscaler(),
        "PodDisruptionBudget" => check.disruption_budget(),
        "ConfigMap" => check.config_map(),
        "Secret" => check.secret(),
        "Lease" => check.lease(),
        "Event" => check.event(kind.group.is_empty()),
        "RoleBinding" | "ClusterRoleBinding" => check.immutable("/roleRef", "cannot change roleRef"),
        _ => {}
    }
    check.errors
}

/// Where a kind's objects describe a pod.
pub(super) fn pod_spec_pointer(kind: &Kind) -> Option<&'static str> {
    Some(match kind.kind {
        "Pod" => "/spec",
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Job" => "/spec/template/spec",
        "CronJob" => "/spec/jobTemplate/spec/template/spec",
        _ => return None,
    })
}

struct Check<'a> {
    new: &'a Value,
    old: Option<&'a Value>,
    errors: Vec<FieldError>,
}

/// The finalizers that Kubernetes' own controllers set, the only ones without a domain.
const STANDARD_FINALIZERS: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];
const PORT_RANGE: &str = "must be between 1 and 65535, inclusive";
const NOT_NEGATIVE: &str = "must be greater than or equal to 0";
const IMMUTABLE: &str = "field is immutable";

impl<'a> Check<'a> {
    fn at(&self, pointer: &str) -> Option<&'a Value> {
        self.new.pointer(pointer)
    }

    fn list(&self, pointer: &str) -> &'a [Value] {
        self.at(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    fn invalid(&mut self, path: &FieldPath, value: &Value, detail: &str) {
        self.errors.push(FieldError::invalid(path, value, detail));
    }

    fn require(&mut self, path: &FieldPath, detail: &str) {
        self.errors.push(FieldError::required(path, detail));
    }

    fn one_of(&mut self, path: &FieldPath, value: &Value, accepted: &[&str]) {
        if !accepted.iter().any(|accepted| value == accepted) {
            let quoted = accepted.iter().map(|accepted| format!("\"{accepted}\"")).collect::<Vec<_>>().join(", ");
            self.errors.push(FieldError::new(path, Reason::NotSupported, value, format!("supported values: {quoted}")));
        }
    }

    fn immutable(&mut self, pointer: &str, detail: &str) {
        let Some(old) = self.old else { return };
        let [before, after] = [old, self.new].map(|object| object.pointer(pointer).unwrap_or(&Value::Null));
        if before != after {
            self.invalid(&path_of(pointer), after, detail);
        }
    }

    /// Custom resources may have finalizers without a domain, others must not.
    fn finalizers(&mut self) {
        let path = path_of("/metadata/finalizers");
        for (index, finalizer) in self.list("/metadata/finalizers").iter().enumerate() {
            let name = finalizer.as_str().unwrap_or_default();
            if !name.contains('/') && !STANDARD_FINALIZERS.contains(&name) {
                let detail = "name is neither a standard finalizer name nor is it fully qualified";
                self.invalid(&path.index(index), finalizer, detail);
            }
        }
    }

    /// Labels, or what selects them.
    fn labels(&mut self, path: &FieldPath, labels: Option<&Value>) {
        for (key, value) in labels.and_then(Value::as_object).into_iter().flatten() {
            for complaint in qualified_name_complaints(key) {
                self.invalid(path, &Value::from(key.as_str()), &complaint);
            }
            for complaint in label_value_complaints(value.as_str().unwrap_or_default()) {
                self.invalid(path, value, &complaint);
            }
        }
    }

    /// A name that is to be found as part of a path.
    fn path_segment(&mut self, path: &FieldPath, value: &Value) {
        for complaint in NameRule::PathSegment.complaints(value.as_str().unwrap_or_default(), false) {
            self.invalid(path, value, &complaint);
        }
    }

    fn not_negative(&mut self, pointer: &str) {
        if let Some(value) = self.at(pointer).filter(|value| value.as_i64().is_some_and(|number| number < 0)) {
            self.invalid(&path_of(pointer), value, NOT_NEGATIVE);
        }
    }

    fn port(&mut self, path: &FieldPath, value: &Value) {
        let complaints = match value {
            Value::Number(number) if number.as_i64().is_some_and(|number| (1..=65_535).contains(&number)) => Vec::new(),
            Value::Number(_) => vec![PORT_RANGE.to_owned()],
            Value::String(name) => port_name_complaints(name),
            _ => Vec::new(),
        };
        for complaint in complaints {
            self.invalid(path, value, &complaint);
        }
    }

    fn dns_label(&mut self, path: &FieldPath, value: &Value) {
        let name = value.as_str().unwrap_or_default();
        for complaint in NameRule::Label.complaints(name, false) {
            self.invalid(path, value, &complaint);
        }
    }

    fn unique_names(&mut self, items: &[Value], path: &FieldPath) {
        for (index, item) in items.iter().enumerate() {
            if let Some(name) = item.get("name")
                && items[..index].iter().any(|earlier| earlier.get("name") == Some(name))
            {
                let path = path.index(index).child("name");
                self.errors.push(FieldError::new(&path, Reason::Duplicate, name, ""));
            }
        }
    }
}

/// `/spec/selector` -> `spec.selector`; for pointers without indices.
fn path_of(pointer: &str) -> FieldPath {
    pointer.split('/').filter(|part| !part.is_empty()).fold(FieldPath::default(), |path, part| path.child(part))
}

/// What is wrong with the name of a port.
fn port_name_complaints(name: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    if name.len() > 15 {
        complaints.push("must be no more than 15 characters".to_owned());
    }
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') || name.is_empty() {
        complaints.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)".to_owned());
    }
    if !name.chars().any(|c| c.is_ascii_lowercase()) {
        complaints.push("must contain at least one letter (a-z)".to_owned());
    }
    if name.contains("--") {
        complaints.push("must not contain consecutive hyphens".to_owned());
    }
    if name.starts_with('-') || name.ends_with('-') {
        complaints.push("must not begin or end with a hyphen".to_owned());
    }
    complaints
}
