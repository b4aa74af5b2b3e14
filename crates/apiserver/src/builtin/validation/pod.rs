//! Pods and their containers.

use serde_json::Value;

use super::{Check, path_of};
use crate::schema::FieldPath;

impl Check<'_> {
    pub(super) fn pod_spec(&mut self, pointer: &str) {
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
}
