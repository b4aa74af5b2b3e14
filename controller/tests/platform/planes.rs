//! Data planes on clusters of their own.

use std::net::{Ipv4Addr, SocketAddr};

use openchoreo_apiserver::builtin::extension_crds;
use openchoreo_apiserver::{ApiServer, Options};
use openchoreo_apply::install;

use crate::support::{Platform, eventually};

const EDGE: &str = "
apiVersion: choreo.dev/v1
kind: DataPlane
metadata: {name: edge, namespace: default}
spec: {cluster: {kubeconfigSecret: {name: edge, key: kubeconfig}}}
---
apiVersion: choreo.dev/v1
kind: Environment
metadata: {name: development, namespace: default}
spec: {dataPlanes: [local, edge]}
---
apiVersion: choreo.dev/v1
kind: Component
metadata: {name: shop, namespace: default}
spec: {type: service, image: example.org/shop:1, endpoints: [{name: api, port: 8080}]}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_component_runs_on_another_cluster_as_soon_as_its_credentials_are_there() {
    let platform = Platform::seeded().await;
    let edge = ApiServer::open(Options::default()).await.expect("an open server");
    install::definitions(&edge.client(), extension_crds()).await.expect("installed definitions");
    let listening = edge.listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.expect("a listener");
    platform.apply(EDGE).await;
    platform.component_is("default", "shop", "Accepted", "True").await;
    let local = platform.made().await.len();
    let kubeconfig = serde_json::Value::from(listening.kubeconfig());
    let secret = serde_json::json!({"apiVersion": "v1", "kind": "Secret",
        "metadata": {"name": "edge", "namespace": "default"}, "stringData": {"kubeconfig": kubeconfig}});
    platform.apply(&secret.to_string()).await;
    let remote = platform.on(&edge);
    // Two namespaces are on the control plane's own cluster: the organization's and the cell.
    eventually("as much is there as on the first cluster", async || remote.made().await.len() == local - 1).await;
    platform.delete("DataPlane", Some("default"), "edge").await;
    eventually("nothing is left on the other cluster", async || remote.made().await.is_empty()).await;
    eventually("the data plane is gone", async || platform.get("DataPlane", Some("default"), "edge").await.is_none())
        .await;
    assert_eq!(platform.made().await.len(), local);
}
