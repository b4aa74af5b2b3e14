//! What the real controllers make of a workload.

use anyhow::Result;
use openchoreo_acceptance::{ControlPlane, Extent, Kubectl, at_hand};
use serde_json::{Value, json};
use xtask::tools::Tool;

const NAMESPACE: &str = "workloads";
const PATIENCE: &str = "--timeout=120s";

fn deployment() -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" },
        "spec": {
            "replicas": 2,
            "selector": { "matchLabels": { "app": "web" } },
            "template": {
                "metadata": { "labels": { "app": "web" } },
                "spec": { "containers": [{ "name": "main", "image": "registry.acme.example/web:1" }] },
            },
        },
    })
}

async fn run(kubectl: &Kubectl, arguments: &[&str]) -> Result<String> {
    Ok(kubectl.run(&[&["--namespace", NAMESPACE], arguments].concat()).await?.ok()?.stdout)
}

async fn items(kubectl: &Kubectl, resource: &str) -> Result<Vec<Value>> {
    let list: Value = serde_json::from_str(&run(kubectl, &["get", resource, "--output=json"]).await?)?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

/// The pods of the Deployment are these many, all are ready, and all have this image.
async fn runs(kubectl: &Kubectl, replicas: usize, image: &str) -> Result<()> {
    run(kubectl, &["rollout", "status", "deployment/web", PATIENCE]).await?;
    run(kubectl, &["wait", "deployment/web", "--for=condition=Available", PATIENCE]).await?;
    let pods = items(kubectl, "pods").await?;
    let staying: Vec<_> = pods.iter().filter(|pod| pod["metadata"].get("deletionTimestamp").is_none()).collect();
    assert_eq!(staying.len(), replicas, "{staying:#?}");
    for pod in staying {
        assert_eq!((&pod["status"]["phase"], &pod["spec"]["nodeName"]), (&json!("Running"), &json!("simulated")));
        assert_eq!(pod["spec"]["containers"][0]["image"], image);
    }
    Ok(())
}

#[tokio::test]
async fn a_deployment_becomes_available_is_scaled_rolled_and_goes_with_all_it_owns() -> Result<()> {
    if !Extent::Full.at_hand() || !at_hand(&[Tool::Kubectl]) {
        return Ok(());
    }
    let kubectl = ControlPlane::real_cluster().await?.kubectl()?;
    run(&kubectl, &["create", "namespace", NAMESPACE]).await?;
    let apply = ["--namespace", NAMESPACE, "apply", "--server-side", "-f", "-"];
    kubectl.run_with_input(&apply, &deployment().to_string()).await?.ok()?;
    runs(&kubectl, 2, "registry.acme.example/web:1").await?;
    run(&kubectl, &["scale", "deployment/web", "--replicas=4"]).await?;
    runs(&kubectl, 4, "registry.acme.example/web:1").await?;
    run(&kubectl, &["set", "image", "deployment/web", "main=registry.acme.example/web:2"]).await?;
    runs(&kubectl, 4, "registry.acme.example/web:2").await?;
    let mut replicas: Vec<_> =
        items(&kubectl, "replicasets").await?.iter().map(|set| set["spec"]["replicas"].clone()).collect();
    replicas.sort_by_key(Value::as_u64);
    assert_eq!(replicas, [json!(0), json!(4)]);
    run(&kubectl, &["delete", "deployment/web", PATIENCE]).await?;
    run(&kubectl, &["wait", "--for=delete", "replicasets,pods", "--selector=app=web", PATIENCE]).await?;
    assert_eq!(items(&kubectl, "replicasets,pods").await?, Vec::<Value>::new());
    Ok(())
}
