use serde_json::{Value, json};

use super::{PatchError, merge};
use crate::builtin::find;

fn merged(kind: &str, original: Value, patch: Value) -> Result<Value, PatchError> {
    let group = if kind == "Deployment" { "apps" } else { "" };
    merge(find(group, "v1", kind).expect("a built-in kind").patch_schema(), &original, &patch)
}

fn check(kind: &str, original: Value, patch: Value, expected: Value) {
    assert_eq!(merged(kind, original, patch.clone()), Ok(expected), "{patch}");
}

fn containers(items: Value) -> Value {
    json!({ "spec": { "containers": items } })
}

#[test]
fn keyed_lists_merge_by_their_key_and_follow_the_order_of_the_patch() {
    let live = containers(json!([{ "name": "a", "image": "a:1", "tty": true }, { "name": "b", "image": "b:1" }]));
    let patch = containers(json!([{ "name": "a", "image": "a:2" }, { "name": "c", "image": "c:1" }]));
    let expected = json!([
        { "name": "a", "image": "a:2", "tty": true }, { "name": "c", "image": "c:1" }, { "name": "b", "image": "b:1" },
    ]);
    check("Pod", live, patch, containers(expected));
}

#[test]
fn items_are_deleted_and_lists_replaced_by_directive() {
    let live = || containers(json!([{ "name": "a", "image": "a:1" }, { "name": "b", "image": "b:1" }]));
    let delete = containers(json!([{ "name": "a", "$patch": "delete" }]));
    check("Pod", live(), delete, containers(json!([{ "name": "b", "image": "b:1" }])));
    let replace = containers(json!([{ "name": "c", "image": "c:1" }, { "$patch": "replace" }]));
    check("Pod", live(), replace, containers(json!([{ "name": "c", "image": "c:1" }])));
}

#[test]
fn objects_are_replaced_and_emptied_by_directive() {
    let live = || json!({ "data": { "a": "1", "b": "2" } });
    check("ConfigMap", live(), json!({ "data": { "c": "3", "$patch": "replace" } }), json!({ "data": { "c": "3" } }));
    check("ConfigMap", live(), json!({ "data": { "$patch": "delete" } }), json!({ "data": {} }));
}

#[test]
fn nulls_remove_fields_and_are_not_stored() {
    check(
        "ConfigMap",
        json!({ "data": { "a": "1", "b": "2" } }),
        json!({ "data": { "a": null } }),
        json!({ "data": { "b": "2" } }),
    );
    check("ConfigMap", json!({}), json!({ "data": { "a": null, "b": "2" } }), json!({ "data": { "b": "2" } }));
}

#[test]
fn sets_of_scalars_unite_and_lose_items_by_directive() {
    let live = || json!({ "metadata": { "finalizers": ["a/1", "b/2"] } });
    let add = json!({ "metadata": { "finalizers": ["c/3"] } });
    check("ConfigMap", live(), add, json!({ "metadata": { "finalizers": ["c/3", "a/1", "b/2"] } }));
    let remove = json!({ "metadata": { "$deleteFromPrimitiveList/finalizers": ["a/1"] } });
    check("ConfigMap", live(), remove, json!({ "metadata": { "finalizers": ["b/2"] } }));
}

#[test]
fn the_order_asked_for_holds_and_foreign_items_keep_their_place() {
    let live = containers(json!([{ "name": "a" }, { "name": "theirs" }, { "name": "b" }]));
    let patch = json!({ "spec": {
        "$setElementOrder/containers": [{ "name": "b" }, { "name": "new" }, { "name": "a" }],
        "containers": [{ "name": "new", "image": "n:1" }],
    } });
    let expected = json!([{ "name": "theirs" }, { "name": "b" }, { "name": "new", "image": "n:1" }, { "name": "a" }]);
    check("Pod", live, patch, containers(expected));
}

#[test]
fn a_new_item_takes_the_place_of_a_deleted_one() {
    let live = containers(json!([{ "name": "theirs" }, { "name": "a" }, { "name": "gone" }]));
    let patch = json!({ "spec": {
        "$setElementOrder/containers": [{ "name": "new" }, { "name": "a" }],
        "containers": [{ "name": "new" }, { "name": "gone", "$patch": "delete" }],
    } });
    check("Pod", live, patch, containers(json!([{ "name": "theirs" }, { "name": "new" }, { "name": "a" }])));
}

#[test]
fn an_order_alone_sorts_what_is_there() {
    let live = json!({ "metadata": { "finalizers": ["a/1", "b/2"] } });
    let patch = json!({ "metadata": { "$setElementOrder/finalizers": ["b/2", "a/1"] } });
    check("ConfigMap", live, patch, json!({ "metadata": { "finalizers": ["b/2", "a/1"] } }));
}

#[test]
fn only_the_retained_keys_stay() {
    let live = json!({ "spec": { "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 1 } } } });
    let patch = json!({ "spec": { "strategy": { "type": "Recreate", "$retainKeys": ["type"] } } });
    check("Deployment", live, patch, json!({ "spec": { "strategy": { "type": "Recreate" } } }));
}

#[test]
fn lists_without_a_merge_strategy_are_replaced() {
    let live = containers(json!([{ "name": "a", "args": ["x", "y"] }]));
    let patch = containers(json!([{ "name": "a", "args": ["z"] }]));
    check("Pod", live, patch, containers(json!([{ "name": "a", "args": ["z"] }])));
}

#[test]
fn refuses_what_no_patch_may_say() {
    let live = || json!({ "metadata": { "finalizers": ["a/1"] }, "spec": { "containers": [{ "name": "a" }] } });
    for patch in [json!([]), json!({ "spec": { "$retainKeys": "containers" } }), json!({ "$setElementOrder": [] })] {
        assert!(matches!(merged("Pod", live(), patch.clone()), Err(PatchError::Malformed(_))), "{patch}");
    }
    let nested = json!({ "metadata": { "finalizers": [["a/1"]] } });
    assert!(matches!(merged("Pod", live(), nested), Err(PatchError::Unprocessable(_))));
    for patch in [
        json!({ "$patch": "merge" }),
        containers(json!([{ "image": "without a name" }])),
        containers(json!(["a"])),
        json!({ "spec": { "containers": [{ "name": "a" }], "$setElementOrder/containers": [{ "name": "b" }] } }),
    ] {
        assert!(matches!(merged("Pod", live(), patch.clone()), Err(PatchError::Mismatch(_))), "{patch}");
    }
}
