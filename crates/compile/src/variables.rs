//! Environment variables of a container.

use std::collections::{BTreeMap, BTreeSet};

use openchoreo_api::{ComponentSpec, component::EnvironmentOverride, reference::SecretKey};
use serde_json::{Map, Value};

use crate::{connection::Open, json, json::object, name};

/// The variables of a container by where their values come from. No name occurs twice.
///
/// Kubernetes replaces `$(NAME)` in a value by variables that come earlier. Connections come first, then Secrets, then
/// the component's own, so that a component's value can refer to the others, as in `redis://$(REDIS_HOST)`.
pub(crate) struct Variables<'a> {
    injected: BTreeMap<String, String>,
    secret: BTreeMap<&'a str, &'a SecretKey>,
    plain: BTreeMap<&'a str, &'a str>,
}

/// Bytes of plain variables above which they move to a ConfigMap. A Deployment's history repeats the pod template for
/// each revision, so that large values would fill the cluster's store.
const INLINE_BYTES: usize = 8 * 1024;

impl<'a> Variables<'a> {
    /// Merges what a component declares with what differs in an environment, and adds what connections inject.
    pub(crate) fn of(spec: &'a ComponentSpec, differs: Option<&'a EnvironmentOverride>, open: &[Open<'_>]) -> Self {
        let mut variables = Self {
            injected: open.iter().flat_map(Open::variables).collect(),
            secret: spec.secret_env.iter().map(|(name, key)| (name.as_str(), key)).collect(),
            plain: spec.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        };
        if let Some(differs) = differs {
            variables.replace(differs);
        }
        variables
    }

    fn replace(&mut self, differs: &'a EnvironmentOverride) {
        for (name, value) in &differs.env {
            self.injected.remove(name);
            self.secret.remove(name.as_str());
            self.plain.insert(name, value);
        }
        for (name, key) in &differs.secret_env {
            self.injected.remove(name);
            self.plain.remove(name.as_str());
            self.secret.insert(name, key);
        }
    }

    /// The container's `env`; what the ConfigMap holds is left out.
    pub(crate) fn inline(&self, component: &str) -> Value {
        let mut env = Vec::with_capacity(self.injected.len() + self.secret.len() + self.plain.len());
        env.extend(self.injected.iter().map(|(name, value)| variable(name, value)));
        env.extend(self.secret.iter().map(|(name, key)| {
            let source = object! { "name": secret_copy(component, &key.name), "key": key.key.as_str() };
            object! { "name": *name, "valueFrom": object! { "secretKeyRef": source } }
        }));
        let large = self.is_large();
        let inline = self.plain.iter().filter(|(_, value)| !(large && is_literal(value)));
        env.extend(inline.map(|(name, value)| variable(name, value)));
        json::list(env)
    }

    /// The variables that a ConfigMap holds, if there is one.
    pub(crate) fn config(&self) -> Option<Map<String, Value>> {
        let literal = || self.plain.iter().filter(|(_, value)| is_literal(value));
        (self.is_large() && literal().next().is_some())
            .then(|| literal().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect())
    }

    /// The Secrets that the variables come from, each with the keys that are used.
    pub(crate) fn secrets(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut secrets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for key in self.secret.values() {
            secrets.entry(&key.name).or_default().insert(&key.key);
        }
        secrets
    }

    fn is_large(&self) -> bool {
        self.plain.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > INLINE_BYTES
    }
}

/// Name of a component's copy of a Secret in its cell.
pub(crate) fn secret_copy(component: &str, secret: &str) -> String {
    name::shorten(&format!("{component}.{secret}"), 253)
}

/// Whether Kubernetes passes the value on as it is: references are replaced in `env`, but not in ConfigMaps.
fn is_literal(value: &str) -> bool {
    !value.contains("$(") && !value.contains("$$")
}

fn variable(name: &str, value: &str) -> Value {
    object! { "name": name, "value": value }
}
