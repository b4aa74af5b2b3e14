//! Built-in kinds: the defaults that the platform's objects get.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    a_deployment_gets_its_defaults,
    a_service_gets_its_defaults,
    a_cron_job_gets_its_defaults,
    a_horizontal_pod_autoscaler_gets_its_defaults,
    a_network_policy_gets_its_defaults,
    a_secret_takes_plain_text_and_keeps_base64,
    a_secret_that_cannot_be_read_is_refused_and_not_repeated,
    a_new_node_keeps_its_status,
);

fn pod_template() -> Value {
    json!({
        "metadata": { "labels": { "app": "a" } },
        "spec": {
            "containers": [{
                "name": "main", "image": "registry.example.com/main:1",
                "ports": [{ "containerPort": 8080 }],
                "env": [{ "name": "K", "value": "v" }],
                "livenessProbe": { "httpGet": { "path": "/", "port": 8080 } },
            }],
        },
    })
}

fn pod_template_with_defaults() -> Value {
    json!({
        "metadata": { "labels": { "app": "a" } },
        "spec": {
            "containers": [{
                "name": "main", "image": "registry.example.com/main:1",
                "ports": [{ "containerPort": 8080, "protocol": "TCP" }],
                "env": [{ "name": "K", "value": "v" }],
                "imagePullPolicy": "IfNotPresent",
                "livenessProbe": {
                    "httpGet": { "path": "/", "port": 8080, "scheme": "HTTP" },
                    "failureThreshold": 3, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1,
                },
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
            }],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
        },
    })
}

async fn create(test: &Fixture, group_version: &str, resource: &str, spec: Value) -> Result<Value> {
    let object = json!({ "metadata": { "name": "a" }, "spec": spec });
    let mut created = test.wire.post(&test.in_group(group_version, resource), &object).await?.ok()?;
    Ok(created["spec"].take())
}

async fn a_deployment_gets_its_defaults(test: Fixture) -> Result<()> {
    let selector = json!({ "matchLabels": { "app": "a" } });
    let spec =
        create(&test, "apps/v1", "deployments", json!({ "selector": selector, "template": pod_template() })).await?;
    let expected = json!({
        "progressDeadlineSeconds": 600,
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "selector": selector,
        "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": "25%" } },
        "template": pod_template_with_defaults(),
    });
    assert_eq!(spec, expected);
    Ok(())
}

async fn a_service_gets_its_defaults(test: Fixture) -> Result<()> {
    let object =
        json!({ "metadata": { "name": "a" }, "spec": { "selector": { "app": "a" }, "ports": [{ "port": 80 }] } });
    let mut created = test.wire.post(&test.core("services"), &object).await?.ok()?;
    let spec = created["spec"].as_object_mut().ok_or_else(|| anyhow::anyhow!("no spec"))?;
    // Addresses are handed out by a real cluster only; nothing behind the embedded server would answer on them.
    for field in ["clusterIP", "clusterIPs"] {
        assert_eq!(spec.remove(field).is_some(), !test.plane.is_embedded(), "{field}");
    }
    let expected = json!({
        "internalTrafficPolicy": "Cluster",
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
        "ports": [{ "port": 80, "protocol": "TCP", "targetPort": 80 }],
        "selector": { "app": "a" },
        "sessionAffinity": "None",
        "type": "ClusterIP",
    });
    assert_eq!(created["spec"], expected);
    Ok(())
}

async fn a_cron_job_gets_its_defaults(test: Fixture) -> Result<()> {
    let mut template = pod_template();
    template["spec"]["restartPolicy"] = json!("Never");
    let job = json!({ "spec": { "template": template } });
    let mut spec =
        create(&test, "batch/v1", "cronjobs", json!({ "schedule": "0 * * * *", "jobTemplate": job })).await?;
    // The real server's encoder writes an empty object where there is nothing.
    spec["jobTemplate"].as_object_mut().map(|template| template.remove("metadata"));
    let mut template = pod_template_with_defaults();
    template["spec"]["restartPolicy"] = json!("Never");
    let expected = json!({
        "concurrencyPolicy": "Allow",
        "failedJobsHistoryLimit": 1,
        "jobTemplate": { "spec": { "template": template } },
        "schedule": "0 * * * *",
        "successfulJobsHistoryLimit": 3,
        "suspend": false,
    });
    assert_eq!(spec, expected);
    Ok(())
}

async fn a_horizontal_pod_autoscaler_gets_its_defaults(test: Fixture) -> Result<()> {
    let target = json!({ "apiVersion": "apps/v1", "kind": "Deployment", "name": "a" });
    let spec = json!({ "scaleTargetRef": target, "maxReplicas": 3 });
    let spec = create(&test, "autoscaling/v2", "horizontalpodautoscalers", spec).await?;
    let cpu = json!({ "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 80 } });
    let expected = json!({
        "maxReplicas": 3, "minReplicas": 1, "scaleTargetRef": target,
        "metrics": [{ "type": "Resource", "resource": cpu }],
    });
    assert_eq!(spec, expected);
    Ok(())
}

async fn a_network_policy_gets_its_defaults(test: Fixture) -> Result<()> {
    let spec = json!({ "podSelector": {}, "ingress": [{ "ports": [{ "port": 80 }] }] });
    let spec = create(&test, "networking.k8s.io/v1", "networkpolicies", spec).await?;
    let expected = json!({
        "podSelector": {},
        "ingress": [{ "ports": [{ "port": 80, "protocol": "TCP" }] }],
        "policyTypes": ["Ingress"],
    });
    assert_eq!(spec, expected);
    Ok(())
}

async fn a_secret_takes_plain_text_and_keeps_base64(test: Fixture) -> Result<()> {
    let secret = json!({ "metadata": { "name": "a" }, "stringData": { "k": "plain" } });
    let created = test.wire.post(&test.core("secrets"), &secret).await?.ok()?;
    assert_eq!((&created["data"], created.get("stringData")), (&json!({ "k": "cGxhaW4=" }), None));
    assert_eq!(created["type"], "Opaque");
    Ok(())
}

async fn a_secret_that_cannot_be_read_is_refused_and_not_repeated(test: Fixture) -> Result<()> {
    let secret = |field: &str, value: Value| json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "a" }, field: { "k": value } });
    for body in [
        secret("stringData", json!(5)),
        secret("stringData", json!({ "hunter2": "x" })),
        secret("data", json!("hunter2!")),
    ] {
        let status = test.wire.post(&test.core("secrets"), &body).await?.failure(400)?;
        assert_eq!(status["reason"], "BadRequest", "{body}");
        assert!(!status.to_string().contains("hunter2"), "{status}");
    }
    let cut = b"apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {k: hunter2\n".to_vec();
    let path = test.core("secrets/a?fieldManager=one");
    let status = test.wire.send_bytes("PATCH", &path, "application/apply-patch+yaml", cut).await?.failure(400)?;
    assert!(!status.to_string().contains("hunter2"), "{status}");
    test.wire.get(&test.core("secrets/a")).await?.failure(404)?;
    Ok(())
}

async fn a_new_node_keeps_its_status(test: Fixture) -> Result<()> {
    let status = json!({ "capacity": { "cpu": "4" }, "nodeInfo": { "kubeletVersion": "v1.37.0" } });
    let node = json!({ "metadata": { "name": test.namespace }, "status": status });
    let created = test.wire.post("/api/v1/nodes?fieldManager=kubelet", &node).await?.ok()?;
    test.wire.delete(&format!("/api/v1/nodes/{}", test.namespace), None).await?.ok()?;
    assert_eq!(created["status"]["capacity"], status["capacity"]);
    assert_eq!(created["status"]["nodeInfo"]["kubeletVersion"], "v1.37.0");
    let entries = created["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
    assert!(entries.iter().all(|entry| entry["fieldsV1"].get("f:status").is_none()), "{entries:?}");
    Ok(())
}
