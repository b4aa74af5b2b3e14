//! What holds for all configurations.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::cases::widgets;
use super::{ApplyError, ApplyRequest, FieldSet, UpdateRequest, apply, update};
use crate::schema::TypeSchema;

static SCHEMA: LazyLock<TypeSchema> = LazyLock::new(widgets);

/// Specs of the widgets that the case files describe.
fn spec() -> impl Strategy<Value = Value> {
    let name = || prop::sample::select(vec!["a", "b", "c", "d"]);
    let ports = prop::collection::btree_map(1..4_i64, name(), 0..3);
    let containers = prop::collection::vec((name(), 0..3_i64), 0..4);
    let tags = prop::collection::btree_set(name(), 0..3);
    let settings = prop::collection::btree_map(name(), name(), 0..3);
    let leaves = (prop::option::of(0..3_i64), prop::option::of(prop::collection::vec(name(), 0..3)));
    (ports, containers, tags, settings, leaves).prop_map(|(ports, containers, tags, settings, (replicas, args))| {
        let mut spec = Map::new();
        let mut put = |field: &str, value: Option<Value>| value.map(|value| spec.insert(field.to_owned(), value));
        put("replicas", replicas.map(Value::from));
        put("args", args.map(Value::from));
        put("tags", (!tags.is_empty()).then(|| json!(tags)));
        put("settings", (!settings.is_empty()).then(|| json!(settings)));
        let ports: Vec<_> = ports.into_iter().map(|(port, name)| json!({ "port": port, "name": name })).collect();
        put("ports", (!ports.is_empty()).then(|| json!(ports)));
        let mut distinct: Vec<(&str, i64)> = Vec::new();
        for (name, image) in containers {
            if distinct.iter().all(|(known, _)| *known != name) {
                distinct.push((name, image));
            }
        }
        let containers = distinct.iter().map(|(name, image)| json!({ "name": name, "image": format!("i{image}") }));
        let containers: Vec<_> = containers.collect();
        put("containers", (!containers.is_empty()).then(|| json!(containers)));
        json!({ "apiVersion": "cases.choreo.dev/v1", "kind": "Widget", "metadata": { "name": "it" }, "spec": spec })
    })
}

fn nothing() -> Value {
    json!({ "apiVersion": "cases.choreo.dev/v1", "kind": "Widget", "metadata": { "name": "it" } })
}

fn applied(live: Option<&Value>, manager: &str, config: &Value, now: &str) -> Result<Value, ApplyError> {
    apply_with(live, manager, config, true, now)
}

fn apply_with(
    live: Option<&Value>,
    manager: &str,
    applied: &Value,
    force: bool,
    now: &str,
) -> Result<Value, ApplyError> {
    let api_version = "cases.choreo.dev/v1";
    apply(&SCHEMA, ApplyRequest { live, applied, manager, api_version, subresource: None, force, beyond: false, now })
}

fn without_managers(mut object: Value) -> Value {
    if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.remove("managedFields");
    }
    object
}

/// The entry's fields of each manager.
fn owned(object: &Value) -> Vec<FieldSet> {
    let entries = object["metadata"]["managedFields"].as_array().into_iter().flatten();
    entries.filter_map(|entry| FieldSet::from_fields_v1(&entry["fieldsV1"])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn applying_twice_is_applying_once(first in spec(), second in spec()) {
        let live = applied(None, "alice", &first, "t1").expect("forced");
        let once = applied(Some(&live), "bob", &second, "t2").expect("forced");
        prop_assert_eq!(applied(Some(&once), "bob", &second, "t3").expect("forced"), once);
    }

    #[test]
    fn giving_up_undoes_an_apply(config in spec()) {
        let live = applied(None, "alice", &config, "t1").expect("forced");
        let rest = applied(Some(&live), "alice", &nothing(), "t2").expect("forced");
        prop_assert_eq!(rest, nothing());
    }

    #[test]
    fn a_stranger_that_gives_up_leaves_what_others_apply(first in spec(), second in spec()) {
        let live = applied(None, "alice", &first, "t1").expect("forced");
        let both = applied(Some(&live), "bob", &second, "t2").expect("forced");
        let gone = applied(Some(&both), "bob", &nothing(), "t3").expect("forced");
        let again = applied(Some(&gone), "alice", &first, "t4").expect("forced");
        prop_assert_eq!(applied(Some(&again), "alice", &first, "t5").expect("forced"), again.clone());
        prop_assert_eq!(owned(&again).len(), usize::from(first["spec"] != json!(null)));
    }

    #[test]
    fn a_first_apply_sets_exactly_the_configuration(config in spec()) {
        prop_assert_eq!(without_managers(applied(None, "alice", &config, "t1").expect("forced")), config);
    }

    #[test]
    fn values_of_others_conflict_unless_equal(first in spec(), second in spec()) {
        let live = applied(None, "alice", &first, "t1").expect("forced");
        match apply_with(Some(&live), "bob", &second, false, "t2") {
            Ok(merged) => prop_assert!(apply_with(Some(&merged), "alice", &first, false, "t3").is_ok()),
            Err(ApplyError::Conflicts(conflicts)) => prop_assert!(!conflicts.is_empty()),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn an_update_to_the_same_object_changes_nothing(first in spec(), second in spec()) {
        let live = applied(None, "alice", &first, "t1").expect("forced");
        let new = without_managers(applied(Some(&live), "bob", &second, "t2").expect("forced"));
        let write = |live: &Value, new: &Value, now: &str| update(&SCHEMA, UpdateRequest {
            live: Some(live), new, manager: "carol", api_version: "cases.choreo.dev/v1", subresource: None, now,
        });
        let stored = write(&live, &new, "t3");
        prop_assert_eq!(write(&stored, &new, "t4"), stored);
    }
}
