//! Secrets that components read.

use crate::support::{Platform, eventually};

const COMPONENT: &str = "
apiVersion: choreo.dev/v1
kind: Component
metadata: {name: shop, namespace: default}
spec:
  type: event-handler
  image: example.org/shop:1
  secretEnv: {PASSWORD: {name: database, key: password}}
";

fn secret(value: &str) -> String {
    format!(
        "
apiVersion: v1
kind: Secret
metadata: {{name: database, namespace: default}}
stringData: {{password: {value}, unused: never-copied}}
"
    )
}

async fn copy(platform: &Platform) -> Option<serde_json::Value> {
    let made = platform.made().await;
    made.into_iter().find(|(key, _)| key.starts_with("Secret")).map(|(_, copy)| copy["data"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_is_waited_for_copied_rotated_and_removed() {
    let platform = Platform::seeded().await;
    platform.apply(COMPONENT).await;
    platform.component_is("default", "shop", "Accepted", "False").await;
    assert!(!platform.made().await.keys().any(|key| key.starts_with("Deployment")), "no pod starts without its Secret");
    platform.apply(&secret("first")).await;
    platform.component_is("default", "shop", "Ready", "True").await;
    assert_eq!(copy(&platform).await, Some(serde_json::json!({"password": "Zmlyc3Q="})));
    platform.apply(&secret("second")).await;
    let second = Some(serde_json::json!({"password": "c2Vjb25k"}));
    eventually("the copy is rotated", async || copy(&platform).await == second).await;
    platform.delete("Secret", Some("default"), "database").await;
    platform.component_is("default", "shop", "Accepted", "False").await;
    assert_eq!(copy(&platform).await, second, "running pods keep their Secret");
    platform.delete("Component", Some("default"), "shop").await;
    eventually("the copy is gone", async || copy(&platform).await.is_none()).await;
}
