//! Comparing specifications the way server-side apply does: field by field, keyed lists by key, sets by element.

use serde_json::Value as Json;

/// The part of a live specification that `ours` also names. What others added beside it stays out.
pub(crate) fn restrict(schema: &Json, live: &Json, ours: &Json) -> Json {
    match (live, ours) {
        (Json::Object(live), Json::Object(ours)) if !is_atomic(schema) => {
            let entry = |(name, value): (&String, &Json)| {
                Some((name.clone(), restrict(child(schema, name), value, ours.get(name)?)))
            };
            Json::Object(live.iter().filter_map(entry).collect())
        }
        (Json::Array(live), Json::Array(ours)) => match list(schema) {
            List::Map(keys) => {
                let element = |value: &Json| Some(restrict(&schema["items"], value, find(ours, &keys, value)?));
                Json::Array(live.iter().filter_map(element).collect())
            }
            List::Set => Json::Array(live.iter().filter(|value| ours.contains(value)).cloned().collect()),
            List::Atomic => Json::Array(live.clone()),
        },
        (live, _) => live.clone(),
    }
}

/// JSON pointers, below `root`, to what `before` names and `after` does not, but is still live.
pub(crate) fn leftovers(schema: &Json, before: &Json, after: &Json, live: &Json, root: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(schema, before, after, live, root.to_owned(), &mut found);
    found
}

fn collect(schema: &Json, before: &Json, after: &Json, live: &Json, path: String, found: &mut Vec<String>) {
    match (before, live) {
        (Json::Object(before), Json::Object(live)) if !is_atomic(schema) => {
            for (name, live) in live {
                let Some(before) = before.get(name) else { continue };
                let path = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
                let child = child(schema, name);
                match after.get(name) {
                    Some(after) => collect(child, before, after, live, path, found),
                    None if child.get("default") == Some(live) => {}
                    None => found.push(path),
                }
            }
        }
        (Json::Array(before), Json::Array(live)) => {
            let after = after.as_array().map(Vec::as_slice).unwrap_or_default();
            for (index, live) in live.iter().enumerate() {
                element(schema, (before, after), live, format!("{path}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn element(schema: &Json, (before, after): (&[Json], &[Json]), live: &Json, path: String, found: &mut Vec<String>) {
    match list(schema) {
        List::Map(keys) => match (find(before, &keys, live), find(after, &keys, live)) {
            (Some(before), Some(after)) => collect(&schema["items"], before, after, live, path, found),
            (Some(_), None) => found.push(path),
            _ => {}
        },
        List::Set if before.contains(live) && !after.contains(live) => found.push(path),
        List::Set | List::Atomic => {}
    }
}

/// The field path, as the API server writes it in conflicts, of a JSON pointer into an object.
pub(crate) fn field_path(schema: &Json, object: &Json, pointer: &str) -> String {
    let mut path = String::new();
    let (mut schema, mut at) = (schema, object);
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        match (at, step.parse::<usize>()) {
            (Json::Array(elements), Ok(index)) => {
                let element = elements.get(index).unwrap_or(&Json::Null);
                path.push_str(&selector(&list(schema), element, index));
                (schema, at) = (&schema["items"], element);
            }
            _ => {
                let dot = if path.is_empty() { "" } else { "." };
                path.push_str(&format!("{dot}{step}"));
                (schema, at) = (child(schema, &step), at.get(&step).unwrap_or(&Json::Null));
            }
        }
    }
    path
}

fn selector(list: &List<'_>, element: &Json, index: usize) -> String {
    match list {
        List::Map(keys) => {
            let keys: Vec<_> = keys.iter().map(|key| format!("{key}={}", element[key])).collect();
            format!("[{}]", keys.join(","))
        }
        List::Set => format!("[={element}]"),
        List::Atomic => format!("[{index}]"),
    }
}

enum List<'s> {
    Map(Vec<&'s str>),
    Set,
    Atomic,
}

fn list(schema: &Json) -> List<'_> {
    match schema["x-kubernetes-list-type"].as_str() {
        Some("map") => {
            let keys = schema["x-kubernetes-list-map-keys"].as_array();
            List::Map(keys.into_iter().flatten().filter_map(Json::as_str).collect())
        }
        Some("set") => List::Set,
        _ => List::Atomic,
    }
}

fn find<'j>(list: &'j [Json], keys: &[&str], element: &Json) -> Option<&'j Json> {
    list.iter().find(|candidate| keys.iter().all(|key| candidate.get(key) == element.get(key)))
}

fn child<'s>(schema: &'s Json, name: &str) -> &'s Json {
    let property = schema.get("properties").and_then(|properties| properties.get(name));
    property.or_else(|| schema.get("additionalProperties")).unwrap_or(&Json::Null)
}

fn is_atomic(schema: &Json) -> bool {
    schema["x-kubernetes-map-type"] == "atomic"
}

#[cfg(test)]
mod tests;
