//! Golden cases: `cases/<name>/input.yaml` compiles to `cases/<name>/expected.yaml`.
//!
//! The first document expected of an organization is the report, the others are the objects.
//! `UPDATE_CASES=1 cargo test -p openchoreo-compile --test cases` rewrites what is expected.

mod common;

use std::{env, fs, path::Path};

use common::{case_folders, read, report};
use openchoreo_compile::{Object, Snapshot, compile};
use serde_json::Value;

#[test]
fn every_case_compiles_to_what_is_expected() {
    let update = env::var_os("UPDATE_CASES").is_some();
    let folders = case_folders();
    assert!(folders.len() >= 25, "only {} cases were found", folders.len());
    let mut stale = Vec::new();
    for folder in folders {
        let actual = compile_case(&folder);
        let file = folder.join("expected.yaml");
        if update {
            fs::write(&file, actual).expect("the case's folder is writable");
            continue;
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if expected != actual {
            stale.push(format!("{}:\n{}", folder.display(), difference(&expected, &actual)));
        }
    }
    assert!(stale.is_empty(), "{}\nIf this is meant, run with UPDATE_CASES=1.", stale.join("\n"));
}

fn compile_case(folder: &Path) -> String {
    let objects: Vec<Object> = read(&folder.join("input.yaml"))
        .into_iter()
        .map(|value| Object::from_value(value).unwrap_or_else(|problem| panic!("{}: {problem}", folder.display())))
        .collect();
    let snapshots = Snapshot::organizations(objects).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut documents: Vec<Value> = Vec::new();
    for snapshot in snapshots {
        documents.push(report(&snapshot));
        documents.extend(compile::all(&snapshot).manifests.into_iter().map(|(_, manifest)| manifest.object));
    }
    serde_saphyr::to_string_multiple(&documents).expect("documents serialise")
}

/// The lines between the common beginning and the common end.
fn difference(expected: &str, actual: &str) -> String {
    let (expected, actual): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let start = expected.iter().zip(&actual).take_while(|(a, b)| a == b).count();
    let rest = (expected.len().min(actual.len())) - start;
    let end = expected.iter().rev().zip(actual.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mark = |sign: char, lines: &[&str]| -> String {
        lines[start..lines.len() - end].iter().map(|line| format!("{sign} {line}\n")).collect()
    };
    format!("at line {}:\n{}{}", start + 1, mark('-', &expected), mark('+', &actual))
}
