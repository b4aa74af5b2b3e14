use kube::ResourceExt;
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams, Preconditions};
use serde_json::{Value, json};

use crate::support::*;

fn config_map(name: &str, owner: &DynamicObject, blocks: bool) -> DynamicObject {
    let types = owner.types.clone().unwrap();
    object(json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "ownerReferences": [{
            "apiVersion": types.api_version, "kind": types.kind, "name": owner.name_any(), "uid": owner.uid(),
            "blockOwnerDeletion": blocks,
        }]},
    }))
}

fn with_finalizer(mut object: DynamicObject) -> DynamicObject {
    object.metadata.finalizers = Some(vec!["example.com/hold".to_owned()]);
    object
}

async fn drop_finalizers(api: &Api<DynamicObject>, name: &str) {
    let patch: Patch<Value> = Patch::Merge(json!({"metadata": {"finalizers": null}}));
    api.patch(name, &PatchParams::default(), &patch).await.unwrap();
}

async fn create(api: &Api<DynamicObject>, object: &DynamicObject) -> DynamicObject {
    api.create(&PostParams::default(), object).await.unwrap()
}

#[tokio::test]
async fn a_finalizer_holds_an_object_until_it_is_removed() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    create(&api, &with_finalizer(widget("a"))).await;
    let deleted = api.delete("a", &DeleteParams::default()).await.unwrap().left().unwrap();
    assert!(deleted.metadata.deletion_timestamp.is_some());
    assert_eq!(deleted.metadata.generation, Some(2));
    let more: Patch<Value> =
        Patch::Merge(json!({"metadata": {"finalizers": ["example.com/hold", "example.com/late"]}}));
    assert_eq!(code(api.patch("a", &PatchParams::default(), &more).await).0, 422);
    drop_finalizers(&api, "a").await;
    assert_eq!(code(api.get("a").await).0, 404);
}

#[tokio::test]
async fn preconditions_of_a_deletion_must_hold() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    let created = create(&api, &widget("a")).await;
    let stale = Preconditions { uid: None, resource_version: Some("1".to_owned()) };
    let other = Preconditions { uid: Some("other".to_owned()), resource_version: None };
    for preconditions in [stale, other] {
        let params = DeleteParams { preconditions: Some(preconditions), ..DeleteParams::default() };
        assert_eq!(code(api.delete("a", &params).await), (409, "Conflict".to_owned()));
    }
    let right = Preconditions { uid: created.uid(), resource_version: created.resource_version() };
    api.delete("a", &DeleteParams { preconditions: Some(right), ..DeleteParams::default() }).await.unwrap();
}

#[tokio::test]
async fn dependents_follow_their_owner_in_the_background() {
    let server = server_with_widgets().await;
    let (owners, dependents) = (widgets(&server), config_maps(&server, "default"));
    let owner = create(&owners, &widget("a")).await;
    let dependent = create(&dependents, &config_map("d", &owner, true)).await;
    let mut grandchild = config_map("g", &owner, false);
    grandchild.metadata.owner_references = config_map("", &dependent, false).metadata.owner_references;
    create(&dependents, &grandchild).await;
    owners.delete("a", &DeleteParams::background()).await.unwrap();
    gone(&dependents, "d").await;
    gone(&dependents, "g").await;
}

#[tokio::test]
async fn orphans_stay_and_forget_their_owner() {
    let server = server_with_widgets().await;
    let (owners, dependents) = (widgets(&server), config_maps(&server, "default"));
    let owner = create(&owners, &widget("a")).await;
    create(&dependents, &config_map("d", &owner, true)).await;
    owners.delete("a", &DeleteParams::orphan()).await.unwrap();
    gone(&owners, "a").await;
    assert_eq!(dependents.get("d").await.unwrap().owner_references(), []);
}

#[tokio::test]
async fn a_foreground_deletion_waits_for_dependents_that_block_it() {
    let server = server_with_widgets().await;
    let (owners, dependents) = (widgets(&server), config_maps(&server, "default"));
    let owner = create(&owners, &widget("a")).await;
    create(&dependents, &with_finalizer(config_map("d", &owner, true))).await;
    owners.delete("a", &DeleteParams::foreground()).await.unwrap();
    eventually(async || dependents.get("d").await.unwrap().metadata.deletion_timestamp.is_some()).await;
    assert!(owners.get("a").await.is_ok());
    drop_finalizers(&dependents, "d").await;
    gone(&owners, "a").await;
}

#[tokio::test]
async fn an_object_whose_owner_never_existed_is_collected() {
    let server = server_with_widgets().await;
    let dependents = config_maps(&server, "default");
    let mut owner = widget("never");
    owner.metadata.uid = Some("00000000-0000-0000-0000-000000000000".to_owned());
    create(&dependents, &config_map("d", &owner, false)).await;
    gone(&dependents, "d").await;
}

#[tokio::test]
async fn an_object_with_a_living_owner_loses_only_the_reference_to_the_dead_one() {
    let server = server_with_widgets().await;
    let (owners, dependents) = (widgets(&server), config_maps(&server, "default"));
    let (first, second) = (create(&owners, &widget("a")).await, create(&owners, &widget("b")).await);
    let mut dependent = config_map("d", &first, false);
    let references = config_map("d", &second, false).metadata.owner_references.unwrap();
    dependent.metadata.owner_references.as_mut().unwrap().extend(references);
    create(&dependents, &dependent).await;
    owners.delete("a", &DeleteParams::default()).await.unwrap();
    eventually(async || dependents.get("d").await.unwrap().owner_references().len() == 1).await;
    assert_eq!(Some(dependents.get("d").await.unwrap().owner_references()[0].uid.clone()), second.uid());
}

#[tokio::test]
async fn cluster_scoped_owners_reach_into_namespaces() {
    let server = server().await;
    let owner = create(&namespaces(&server), &namespace("owner")).await;
    let dependents = config_maps(&server, "default");
    create(&dependents, &config_map("d", &owner, false)).await;
    namespaces(&server).delete("owner", &DeleteParams::default()).await.unwrap();
    gone(&dependents, "d").await;
}

#[tokio::test]
async fn a_deleted_namespace_takes_its_content_with_it_and_accepts_nothing_new() {
    let server = server_with_widgets().await;
    let all = namespaces(&server);
    create(&all, &namespace("team")).await;
    let (held, maps) = (widgets_in(&server, "team"), config_maps(&server, "team"));
    create(&held, &with_finalizer(widget("a"))).await;
    create(&maps, &object(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m"}}))).await;
    let deleted = all.delete("team", &DeleteParams::default()).await.unwrap().left().unwrap();
    assert_eq!(deleted.data["status"]["phase"], "Terminating");
    assert_eq!(code(held.create(&PostParams::default(), &widget("b")).await), (403, "Forbidden".to_owned()));
    gone(&maps, "m").await;
    assert!(all.get("team").await.is_ok());
    drop_finalizers(&held, "a").await;
    gone(&all, "team").await;
    assert_eq!(code(held.create(&PostParams::default(), &widget("b")).await), (404, "NotFound".to_owned()));
}

#[tokio::test]
async fn the_namespaces_of_every_cluster_stay() {
    let server = server().await;
    assert_eq!(code(namespaces(&server).delete("default", &DeleteParams::default()).await).0, 403);
}

#[tokio::test]
async fn a_deleted_definition_takes_its_objects_with_it() {
    let server = server_with_widgets().await;
    let (api, all) = (widgets(&server), definitions(&server));
    create(&api, &with_finalizer(widget("a"))).await;
    all.delete("widgets.example.com", &DeleteParams::default()).await.unwrap();
    assert_eq!(code(api.create(&PostParams::default(), &widget("b")).await).0, 405);
    eventually(async || api.get("a").await.unwrap().metadata.deletion_timestamp.is_some()).await;
    drop_finalizers(&api, "a").await;
    gone(&all, "widgets.example.com").await;
    // The types that are served follow the definitions a moment later.
    eventually(async || api.list(&ListParams::default()).await.is_err()).await;
    assert_eq!(code(api.list(&ListParams::default()).await).0, 404);
    define(&server, widgets_definition()).await;
    assert_eq!(api.list(&ListParams::default()).await.unwrap().items.len(), 0);
}

#[tokio::test]
async fn a_collection_delete_takes_what_its_selector_names() {
    let server = server_with_widgets().await;
    let api = widgets(&server);
    for (name, color) in [("a", "red"), ("b", "blue"), ("c", "red")] {
        let mut labelled = widget(name);
        labelled.labels_mut().insert("color".to_owned(), color.to_owned());
        create(&api, &labelled).await;
    }
    let params = ListParams::default().labels("color=red");
    api.delete_collection(&DeleteParams::default(), &params).await.unwrap();
    let names: Vec<_> = api.list(&ListParams::default()).await.unwrap().iter().map(ResourceExt::name_any).collect();
    assert_eq!(names, ["b"]);
}
