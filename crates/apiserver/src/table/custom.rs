use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::age;
use super::json_path::JsonPath;

/// A column as a definition declares it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PrinterColumn {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) format: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) priority: i32,
    pub(crate) json_path: String,
}

/// The columns of a custom resource, in one version.
#[derive(Clone, Debug)]
pub(crate) struct CustomPrinter {
    columns: Vec<(PrinterColumn, JsonPath)>,
}

impl CustomPrinter {
    /// The age alone where nothing is declared. A path that cannot be read ends the columns, which is what
    /// kube-apiserver does.
    pub(crate) fn new(declared: &[PrinterColumn]) -> Self {
        let age = [PrinterColumn {
            name: "Age".to_owned(),
            kind: "date".to_owned(),
            format: String::new(),
            description: "The time since the object was created.".to_owned(),
            priority: 0,
            json_path: ".metadata.creationTimestamp".to_owned(),
        }];
        let declared = if declared.is_empty() { &age } else { declared };
        let read = |column: &PrinterColumn| Some((column.clone(), JsonPath::parse(&column.json_path)?));
        Self { columns: declared.iter().map_while(read).collect() }
    }

    pub(super) fn columns(&self) -> Value {
        let name = super::Column::NAME.to_json();
        std::iter::once(name).chain(self.columns.iter().map(|(column, _)| column.to_json())).collect()
    }

    pub(super) fn cells(&self, object: &Value, now: Timestamp) -> Vec<Value> {
        let cells = self.columns.iter().map(|(column, path)| {
            let found = path.find(object);
            found.first().map_or(Value::Null, |value| cell(&column.kind, value, now))
        });
        std::iter::once(object["metadata"]["name"].clone()).chain(cells).collect()
    }
}

impl PrinterColumn {
    fn to_json(&self) -> Value {
        let Self { name, kind, format, description, priority, json_path } = self;
        let description = match description.as_str() {
            "" => format!("Custom resource definition column (in JSONPath format): {json_path}"),
            given => given.to_owned(),
        };
        json!({"name": name, "type": kind, "format": format, "description": description, "priority": priority})
    }
}

/// A value as a cell of its column's type; null where it does not fit.
fn cell(kind: &str, value: &Value, now: Timestamp) -> Value {
    match (kind, value) {
        ("string", value) => json!(text(value)),
        ("integer", Value::Number(number)) => {
            json!(number.as_i64().or_else(|| number.as_f64().map(|float| float as i64)))
        }
        ("number", Value::Number(_)) | ("boolean", Value::Bool(_)) => value.clone(),
        ("date", Value::String(timestamp)) => json!(age::since(Some(timestamp), now)),
        _ => Value::Null,
    }
}

/// A value of any type as a text.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "<no value>".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printer(columns: Value) -> CustomPrinter {
        let columns: Vec<PrinterColumn> = serde_json::from_value(columns).unwrap_or_default();
        CustomPrinter::new(&columns)
    }

    #[test]
    fn values_become_cells_of_their_column_s_type() {
        let cases = [
            ("string", json!("a"), json!("a")),
            ("string", json!(5), json!("5")),
            ("string", json!([1, "b"]), json!("[1,\"b\"]")),
            ("integer", json!(7), json!(7)),
            ("integer", json!(7.9), json!(7)),
            ("integer", json!("7"), Value::Null),
            ("number", json!(0.5), json!(0.5)),
            ("boolean", json!(true), json!(true)),
            ("boolean", json!("true"), Value::Null),
            ("date", json!("1969-12-31T23:59:00Z"), json!("60s")),
            ("date", json!("yesterday"), json!("<invalid>")),
        ];
        for (kind, value, expected) in cases {
            assert_eq!(cell(kind, &value, Timestamp::UNIX_EPOCH), expected, "{kind} {value}");
        }
    }

    #[test]
    fn columns_end_at_a_path_that_cannot_be_read() {
        let column = |name: &str, path: &str| json!({"name": name, "type": "string", "jsonPath": path});
        let printer = printer(json!([column("A", ".spec.a"), column("B", ".spec["), column("C", ".spec.c")]));
        let object = json!({"metadata": {"name": "x"}, "spec": {"a": 1, "c": 3}});
        assert_eq!(printer.cells(&object, Timestamp::UNIX_EPOCH), [json!("x"), json!("1")]);
    }

    #[test]
    fn without_columns_there_is_the_age() {
        let object = json!({"metadata": {"name": "x", "creationTimestamp": "1969-12-31T23:59:00Z"}});
        assert_eq!(printer(json!([])).cells(&object, Timestamp::UNIX_EPOCH), [json!("x"), json!("60s")]);
    }
}
