use std::collections::BTreeSet;

use kube::ResourceExt;
use kube::api::{Api, DynamicObject, Patch, PatchParams, PostParams};
use serde_json::{Value, json};

use crate::support::*;

fn sized(name: &str, size: i64) -> Value {
    let mut widget = serde_json::to_value(widget(name)).unwrap();
    widget["spec"]["size"] = json!(size);
    widget
}

async fn apply(api: &Api<DynamicObject>, manager: &str, object: &Value) -> Result<DynamicObject, kube::Error> {
    let name = object["metadata"]["name"].as_str().unwrap();
    api.patch(name, &PatchParams::apply(manager), &Patch::Apply(object)).await
}

#[tokio::test]
async fn a_field_of_another_manager_is_a_conflict_with_its_cause() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    apply(&api, "first", &sized("a", 1)).await.unwrap();
    let Err(kube::Error::Api(status)) = apply(&api, "second", &sized("a", 2)).await else { panic!("no conflict") };
    let causes = status.details.clone().unwrap().causes;
    assert_eq!((status.code, status.reason.as_str(), causes.len()), (409, "Conflict", 1));
    assert_eq!((causes[0].reason.as_str(), causes[0].field.as_str()), ("FieldManagerConflict", ".spec.size"));
    assert!(causes[0].message.contains("\"first\""));
    let forced = PatchParams::apply("second").force();
    let taken = api.patch("a", &forced, &Patch::Apply(sized("a", 2))).await.unwrap();
    assert_eq!(taken.data["spec"]["size"], 2);
}

#[tokio::test]
async fn an_apply_that_changes_nothing_writes_nothing() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let first = apply(&api, "tester", &sized("a", 1)).await.unwrap();
    let second = apply(&api, "tester", &sized("a", 1)).await.unwrap();
    assert_eq!(first, second);
}

#[tokio::test]
async fn what_a_manager_no_longer_applies_goes() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let mut tagged = sized("a", 1);
    tagged["spec"]["tags"] = json!(["x"]);
    apply(&api, "tester", &tagged).await.unwrap();
    let after = apply(&api, "tester", &sized("a", 1)).await.unwrap();
    assert_eq!(after.data["spec"].get("tags"), None);
}

#[tokio::test]
async fn managed_fields_are_refused_in_an_applied_body() {
    let server = server_with_widgets().await;
    let mut object = sized("a", 1);
    object["metadata"]["managedFields"] = json!([{"manager": "x"}]);
    assert_eq!(code(apply(&widgets(&server), "tester", &object).await).0, 400);
}

#[tokio::test]
async fn status_is_applied_apart_and_never_creates() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let status = json!({
        "apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "a"},
        "spec": {"size": 50}, "status": {"ready": true},
    });
    let params = PatchParams::apply("controller");
    assert_eq!(code(api.patch_status("a", &params, &Patch::Apply(&status)).await).0, 404);
    apply(&api, "tester", &sized("a", 1)).await.unwrap();
    let after = api.patch_status("a", &params, &Patch::Apply(&status)).await.unwrap();
    assert_eq!((&after.data["spec"]["size"], &after.data["status"]["ready"]), (&json!(1), &json!(true)));
    let again = apply(&api, "tester", &sized("a", 1)).await.unwrap();
    assert_eq!(again.data["status"]["ready"], true);
    let owners: BTreeSet<_> =
        again.managed_fields().iter().map(|entry| (entry.manager.clone(), entry.subresource.clone())).collect();
    let status_entry = (Some("controller".to_owned()), Some("status".to_owned()));
    assert_eq!(owners, BTreeSet::from([(Some("tester".to_owned()), None), status_entry]));
}

#[tokio::test]
async fn updates_take_fields_over_from_appliers() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    apply(&api, "tester", &sized("a", 1)).await.unwrap();
    let mut edited = api.get("a").await.unwrap();
    edited.data["spec"]["size"] = json!(7);
    let params = PostParams { field_manager: Some("editor".to_owned()), ..PostParams::default() };
    api.replace("a", &params, &edited).await.unwrap();
    assert_eq!(code(apply(&api, "tester", &sized("a", 1)).await).0, 409);
}

#[tokio::test]
async fn concurrent_appliers_of_different_fields_all_win() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let applies = (0..20).map(|number| {
        let api = api.clone();
        async move {
            let object = json!({
                "apiVersion": "example.com/v1", "kind": "Widget",
                "metadata": {"name": "a", "annotations": {format!("example.com/{number}"): "x"}},
            });
            apply(&api, &format!("manager-{number}"), &object).await
        }
    });
    for outcome in futures::future::join_all(applies).await {
        outcome.unwrap();
    }
    assert_eq!(api.get("a").await.unwrap().annotations().len(), 20);
}

#[tokio::test]
async fn a_client_may_make_the_server_forget_who_owns_what() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    apply(&api, "first", &sized("a", 1)).await.unwrap();
    let change = json!([{"op": "replace", "path": "/metadata/managedFields", "value": [{}]}]);
    let patch: Patch<Value> = Patch::Json(serde_json::from_value(change).unwrap());
    api.patch("a", &PatchParams::default(), &patch).await.unwrap();
    let Err(kube::Error::Api(status)) = apply(&api, "second", &sized("a", 2)).await else { panic!("no conflict") };
    assert!(status.message.contains("before-first-apply"), "{status:?}");
}
