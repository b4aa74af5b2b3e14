use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Replaces what must differ between two servers by what must not: the order in which it first appeared.
#[derive(Clone, Debug, Default)]
pub struct Normalizer {
    tokens: BTreeMap<String, String>,
    latest: u64,
}

/// The addresses that only a real cluster hands out.
const ADDRESSES: [&str; 2] = ["clusterIP", "clusterIPs"];

const UID_KEY: &str = "k:{\"uid\":\"";

/// How generated names of sequences begin, and how long they are.
const GENERATED: (&str, usize) = ("gen-", 9);

impl Normalizer {
    /// A body as both servers should have it.
    pub fn body(&mut self, body: &Value) -> Value {
        // The object's own identity comes first, wherever else it occurs.
        if let Some(uid) = body["metadata"]["uid"].as_str() {
            self.token("uid", uid);
        }
        match body["kind"].as_str() {
            Some("Status") => self.status(body),
            Some("Namespace") => self.value("", &with_sorted_finalizers(body)),
            Some(kind) if kind.ends_with("List") && body["items"].is_array() => self.list(body),
            _ => self.value("", body),
        }
    }

    /// Messages are each server's own words; their causes are the same, in any order.
    fn status(&mut self, status: &Value) -> Value {
        let mut status = status.clone();
        if let Some(fields) = status.as_object_mut() {
            fields.remove("message");
            if fields.get("details") == Some(&json!({})) {
                fields.remove("details");
            }
        }
        if let Some(causes) = status.pointer_mut("/details/causes").and_then(Value::as_array_mut) {
            for cause in causes.iter_mut().filter_map(Value::as_object_mut) {
                cause.remove("message");
            }
            causes.sort_by_key(Value::to_string);
            causes.dedup();
        }
        self.value("", &status)
    }

    fn list(&mut self, list: &Value) -> Value {
        let mut list = list.clone();
        if list["kind"] == "NamespaceList" {
            list["items"].as_array_mut().into_iter().flatten().for_each(|item| *item = with_sorted_finalizers(item));
        }
        if let Some(metadata) = list["metadata"].as_object_mut() {
            // Lists of custom resources name an empty token where there is none.
            metadata.retain(|field, value| field != "continue" || *value != "");
            for field in ["resourceVersion", "continue"] {
                if let Some(value) = metadata.get_mut(field) {
                    *value = json!("present");
                }
            }
        }
        self.value("", &list)
    }

    fn value(&mut self, field: &str, value: &Value) -> Value {
        match value {
            Value::Object(fields) => self.object(fields),
            Value::Array(items) => {
                let mut items: Vec<_> = items.iter().map(|item| self.value(field, item)).collect();
                if field == "managedFields" {
                    // Entries are ordered by time, of which two servers see different seconds; by their manager first, since
                    // what it owns is not yet without what may differ.
                    items.sort_by_cached_key(|entry| {
                        let of = |field: &str| entry[field].to_string();
                        (of("manager"), of("operation"), of("subresource"), entry.to_string())
                    });
                }
                Value::Array(items)
            }
            Value::String(text) => Value::String(self.text(field, text)),
            other => other.clone(),
        }
    }

    fn object(&mut self, fields: &Map<String, Value>) -> Value {
        let fields = fields.iter().filter(|(name, value)| {
            !(ADDRESSES.contains(&name.as_str()) && !value.is_null() && **value != "None" && **value != json!(["None"]))
        });
        fields.map(|(name, value)| (self.key(name), self.value(name, value))).collect()
    }

    /// Owner references have their uids in the keys of managedFields.
    fn key(&mut self, name: &str) -> String {
        match name.strip_prefix(UID_KEY).and_then(|rest| rest.strip_suffix("\"}")) {
            Some(uid) => format!("{UID_KEY}{}", self.token("uid", uid)),
            None => name.to_owned(),
        }
    }

    fn text(&mut self, field: &str, text: &str) -> String {
        if field == "resourceVersion" && text != "present" {
            return self.version(text);
        }
        if matches!(field, "creationTimestamp" | "deletionTimestamp" | "time") {
            return "time".to_owned();
        }
        if is_uid(text) {
            return self.token("uid", text);
        }
        if text.starts_with(GENERATED.0) && text.len() == GENERATED.1 {
            return self.token("name", text);
        }
        text.to_owned()
    }

    /// Versions in the order of their appearance. One that appears for the first time is later than all others, except in
    /// watches, which look back.
    fn version(&mut self, text: &str) -> String {
        let known = self.tokens.contains_key(&format!("version {text}"));
        let number = text.parse().unwrap_or_default();
        let order = if known || number > self.latest { "version" } else { "earlier-version" };
        self.latest = self.latest.max(number);
        if known { self.token("version", text) } else { self.named("version", order, text) }
    }

    fn token(&mut self, what: &str, text: &str) -> String {
        self.named(what, what, text)
    }

    fn named(&mut self, what: &str, prefix: &str, text: &str) -> String {
        let next = format!("{prefix}-{}", self.tokens.keys().filter(|key| key.starts_with(what)).count() + 1);
        self.tokens.entry(format!("{what} {text}")).or_insert(next).clone()
    }
}

/// kube-apiserver keeps the finalizers of a deleted namespace in no order.
fn with_sorted_finalizers(namespace: &Value) -> Value {
    let mut namespace = namespace.clone();
    if namespace["metadata"]["deletionTimestamp"].is_null() {
        return namespace;
    }
    if let Some(finalizers) = namespace.pointer_mut("/metadata/finalizers").and_then(Value::as_array_mut) {
        finalizers.sort_by_key(Value::to_string);
    }
    namespace
}

fn is_uid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(uid: &str, version: &str) -> Value {
        json!({ "metadata": { "name": "a", "uid": uid, "resourceVersion": version, "creationTimestamp": "t" } })
    }

    #[test]
    fn objects_that_differ_in_identity_only_are_equal() {
        let mut one = Normalizer::default();
        let mut other = Normalizer::default();
        let (a, b) = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222");
        assert_eq!(one.body(&object(a, "3")), other.body(&object(b, "70")));
        assert_eq!(one.body(&object(a, "5")), other.body(&object(b, "71")));
        assert_ne!(one.body(&object(a, "5")), other.body(&object(b, "72")), "one was written, the other was not");
    }

    #[test]
    fn a_version_that_goes_back_is_told_apart() {
        let mut normalizer = Normalizer::default();
        normalizer.body(&object("a", "5"));
        assert_eq!(normalizer.body(&object("a", "4"))["metadata"]["resourceVersion"], "earlier-version-2");
    }

    #[test]
    fn words_of_errors_are_the_servers_own_and_reasons_are_not() {
        let status = |message: &str, reason: &str| json!({ "kind": "Status", "message": message, "reason": reason });
        let mut normalizer = Normalizer::default();
        assert_eq!(normalizer.body(&status("x", "Invalid")), normalizer.body(&status("y", "Invalid")));
        assert_ne!(normalizer.body(&status("x", "Invalid")), normalizer.body(&status("x", "BadRequest")));
    }
}
