//! The JSONPath dialect of kubectl and of printer columns: `.status.conditions[?(@.type=="Ready")].status`.

mod filter;
mod parser;

use serde_json::Value;

use filter::Filter;

/// A path that has been read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JsonPath(Vec<Step>);

/// One step from values to values.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// `.name` or `['name']`; a backslash stands before dots that belong to the name.
    Field(String),
    /// `.*`.
    All,
    /// `[1]`, `[-1]`, `[1:3]`, `[::2]`, `[*]`.
    Slice(Slice),
    /// `[?(@.a == "b")]`.
    Filter(Box<Filter>),
    /// `['a','b']` or `[0,2]`.
    Union(Vec<JsonPath>),
    /// `..`.
    Descend,
}

/// Items of a list; negative positions count from its end.
#[derive(Clone, Debug, PartialEq)]
struct Slice {
    start: i64,
    end: Option<i64>,
    step: i64,
}

impl JsonPath {
    /// Reads a path; nothing if it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        parser::parse(text)
    }

    /// The values that the path leads to, in order; none where it does not fit the value.
    pub(super) fn find<'a>(&self, root: &'a Value) -> Vec<&'a Value> {
        self.walk(root).unwrap_or_default()
    }

    fn walk<'a>(&self, root: &'a Value) -> Option<Vec<&'a Value>> {
        self.0.iter().try_fold(vec![root], |values, step| step.take(values))
    }
}

impl Step {
    /// The values after the step; nothing if it cannot be taken at all.
    fn take<'a>(&self, values: Vec<&'a Value>) -> Option<Vec<&'a Value>> {
        let mut found = Vec::new();
        for value in values {
            match self {
                Self::Field(name) => found.extend(value.get(name)),
                Self::All => found.extend(children(value)),
                Self::Slice(slice) if !value.is_null() => found.extend(slice.of(value.as_array()?)?),
                Self::Slice(_) => {}
                Self::Filter(filter) => {
                    for item in value.as_array()? {
                        if filter.passes(item)? {
                            found.push(item);
                        }
                    }
                }
                Self::Union(paths) => {
                    for path in paths {
                        found.extend(path.walk(value)?);
                    }
                }
                Self::Descend => descend(value, &mut found),
            }
        }
        Some(found)
    }
}

impl Slice {
    fn of<'a>(&self, items: &'a [Value]) -> Option<impl Iterator<Item = &'a Value>> {
        let length = i64::try_from(items.len()).ok()?;
        let from_end = |position: i64| if position < 0 { position + length } else { position };
        let (start, end) = (from_end(self.start), from_end(self.end.unwrap_or(length)));
        let range = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        let items = if range.is_empty() && start == end { &[] } else { items.get(range)? };
        let step = usize::try_from(self.step).ok().filter(|step| *step > 0)?;
        Some(items.iter().step_by(step))
    }
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    }
}

/// Everything below a value that has something below itself.
fn descend<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    let children = children(value);
    if !children.is_empty() {
        found.push(value);
        children.into_iter().for_each(|child| descend(child, found));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_lead_to_their_values() {
        let object = json!({
            "spec": {"a": 1, "list": [10, 20, 30, 40], "null": null, "b.c": {"d": 2}},
            "metadata": {"labels": {"example.com/x": "y"}},
            "conditions": [{"type": "A", "status": "True", "n": 1}, {"type": "B", "status": "False", "n": 2, "m": 2}],
        });
        let cases = [
            (".spec.a", json!([1])),
            (".spec.list[]", json!([10])),
            (".spec.list[1:2:0]", json!([])),
            (".spec.[0]", json!([])),
            (".spec[*]", json!([])),
            (".", json!([])),
            (".spec.missing.deeper", json!([])),
            (".spec.a.deeper", json!([])),
            (".spec.b\\.c.d", json!([2])),
            (".spec['b\\.c'].d", json!([2])),
            (".spec['b.c'].d", json!([])),
            (".metadata.labels.example\\.com/x", json!(["y"])),
            (".metadata.labels['example\\.com/x']", json!(["y"])),
            (".spec.list[0]", json!([10])),
            (".spec.list[-1]", json!([40])),
            (".spec.list[7]", json!([])),
            (".spec.list[1:3]", json!([20, 30])),
            (".spec.list[::2]", json!([10, 30])),
            (".spec.list[-2:]", json!([30, 40])),
            (".spec.list[0,2]", json!([10, 30])),
            (".spec.list[*]", json!([10, 20, 30, 40])),
            (".spec.a[0]", json!([])),
            (".spec.null[0]", json!([])),
            (".conditions[*].type", json!(["A", "B"])),
            (".conditions[?(@.type==\"B\")].status", json!(["False"])),
            (".conditions[?(@.type == 'A')].status", json!(["True"])),
            (".conditions[?(@.type!='A')].status", json!(["False"])),
            (".conditions[?(@.n>1)].type", json!(["B"])),
            (".conditions[?(@.n<=1)].type", json!(["A"])),
            (".conditions[?(@.m)].type", json!(["B"])),
            (".conditions[?(@.n==@.m)].type", json!(["B"])),
            (".spec[?(@.a==1)]", json!([])),
            (".spec..d", json!([2])),
        ];
        for (path, expected) in cases {
            let found = JsonPath::parse(path).map(|read| json!(read.find(&object)));
            assert_eq!(found, Some(expected), "{path}");
        }
    }

    #[test]
    fn texts_that_are_no_paths_are_refused() {
        for text in ["a", ".a[", ".a['b", ".a[\"b\"]", ".a[?(@.b]", ".a[x]", ".a]", ".a[?(@.b=='c)]"] {
            assert_eq!(JsonPath::parse(text), None, "{text}");
        }
    }
}
