//! The one node of a cluster, which is large and always well.

use anyhow::Result;
use k8s_openapi::api::core::v1::{Node, ServiceAccount};
use kube::api::{Api, PostParams};
use kube::{Client, ResourceExt};
use serde_json::json;

const NAME: &str = "simulated";

pub(super) async fn create(client: &Client) -> Result<()> {
    let node: Node = serde_json::from_value(json!({
        "metadata": {
            "name": NAME,
            "annotations": { "kwok.x-k8s.io/node": "fake" },
            "labels": { "kubernetes.io/hostname": NAME, "kubernetes.io/os": "linux", "type": "kwok" },
        },
    }))?;
    Api::all(client.clone()).create(&PostParams::default(), &node).await?;
    Ok(())
}

/// Whether pods can be created and scheduled: the node is ready, and the controllers have begun their work.
pub(super) async fn is_ready(client: &Client) -> bool {
    let node = Api::<Node>::all(client.clone()).get(NAME).await;
    let account = Api::<ServiceAccount>::namespaced(client.clone(), "default").get("default").await;
    node.is_ok_and(|node| takes_pods(&node)) && account.is_ok_and(|account| account.uid().is_some())
}

fn takes_pods(node: &Node) -> bool {
    let conditions = node.status.iter().flat_map(|status| status.conditions.iter().flatten());
    let mut ready = conditions.filter(|condition| condition.type_ == "Ready" && condition.status == "True");
    let tainted = node.spec.as_ref().and_then(|spec| spec.taints.as_ref()).is_some_and(|taints| !taints.is_empty());
    ready.next().is_some() && !tainted
}
