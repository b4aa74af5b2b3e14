use serde_json::Value;

use super::session::Session;

/// What stands for something that no answer has held yet.
const UNKNOWN_UID: &str = "00000000-0000-4000-8000-000000000000";

impl Session {
    /// The value with all placeholders replaced by what this server has answered.
    pub(super) fn resolve(&self, kind: &str, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.resolve_text(kind, text)),
            Value::Array(items) => items.iter().map(|item| self.resolve(kind, item)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, field)| (name.clone(), self.resolve(kind, field))).collect()
            }
            other => other.clone(),
        }
    }

    /// Replaces `${namespace}`, `${start}`, `${latest}` (of all versions seen) and, for object `a` of the step's kind,
    /// `${a.uid}`, `${a.version}` (the latest seen) and `${a.stale}` (the first seen).
    pub(super) fn resolve_text(&self, kind: &str, text: &str) -> String {
        let Some((before, rest)) = text.split_once("${") else { return text.to_owned() };
        let Some((placeholder, after)) = rest.split_once('}') else { return text.to_owned() };
        format!("{before}{}{}", self.lookup(kind, placeholder), self.resolve_text(kind, after))
    }

    fn lookup(&self, kind: &str, placeholder: &str) -> String {
        let Some((name, what)) = placeholder.split_once('.') else {
            return match placeholder {
                "start" => self.start.clone(),
                "latest" => self.latest.to_string(),
                _ => self.namespace.clone(),
            };
        };
        let seen = self.seen(kind, name);
        match what {
            "uid" => seen.map_or(UNKNOWN_UID, |seen| seen.uid()).to_owned(),
            "stale" => seen.map_or(self.start.as_str(), |seen| seen.first_version()).to_owned(),
            _ => seen.map_or(self.start.as_str(), |seen| seen.version()).to_owned(),
        }
    }
}
