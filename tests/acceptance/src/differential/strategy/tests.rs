//! Sequences hold what they are meant to hold.

use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

type Tell = fn(&Step) -> bool;

/// What a campaign is about, each with how to tell a request that is about it.
const INGREDIENTS: [(&str, Tell); 30] = [
    ("a creation", |step| step.verb == Verb::Create),
    ("an update", |step| step.verb == Verb::Update),
    ("a replacement of an old version", |step| step.verb == Verb::Replace && says(step, ".stale}")),
    ("a JSON merge patch", |step| step.verb == Verb::Merge),
    ("a JSON patch", |step| step.verb == Verb::Json),
    ("a strategic merge patch", |step| step.verb == Verb::Strategic),
    ("an apply by one manager", |step| step.verb == Verb::Apply && asks(step, "fieldManager", "alice")),
    ("an apply by another manager", |step| step.verb == Verb::Apply && asks(step, "fieldManager", "bob")),
    ("an apply that forces", |step| step.verb == Verb::Apply && asks(step, "force", "true")),
    ("an update of a status", |step| step.verb == Verb::Update && step.subresource == "status"),
    ("an apply of a status", |step| step.verb == Verb::Apply && step.subresource == "status"),
    ("a finalizer", |step| says(step, "example.com/hold")),
    ("an owner", |step| says(step, "ownerReferences")),
    ("a deletion", |step| step.verb == Verb::Delete),
    ("a deletion in the foreground", |step| step.verb == Verb::Delete && says(step, "Foreground")),
    ("a deletion that orphans", |step| step.verb == Verb::Delete && says(step, "Orphan")),
    ("a deletion of a known version only", |step| step.verb == Verb::Delete && says(step, "preconditions")),
    ("a list by labels", |step| step.verb == Verb::List && step.query.contains_key("labelSelector")),
    ("a list by fields", |step| step.verb == Verb::List && step.query.contains_key("fieldSelector")),
    ("a list in pages", |step| step.verb == Verb::Pages && step.query.contains_key("limit")),
    ("a watch from an old version", |step| step.verb == Verb::Watch && asks(step, "resourceVersion", "${start}")),
    ("a watch with initial events", |step| step.verb == Verb::Watch && asks(step, "sendInitialEvents", "true")),
    ("a dry-run", |step| asks(step, "dryRun", "All")),
    ("strict validation of an unknown field", |step| asks(step, "fieldValidation", "Strict") && says(step, "unknown")),
    ("warnings of an unknown field", |step| asks(step, "fieldValidation", "Warn") && says(step, "unknown")),
    ("an unknown field that is ignored", |step| asks(step, "fieldValidation", "Ignore") && says(step, "unknown")),
    ("a default", |step| step.kind == "widgets" && says(step, r#""options":{}"#)),
    ("pruning", |step| step.kind == "widgets" && says(step, r#""unknown":true"#)),
    ("a change that a CEL rule forbids", |step| step.kind == "widgets" && says(step, r#""owner":"bob""#)),
    ("a list with keys", |step| step.kind == "gadgets" && says(step, r#""steps":[{"id":1,"kind":"a","text":"t"}"#)),
];

fn says(step: &Step, text: &str) -> bool {
    step.body.to_string().contains(text)
}

fn asks(step: &Step, parameter: &str, value: &str) -> bool {
    step.query.get(parameter).is_some_and(|found| found == value)
}

#[test]
fn sequences_are_about_everything_that_servers_are_to_agree_on() {
    let mut runner = TestRunner::deterministic();
    let sequences: Vec<Sequence> =
        (0..600).map(|_| sequence().new_tree(&mut runner).expect("a sequence").current()).collect();
    let steps = || sequences.iter().flatten();
    let missing: Vec<_> = INGREDIENTS.iter().filter(|(_, is_it)| !steps().any(is_it)).map(|(what, _)| *what).collect();
    assert!(missing.is_empty(), "no sequence has {missing:?}");
    let length = steps().count() / sequences.len();
    assert!(length >= 10, "sequences are {length} steps long");
}
