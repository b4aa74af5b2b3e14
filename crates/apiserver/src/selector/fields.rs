use serde_json::Value;

use crate::status::ApiError;

/// The fields, besides name and namespace, that requests may select by.
const SELECTABLE: [&str; 14] = [
    "involvedObject.apiVersion",
    "involvedObject.fieldPath",
    "involvedObject.kind",
    "involvedObject.name",
    "involvedObject.namespace",
    "involvedObject.resourceVersion",
    "involvedObject.uid",
    "reason",
    "reportingComponent",
    "source",
    "spec.nodeName",
    "status.phase",
    "status.successful",
    "type",
];

/// Reads `metadata.name=a,metadata.namespace!=b`.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldSelector(Vec<Term>);

#[derive(Clone, Debug)]
struct Term {
    field: String,
    value: String,
    equal: bool,
}

impl FieldSelector {
    pub(super) fn parse(text: &str) -> Result<Self, ApiError> {
        text.split(',')
            .map(str::trim)
            .filter(|term| !term.is_empty())
            .map(Term::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    pub(super) fn selects_all(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn matches(&self, namespace: &str, name: &str, json: &[u8]) -> bool {
        let mut parsed = None;
        self.0.iter().all(|term| match term.field.as_str() {
            "metadata.name" => term.holds(name),
            "metadata.namespace" => term.holds(namespace),
            field => {
                // What the store holds is JSON.
                let object = parsed.get_or_insert_with(|| serde_json::from_slice::<Value>(json).unwrap_or_default());
                term.holds(text_at(object, field))
            }
        })
    }
}

/// The texts of all fields that requests may select by.
pub(crate) fn selectable(object: &Value) -> impl Iterator<Item = &str> {
    SELECTABLE.iter().map(|field| text_at(object, field))
}

/// The text of a field; an object without the field has it empty.
fn text_at<'a>(object: &'a Value, field: &str) -> &'a str {
    let found = field.split('.').try_fold(object, |value, step| value.get(step));
    found.and_then(Value::as_str).unwrap_or_default()
}

impl Term {
    fn parse(text: &str) -> Result<Self, ApiError> {
        let (field, value, equal) = if let Some((field, value)) = text.split_once("!=") {
            (field, value, false)
        } else if let Some((field, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
            (field, value, true)
        } else {
            return Err(ApiError::bad_request(format!(
                "fieldSelector: cannot read {text:?}; accepted are field=value and field!=value"
            )));
        };
        let field = field.trim();
        if !matches!(field, "metadata.name" | "metadata.namespace") && !SELECTABLE.contains(&field) {
            return Err(ApiError::bad_request(format!(
                "fieldSelector: {field:?} is not a field to select by; accepted are metadata.name and metadata.namespace"
            )));
        }
        Ok(Self { field: field.to_owned(), value: value.trim().to_owned(), equal })
    }

    fn holds(&self, found: &str) -> bool {
        (self.value == found) == self.equal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selects_by_name_namespace_and_event_fields() {
        let json = br#"{"involvedObject":{"kind":"Pod"},"type":"Normal"}"#;
        let cases = [
            ("", true),
            ("metadata.name=a", true),
            ("metadata.name==b", false),
            ("metadata.name!=b,metadata.namespace=n", true),
            ("involvedObject.kind=Pod,type=Normal", true),
            ("involvedObject.kind=Job", false),
            ("reason=", true),
        ];
        for (text, expected) in cases {
            assert_eq!(FieldSelector::parse(text).unwrap().matches("n", "a", json), expected, "{text}");
        }
    }

    #[test]
    fn refuses_unknown_fields_and_unreadable_terms() {
        for text in ["spec.size=1", "metadata.name"] {
            assert!(FieldSelector::parse(text).is_err(), "{text}");
        }
    }
}
