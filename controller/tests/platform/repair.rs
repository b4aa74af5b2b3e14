//! Repairing what others change, and starting again after a crash.

use kube::api::{Patch, PatchParams};
use serde_json::json;

use crate::support::{Platform, compiled, eventually};

const SHOP: &str = "
apiVersion: choreo.dev/v1
kind: Component
metadata: {name: shop, namespace: default}
spec: {type: service, image: example.org/shop:1, endpoints: [{name: api, port: 8080}]}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_deployment_and_a_changed_service_come_back() {
    let platform = Platform::seeded().await;
    platform.apply(SHOP).await;
    platform.component_is("default", "shop", "Ready", "True").await;
    let component = platform.get("Component", Some("default"), "shop").await.expect("the component");
    let cell = component["status"]["environments"][0]["namespace"].as_str().expect("a cell").to_owned();
    let before = platform.get("Deployment", Some(&cell), "shop").await.expect("the Deployment");
    platform.delete("Deployment", Some(&cell), "shop").await;
    eventually("another Deployment is there", async || {
        let found = platform.get("Deployment", Some(&cell), "shop").await;
        found.is_some_and(|found| found["metadata"]["uid"] != before["metadata"]["uid"])
    })
    .await;
    let services = platform.api("v1", "Service", Some(&cell));
    let selector = services.get("shop").await.expect("the Service").data["spec"]["selector"].clone();
    let label = selector.as_object().and_then(|labels| labels.keys().next()).expect("a label");
    let edit = json!({"spec": {"selector": {label: "elsewhere"}}});
    services.patch("shop", &PatchParams::default(), &Patch::Merge(edit)).await.expect("an edit");
    eventually("the selector is what it was", async || {
        services.get("shop").await.expect("the Service").data["spec"]["selector"] == selector
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn controllers_that_were_cut_off_are_carried_on_by_others() {
    let mut platform = Platform::seeded().await;
    let mut all = String::new();
    for index in 0..20 {
        let component = SHOP.replace("name: shop,", &format!("name: shop-{index},"));
        platform.apply(&component).await;
        all.push_str(&format!("---{component}"));
        if index % 4 == 0 {
            platform.restart();
        }
    }
    for index in 0..20 {
        platform.component_is("default", &format!("shop-{index}"), "Ready", "True").await;
    }
    let mut made = platform.made().await;
    made.remove("Namespace /default");
    assert_eq!(made.keys().collect::<Vec<_>>(), compiled(&all).keys().collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_wait_for_what_is_on_the_cluster_to_be_known() {
    let mut platform = Platform::seeded().await;
    platform.apply(SHOP).await;
    platform.component_is("default", "shop", "Ready", "True").await;
    platform.restart_with_late_lists();
    platform.apply(&SHOP.replace("name: shop,", "name: cart,")).await;
    platform.component_is("default", "cart", "Ready", "True").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_that_was_overwritten_comes_back() {
    let platform = Platform::seeded().await;
    platform.apply(SHOP).await;
    platform.component_is("default", "shop", "Ready", "True").await;
    let late = json!({"status": {"conditions": []}});
    let components = platform.api(openchoreo_api::API_VERSION, "Component", Some("default"));
    components.patch_status("shop", &PatchParams::default(), &Patch::Merge(late)).await.expect("a late write");
    platform.component_is("default", "shop", "Ready", "True").await;
}
