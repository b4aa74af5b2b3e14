//! Create, change and destroy, each kind.

use serde_json::{Value as Json, json};

use crate::world::World;

/// One configuration of each kind in organization `acme`, in the order of their dependencies.
pub(crate) fn examples() -> Vec<(&'static str, &'static str, Json)> {
    vec![
        (
            "openchoreo_data_plane",
            "DataPlane",
            json!({"name": "plane", "organization": "acme", "registry": "r.example"}),
        ),
        (
            "openchoreo_environment",
            "Environment",
            json!({"name": "dev", "organization": "acme",
            "data_planes": ["plane"], "limits": {"cpu": "1000m"}, "timeouts": {"create": "1m"}}),
        ),
        (
            "openchoreo_deployment_pipeline",
            "DeploymentPipeline",
            json!({"name": "main", "organization": "acme",
            "promotion_paths": {"dev": {"targets": {"prod": {"requires_approval": true}}}}}),
        ),
        ("openchoreo_project", "Project", json!({"name": "shop", "organization": "acme", "pipeline": "main"})),
        (
            "openchoreo_component",
            "Component",
            json!({"name": "web", "organization": "acme", "project": "shop",
            "type": "service", "image": "r.example/web:1", "labels": {"team": "web"}, "env": {"A": "1"}, "args": [],
            "endpoints": {"api": {"port": 8080, "visibility": ["public", "organization"]}, "admin": {"port": 8081}},
            "resources": {"limits": {"memory": "1024Mi"}}}),
        ),
    ]
}

#[tokio::test]
async fn every_kind_is_created_read_and_destroyed() {
    let world = World::new().await;
    let organization = world.core.create("openchoreo_organization", json!({"name": "acme"})).await;
    assert_eq!(organization.state.get("namespace"), Some(&"acme".into()));
    for (type_name, kind, attributes) in examples() {
        let name = attributes["name"].as_str().expect("a name").to_owned();
        let instance = world.core.create(type_name, attributes).await;
        assert_eq!(instance.state.get("id").and_then(|id| id.as_str()), Some(format!("acme/{name}").as_str()));
        assert!(world.get(kind, &name).await.is_some(), "{type_name}");
        let (left, diagnostics) = world.core.destroy(&instance).await;
        assert!(left.is_none() && diagnostics.is_empty(), "{diagnostics}");
        assert!(world.get(kind, &name).await.is_none(), "{type_name}");
    }
}

#[tokio::test]
async fn a_change_changes_the_object_and_what_depends_on_it() {
    let world = World::with_organization().await;
    let (_, _, mut component) = examples().pop().expect("a component");
    let instance = world.core.create("openchoreo_component", component.clone()).await;
    let urls = |instance: &crate::core::Instance| format!("{:?}", instance.state.get("urls"));
    assert!(urls(&instance).contains("http://web:8080"));
    component["endpoints"]["api"]["port"] = json!(9090);
    let (instance, diagnostics) = world.core.update(&instance, component.clone()).await;
    assert!(diagnostics.is_empty(), "{diagnostics}");
    assert!(urls(&instance).contains("http://web:9090"));
    for removed in ["labels", "env", "resources", "image"] {
        component.as_object_mut().expect("an object").remove(removed);
    }
    world.core.update(&instance, component).await;
    let live = world.get("Component", "web").await.expect("there");
    assert_eq!(live.metadata.labels.unwrap_or_default().len(), 0);
    assert_eq!(live.data["spec"].get("image"), None);
    assert_eq!(live.data["spec"]["project"], "shop");
}

#[tokio::test]
async fn the_state_holds_no_status() {
    let world = World::with_organization().await;
    let instance = world.core.create("openchoreo_component", examples().pop().expect("a component").2).await;
    for absent in ["status", "conditions", "resource_version", "generation", "managed_fields"] {
        assert!(instance.state.get(absent).is_none(), "{absent}");
    }
    assert!(instance.private.len() < 100, "{}", instance.private.len());
}

#[tokio::test]
async fn a_refused_object_is_in_the_state_with_an_error() {
    let world = World::with_organization().await;
    let attributes = json!({"name": "shop", "organization": "acme", "annotations": {"test/ignored": "yes"},
                            "timeouts": {"create": "1s"}});
    let (instance, diagnostics) = world.core.apply("openchoreo_project", None, attributes).await;
    assert!(diagnostics.to_string().contains("did not get there in time"), "{diagnostics}");
    assert_eq!(instance.expect("recorded").state.get("id"), Some(&"acme/shop".into()));
}

#[tokio::test]
async fn stopping_ends_a_wait_and_keeps_the_state() {
    use openchoreo_tfplugin::provider::Provider;
    let world = World::with_organization().await;
    let attributes = json!({"name": "shop", "organization": "acme", "annotations": {"test/ignored": "yes"}});
    let stop = async {
        while world.get("Project", "shop").await.is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        world.core.provider.stop().await;
    };
    let ((instance, diagnostics), ()) = tokio::join!(world.core.apply("openchoreo_project", None, attributes), stop);
    assert!(diagnostics.has_error() && diagnostics.to_string().contains("interrupted"), "{diagnostics}");
    assert!(instance.is_some());
}
