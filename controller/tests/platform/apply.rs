//! What is applied, and what is removed again.

use crate::support::{Platform, compiled, eventually, includes, key};

const USER_SERVICE: &str = include_str!("../../../examples/user-service.yaml");

const SHOP: &str = "
apiVersion: choreo.dev/v1
kind: Component
metadata: {name: shop, namespace: default}
spec:
  type: web-application
  image: example.org/shop:1
  endpoints: [{name: web, port: 8080, visibility: [public]}, {name: admin, port: 9000}]
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_user_service_becomes_exactly_what_it_compiles_to() {
    let platform = Platform::seeded().await;
    platform.apply(&USER_SERVICE.replace("name: user-service", "name: user-service\n  namespace: default")).await;
    platform.component_is("default", "user-service", "Ready", "True").await;
    let expected = compiled(USER_SERVICE);
    let mut made = platform.made().await;
    made.remove("Namespace /default");
    assert_eq!(made.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (key, object) in &expected {
        assert!(includes(&made[key], object), "{key}: {:#} lacks something of {object:#}", made[key]);
    }
    let component = platform.get("Component", Some("default"), "user-service").await.expect("a component");
    assert!(crate::support::has(&component, "ImageAssumed", "True"));
    assert_eq!(component["status"]["environments"][0]["ready"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_change_takes_out_is_removed_and_the_rest_stays() {
    let platform = Platform::seeded().await;
    platform.apply(SHOP).await;
    platform.component_is("default", "shop", "Ready", "True").await;
    let before = platform.made().await;
    let route = before.keys().find(|key| key.starts_with("HTTPRoute")).expect("a route").clone();
    let private = SHOP.replace(", visibility: [public]", "");
    platform.apply(&private).await;
    eventually("the route is gone", async || !platform.made().await.contains_key(&route)).await;
    platform.component_is("default", "shop", "Ready", "True").await;
    let after = platform.made().await;
    let uid =
        |key: &str, made: &std::collections::BTreeMap<String, serde_json::Value>| made[key]["metadata"]["uid"].clone();
    for key in after.keys() {
        assert_eq!(uid(key, &before), uid(key, &after), "{key} was replaced");
    }
    let expected = compiled(&private);
    assert_eq!(after.len(), expected.len() + 1, "one namespace more: the organization's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_resolved_stays_as_it_was() {
    let platform = Platform::seeded().await;
    platform.apply(SHOP).await;
    platform.component_is("default", "shop", "Ready", "True").await;
    let before = platform.made().await;
    platform.delete("DeploymentPipeline", Some("default"), "default").await;
    platform.component_is("default", "shop", "Accepted", "False").await;
    platform.apply(&SHOP.replace("shop:1", "shop:2")).await;
    platform.component_is("default", "shop", "Accepted", "False").await;
    let component = platform.get("Component", Some("default"), "shop").await.expect("a component");
    assert_eq!(component["status"]["environments"].as_array().map(Vec::len), Some(1), "the last word stays");
    assert_eq!(before.keys().collect::<Vec<_>>(), platform.made().await.keys().collect::<Vec<_>>());
    let pipeline = "
apiVersion: choreo.dev/v1
kind: DeploymentPipeline
metadata: {name: default, namespace: default}
spec: {promotionPaths: [{source: development}]}
";
    platform.apply(pipeline).await;
    platform.component_is("default", "shop", "Ready", "True").await;
    let made = platform.made().await;
    let deployment = made.iter().find(|(key, _)| key.starts_with("Deployment")).expect("a Deployment").1;
    assert_eq!(deployment["spec"]["template"]["spec"]["containers"][0]["image"], "example.org/shop:2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_of_somebody_else_is_not_overwritten() {
    let platform = Platform::seeded().await;
    eventually("the cell is there", async || platform.made().await.keys().any(|key| key.starts_with("Namespace /dp-")))
        .await;
    let made = platform.made().await;
    let cell = made.values().find(|object| key(object).starts_with("Namespace /dp-")).expect("a cell").clone();
    let namespace = cell["metadata"]["name"].as_str().expect("a name").to_owned();
    let foreign = format!(
        "
apiVersion: v1
kind: Service
metadata: {{name: shop, namespace: {namespace}}}
spec: {{ports: [{{port: 1}}]}}
"
    );
    platform.apply(&foreign).await;
    platform.apply(SHOP).await;
    platform.component_is("default", "shop", "Accepted", "False").await;
    let service = platform.get("Service", Some(&namespace), "shop").await.expect("the Service");
    assert_eq!(service["spec"]["ports"][0]["port"], 1);
    platform.delete("Service", Some(&namespace), "shop").await;
    platform.apply(&SHOP.replace("shop:1", "shop:2")).await;
    platform.component_is("default", "shop", "Ready", "True").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_simulator_runs_as_many_replicas_as_the_autoscaler_asks_for_at_least() {
    let platform = Platform::seeded().await;
    platform.apply(&format!("{SHOP}  scaling: {{minReplicas: 2, maxReplicas: 4}}\n")).await;
    eventually("two replicas are available", async || {
        let made = platform.made().await;
        let mut deployments = made.iter().filter(|(key, _)| key.starts_with("Deployment"));
        deployments.any(|(_, deployment)| deployment["status"]["availableReplicas"] == 2)
    })
    .await;
    platform.component_is("default", "shop", "Ready", "True").await;
}
