//! Connections between components.

use crate::support::Platform;

fn component(name: &str, target: &str) -> String {
    format!(
        "
apiVersion: choreo.dev/v1
kind: Component
metadata: {{name: {name}, namespace: default}}
spec:
  type: service
  endpoints: [{{name: api, port: 8080}}]
  connections: [{{name: other, component: {target}}}]
"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_components_that_call_each_other_need_no_order() {
    let platform = Platform::seeded().await;
    platform.apply(&component("ping", "pong")).await;
    platform.component_is("default", "ping", "ConnectionsResolved", "False").await;
    platform.component_is("default", "ping", "Accepted", "True").await;
    platform.apply(&component("pong", "ping")).await;
    platform.component_is("default", "ping", "ConnectionsResolved", "True").await;
    platform.component_is("default", "pong", "ConnectionsResolved", "True").await;
    platform.delete("Component", Some("default"), "pong").await;
    platform.component_is("default", "ping", "ConnectionsResolved", "False").await;
    platform.component_is("default", "ping", "Accepted", "True").await;
}
