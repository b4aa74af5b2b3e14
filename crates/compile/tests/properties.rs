//! What holds of everything that is compiled, checked on all cases.

mod common;

use std::collections::BTreeSet;

use common::{case_folders, labels_of, read, snapshots};
use openchoreo_compile::{Desired, Manifest, Object, Snapshot, compile};
use serde_json::Value;

/// Runs a check on every organization of every case.
fn for_all(check: impl Fn(&str, &Snapshot)) {
    for folder in case_folders() {
        for snapshot in snapshots(&folder) {
            check(&folder.display().to_string(), &snapshot);
        }
    }
}

#[test]
fn the_order_of_the_input_changes_nothing() {
    for folder in case_folders() {
        let everything = |values: Vec<Value>| {
            let objects = values.into_iter().map(|value| Object::from_value(value).expect("an object"));
            let snapshots = Snapshot::organizations(objects).expect("distinct objects");
            snapshots.iter().map(compile::all).collect::<Vec<_>>()
        };
        let values = read(&folder.join("input.yaml"));
        let reversed = values.iter().rev().map(reverse_lists).collect();
        let (one, other) = (everything(values), everything(reversed));
        let manifests = |all: &[openchoreo_compile::compiled::Everything]| {
            all.iter().flat_map(|everything| everything.manifests.clone()).collect::<Vec<_>>()
        };
        assert_eq!(manifests(&one), manifests(&other), "{}", folder.display());
    }
}

/// The same object with its keyed lists the other way round.
fn reverse_lists(value: &Value) -> Value {
    let mut value = value.clone();
    for list in ["endpoints", "connections", "environments", "promotionPaths"] {
        if let Some(items) = value.pointer_mut(&format!("/spec/{list}")).and_then(Value::as_array_mut) {
            items.reverse();
        }
    }
    value
}

#[test]
fn names_and_labels_are_valid() {
    for_all(|case, snapshot| {
        for (_, manifest) in compile::all(snapshot).manifests {
            let most = if matches!(manifest.kind, "NetworkPolicy" | "HTTPRoute" | "Secret") { 253 } else { 63 };
            assert!(is_name(&manifest.name, most), "{case}: {} `{}`", manifest.kind, manifest.name);
            assert!(manifest.namespace.as_ref().is_none_or(|name| is_name(name, 63)), "{case}: {manifest:?}");
            for (label, value) in labels_of(&manifest.object) {
                assert!(is_label_value(&value), "{case}: {} has label {label}={value}", manifest.name);
            }
        }
    });
}

#[test]
fn hosts_are_valid_and_belong_to_one_component() {
    for_all(|case, snapshot| {
        let mut owners: BTreeSet<(String, String)> = BTreeSet::new();
        for (plane, manifest) in compile::all(snapshot).manifests.iter().filter(|(_, m)| m.kind == "HTTPRoute") {
            let host = manifest.object["spec"]["hostnames"][0].as_str().expect("a host");
            assert!(is_name(host, 253), "{case}: {host}");
            assert!(owners.insert((plane.clone(), host.to_owned())), "{case}: {host} is there twice");
        }
    });
}

#[test]
fn secret_copies_have_valid_names() {
    for_all(|case, snapshot| {
        for object in snapshot.objects() {
            let Object::Component(component) = object else { continue };
            for target in compile::component(snapshot, &component).desired.to_apply() {
                for secret in &target.secrets {
                    assert!(is_name(&secret.name, 253), "{case}: {}", secret.name);
                }
            }
        }
    });
}

#[test]
fn objects_are_canonical_and_say_what_identifies_them() {
    for_all(|case, snapshot| {
        let mut keys = BTreeSet::new();
        for (plane, manifest) in compile::all(snapshot).manifests {
            let Manifest { api_version, kind, namespace, name, object } = &manifest;
            assert_eq!(object["apiVersion"], *api_version, "{case}");
            assert_eq!(object["kind"], *kind, "{case}");
            assert_eq!(object["metadata"]["name"], name.as_str(), "{case}");
            assert_eq!(object["metadata"]["namespace"].as_str(), namespace.as_deref(), "{case}");
            assert_canonical(case, "", object);
            let key = format!("{plane} {:?}", manifest.key());
            assert!(keys.insert(key.clone()), "{case}: {key} is there twice");
        }
    });
}

fn assert_canonical(case: &str, path: &str, value: &Value) {
    match value {
        Value::Null => panic!("{case}: {path} is null"),
        Value::Array(items) => {
            assert!(!items.is_empty(), "{case}: {path} is an empty list");
            items.iter().for_each(|item| assert_canonical(case, path, item));
        }
        Value::Object(fields) => {
            // An empty selector is the one empty map that carries meaning: all pods.
            assert!(!fields.is_empty() || path.ends_with("/podSelector"), "{case}: {path} is an empty map");
            fields.iter().for_each(|(name, field)| assert_canonical(case, &format!("{path}/{name}"), field));
        }
        Value::Number(number) => assert!(!number.is_f64(), "{case}: {path} is no integer"),
        Value::Bool(_) | Value::String(_) => {}
    }
}

#[test]
fn project_and_component_agree_on_the_cells() {
    for_all(|case, snapshot| {
        let mut of_projects = BTreeSet::new();
        let mut of_components = BTreeSet::new();
        for object in snapshot.objects() {
            match object {
                Object::Project(project) => {
                    of_projects.extend(compile::cell(snapshot, &project).desired.to_apply().iter().cloned());
                }
                Object::Component(component) => {
                    let compiled = compile::component(snapshot, &component);
                    of_components.extend(compiled.desired.to_apply().iter().flat_map(|target| target.cells.clone()));
                }
                _ => {}
            }
        }
        assert!(of_components.is_subset(&of_projects), "{case}: components need cells that no project has");
    });
}

#[test]
fn what_is_unresolved_has_an_error_and_is_never_removed() {
    for_all(|case, snapshot| {
        for object in snapshot.objects() {
            let Object::Component(component) = object else { continue };
            let compiled = compile::component(snapshot, &component);
            let errors = compiled.problems.iter().filter(|p| p.severity == openchoreo_api::Severity::Error).count();
            match &compiled.desired {
                Desired::Unresolved => {
                    assert!(errors > 0, "{case}: unresolved without an error");
                    assert_eq!(compiled.desired.at("any", "plane"), openchoreo_compile::Verdict::Keep);
                }
                Desired::Known { held, .. } => {
                    let refused = held.iter().filter(|held| !compiled.awaiting.contains(&held.environment)).count();
                    assert_eq!(refused > 0, errors > 0, "{case}: {held:?} and {:?}", compiled.problems);
                }
            }
        }
    });
}

fn is_name(text: &str, most: usize) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= most && text.split('.').all(is_label)
}

fn is_label_value(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.len() <= 63
        && edge(text.chars().next())
        && edge(text.chars().last())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}
