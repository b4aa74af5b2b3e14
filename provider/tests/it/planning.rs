//! What a plan says.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn outputs_are_unknown_only_where_they_may_change() {
    let world = World::with_organization().await;
    let mut attributes = json!({"name": "web", "organization": "acme", "type": "service", "image": "web:1",
                                "endpoints": {"api": {"port": 8080}}});
    let instance = world.core.create("openchoreo_component", attributes.clone()).await;
    for (change, unknown) in [(json!({"image": "web:2"}), false), (json!({"endpoints": {"api": {"port": 1}}}), true)] {
        let change = change.as_object().expect("an object").clone();
        attributes.as_object_mut().expect("an object").extend(change);
        let config = world.core.config("openchoreo_component", &attributes);
        let (plan, _) = world.core.plan("openchoreo_component", Some(&instance), &config).await;
        assert_eq!(plan.planned.get("urls").expect("planned").is_unknown(), unknown);
        assert_eq!(plan.planned.get("id"), instance.state.get("id"));
    }
}

#[tokio::test]
async fn a_change_of_identity_replaces() {
    let world = World::with_organization().await;
    let attributes = |name: &str, project: &str| json!({"name": name, "organization": "acme", "type": "service", "project": project});
    let instance = world.core.create("openchoreo_component", attributes("web", "shop")).await;
    for (name, project, path) in [("api", "shop", "name"), ("web", "other", "project")] {
        let config = world.core.config("openchoreo_component", &attributes(name, project));
        let (plan, replace) = world.core.plan("openchoreo_component", Some(&instance), &config).await;
        assert_eq!(replace, [path]);
        // Core then plans the new object, while the old one is still live.
        let (create, _) = world.core.plan("openchoreo_component", None, &config).await;
        assert!(plan.diagnostics.is_empty() && create.diagnostics.is_empty(), "{}", create.diagnostics);
    }
}

#[tokio::test]
async fn admission_errors_show_in_the_plan() {
    let world = World::with_organization().await;
    let attributes = json!({"name": "web", "organization": "acme", "type": "service",
                            "labels": {"not a label": "x"}});
    let config = world.core.config("openchoreo_component", &attributes);
    let (plan, _) = world.core.plan("openchoreo_component", None, &config).await;
    assert!(plan.diagnostics.has_error(), "{}", plan.diagnostics);
}

#[tokio::test]
async fn an_absent_organization_is_a_warning_once_unless_it_is_planned() {
    let world = World::new().await;
    let plan = async |type_name: &str, attributes| {
        let config = world.core.config(type_name, &attributes);
        world.core.plan(type_name, None, &config).await.0.diagnostics
    };
    let project = |organization: &str, name: &str| json!({"name": name, "organization": organization});
    let first = plan("openchoreo_project", project("nowhere", "a")).await;
    assert!(first.to_string().contains("warning at organization"), "{first}");
    assert!(plan("openchoreo_project", project("nowhere", "b")).await.is_empty());
    assert!(plan("openchoreo_organization", json!({"name": "planned"})).await.is_empty());
    assert!(plan("openchoreo_project", project("planned", "a")).await.is_empty());
}

#[tokio::test]
async fn unknown_values_are_planned_without_a_check() {
    let world = World::new().await;
    let attributes = json!({"name": "web", "organization": "(unknown)", "type": "service", "image": "(unknown)"});
    assert!(world.core.validate("openchoreo_component", attributes.clone()).await.is_empty());
    let config = world.core.config("openchoreo_component", &attributes);
    let (plan, _) = world.core.plan("openchoreo_component", None, &config).await;
    assert!(plan.diagnostics.is_empty(), "{}", plan.diagnostics);
    assert!(plan.planned.get("id").expect("planned").is_unknown());
    assert!(plan.planned.get("image").expect("planned").is_unknown());
}

#[tokio::test]
async fn an_unknown_provider_configuration_stops_reads_and_not_plans_of_creates() {
    let world = World::new().await;
    let provider = openchoreo_provider::OpenChoreo::new();
    let core = crate::core::Core::new(provider, json!({"host": "(unknown)"})).await;
    let config = core.config("openchoreo_organization", &json!({"name": "acme"}));
    let (plan, _) = core.plan("openchoreo_organization", None, &config).await;
    assert!(plan.diagnostics.is_empty(), "{}", plan.diagnostics);
    let instance = world.core.create("openchoreo_organization", json!({"name": "acme"})).await;
    let error = core.try_refresh(&instance).await.expect_err("not readable").to_string();
    assert!(error.contains("host of the provider block"), "{error}");
}

#[tokio::test]
async fn mistakes_are_found_offline_at_their_attribute() {
    let world = World::new().await;
    let component = |more: serde_json::Value| {
        let mut attributes = json!({"name": "web", "organization": "acme", "type": "service"});
        attributes.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        attributes
    };
    let cases = [
        ("openchoreo_component", component(json!({"endpoints": {"api": {"port": 70000}}})), r#"endpoints["api"].port"#),
        ("openchoreo_component", component(json!({"type": "servce"})), "type"),
        ("openchoreo_component", component(json!({"endpoints": {"a": {"port": 80}, "b": {"port": 80}}})), "endpoints"),
        ("openchoreo_component", component(json!({"name": "x".repeat(64)})), "name"),
        ("openchoreo_component", component(json!({"timeouts": {"create": "soon"}})), "timeouts.create"),
        ("openchoreo_environment", json!({"name": "dev", "organization": "acme", "data_planes": []}), "data_planes"),
        (
            "openchoreo_deployment_pipeline",
            json!({"name": "main", "organization": "acme", "promotion_paths": {
            "a": {"targets": {"b": {}}}, "b": {"targets": {"a": {}}}}}),
            "promotion_paths",
        ),
    ];
    for (type_name, attributes, place) in cases {
        let diagnostics = world.core.validate(type_name, attributes.clone()).await;
        let places: Vec<_> =
            diagnostics.iter().map(|one| one.path.as_ref().map(ToString::to_string).unwrap_or_default()).collect();
        assert!(diagnostics.has_error(), "{attributes}");
        assert!(places.iter().all(|found| found.starts_with(place)), "{attributes}: {diagnostics}");
        assert_eq!(places.len(), 1, "{attributes}: {diagnostics}");
    }
}
