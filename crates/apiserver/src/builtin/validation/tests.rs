//! Rules of built-in kinds as clients see them.

use serde_json::{Value, json};

use crate::builtin::{find, job};

/// Errors of a new object with defaults filled in; `old` is what is stored.
fn shown(api: (&str, &str, &str), object: &Value, old: Option<&Value>) -> Vec<String> {
    let kind = find(api.0, api.1, api.2).expect("a built-in kind");
    let complete = |object: &Value| {
        let mut object = object.clone();
        object["metadata"] = json!({ "name": "it", "uid": "1" });
        if kind.namespaced {
            object["metadata"]["namespace"] = json!("default");
        }
        kind.default_object(&mut object);
        if kind.kind == "Job" {
            job::generate(&mut object);
        }
        object
    };
    let errors = kind.validate(&complete(object), old.map(complete).as_ref(), false);
    errors.iter().map(ToString::to_string).collect()
}

const DEPLOYMENT: (&str, &str, &str) = ("apps", "v1", "Deployment");
const SERVICE: (&str, &str, &str) = ("", "v1", "Service");

fn deployment() -> Value {
    json!({ "spec": {
        "selector": { "matchLabels": { "app": "a" } },
        "template": {
            "metadata": { "labels": { "app": "a" } },
            "spec": { "containers": [{ "name": "main", "image": "a:1", "ports": [{ "containerPort": 80, "name": "http" }] }] },
        },
    } })
}

/// The object with the value at a pointer replaced.
fn with(mut object: Value, pointer: &str, value: Value) -> Value {
    *object.pointer_mut(pointer).expect("the pointer leads somewhere") = value;
    object
}

#[test]
fn accepts_what_the_platform_emits() {
    let pod = json!({ "restartPolicy": "OnFailure", "containers": [{ "name": "main", "image": "a" }] });
    let cases = [
        (DEPLOYMENT, deployment()),
        (SERVICE, json!({ "spec": { "ports": [{ "port": 80 }] } })),
        (("", "v1", "Namespace"), json!({})),
        (("", "v1", "ServiceAccount"), json!({})),
        (("", "v1", "ConfigMap"), json!({ "data": { "key.name": "x" } })),
        (("", "v1", "Secret"), json!({ "stringData": { "key": "x" } })),
        (
            ("batch", "v1", "CronJob"),
            json!({ "spec": { "schedule": "*/5 * * * *", "jobTemplate": { "spec": { "template": { "spec": pod } } } } }),
        ),
        (("batch", "v1", "Job"), json!({ "spec": { "template": { "spec": pod } } })),
        (
            ("autoscaling", "v2", "HorizontalPodAutoscaler"),
            json!({ "spec": { "maxReplicas": 3, "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "a" } } }),
        ),
        (
            ("policy", "v1", "PodDisruptionBudget"),
            json!({ "spec": { "maxUnavailable": "10%", "selector": { "matchLabels": { "app": "a" } } } }),
        ),
        (
            ("networking.k8s.io", "v1", "NetworkPolicy"),
            json!({ "spec": { "podSelector": {}, "ingress": [{ "from": [{ "podSelector": {} }], "ports": [{ "port": "http" }] }] } }),
        ),
    ];
    for (api, object) in cases {
        assert_eq!(shown(api, &object, None), [""; 0], "{api:?}");
    }
}

#[test]
fn names_what_is_wrong_with_a_deployment() {
    let cases = [
        (
            "/spec/template/metadata/labels",
            json!({ "app": "b" }),
            "spec.template.metadata.labels: Invalid value: {\"app\":\"b\"}: `selector` does not match template `labels`",
        ),
        ("/spec/selector", json!({}), "spec.selector: Invalid value: {}: empty selector is invalid for deployment"),
        ("/spec/template/spec/containers", json!([]), "spec.template.spec.containers: Required value"),
        ("/spec/template/spec/containers/0/image", json!(""), "spec.template.spec.containers[0].image: Required value"),
        (
            "/spec/template/spec/containers/0/ports/0/containerPort",
            json!(70000),
            "spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        ),
    ];
    for (pointer, value, expected) in cases {
        assert_eq!(shown(DEPLOYMENT, &with(deployment(), pointer, value), None), [expected]);
    }
}

#[test]
fn keeps_a_selector_as_it_is() {
    let selector = json!({ "matchLabels": { "tier": "a" } });
    let changed = with(deployment(), "/spec/selector", selector.clone());
    let changed = with(changed, "/spec/template/metadata/labels", json!({ "tier": "a" }));
    let expected = format!("spec.selector: Invalid value: {selector}: field is immutable");
    assert_eq!(shown(DEPLOYMENT, &changed, Some(&deployment())), [expected]);
}

#[test]
fn names_what_is_wrong_with_a_service() {
    let ports = |ports: Value| json!({ "spec": { "ports": ports } });
    let cases = [
        (ports(json!([])), vec!["spec.ports: Required value"]),
        (
            ports(json!([{ "port": 0 }])),
            vec![
                "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
            ],
        ),
        (ports(json!([{ "port": 1, "name": "a" }, { "port": 2 }])), vec!["spec.ports[1].name: Required value"]),
        (
            ports(json!([{ "port": 1, "name": "a" }, { "port": 2, "name": "a" }])),
            vec![r#"spec.ports[1].name: Duplicate value: "a""#],
        ),
        (
            ports(json!([{ "port": 1, "protocol": "HTTP" }])),
            vec![r#"spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP""#],
        ),
    ];
    for (service, expected) in cases {
        assert_eq!(shown(SERVICE, &service, None), expected, "{service}");
    }
}

#[test]
fn keeps_an_immutable_config_map_as_it_is() {
    let old = json!({ "immutable": true, "data": { "a": "1" } });
    let new = json!({ "immutable": true, "data": { "a": "2" } });
    let expected = ["data: Forbidden: field is immutable when `immutable` is set"];
    assert_eq!(shown(("", "v1", "ConfigMap"), &new, Some(&old)), expected);
}

#[test]
fn refuses_a_schedule_without_five_fields() {
    let pod = json!({ "restartPolicy": "Never", "containers": [{ "name": "a", "image": "a" }] });
    let cron_job = json!({ "spec": { "schedule": "* *", "jobTemplate": { "spec": { "template": { "spec": pod } } } } });
    let expected = [r#"spec.schedule: Invalid value: "* *": expected exactly 5 fields, found 2: [* *]"#];
    assert_eq!(shown(("batch", "v1", "CronJob"), &cron_job, None), expected);
}

#[test]
fn refuses_secret_data_that_is_not_base64() {
    let secret = json!({ "data": { "a": "???" } });
    let errors = shown(("", "v1", "Secret"), &secret, None);
    assert_eq!(errors, ["data.a: Invalid value: data.a in body must be of type byte"]);
}

#[test]
fn names_what_is_wrong_with_an_autoscaler() {
    let autoscaler = |spec: Value| {
        let mut whole = json!({ "maxReplicas": 3, "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "a" } });
        json_patch::merge(&mut whole, &spec);
        json!({ "spec": whole })
    };
    let cases = [
        (
            json!({ "maxReplicas": 1, "minReplicas": 2 }),
            vec!["spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`"],
        ),
        (
            json!({ "minReplicas": 0 }),
            vec![
                "spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas",
            ],
        ),
        (
            json!({ "scaleTargetRef": { "apiVersion": "v1" } }),
            vec![r#"spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group"#],
        ),
        (json!({ "scaleTargetRef": { "apiVersion": null, "kind": "ReplicationController" } }), vec![]),
        (
            json!({ "metrics": [{ "type": "Pods" }] }),
            vec!["spec.metrics[0].pods: Required value: must populate information for the given metric source"],
        ),
        (
            json!({ "metrics": [{ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 0 } } }] }),
            vec!["spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0"],
        ),
    ];
    for (spec, expected) in cases {
        assert_eq!(shown(("autoscaling", "v2", "HorizontalPodAutoscaler"), &autoscaler(spec), None), expected);
    }
}

#[test]
fn names_what_is_wrong_with_a_network_policy() {
    let peer = |peer: Value| json!({ "spec": { "podSelector": {}, "egress": [{ "to": [peer] }] } });
    let to = "spec.egress[0].to[0]";
    let cases = [
        (peer(json!({})), format!("{to}: Required value: must specify a peer")),
        (
            peer(json!({ "ipBlock": { "cidr": "10.0.0.0/8" }, "podSelector": {} })),
            format!("{to}: Forbidden: may not specify both ipBlock and another peer"),
        ),
        (
            peer(json!({ "ipBlock": { "cidr": "10.0.0.0/8", "except": ["11.0.0.0/8"] } })),
            format!(r#"{to}.ipBlock.except[0]: Invalid value: "11.0.0.0/8": must be a strict subset of `cidr`"#),
        ),
        (
            json!({ "spec": { "podSelector": { "matchExpressions": [{ "key": "a", "operator": "Like" }] } } }),
            r#"spec.podSelector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator"#
                .to_owned(),
        ),
    ];
    for (policy, expected) in cases {
        assert_eq!(shown(("networking.k8s.io", "v1", "NetworkPolicy"), &policy, None), [expected], "{policy}");
    }
}

#[test]
fn keeps_the_pods_of_a_job_as_they_are_but_for_their_place_before_it_begins() {
    let job = |suspend: bool, image: &str, zone: &str| {
        let containers = json!([{ "name": "a", "image": image }]);
        json!({ "spec": { "suspend": suspend, "template": { "spec": {
            "restartPolicy": "Never", "containers": containers, "nodeSelector": { "zone": zone },
        } } } })
    };
    for (suspended, image, zone, refused) in
        [(false, "a", "x", false), (false, "a", "y", true), (true, "a", "y", false), (true, "b", "x", true)]
    {
        let errors = shown(("batch", "v1", "Job"), &job(suspended, image, zone), Some(&job(suspended, "a", "x")));
        assert_eq!(errors.iter().any(|error| error.starts_with("spec.template")), refused, "{errors:?}");
    }
}
