//! Deleting everything, in every order.

use futures::StreamExt;

use crate::support::{Platform, eventually};

const KINDS: [&str; 6] = ["Organization", "DataPlane", "Environment", "DeploymentPipeline", "Project", "Component"];

fn manifests(organization: &str) -> String {
    let object = |kind: &str, spec: &str| {
        format!(
            "---
apiVersion: choreo.dev/v1
kind: {kind}
metadata: {{name: it, namespace: {organization}}}
spec: {spec}
"
        )
    };
    [
        object("DataPlane", "{}"),
        object("Environment", "{dataPlanes: [it]}"),
        object("DeploymentPipeline", "{promotionPaths: [{source: it}]}"),
        object("Project", "{pipeline: it}"),
        object("Component", "{project: it, type: service, endpoints: [{name: api, port: 8080, visibility: [public]}]}"),
    ]
    .concat()
}

fn orders() -> Vec<Vec<&'static str>> {
    KINDS.iter().fold(vec![vec![]], |orders, kind| {
        let with = |order: &Vec<&'static str>| {
            (0..=order.len()).map(|at| [&order[..at], &[*kind], &order[at..]].concat()).collect::<Vec<_>>()
        };
        orders.iter().flat_map(with).collect()
    })
}

async fn goes_without_a_trace(platform: &Platform, index: usize, order: &[&str]) {
    let name = format!("o{index}");
    platform
        .apply(&format!("{{apiVersion: choreo.dev/v1, kind: Organization, metadata: {{name: {name}}}, spec: {{}}}}"))
        .await;
    eventually("the namespace is there", async || platform.get("Namespace", None, &name).await.is_some()).await;
    platform.apply(&manifests(&name)).await;
    platform.component_is(&name, "it", "Ready", "True").await;
    for kind in order {
        match *kind {
            "Organization" => platform.delete(kind, None, &name).await,
            kind => platform.delete(kind, Some(&name), "it").await,
        }
    }
    eventually(&format!("organization {name} is gone, deleted in the order {order:?}"), async || {
        platform.get("Organization", None, &name).await.is_none()
            && platform.get("Namespace", None, &name).await.is_none()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_in_whatever_order_the_kinds_are_deleted() {
    let platform = Platform::start().await;
    let orders = orders();
    assert_eq!(orders.len(), 720);
    // Forty orders, spread over all of them; the whole takes minutes.
    let deletions =
        orders.iter().enumerate().step_by(18).map(|(index, order)| goes_without_a_trace(&platform, index, order));
    futures::stream::iter(deletions).buffer_unordered(8).collect::<Vec<()>>().await;
    let left: Vec<String> = platform.made().await.into_keys().collect();
    assert!(left.is_empty(), "{left:?}");
}
