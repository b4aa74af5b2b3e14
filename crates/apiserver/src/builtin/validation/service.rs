//! Services.

use serde_json::Value;

use super::{Check, path_of};

impl Check<'_> {
    pub(super) fn service(&mut self) {
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
        self.labels(&path_of("/spec/selector"), self.at("/spec/selector"));
        if let Some(affinity) = self.at("/spec/sessionAffinity") {
            self.one_of(&path_of("/spec/sessionAffinity"), affinity, &["ClientIP", "None"]);
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
}
