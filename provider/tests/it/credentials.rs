//! Credentials of data planes that go through Terraform.

use serde_json::{Value as Json, json};

use crate::world::World;

const CANARY: &str = "canary-4711";

fn data_plane() -> Json {
    json!({"name": "plane", "organization": "acme", "kubeconfig_wo": CANARY, "kubeconfig_wo_version": 1,
           "cluster": {"kubeconfig_secret": {"name": "plane-kubeconfig", "key": "config"}}})
}

async fn secret(world: &World, name: &str) -> Option<String> {
    let secret = world.get("Secret", name).await?;
    Some(secret.data["data"]["config"].as_str().expect("a value").to_owned())
}

#[tokio::test]
async fn a_credential_reaches_the_secret_and_nothing_else() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_data_plane", data_plane()).await;
    assert_eq!(secret(&world, "plane-kubeconfig").await.as_deref(), Some("Y2FuYXJ5LTQ3MTE="));
    assert!(!format!("{instance:?}").contains(CANARY));
    assert!(!String::from_utf8_lossy(&instance.private).contains(CANARY));
    let mut next = data_plane();
    next["kubeconfig_wo"] = json!("second");
    world.core.assert_no_changes(&instance, next.clone()).await;
    next["kubeconfig_wo_version"] = json!(2);
    let (instance, _) = world.core.update(&instance, next.clone()).await;
    assert_eq!(secret(&world, "plane-kubeconfig").await.as_deref(), Some("c2Vjb25k"));
    next["cluster"]["kubeconfig_secret"]["name"] = json!("renamed");
    let (instance, _) = world.core.update(&instance, next).await;
    assert_eq!(secret(&world, "plane-kubeconfig").await, None);
    assert_eq!(secret(&world, "renamed").await.as_deref(), Some("c2Vjb25k"));
    let (_, diagnostics) = world.core.destroy(&instance).await;
    assert!(diagnostics.is_empty(), "{diagnostics}");
    assert_eq!(secret(&world, "renamed").await, None);
}

#[tokio::test]
async fn a_secret_of_somebody_else_is_neither_written_nor_deleted() {
    let world = World::with_organization().await;
    let theirs = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "plane-kubeconfig",
                        "namespace": "acme"}, "data": {"config": "dGhlaXJz"}});
    world.apply_as("kubectl", theirs).await;
    let (instance, diagnostics) = world.core.apply("openchoreo_data_plane", None, data_plane()).await;
    assert!(instance.is_none());
    let text = diagnostics.to_string();
    assert!(text.contains("error at cluster.kubeconfig_secret.name") && !text.contains(CANARY), "{text}");
    assert_eq!(secret(&world, "plane-kubeconfig").await.as_deref(), Some("dGhlaXJz"));
}

#[tokio::test]
async fn half_a_credential_is_an_error_that_names_the_other_half() {
    let world = World::new().await;
    for (removed, place, names) in [
        ("kubeconfig_wo_version", "kubeconfig_wo", "kubeconfig_wo_version"),
        ("kubeconfig_wo", "kubeconfig_wo_version", "kubeconfig_wo"),
        ("cluster", "kubeconfig_wo", "cluster.kubeconfig_secret"),
    ] {
        let mut attributes = data_plane();
        attributes.as_object_mut().expect("an object").remove(removed);
        let text = world.core.validate("openchoreo_data_plane", attributes).await.to_string();
        assert!(text.contains(&format!("error at {place}:")) && text.contains(names), "{removed}: {text}");
        assert!(!text.contains(CANARY));
    }
}
