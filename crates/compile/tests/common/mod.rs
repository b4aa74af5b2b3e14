//! What the tests share: cases on disk, and what compiling says besides objects.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use openchoreo_api::Problem;
use openchoreo_compile::{Desired, Object, Snapshot, Target, compile};
use serde_json::{Map, Value, json};

/// The folders of all cases, by name.
pub(crate) fn case_folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let entries = fs::read_dir(root).expect("the cases exist");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    folders.sort();
    folders
}

/// The documents of a YAML file.
pub(crate) fn read(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_saphyr::from_multiple(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The organizations of a case.
pub(crate) fn snapshots(folder: &Path) -> Vec<Snapshot> {
    let objects = read(&folder.join("input.yaml")).into_iter().map(|value| Object::from_value(value).expect("objects"));
    Snapshot::organizations(objects).expect("distinct objects")
}

/// What compiling says besides objects.
pub(crate) fn report(snapshot: &Snapshot) -> Value {
    let findings = compile::all(snapshot).findings;
    let findings: Vec<Value> = findings
        .iter()
        .map(|finding| json!({ "on": format!("{} {}", finding.kind, finding.name), "problem": problem(&finding.problem) }))
        .collect();
    let mut components = Map::new();
    for object in snapshot.objects() {
        if let Object::Component(component) = &object {
            components.insert(object.name().to_owned(), of_component(&compile::component(snapshot, component)));
        }
    }
    json!({ "findings": findings, "components": components })
}

fn problem(problem: &Problem) -> Value {
    let Problem { severity, reason, field, summary, detail } = problem;
    json!({ "severity": format!("{severity:?}"), "reason": reason, "field": field, "summary": summary, "detail": detail })
}

fn of_component(compiled: &openchoreo_compile::Compiled) -> Value {
    let connections = compiled.connections.iter().map(|state| {
        let problem = state.problem.as_ref().map_or("open", |problem| problem.reason);
        json!({ "name": state.name, "environment": state.environment, "state": problem })
    });
    let desired = match &compiled.desired {
        Desired::Unresolved => json!("unresolved"),
        Desired::Known { targets, held } => json!({
            "targets": targets.iter().map(of_target).collect::<Vec<_>>(),
            "held": held
                .iter()
                .map(|held| json!({ "environment": held.environment, "dataPlane": held.data_plane }))
                .collect::<Vec<_>>(),
        }),
    };
    json!({
        "desired": desired,
        "connections": connections.collect::<Vec<_>>(),
        "awaiting": compiled.awaiting,
        "imageAssumed": compiled.image_assumed,
    })
}

fn of_target(target: &Target) -> Value {
    let secrets = target
        .secrets
        .iter()
        .map(|secret| json!({ "source": secret.source, "keys": secret.keys, "name": secret.name }));
    let objects = target.manifests.iter().map(|manifest| {
        format!("{} {}/{}", manifest.kind, manifest.namespace.as_deref().unwrap_or_default(), manifest.name)
    });
    json!({
        "environment": target.environment,
        "dataPlane": target.data_plane,
        "namespace": target.namespace,
        "image": target.image,
        "cells": target.cells.iter().map(openchoreo_compile::Cell::namespace).collect::<Vec<_>>(),
        "objects": objects.collect::<Vec<_>>(),
        "secrets": secrets.collect::<Vec<_>>(),
        "urls": target.urls,
    })
}

/// The labels of an object and of its pod template.
pub(crate) fn labels_of(object: &Value) -> Vec<(String, String)> {
    let places = [
        "/metadata/labels",
        "/spec/template/metadata/labels",
        "/spec/jobTemplate/spec/template/metadata/labels",
        "/spec/selector/matchLabels",
    ];
    let maps = places.iter().filter_map(|place| object.pointer(place).and_then(Value::as_object));
    maps.flatten().map(|(label, value)| (label.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}
