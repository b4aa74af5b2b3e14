//! Creating what exists already.

use std::time::Duration;

use serde_json::json;

use crate::world::{World, object};

#[tokio::test]
async fn an_object_of_somebody_else_is_an_error_that_names_the_way_out() {
    let world = World::with_organization().await;
    world.apply_as("kubectl", object("Project", "shop", json!({"pipeline": "main"}))).await;
    let attributes = json!({"name": "shop", "organization": "acme", "pipeline": "main"});
    let (instance, diagnostics) = world.core.apply("openchoreo_project", None, attributes.clone()).await;
    let text = diagnostics.to_string();
    assert!(instance.is_none() && diagnostics.has_error());
    for part in ["error at name", "adopt_existing", "terraform import openchoreo_project.<label> acme/shop"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    world.core.configure(json!({"adopt_existing": true})).await;
    world.core.create("openchoreo_project", attributes).await;
}

#[tokio::test]
async fn a_create_that_was_cut_off_is_picked_up() {
    let world = World::with_organization().await;
    let attributes = json!({"name": "shop", "organization": "acme", "display_name": "Shop"});
    world.core.create("openchoreo_project", attributes.clone()).await;
    // The state was lost before it was recorded.
    world.core.create("openchoreo_project", attributes.clone()).await;
    let (instance, diagnostics) =
        world.core.apply("openchoreo_project", None, json!({"name": "shop", "organization": "acme"})).await;
    assert!(instance.is_none() && diagnostics.to_string().contains("adopt_existing"), "{diagnostics}");
}

#[tokio::test]
async fn after_adoption_a_failed_wait_is_a_warning() {
    let world = World::with_organization().await;
    world.apply_as("kubectl", object("Project", "shop", json!({}))).await;
    world.core.configure(json!({"adopt_existing": true})).await;
    let attributes = json!({"name": "shop", "organization": "acme", "display_name": "Shop",
                            "annotations": {"test/ignored": "yes"}, "timeouts": {"create": "1s"}});
    let (instance, diagnostics) = world.core.apply("openchoreo_project", None, attributes).await;
    assert!(instance.is_some() && !diagnostics.is_empty() && !diagnostics.has_error(), "{diagnostics}");
}

#[tokio::test]
async fn adoption_does_not_take_values_that_another_manager_applies() {
    let world = World::with_organization().await;
    world.apply_as("kubectl", object("Project", "shop", json!({"displayName": "Theirs"}))).await;
    world.core.configure(json!({"adopt_existing": true})).await;
    let attributes = json!({"name": "shop", "organization": "acme", "display_name": "Ours"});
    let (instance, diagnostics) = world.core.apply("openchoreo_project", None, attributes).await;
    let text = diagnostics.to_string();
    assert!(instance.is_none() && text.contains("error at display_name") && text.contains("kubectl"), "{text}");
}

#[tokio::test]
async fn while_an_object_of_the_name_is_being_deleted_nothing_is_created() {
    let world = World::with_organization().await;
    world.apply_as("kubectl", object("Project", "shop", json!({}))).await;
    world.edit_as("test", "Project", "shop", json!({"metadata": {"finalizers": ["test/hold"]}})).await;
    let gone = tokio::time::timeout(Duration::from_millis(200), world.delete("Project", "shop")).await;
    assert!(gone.is_err(), "the finalizer holds it");
    let attributes = json!({"name": "shop", "organization": "acme", "timeouts": {"create": "1s"}});
    let (instance, diagnostics) = world.core.apply("openchoreo_project", None, attributes).await;
    let text = diagnostics.to_string();
    assert!(instance.is_none() && diagnostics.has_error());
    assert!(text.contains("still being deleted") && text.contains("Nothing was created"), "{text}");
    assert!(!text.contains("in the state") && !text.contains("untaint"), "{text}");
}
