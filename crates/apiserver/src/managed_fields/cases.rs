//! Runs the case files of `cases/apply`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ApplyError, ApplyRequest, UpdateRequest, apply, update};
use crate::schema::TypeSchema;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    manager: String,
    apply: Option<Value>,
    update: Option<Value>,
    #[serde(default)]
    force: bool,
    subresource: Option<String>,
    #[serde(default)]
    conflicts: Vec<String>,
    #[serde(default, deserialize_with = "present")]
    spec: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    status: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    labels: Option<Value>,
    managers: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    unchanged: bool,
}

/// Tells an expected null from no expectation.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/apply")
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(super) fn widgets() -> TypeSchema {
    let definition: Value = read(&directory().join("widgets.crd.yaml"));
    let schema = &definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
    TypeSchema::from_openapi(schema).expect("a structural schema").with_status_subresource()
}

fn whole(body: &Value) -> Value {
    let mut object = body.clone();
    object["apiVersion"] = json!("cases.choreo.dev/v1");
    object["kind"] = json!("Widget");
    object["metadata"]["name"] = json!("it");
    object
}

/// The write of one step, with what a server does around it.
fn write(schema: &TypeSchema, step: &Step, live: Option<&Value>, now: &str) -> Result<Value, ApplyError> {
    let (manager, subresource) = (step.manager.as_str(), step.subresource.as_deref());
    let api_version = "cases.choreo.dev/v1";
    match (&step.apply, &step.update) {
        (Some(body), None) => {
            let applied = &whole(body);
            let force = step.force;
            let request = ApplyRequest { live, applied, manager, api_version, subresource, force, beyond: false, now };
            let mut object = apply(schema, request)?;
            schema.default(&mut object);
            Ok(object)
        }
        (None, Some(body)) => {
            let mut new = whole(body);
            schema.default(&mut new);
            Ok(update(schema, UpdateRequest { live, new: &new, manager, api_version, subresource, now }))
        }
        _ => panic!("a step is either an apply or an update"),
    }
}

fn managers(object: &Value) -> BTreeMap<String, Value> {
    let entries = object["metadata"]["managedFields"].as_array().into_iter().flatten();
    let named = entries.map(|entry| {
        let words = ["manager", "operation", "subresource"].map(|field| entry[field].as_str().unwrap_or_default());
        (words.join(" ").trim().to_owned(), entry["fieldsV1"].clone())
    });
    named.collect()
}

fn check(schema: &TypeSchema, name: &str, case: &Case) {
    let mut live: Option<Value> = None;
    for (index, step) in case.steps.iter().enumerate() {
        let place = format!("{name}, step {}: {}", index + 1, case.about);
        let now = format!("2026-01-01T00:00:{index:02}Z");
        match write(schema, step, live.as_ref(), &now) {
            Ok(object) => {
                assert!(step.conflicts.is_empty(), "{place}: expected conflicts");
                if step.unchanged {
                    assert_eq!(Some(&object), live.as_ref(), "{place}");
                }
                check_object(step, &object, &place);
                live = Some(object);
            }
            Err(ApplyError::Conflicts(conflicts)) => {
                let mut found: Vec<_> =
                    conflicts.iter().map(|conflict| format!("{} {}", conflict.owner.name, conflict.field)).collect();
                let mut expected = step.conflicts.clone();
                found.sort();
                expected.sort();
                assert_eq!(found, expected, "{place}");
            }
            Err(error) => panic!("{place}: {error}"),
        }
    }
}

fn check_object(step: &Step, object: &Value, place: &str) {
    for (expected, pointer) in [(&step.spec, "/spec"), (&step.status, "/status"), (&step.labels, "/metadata/labels")] {
        if let Some(expected) = expected {
            assert_eq!(object.pointer(pointer).unwrap_or(&Value::Null), expected, "{place}: {pointer}");
        }
    }
    if let Some(expected) = &step.managers {
        assert_eq!(&managers(object), expected, "{place}: managers");
    }
}

#[test]
fn every_case_holds() {
    let schema = widgets();
    let mut cases = 0;
    for entry in fs::read_dir(directory()).expect("the case directory") {
        let path = entry.expect("a directory entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".yaml") && !name.ends_with(".crd.yaml") {
            check(&schema, &name, &read(&path));
            cases += 1;
        }
    }
    assert!(cases > 10, "the cases are found");
}
