//! Defaults that depend on other fields.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::Kind;
use super::validation::pod_spec_pointer;

/// Fills what the table of constant defaults cannot say.
pub(super) fn fill(kind: &Kind, object: &mut Value) {
    if let Some(pod_spec) = pod_spec_pointer(kind).and_then(|pointer| object.pointer_mut(pointer)) {
        fill_containers(pod_spec);
    }
    match kind.kind {
        "Deployment" => rolling_update(object, "strategy", &json!({ "maxSurge": "25%", "maxUnavailable": "25%" })),
        "DaemonSet" => rolling_update(object, "updateStrategy", &json!({ "maxSurge": 0, "maxUnavailable": 1 })),
        "StatefulSet" => rolling_update(object, "updateStrategy", &json!({ "partition": 0 })),
        "Service" => fill_service(object),
        "Pod" => fill_pod(object),
        "Job" => fill_job(object),
        "HorizontalPodAutoscaler" => fill_autoscaler(object),
        "NetworkPolicy" => fill_network_policy(object),
        "Secret" => fold_string_data(object),
        "RoleBinding" | "ClusterRoleBinding" => fill_subjects(object),
        "CustomResourceDefinition" => fill_definition_names(object),
        _ => {}
    }
}

/// The object at `pointer`, if it is one.
fn fields<'a>(object: &'a mut Value, pointer: &str) -> Option<&'a mut Map<String, Value>> {
    object.pointer_mut(pointer).and_then(Value::as_object_mut)
}

fn put_if_absent(fields: &mut Map<String, Value>, name: &str, value: Value) {
    fields.entry(name).or_insert(value);
}

fn items<'a>(fields: &'a mut Map<String, Value>, name: &str) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    let items = fields.get_mut(name).and_then(Value::as_array_mut);
    items.into_iter().flatten().filter_map(Value::as_object_mut)
}

fn fill_containers(pod_spec: &mut Value) {
    let Some(pod_spec) = pod_spec.as_object_mut() else { return };
    // The deprecated spelling is kept in step for clients that still read it.
    if let Some(account) = pod_spec.get("serviceAccountName").cloned() {
        put_if_absent(pod_spec, "serviceAccount", account);
    }
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        for container in items(pod_spec, list) {
            let image = container.get("image").and_then(Value::as_str).unwrap_or_default();
            let policy = if is_latest(image) { "Always" } else { "IfNotPresent" };
            put_if_absent(container, "imagePullPolicy", json!(policy));
        }
    }
}

/// Whether an image's tag is `latest`, spelled out or implied.
fn is_latest(image: &str) -> bool {
    if image.contains('@') {
        return false;
    }
    let name = image.rsplit('/').next().unwrap_or(image);
    name.split_once(':').is_none_or(|(_, tag)| tag == "latest")
}

fn rolling_update(object: &mut Value, strategy: &str, default: &Value) {
    let Some(strategy) = fields(object, &format!("/spec/{strategy}")) else { return };
    if strategy.get("type") != Some(&json!("RollingUpdate")) {
        return;
    }
    put_if_absent(strategy, "rollingUpdate", json!({}));
    let Some(rolling) = strategy.get_mut("rollingUpdate").and_then(Value::as_object_mut) else { return };
    for (name, value) in default.as_object().into_iter().flatten() {
        put_if_absent(rolling, name, value.clone());
    }
}

fn fill_service(object: &mut Value) {
    let Some(spec) = fields(object, "/spec") else { return };
    for port in items(spec, "ports") {
        if let Some(number) = port.get("port").cloned()
            && matches!(port.get("targetPort"), None | Some(Value::Null))
        {
            port.insert("targetPort".to_owned(), number);
        }
    }
    if let Some(address) = spec.get("clusterIP").filter(|address| address.as_str().is_some_and(|text| !text.is_empty()))
    {
        let addresses = json!([address]);
        put_if_absent(spec, "clusterIPs", addresses);
    }
    let service_type = spec.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if service_type != "ExternalName" {
        put_if_absent(spec, "internalTrafficPolicy", json!("Cluster"));
        put_if_absent(spec, "ipFamilies", json!(["IPv4"]));
        put_if_absent(spec, "ipFamilyPolicy", json!("SingleStack"));
    }
    if matches!(service_type.as_str(), "NodePort" | "LoadBalancer") {
        put_if_absent(spec, "externalTrafficPolicy", json!("Cluster"));
    }
    if service_type == "LoadBalancer" {
        put_if_absent(spec, "allocateLoadBalancerNodePorts", json!(true));
    }
    if spec.get("sessionAffinity") == Some(&json!("ClientIP")) {
        put_if_absent(spec, "sessionAffinityConfig", json!({ "clientIP": { "timeoutSeconds": 10_800 } }));
    } else {
        spec.remove("sessionAffinityConfig");
    }
}

fn fill_pod(object: &mut Value) {
    let Some(spec) = fields(object, "/spec") else { return };
    put_if_absent(spec, "enableServiceLinks", json!(true));
    for list in ["containers", "initContainers"] {
        for container in items(spec, list) {
            let Some(resources) = container.get_mut("resources").and_then(Value::as_object_mut) else { continue };
            let Some(limits) = resources.get("limits").and_then(Value::as_object).cloned() else { continue };
            put_if_absent(resources, "requests", json!({}));
            let Some(requests) = resources.get_mut("requests").and_then(Value::as_object_mut) else { continue };
            for (name, limit) in limits {
                put_if_absent(requests, &name, limit);
            }
        }
    }
}

fn fill_job(object: &mut Value) {
    let Some(spec) = fields(object, "/spec") else { return };
    if !spec.contains_key("parallelism") {
        put_if_absent(spec, "completions", json!(1));
    }
    for (name, value) in [
        ("parallelism", json!(1)),
        ("backoffLimit", json!(6)),
        ("completionMode", json!("NonIndexed")),
        ("manualSelector", json!(false)),
        ("suspend", json!(false)),
    ] {
        put_if_absent(spec, name, value);
    }
    let policy = if spec.contains_key("podFailurePolicy") { "Failed" } else { "TerminatingOrFailed" };
    put_if_absent(spec, "podReplacementPolicy", json!(policy));
}

fn fill_autoscaler(object: &mut Value) {
    let Some(spec) = fields(object, "/spec") else { return };
    let metric = json!({
        "type": "Resource",
        "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 80 } },
    });
    put_if_absent(spec, "metrics", json!([metric]));
}

fn fill_network_policy(object: &mut Value) {
    let Some(spec) = fields(object, "/spec") else { return };
    let has_egress = spec.get("egress").and_then(Value::as_array).is_some_and(|rules| !rules.is_empty());
    let types = if has_egress { json!(["Ingress", "Egress"]) } else { json!(["Ingress"]) };
    put_if_absent(spec, "policyTypes", types);
}

/// `stringData` wins over `data` and is not stored. What cannot be read stays, to be refused.
fn fold_string_data(object: &mut Value) {
    let Some(object) = object.as_object_mut() else { return };
    let is_text_map = |texts: &Value| texts.as_object().is_some_and(|texts| texts.values().all(Value::is_string));
    if !object.get("stringData").is_some_and(is_text_map) {
        return;
    }
    let Some(Value::Object(texts)) = object.remove("stringData") else { return };
    let data = object.entry("data").or_insert_with(|| json!({}));
    if let Value::Object(data) = data {
        let is_readable = |data: &Value| data.as_str().is_some_and(|data| STANDARD.decode(data).is_ok());
        for (name, text) in texts {
            if data.get(&name).is_some_and(|data| !is_readable(data)) {
                continue;
            }
            data.insert(name, json!(STANDARD.encode(text.as_str().unwrap_or_default())));
        }
    }
}

fn fill_subjects(object: &mut Value) {
    let Some(binding) = object.as_object_mut() else { return };
    for subject in items(binding, "subjects") {
        if matches!(subject.get("kind").and_then(Value::as_str), Some("User" | "Group")) {
            put_if_absent(subject, "apiGroup", json!("rbac.authorization.k8s.io"));
        }
    }
}

fn fill_definition_names(object: &mut Value) {
    let Some(names) = fields(object, "/spec/names") else { return };
    let Some(kind) = names.get("kind").and_then(Value::as_str).map(str::to_owned) else { return };
    put_if_absent(names, "singular", json!(kind.to_lowercase()));
    put_if_absent(names, "listKind", json!(format!("{kind}List")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::find;

    fn defaulted(group: &str, version: &str, kind: &str, mut object: Value) -> Value {
        let kind = find(group, version, kind).expect("a built-in kind");
        kind.default_object(&mut object);
        object
    }

    #[test]
    fn tells_the_latest_tag() {
        for (image, latest) in
            [("nginx", true), ("nginx:1.27", false), ("host:5000/nginx", true), ("a@sha256:0", false)]
        {
            assert_eq!(is_latest(image), latest, "{image}");
        }
    }

    #[test]
    fn completes_a_deployment() {
        let deployment = json!({
            "spec": {
                "selector": { "matchLabels": { "app": "a" } },
                "template": { "spec": { "containers": [{ "name": "a", "image": "a:1", "ports": [{ "containerPort": 1 }] }] } },
            },
        });
        let expected = json!({
            "status": {},
            "spec": {
                "progressDeadlineSeconds": 600, "replicas": 1, "revisionHistoryLimit": 10,
                "selector": { "matchLabels": { "app": "a" } },
                "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": "25%" } },
                "template": { "metadata": {}, "spec": {
                    "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler",
                    "securityContext": {}, "terminationGracePeriodSeconds": 30,
                    "containers": [{
                        "name": "a", "image": "a:1", "imagePullPolicy": "IfNotPresent", "resources": {},
                        "ports": [{ "containerPort": 1, "protocol": "TCP" }],
                        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
                    }],
                } },
            },
        });
        assert_eq!(defaulted("apps", "v1", "Deployment", deployment), expected);
    }

    #[test]
    fn completes_a_service() {
        let service = defaulted("", "v1", "Service", json!({ "spec": { "ports": [{ "port": 80 }] } }));
        let expected = json!({
            "ports": [{ "port": 80, "protocol": "TCP", "targetPort": 80 }],
            "internalTrafficPolicy": "Cluster", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
            "sessionAffinity": "None", "type": "ClusterIP",
        });
        assert_eq!(service["spec"], expected);
    }

    #[test]
    fn folds_string_data_into_data() {
        let secret = defaulted("", "v1", "Secret", json!({ "data": { "a": "eA==" }, "stringData": { "b": "y" } }));
        assert_eq!(secret, json!({ "data": { "a": "eA==", "b": "eQ==" }, "type": "Opaque" }));
    }

    #[test]
    fn leaves_string_data_that_is_no_text_to_be_refused() {
        for texts in [json!({ "a": 5 }), json!({ "a": "x", "b": { "c": "d" } }), json!([]), json!("x")] {
            let secret = defaulted("", "v1", "Secret", json!({ "stringData": texts }));
            assert_eq!(secret, json!({ "stringData": texts, "type": "Opaque" }));
        }
    }

    #[test]
    fn leaves_a_job_template_of_a_cron_job_alone() {
        let job_spec = json!({ "template": {} });
        let cron_job = defaulted("batch", "v1", "CronJob", json!({ "spec": { "jobTemplate": { "spec": job_spec } } }));
        let job_fields: Vec<_> = cron_job["spec"]["jobTemplate"]["spec"].as_object().into_iter().flatten().collect();
        assert_eq!(job_fields.len(), 1, "only the template: {job_fields:?}");
    }
}
