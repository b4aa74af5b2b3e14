use kube::ResourceExt;
use kube::api::{Api, ListParams, Patch, PatchParams, PostParams};
use serde_json::{Value, json};

use crate::support::*;

fn changed(pointer: &str, value: Value) -> Value {
    let mut definition = widgets_definition();
    *definition.pointer_mut(pointer).unwrap() = value;
    definition
}

#[tokio::test]
async fn a_definition_is_established_when_its_creation_is_answered() {
    let server = server().await;
    let created = definitions(&server).create(&PostParams::default(), &object(widgets_definition())).await.unwrap();
    let status = &created.data["status"];
    assert_eq!(
        status["acceptedNames"],
        json!({
            "plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList", "shortNames": ["wd"],
        })
    );
    assert_eq!(status["storedVersions"], json!(["v1"]));
    let conditions = status["conditions"].as_array().unwrap().iter();
    let conditions: Vec<_> =
        conditions.map(|condition| (condition["type"].clone(), condition["status"].clone())).collect();
    assert_eq!(conditions, [(json!("NamesAccepted"), json!("True")), (json!("Established"), json!("True"))]);
    widgets(&server).create(&PostParams::default(), &widget("a")).await.unwrap();
}

#[tokio::test]
async fn definitions_that_break_a_rule_are_refused() {
    let server = server().await;
    let schema = "/spec/versions/0/schema/openAPIV3Schema";
    let cases = [
        changed("/metadata/name", json!("gadgets.example.com")),
        changed("/spec/scope", json!("Galaxy")),
        changed("/spec/versions/0/storage", json!(false)),
        changed(schema, json!({"type": "object", "properties": {"spec": {}}})),
        changed(
            &format!("{schema}/properties/spec"),
            json!({
                "type": "object", "x-kubernetes-validations": [{"rule": "self.size >"}],
            }),
        ),
        changed("/spec/versions/0/schema", json!({})),
    ];
    for definition in cases {
        let refused = definitions(&server).create(&PostParams::default(), &object(definition.clone())).await;
        assert_eq!(code(refused), (422, "Invalid".to_owned()), "{definition}");
    }
}

#[tokio::test]
async fn names_that_are_taken_are_not_accepted() {
    let server = server_with_widgets().await;
    let mut rival = widgets_definition();
    rival["metadata"]["name"] = json!("gizmos.example.com");
    rival["spec"]["names"] = json!({"plural": "gizmos", "kind": "Gizmo", "shortNames": ["wd"]});
    let created = definitions(&server).create(&PostParams::default(), &object(rival)).await.unwrap();
    assert_eq!(created.data["status"]["conditions"][0]["reason"], "NameConflict");
    let gizmos: Api<kube::api::DynamicObject> = Api::all_with(server.client(), &resource("example.com", "v1", "Gizmo"));
    assert_eq!(code(gizmos.list(&ListParams::default()).await).0, 404);
}

#[tokio::test]
async fn every_served_version_shows_the_same_objects() {
    let server = server_with_widgets().await;
    widgets(&server).create(&PostParams::default(), &widget("old")).await.unwrap();
    let mut definition = definitions(&server).get("widgets.example.com").await.unwrap();
    let mut second = definition.data["spec"]["versions"][0].clone();
    definition.data["spec"]["versions"][0]["storage"] = json!(false);
    second["name"] = json!("v2");
    definition.data["spec"]["versions"].as_array_mut().unwrap().push(second);
    let updated =
        definitions(&server).replace("widgets.example.com", &PostParams::default(), &definition).await.unwrap();
    assert_eq!(updated.data["status"]["storedVersions"], json!(["v1", "v2"]));
    let second = Api::namespaced_with(server.client(), "default", &resource("example.com", "v2", "Widget"));
    let found: kube::api::DynamicObject = second.get("old").await.unwrap();
    assert_eq!(found.types.as_ref().unwrap().api_version, "example.com/v2");
    let change = Patch::Merge(json!({"spec": {"size": 3}}));
    let patched = second.patch("old", &PatchParams::default(), &change).await.unwrap();
    assert_eq!(patched.types.unwrap().api_version, "example.com/v2");
    let list = widgets(&server).list(&ListParams::default()).await.unwrap();
    assert_eq!(
        (list.items[0].types.as_ref().unwrap().api_version.as_str(), list.items[0].name_any()),
        ("example.com/v1", "old".to_owned())
    );
    assert_eq!(list.items[0].data["spec"]["size"], 3);
}

#[tokio::test]
async fn objects_are_stored_in_the_storage_version_whichever_they_are_written_in() {
    let server = server().await;
    let mut definition = widgets_definition();
    let mut second = definition["spec"]["versions"][0].clone();
    definition["spec"]["versions"][0]["storage"] = json!(false);
    second["name"] = json!("v2");
    definition["spec"]["versions"].as_array_mut().unwrap().push(second);
    define(&server, definition).await;
    let created = widgets(&server).create(&PostParams::default(), &widget("a")).await.unwrap();
    assert_eq!(created.types.unwrap().api_version, "example.com/v1");
    let second = Api::namespaced_with(server.client(), "default", &resource("example.com", "v2", "Widget"));
    let found: kube::api::DynamicObject = second.get("a").await.unwrap();
    assert_eq!(found.types.unwrap().api_version, "example.com/v2");
}

#[tokio::test]
async fn a_version_that_may_hold_objects_cannot_be_dropped() {
    let server = server_with_widgets().await;
    let mut definition = definitions(&server).get("widgets.example.com").await.unwrap();
    definition.data["spec"]["versions"][0]["name"] = json!("v2");
    let dropped = definitions(&server).replace("widgets.example.com", &PostParams::default(), &definition).await;
    assert_eq!(code(dropped), (422, "Invalid".to_owned()));
}

#[tokio::test]
async fn a_changed_schema_applies_to_the_next_write() {
    let server = server_with_widgets().await;
    let change = json!([{"op": "replace", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/maximum", "value": 0}]);
    let patch: Patch<Value> = Patch::Json(serde_json::from_value(change).unwrap());
    definitions(&server).patch("widgets.example.com", &PatchParams::default(), &patch).await.unwrap();
    assert_eq!(code(widgets(&server).create(&PostParams::default(), &widget("a")).await).0, 422);
}

#[tokio::test]
async fn cel_rules_see_the_old_object() {
    let server = server().await;
    let mut definition = widgets_definition();
    definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]["size"]["x-kubernetes-validations"] =
        json!([{"rule": "self == oldSelf", "message": "size cannot be changed"}]);
    define(&server, definition).await;
    let api = widgets(&server);
    api.create(&PostParams::default(), &widget("a")).await.unwrap();
    let change = Patch::Merge(json!({"spec": {"size": 2}}));
    assert_eq!(code(api.patch("a", &PatchParams::default(), &change).await).0, 422);
}
