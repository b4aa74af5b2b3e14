//! Refreshing.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn what_is_gone_leaves_the_state() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_project", json!({"name": "shop", "organization": "acme"})).await;
    world.delete("Project", "shop").await;
    assert!(world.core.refresh(&instance).await.is_none());
    world.core.create("openchoreo_project", json!({"name": "shop", "organization": "acme"})).await;
}

#[tokio::test]
async fn a_type_that_is_gone_is_an_error_and_the_state_stays() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_project", json!({"name": "shop", "organization": "acme"})).await;
    let definitions: kube::Api<
        k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition,
    > = kube::Api::all(world.client.clone());
    definitions.delete("projects.choreo.dev", &Default::default()).await.expect("deleted");
    let error = loop {
        match world.core.try_refresh(&instance).await {
            Err(error) => break error.to_string(),
            // The definition goes after its objects.
            Ok(_) => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    };
    assert!(error.contains("openchoreo crds | kubectl apply --server-side -f -"), "{error}");
    let (left, diagnostics) = world.core.destroy(&instance).await;
    assert!(left.is_some() && diagnostics.to_string().contains("terraform state rm"), "{diagnostics}");
}

#[tokio::test]
async fn many_reads_are_answered_by_one_list_and_see_own_writes() {
    let world = World::with_organization().await;
    let mut instances = Vec::new();
    for number in 0..12 {
        let attributes = json!({"name": format!("p{number}"), "organization": "acme"});
        instances.push(world.core.create("openchoreo_project", attributes).await);
    }
    for instance in &instances {
        assert!(world.core.refresh(instance).await.is_some());
    }
    // Past the single reads the list answers, so that a change by others is not seen.
    world.delete("Project", "p11").await;
    assert!(world.core.refresh(&instances[11]).await.is_some());
    let (left, _) = world.core.destroy(&instances[0]).await;
    assert!(left.is_none());
    for (instance, is_there) in [(&instances[0], false), (&instances[1], true), (&instances[11], false)] {
        assert_eq!(world.core.refresh(instance).await.is_some(), is_there);
    }
}
