use super::{Draft, Kind, NAMES, Value, Verb, json, merge};

/// Metadata that is valid, by an index; owners only for objects that are not the first.
fn metadata(kind: &Kind, choice: u8, name: &str) -> Value {
    let fields = match choice % 12 {
        0 => json!({ "labels": { "tier": "web" } }),
        1 => json!({ "labels": { "tier": "data", "env": "prod" } }),
        2 => json!({ "labels": { "tier": null } }),
        3 => json!({ "annotations": { "note": "1" } }),
        4 => json!({ "annotations": { "note": "2", "other": "x" } }),
        5 => json!({ "annotations": null }),
        6 => json!({ "finalizers": ["example.com/hold"] }),
        7 => json!({ "finalizers": [] }),
        8 => json!({ "finalizers": null }),
        9 | 10 if kind.namespaced && !matches!(name, "a" | "") => json!({ "ownerReferences": [owner(kind)] }),
        9 => json!({ "ownerReferences": [] }),
        10 => json!({ "labels": { "env": "prod" } }),
        _ => json!({ "finalizers": ["example.com/hold", "example.com/more"] }),
    };
    json!({ "metadata": fields })
}

fn owner(kind: &Kind) -> Value {
    json!({ "apiVersion": kind.group_version, "kind": kind.kind, "name": NAMES[0], "uid": "${a.uid}" })
}

/// What is wrong in metadata, by an index.
fn flawed_metadata(kind: &Kind, verb: Verb, choice: u8, name: &str) -> Value {
    let fields = match choice % 16 {
        0 => json!({ "labels": { "bad key!": "x" } }),
        1 => json!({ "labels": { "tier": "not a value!" } }),
        2 => json!({ "labels": { "tier": 1 } }),
        3 => json!({ "annotations": { "note": 1 } }),
        4 => json!({ "finalizers": ["no-domain"] }),
        5 => json!({ "name": "Not_Valid" }),
        6 => json!({ "name": "another" }),
        7 => json!({ "namespace": "elsewhere" }),
        8 => json!({ "unknown": 1 }),
        9 => json!({ "resourceVersion": format!("${{{name}.stale}}") }),
        10 => json!({ "uid": "00000000-0000-4000-8000-00000000000f" }),
        11 if verb == Verb::Create && kind.namespaced => json!({ "generateName": "gen-" }),
        12 => return json!({ "kind": "Unheard" }),
        13 | 14 => json!({ "resourceVersion": "${start}" }),
        _ => json!({ "ownerReferences": [{ "name": "a" }] }),
    };
    json!({ "metadata": fields })
}

/// The body of a write other than a JSON patch.
pub(super) fn body(kind: &Kind, draft: &Draft, status: bool, name: &str) -> Value {
    let whole = match draft.verb {
        Verb::Create | Verb::Replace => true,
        Verb::Apply => !draft.partial,
        _ => false,
    };
    let mut body = if whole { kind.base.clone() } else { json!({}) };
    for part in parts(kind, draft, status, name) {
        merge(&mut body, &part);
    }
    if draft.verb == Verb::Replace {
        version(&mut body, draft.choice, name);
    }
    body
}

/// The parts of which a body is made.
///
/// A null is a value of its own to Go's structures, of which only patches that merge make sense in a request.
fn parts(kind: &Kind, draft: &Draft, status: bool, name: &str) -> Vec<Value> {
    let mut parts = drawn(kind, draft, status, name);
    for part in &mut parts {
        match part.get_mut("metadata") {
            _ if matches!(draft.verb, Verb::Merge | Verb::Strategic) => {}
            Some(metadata) => without_nulls(metadata),
            None if kind.is_custom() => {}
            None => without_nulls(part),
        }
    }
    parts.retain(|part| *part != json!({}));
    parts
}

fn without_nulls(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.values_mut().for_each(without_nulls);
        fields.retain(|_, field| !field.is_null() && *field != json!({}) && *field != json!([]));
    }
}

fn drawn(kind: &Kind, draft: &Draft, status: bool, name: &str) -> Vec<Value> {
    let pick = |choice: &u8| {
        let from = if status { &kind.status } else { &kind.fragments };
        from[usize::from(*choice) % from.len()].clone()
    };
    let mut parts: Vec<_> = draft.fragments.iter().map(pick).collect();
    parts.extend(draft.metadata.iter().map(|choice| metadata(kind, *choice, name)));
    if let Some(choice) = draft.flaw {
        let flaw = kind.flaws.get(usize::from(choice / 2) % kind.flaws.len()).filter(|_| choice % 2 == 0);
        parts.push(flaw.cloned().unwrap_or_else(|| flawed_metadata(kind, draft.verb, choice / 2, name)));
    }
    parts
}

/// The version that a replacement is based on: the latest, an old one or none.
fn version(body: &mut Value, choice: u8, name: &str) {
    let version = match choice % 8 {
        0 => format!("${{{name}.stale}}"),
        1 => return,
        2 => "${start}".to_owned(),
        _ => format!("${{{name}.version}}"),
    };
    if body["metadata"].get("resourceVersion").is_none() {
        merge(body, &json!({ "metadata": { "resourceVersion": version } }));
    }
}

/// The operations of a JSON patch: what the parts say, as additions, replacements, removals and tests.
pub(super) fn operations(kind: &Kind, draft: &Draft, status: bool) -> Value {
    let name = NAMES[usize::from(draft.name)];
    let mut leaves = Vec::new();
    for part in parts(kind, draft, status, name) {
        collect(String::new(), &part, &mut leaves);
    }
    let operation =
        |(index, (path, value)): (usize, &(String, Value))| match usize::from(draft.choice).wrapping_add(index) % 9 {
            0 => json!({ "op": "remove", "path": path }),
            1 | 2 => json!({ "op": "replace", "path": path, "value": value }),
            3 => json!({ "op": "test", "path": path, "value": value }),
            4 => json!({ "op": "copy", "from": path, "path": "/metadata/annotations" }),
            _ => json!({ "op": "add", "path": path, "value": value }),
        };
    based(draft.choice, name).into_iter().chain(leaves.iter().enumerate().map(operation)).collect()
}

/// What makes a JSON patch hold for one version only: a test, or a version to compare, which conflicts where it is old.
fn based(choice: u8, name: &str) -> Option<Value> {
    let version = if choice.is_multiple_of(2) { "${start}".to_owned() } else { format!("${{{name}.version}}") };
    let op = match choice {
        0..=7 => "test",
        8..=31 => "add",
        _ => return None,
    };
    Some(json!({ "op": op, "path": "/metadata/resourceVersion", "value": version }))
}

fn collect(path: String, value: &Value, leaves: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, field) in fields {
                collect(format!("{path}/{}", name.replace('~', "~0").replace('/', "~1")), field, leaves);
            }
        }
        other => leaves.push((path, other.clone())),
    }
}
