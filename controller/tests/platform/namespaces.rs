//! The namespaces of organizations.

use crate::support::{Platform, eventually, has};

const ACME: &str = "
apiVersion: choreo.dev/v1
kind: Organization
metadata: {name: acme}
spec: {}
";

fn namespace(annotations: &str) -> String {
    format!(
        "
apiVersion: v1
kind: Namespace
metadata: {{name: acme, annotations: {{{annotations}}}}}
"
    )
}

async fn organization_is(platform: &Platform, condition: &str, status: &str) {
    eventually(&format!("the organization's {condition} is {status}"), async || {
        platform.get("Organization", None, "acme").await.is_some_and(|it| has(&it, condition, status))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organization_creates_its_namespace_and_takes_it_along() {
    let platform = Platform::start().await;
    platform.apply(ACME).await;
    organization_is(&platform, "Ready", "True").await;
    assert!(platform.get("Namespace", None, "acme").await.is_some());
    platform.delete("Namespace", None, "acme").await;
    eventually("the namespace is made again", async || {
        let found = platform.get("Namespace", None, "acme").await;
        found.is_some_and(|namespace| namespace["metadata"]["deletionTimestamp"].is_null())
    })
    .await;
    platform.delete("Organization", None, "acme").await;
    eventually("both are gone", async || {
        platform.get("Organization", None, "acme").await.is_none()
            && platform.get("Namespace", None, "acme").await.is_none()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_namespace_of_somebody_else_is_taken_over_only_with_consent_and_never_deleted() {
    let platform = Platform::start().await;
    platform.apply(&namespace("")).await;
    platform.apply(ACME).await;
    organization_is(&platform, "Accepted", "False").await;
    let organization = platform.get("Organization", None, "acme").await.expect("the organization");
    let message = organization["status"]["conditions"][0]["message"].as_str().expect("a message").to_owned();
    assert!(message.contains("choreo.dev/adopt=acme"), "{message}");
    platform.apply(&namespace("choreo.dev/adopt: acme")).await;
    organization_is(&platform, "Ready", "True").await;
    platform.delete("Organization", None, "acme").await;
    eventually("the organization is gone", async || platform.get("Organization", None, "acme").await.is_none()).await;
    let namespace = platform.get("Namespace", None, "acme").await.expect("the namespace");
    assert!(namespace["metadata"]["deletionTimestamp"].is_null());
    assert!(namespace["metadata"]["labels"]["choreo.dev/organization"].is_null());
}
