//! One step of a path in a field set.

use std::fmt;

use serde_json::{Map, Value};

/// A step of a path in the notation of `FieldsV1`: `f:name` for a field, `k:{"name":"x"}` for the item of a
/// list with those keys, `v:"x"` for the item of a set, `i:0` for an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PathElement(String);

impl PathElement {
    /// The field or map entry `name`.
    pub fn field(name: &str) -> Self {
        Self(format!("f:{name}"))
    }

    /// The item of a keyed list with these keys.
    pub fn key(keys: Map<String, Value>) -> Self {
        Self(format!("k:{}", Value::Object(keys)))
    }

    /// The item `value` of a set.
    pub fn value(value: &Value) -> Self {
        Self(format!("v:{value}"))
    }

    /// Reads the notation of `FieldsV1`; nothing if it is malformed.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        Some(match kind {
            "f" => Self(text.to_owned()),
            "k" => Self::key(serde_json::from_str(rest).ok()?),
            "v" => Self::value(&serde_json::from_str(rest).ok()?),
            "i" if rest.parse::<usize>().is_ok() => Self(text.to_owned()),
            _ => return None,
        })
    }

    /// The notation of `FieldsV1`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The field's name, if this is a field.
    pub(super) fn field_name(&self) -> Option<&str> {
        self.0.strip_prefix("f:")
    }
}

/// As conflicts show it: `.name`, `[name="x"]`, `[="x"]`, `[0]`.
impl fmt::Display for PathElement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, rest) = self.0.split_once(':').unwrap_or_default();
        match kind {
            "f" => write!(formatter, ".{rest}"),
            "v" => write!(formatter, "[={rest}]"),
            "i" => write!(formatter, "[{rest}]"),
            _ => {
                let keys: Map<String, Value> = serde_json::from_str(rest).unwrap_or_default();
                let shown = keys.iter().map(|(name, value)| format!("{name}={value}"));
                write!(formatter, "[{}]", shown.collect::<Vec<_>>().join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_each_kind_of_step_as_conflicts_do() {
        let cases = [
            ("f:spec", ".spec"),
            (r#"k:{"name":"x"}"#, r#"[name="x"]"#),
            (r#"k:{"protocol":"TCP","containerPort":80}"#, r#"[containerPort=80,protocol="TCP"]"#),
            (r#"v:"a""#, r#"[="a"]"#),
            ("i:3", "[3]"),
        ];
        for (notation, shown) in cases {
            assert_eq!(PathElement::parse(notation).map(|element| element.to_string()).as_deref(), Some(shown));
        }
    }

    #[test]
    fn refuses_malformed_notation() {
        for notation in ["", "spec", "x:spec", "k:[]", "v:{", "i:-1"] {
            assert_eq!(PathElement::parse(notation), None, "{notation}");
        }
    }
}
