//! Who owns which field, from an object's managed fields.

use std::collections::BTreeSet;

use kube::core::DynamicObject;
use serde_json::Value;

/// How a manager writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Server-side apply: the manager keeps declaring its fields.
    Apply,
    /// Anything else, such as `kubectl edit`: the manager changed its fields once.
    Update,
}

/// A field manager of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Name of the manager.
    pub manager: String,
    /// How it writes.
    pub operation: Operation,
    /// When it last wrote, in RFC 3339; empty where the API server does not say.
    pub time: String,
    /// Subresource that it writes to, such as `status`; `None` for the object itself.
    pub subresource: Option<String>,
    /// Paths of the fields that it owns, written as the API server writes them in conflicts but without the leading
    /// dot: `spec.endpoints[name="api"].port`.
    pub fields: BTreeSet<String>,
}

/// The field managers of an object.
pub fn owners(object: &DynamicObject) -> Vec<Owner> {
    let entries = object.metadata.managed_fields.iter().flatten();
    entries
        .map(|entry| {
            let mut fields = BTreeSet::new();
            if let Some(tree) = &entry.fields_v1 {
                collect(&tree.0, "", &mut fields);
            }
            Owner {
                manager: entry.manager.clone().unwrap_or_default(),
                operation: match entry.operation.as_deref() {
                    Some("Apply") => Operation::Apply,
                    _ => Operation::Update,
                },
                time: entry.time.as_ref().map(|time| time.0.to_string()).unwrap_or_default(),
                subresource: entry.subresource.clone().filter(|name| !name.is_empty()),
                fields,
            }
        })
        .collect()
}

impl Owner {
    /// Whether the manager owns the field, or a field inside it.
    pub fn owns(&self, field: &str) -> bool {
        let inside = |owned: &String| {
            owned.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.fields.range(field.to_owned()..).take_while(|owned| owned.starts_with(field)).any(inside)
    }
}

fn collect(tree: &Value, path: &str, fields: &mut BTreeSet<String>) {
    let Value::Object(entries) = tree else { return };
    if entries.is_empty() {
        fields.insert(path.to_owned());
    }
    for (key, inner) in entries {
        match key.split_once(':') {
            None => {
                fields.insert(path.to_owned());
            }
            Some(("f", name)) if path.is_empty() => collect(inner, name, fields),
            Some(("f", name)) => collect(inner, &format!("{path}.{name}"), fields),
            Some(("k", keys)) => collect(inner, &format!("{path}[{}]", key_text(keys)), fields),
            Some(("v", value)) => collect(inner, &format!("{path}[={value}]"), fields),
            Some((_, index)) => collect(inner, &format!("{path}[{index}]"), fields),
        }
    }
}

/// `{"name":"api"}` as `name="api"`.
fn key_text(keys: &str) -> String {
    let Ok(Value::Object(keys)) = serde_json::from_str(keys) else { return keys.to_owned() };
    let mut parts: Vec<_> = keys.iter().map(|(name, value)| format!("{name}={value}")).collect();
    parts.sort();
    parts.join(",")
}

#[cfg(test)]
mod tests;
