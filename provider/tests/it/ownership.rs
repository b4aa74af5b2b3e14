//! What happens when others write to the same objects.

use serde_json::{Value as Json, json};

use crate::world::{World, object};

fn component() -> Json {
    json!({"name": "web", "organization": "acme", "type": "service", "image": "web:1", "env": {"A": "1", "B": "2"},
           "endpoints": {"api": {"port": 8080}}})
}

#[tokio::test]
async fn an_edited_field_is_drift_that_the_plan_names_and_the_apply_repairs() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_component", component()).await;
    let edit = json!({"spec": {"endpoints": [{"name": "api", "port": 9999}]}});
    world.edit_as("kubectl-edit", "Component", "web", edit).await;
    let drifted = world.core.refresh(&instance).await.expect("there");
    assert_ne!(drifted.state, instance.state);
    let config = world.core.config("openchoreo_component", &component());
    let (plan, _) = world.core.plan("openchoreo_component", Some(&drifted), &config).await;
    let text = plan.diagnostics.to_string();
    assert!(!plan.diagnostics.has_error(), "{text}");
    assert!(text.contains(r#"warning at endpoints["api"].port"#) && text.contains("\"kubectl-edit\" at 20"), "{text}");
    world.core.update(&drifted, component()).await;
    let live = world.get("Component", "web").await.expect("there");
    assert_eq!(live.data["spec"]["endpoints"][0]["port"], 8080);
}

#[tokio::test]
async fn a_field_that_another_manager_applies_is_an_error_unless_forced() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_component", component()).await;
    world.apply_as("flux", object("Component", "web", json!({"type": "service", "image": "flux:1"}))).await;
    let drifted = world.core.refresh(&instance).await.expect("there");
    let (kept, diagnostics) = world.core.apply("openchoreo_component", Some(&drifted), component()).await;
    let text = diagnostics.to_string();
    for part in ["error at image", "\"flux\"", "force_conflicts"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(kept.expect("kept").state, drifted.state);
    world.core.configure(json!({"force_conflicts": true})).await;
    world.core.update(&drifted, component()).await;
    assert_eq!(world.get("Component", "web").await.expect("there").data["spec"]["image"], "web:1");
}

#[tokio::test]
async fn what_others_add_is_left_alone() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_component", component()).await;
    let edit = json!({"metadata": {"labels": {"theirs": "1"}}, "spec": {"runtime": "go", "env": {"THEIRS": "1"}}});
    world.edit_as("kubectl-edit", "Component", "web", edit).await;
    world.core.assert_no_changes(&instance, component()).await;
    let mut changed = component();
    changed["image"] = json!("web:2");
    world.core.update(&instance, changed).await;
    let live = world.get("Component", "web").await.expect("there");
    assert_eq!(live.data["spec"]["env"]["THEIRS"], "1");
    assert_eq!(live.data["spec"]["runtime"], "go");
    assert_eq!(live.metadata.labels.expect("labels")["theirs"], "1");
}

#[tokio::test]
async fn a_field_leaves_the_object_with_the_configuration_whoever_wrote_it_last() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_component", component()).await;
    world.edit_as("kubectl-edit", "Component", "web", json!({"spec": {"env": {"B": "3"}, "image": "web:9"}})).await;
    let drifted = world.core.refresh(&instance).await.expect("there");
    let mut without = component();
    without["env"] = json!({"A": "1"});
    without.as_object_mut().expect("an object").remove("image");
    world.core.update(&drifted, without).await;
    let spec = world.get("Component", "web").await.expect("there").data["spec"].clone();
    assert_eq!(spec["env"], json!({"A": "1"}));
    assert_eq!(spec.get("image"), None);
}
