//! Rules between fields of built-in kinds, where they are cheap and certain.

use serde_json::{Map, Value};

use super::Kind;
use crate::schema::{FieldError, FieldPath, NameRule, Reason};

/// What is wrong with `new` beyond its schema and metadata.
pub(super) fn check(kind: &Kind, new: &Value, old: Option<&Value>) -> Vec<FieldError> {
    let mut check = Check { new, old, errors: Vec::new() };
    if let Some(pointer) = pod_spec_pointer(kind) {
        check.pod_spec(pointer);
    }
    match kind.kind {
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => check.workload(),
        "Job" => check.job("/spec"),
        "CronJob" => check.cron_job(),
        "Service" => check.service(),
        "NetworkPolicy" => check.network_policy(),
        "HorizontalPodAutoscaler" => check.autoscaler(),
        "PodDisruptionBudget" => check.disruption_budget(),
        "ConfigMap" => check.config_map(),
        "Secret" => check.secret(),
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
        let Some(before) = self.old.and_then(|old| old.pointer(pointer)) else { return };
        let after = self.at(pointer).unwrap_or(&Value::Null);
        if before != after {
            self.invalid(&path_of(pointer), after, detail);
        }
    }

    fn not_negative(&mut self, pointer: &str) {
        if let Some(value) = self.at(pointer).filter(|value| value.as_i64().is_some_and(|number| number < 0)) {
            self.invalid(&path_of(pointer), value, NOT_NEGATIVE);
        }
    }

    fn port(&mut self, path: &FieldPath, value: &Value) {
        match value {
            Value::Number(number) => {
                if !number.as_i64().is_some_and(|number| (1..=65_535).contains(&number)) {
                    self.invalid(path, value, PORT_RANGE);
                }
            }
            Value::String(name) => {
                for complaint in port_name_complaints(name) {
                    self.invalid(path, value, &complaint);
                }
            }
            _ => {}
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

    fn pod_spec(&mut self, pointer: &str) {
        let Some(pod_spec) = self.at(pointer) else { return };
        let path = path_of(pointer);
        if pod_spec.get("containers").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            self.errors.retain(|error| error.field != path.child("containers").as_str());
            self.require(&path.child("containers"), "");
        }
        for list in ["initContainers", "containers"] {
            let containers = self.list(&format!("{pointer}/{list}"));
            self.unique_names(containers, &path.child(list));
            for (index, container) in containers.iter().enumerate() {
                self.container(container, &path.child(list).index(index));
            }
        }
    }

    fn container(&mut self, container: &Value, path: &FieldPath) {
        if let Some(name) = container.get("name") {
            self.dns_label(&path.child("name"), name);
        }
        if container.get("image").and_then(Value::as_str).unwrap_or_default().is_empty() {
            self.require(&path.child("image"), "");
        }
        let ports = container.get("ports").and_then(Value::as_array).into_iter().flatten();
        for (index, port) in ports.enumerate() {
            let path = path.child("ports").index(index);
            for field in ["containerPort", "hostPort"] {
                if let Some(value) = port.get(field) {
                    self.port(&path.child(field), value);
                }
            }
            if let Some(value) = port.get("protocol") {
                self.one_of(&path.child("protocol"), value, &["SCTP", "TCP", "UDP"]);
            }
        }
    }

    fn workload(&mut self) {
        self.not_negative("/spec/replicas");
        self.immutable("/spec/selector", IMMUTABLE);
        let Some(selector) = self.at("/spec/selector") else { return };
        let no_labels = Value::Object(Map::new());
        let labels = self.at("/spec/template/metadata/labels").unwrap_or(&no_labels);
        if selector.as_object().is_none_or(Map::is_empty) {
            self.invalid(&path_of("/spec/selector"), selector, "empty selector is invalid");
        } else if !selects(selector, labels) {
            let path = path_of("/spec/template/metadata/labels");
            self.invalid(&path, labels, "`selector` does not match template `labels`");
        }
        if let Some(policy) = self.at("/spec/template/spec/restartPolicy") {
            self.one_of(&path_of("/spec/template/spec/restartPolicy"), policy, &["Always"]);
        }
    }

    fn job(&mut self, pointer: &str) {
        for field in ["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"]
        {
            self.not_negative(&format!("{pointer}/{field}"));
        }
        self.immutable("/spec/selector", IMMUTABLE);
        self.immutable("/spec/template", IMMUTABLE);
        let restart = format!("{pointer}/template/spec/restartPolicy");
        if let Some(policy) = self.at(&restart) {
            self.one_of(&path_of(&restart), policy, &["Never", "OnFailure"]);
        }
    }

    fn cron_job(&mut self) {
        self.job("/spec/jobTemplate/spec");
        for field in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
            self.not_negative(&format!("/spec/{field}"));
        }
        let Some(schedule) = self.at("/spec/schedule") else { return };
        let text = schedule.as_str().unwrap_or_default();
        let fields = text.split_whitespace().count();
        if text.is_empty() {
            self.require(&path_of("/spec/schedule"), "");
        } else if !text.starts_with('@') && fields != 5 {
            let detail = format!("expected exactly 5 fields, found {fields}: [{}]", text);
            self.invalid(&path_of("/spec/schedule"), schedule, &detail);
        }
        if let Some(policy) = self.at("/spec/concurrencyPolicy") {
            self.one_of(&path_of("/spec/concurrencyPolicy"), policy, &["Allow", "Forbid", "Replace"]);
        }
    }

    fn service(&mut self) {
        let path = path_of("/spec/ports");
        let ports = self.list("/spec/ports");
        let service_type = self.at("/spec/type").cloned().unwrap_or(Value::from("ClusterIP"));
        self.one_of(&path_of("/spec/type"), &service_type, &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]);
        if ports.is_empty()
            && service_type != "ExternalName"
            && self.at("/spec/clusterIP") != Some(&Value::from("None"))
        {
            self.require(&path, "");
        }
        self.unique_names(ports, &path);
        for (index, port) in ports.iter().enumerate() {
            let path = path.index(index);
            match port.get("name").filter(|name| name.as_str() != Some("")) {
                Some(name) => self.dns_label(&path.child("name"), name),
                None if ports.len() > 1 => self.require(&path.child("name"), ""),
                None => {}
            }
            for field in ["port", "targetPort"] {
                if let Some(value) = port.get(field) {
                    self.port(&path.child(field), value);
                }
            }
            if let Some(value) = port.get("protocol") {
                self.one_of(&path.child("protocol"), value, &["SCTP", "TCP", "UDP"]);
            }
        }
    }

    fn network_policy(&mut self) {
        for (rules, _) in [("ingress", "from"), ("egress", "to")] {
            for (rule_index, rule) in self.list(&format!("/spec/{rules}")).iter().enumerate() {
                let path = path_of("/spec").child(rules).index(rule_index).child("ports");
                let ports = rule.get("ports").and_then(Value::as_array).into_iter().flatten();
                for (index, port) in ports.enumerate() {
                    if let Some(value) = port.get("port") {
                        self.port(&path.index(index).child("port"), value);
                    }
                    if let Some(value) = port.get("protocol") {
                        self.one_of(&path.index(index).child("protocol"), value, &["TCP", "UDP", "SCTP"]);
                    }
                }
            }
        }
        for (index, policy_type) in self.list("/spec/policyTypes").iter().enumerate() {
            self.one_of(&path_of("/spec/policyTypes").index(index), policy_type, &["Egress", "Ingress"]);
        }
    }

    fn autoscaler(&mut self) {
        let number = |pointer: &str| self.at(pointer).and_then(Value::as_i64);
        let (min, max) = (number("/spec/minReplicas").unwrap_or(1), number("/spec/maxReplicas"));
        if min < 1 {
            self.invalid(&path_of("/spec/minReplicas"), &Value::from(min), "must be greater than or equal to 1");
        }
        let Some(max) = max else { return };
        if max < 1 {
            self.invalid(&path_of("/spec/maxReplicas"), &Value::from(max), "must be greater than 0");
        } else if max < min {
            let detail = "must be greater than or equal to `minReplicas`";
            self.invalid(&path_of("/spec/maxReplicas"), &Value::from(max), detail);
        }
    }

    fn disruption_budget(&mut self) {
        let (Some(min), Some(max)) = (self.at("/spec/minAvailable"), self.at("/spec/maxUnavailable")) else { return };
        let detail = "minAvailable and maxUnavailable cannot be both set";
        let both = serde_json::json!({ "minAvailable": min, "maxUnavailable": max });
        self.invalid(&path_of("/spec"), &both, detail);
    }

    fn config_map(&mut self) {
        for field in ["data", "binaryData"] {
            self.data_keys(field);
        }
        self.frozen(&["data", "binaryData"]);
    }

    fn secret(&mut self) {
        self.data_keys("data");
        self.frozen(&["data"]);
        self.immutable("/type", IMMUTABLE);
    }

    fn data_keys(&mut self, field: &str) {
        let entries = self.at(&format!("/{field}")).and_then(Value::as_object).into_iter().flatten();
        for (key, _) in entries {
            let shaped = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
            if !shaped || key.is_empty() || key.len() > 253 || key == "." || key == ".." {
                let detail = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. \
                              'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
                self.invalid(&FieldPath::default().child(field).key(key), &Value::from(key.as_str()), detail);
            }
        }
    }

    /// An object marked immutable keeps its data and its mark.
    fn frozen(&mut self, fields: &[&str]) {
        let marked = |object: &Value| object.get("immutable") == Some(&Value::Bool(true));
        if !self.old.is_some_and(marked) {
            return;
        }
        let detail = "field is immutable when `immutable` is set";
        if !marked(self.new) {
            self.errors.push(FieldError::forbidden(&path_of("/immutable"), detail));
        }
        for field in fields {
            if self.old.and_then(|old| old.get(field)) != self.new.get(field) {
                self.errors.push(FieldError::forbidden(&FieldPath::default().child(field), detail));
            }
        }
    }
}

/// `/spec/selector` -> `spec.selector`; for pointers without indices.
fn path_of(pointer: &str) -> FieldPath {
    pointer.split('/').filter(|part| !part.is_empty()).fold(FieldPath::default(), |path, part| path.child(part))
}

/// Whether a label selector selects an object with these labels.
fn selects(selector: &Value, labels: &Value) -> bool {
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
