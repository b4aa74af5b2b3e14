//! Destroying.

use serde_json::json;

use crate::world::{World, object};

#[tokio::test]
async fn a_protected_object_is_neither_destroyed_nor_replaced() {
    let world = World::new().await;
    let attributes = json!({"name": "acme", "deletion_protection": true});
    let instance = world.core.create("openchoreo_organization", attributes).await;
    for config in [json!(null), json!({"name": "other", "deletion_protection": true})] {
        let (kept, diagnostics) = world.core.apply("openchoreo_organization", Some(&instance), config).await;
        assert!(diagnostics.to_string().contains("error at deletion_protection"), "{diagnostics}");
        assert!(kept.is_some());
    }
    let (instance, _) = world.core.update(&instance, json!({"name": "acme"})).await;
    let (left, diagnostics) = world.core.destroy(&instance).await;
    assert!(left.is_none() && diagnostics.is_empty(), "{diagnostics}");
}

#[tokio::test]
async fn what_is_gone_already_is_destroyed() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_project", json!({"name": "shop", "organization": "acme"})).await;
    world.delete("Project", "shop").await;
    let (left, diagnostics) = world.core.destroy(&instance).await;
    assert!(left.is_none() && diagnostics.is_empty(), "{diagnostics}");
}

#[tokio::test]
async fn an_object_that_was_created_again_is_not_deleted() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_project", json!({"name": "shop", "organization": "acme"})).await;
    world.delete("Project", "shop").await;
    world.apply_as("kubectl", object("Project", "shop", json!({}))).await;
    let (left, diagnostics) = world.core.destroy(&instance).await;
    assert!(left.is_some() && diagnostics.to_string().contains("created again"), "{diagnostics}");
    assert!(world.get("Project", "shop").await.is_some());
}

#[tokio::test]
async fn finalizers_are_waited_for_and_named() {
    let world = World::with_organization().await;
    let attributes = json!({"name": "shop", "organization": "acme", "timeouts": {"delete": "1s"}});
    let instance = world.core.create("openchoreo_project", attributes).await;
    world.edit_as("test", "Project", "shop", json!({"metadata": {"finalizers": ["test/hold"]}})).await;
    let (left, diagnostics) = world.core.destroy(&instance).await;
    assert!(diagnostics.to_string().contains("test/hold"), "{diagnostics}");
    assert!(world.core.refresh(&left.expect("kept")).await.is_none(), "what is being deleted is planned anew");
    world.edit_as("test", "Project", "shop", json!({"metadata": {"finalizers": null}})).await;
}
