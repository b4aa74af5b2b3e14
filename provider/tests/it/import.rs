//! Importing.

use serde_json::json;

use crate::{lifecycle::examples, world::World};

#[tokio::test]
async fn an_import_is_followed_by_an_empty_plan() {
    let world = World::new().await;
    let attributes = json!({"name": "acme", "description": "A tenant."});
    world.core.create("openchoreo_organization", attributes.clone()).await;
    let imported = world.core.import("openchoreo_organization", "acme").await.expect("imported").expect("there");
    world.core.assert_no_changes(&imported, attributes).await;
    for (type_name, _, mut attributes) in examples() {
        // What no object holds is not known after an import.
        attributes.as_object_mut().expect("an object").remove("timeouts");
        world.core.create(type_name, attributes.clone()).await;
        let id = format!("acme/{}", attributes["name"].as_str().expect("a name"));
        let imported = world.core.import(type_name, &id).await.expect("imported").expect("there");
        attributes.as_object_mut().expect("an object").remove("args");
        world.core.assert_no_changes(&imported, attributes).await;
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_imported_and_a_bad_id_shows_the_format() {
    let world = World::with_organization().await;
    assert!(world.core.import("openchoreo_project", "acme/none").await.expect("no error").is_none());
    let error = world.core.import("openchoreo_project", "none").await.expect_err("a bad id").to_string();
    assert!(error.contains("ORGANIZATION/NAME"), "{error}");
}
