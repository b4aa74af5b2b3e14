//! Network policies.

use serde_json::Value;

use super::cidr::Cidr;
use super::{Check, path_of};
use crate::schema::{FieldError, FieldPath};

fn items<'a>(object: &'a Value, field: &str) -> impl Iterator<Item = (usize, &'a Value)> + use<'a> {
    object.get(field).and_then(Value::as_array).into_iter().flatten().enumerate()
}

impl Check<'_> {
    pub(super) fn network_policy(&mut self) {
        self.label_selector(&path_of("/spec/podSelector"), self.at("/spec/podSelector"));
        for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
            for (index, rule) in self.list(&format!("/spec/{rules}")).iter().enumerate() {
                let path = path_of("/spec").child(rules).index(index);
                for (index, port) in items(rule, "ports") {
                    self.policy_port(&path.child("ports").index(index), port);
                }
                for (index, peer) in items(rule, peers) {
                    self.peer(&path.child(peers).index(index), peer);
                }
            }
        }
        let path = path_of("/spec/policyTypes");
        let types = self.list("/spec/policyTypes");
        if types.len() > 2 {
            return self.invalid(&path, &Value::from(types), "may not specify more than two policyTypes");
        }
        for (index, policy_type) in types.iter().enumerate() {
            self.one_of(&path.index(index), policy_type, &["Egress", "Ingress"]);
        }
    }

    fn policy_port(&mut self, path: &FieldPath, port: &Value) {
        let number = port.get("port").filter(|port| !port.is_null());
        if let Some(number) = number {
            self.port(&path.child("port"), number);
        }
        if let Some(end) = port.get("endPort").filter(|end| !end.is_null()) {
            let detail = match number {
                None => Some("may not be specified when `port` is not specified"),
                Some(Value::String(_)) => Some("may not be specified when `port` is non-numeric"),
                Some(first) if end.as_i64() < first.as_i64() => Some("must be greater than or equal to `port`"),
                Some(_) => None,
            };
            match detail {
                Some(detail) => self.invalid(&path.child("endPort"), end, detail),
                None => self.port(&path.child("endPort"), end),
            }
        }
        if let Some(protocol) = port.get("protocol") {
            self.one_of(&path.child("protocol"), protocol, &["TCP", "UDP", "SCTP"]);
        }
    }

    fn peer(&mut self, path: &FieldPath, peer: &Value) {
        let part = |field: &str| peer.get(field).filter(|part| !part.is_null());
        let selectors = ["podSelector", "namespaceSelector"];
        for field in selectors {
            self.label_selector(&path.child(field), part(field));
        }
        let selects = selectors.into_iter().any(|field| part(field).is_some());
        match part("ipBlock") {
            None if !selects => self.require(path, "must specify a peer"),
            None => {}
            Some(_) if selects => {
                self.errors.push(FieldError::forbidden(path, "may not specify both ipBlock and another peer"));
            }
            Some(block) => self.block(&path.child("ipBlock"), block),
        }
    }

    fn block(&mut self, path: &FieldPath, block: &Value) {
        let cidr = block.get("cidr").unwrap_or(&Value::Null);
        let whole = match cidr.as_str().unwrap_or_default() {
            "" => return self.require(&path.child("cidr"), ""),
            text => Cidr::parse(text),
        };
        if let Err(detail) = whole {
            return self.invalid(&path.child("cidr"), cidr, detail);
        }
        for (index, except) in items(block, "except") {
            let path = path.child("except").index(index);
            match (whole, Cidr::parse(except.as_str().unwrap_or_default())) {
                (_, Err(detail)) => self.invalid(&path, except, detail),
                (Ok(whole), Ok(part)) if !whole.exceeds(part) => {
                    self.invalid(&path, except, "must be a strict subset of `cidr`");
                }
                _ => {}
            }
        }
    }
}
