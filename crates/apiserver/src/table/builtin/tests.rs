use serde_json::{Value, json};

use super::{Facts, Printer, autoscaling, batch, network, node, pod, storage};

/// The cells that follow the name, as kubectl would print them ten minutes after the epoch.
fn cells(printer: &Printer, object: &Value) -> Vec<String> {
    let now = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(600);
    let cells = (printer.cells)(&Facts { object, now });
    assert_eq!(cells.len(), printer.columns.len());
    let text = |cell: &Value| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
    cells.iter().skip(1).map(text).collect()
}

#[test]
fn the_state_of_a_pod_is_one_word() {
    let running = json!({"ready": true, "restartCount": 0, "state": {"running": {}}});
    let crashing = json!({
        "restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
        "lastState": {"terminated": {"finishedAt": "1970-01-01T00:05:00Z"}},
    });
    let completed = json!({"restartCount": 0, "state": {"terminated": {"reason": "Completed", "exitCode": 0}}});
    let failed = json!({"restartCount": 0, "state": {"terminated": {"exitCode": 3}}});
    let killed = json!({"restartCount": 0, "state": {"terminated": {"exitCode": 137, "signal": 9}}});
    let cases = [
        (json!([]), ["0/2", "Pending", "0"]),
        (json!([running, running]), ["2/2", "Pending", "0"]),
        (json!([running, crashing]), ["1/2", "CrashLoopBackOff", "2 (5m ago)"]),
        (json!([completed, completed]), ["0/2", "Completed", "0"]),
        (json!([completed, running]), ["1/2", "NotReady", "0"]),
        (json!([completed, failed]), ["0/2", "ExitCode:3", "0"]),
        (json!([killed, completed]), ["0/2", "Signal:9", "0"]),
    ];
    for (statuses, expected) in cases {
        let object = json!({
            "spec": {"containers": [{}, {}]}, "status": {"phase": "Pending", "containerStatuses": statuses},
        });
        assert_eq!(cells(&pod::POD, &object)[..3], expected, "{statuses}");
    }
}

#[test]
fn a_pod_that_starts_says_how_far_it_is() {
    let done = json!({"name": "a", "restartCount": 1, "state": {"terminated": {"exitCode": 0}}});
    let waiting = json!({"name": "b", "restartCount": 0, "state": {"waiting": {"reason": "PodInitializing"}}});
    let pulling = json!({"name": "b", "restartCount": 0, "state": {"waiting": {"reason": "ErrImagePull"}}});
    let failed = json!({"name": "b", "restartCount": 0, "state": {"terminated": {"exitCode": 1, "reason": "Error"}}});
    let sidecar = json!({"name": "side", "restartCount": 0, "ready": true, "started": true, "state": {"running": {}}});
    let cases = [
        (json!([done, waiting]), ["0/2", "Init:1/3", "1"]),
        (json!([done, pulling]), ["0/2", "Init:ErrImagePull", "1"]),
        (json!([done, failed]), ["0/2", "Init:Error", "1"]),
        (json!([sidecar, waiting]), ["1/2", "Init:1/3", "0"]),
        (json!([done, sidecar]), ["1/2", "Pending", "0"]),
    ];
    for (statuses, expected) in cases {
        let object = json!({
            "spec": {
                "containers": [{}],
                "initContainers": [{"name": "a"}, {"name": "b"}, {"name": "side", "restartPolicy": "Always"}],
            },
            "status": {"phase": "Pending", "initContainerStatuses": statuses},
        });
        assert_eq!(cells(&pod::POD, &object)[..3], expected, "{statuses}");
    }
}

#[test]
fn a_service_shows_where_it_is_reached() {
    let balancer = json!({"ingress": [{"ip": "192.0.2.2"}, {"hostname": "lb.example.com"}]});
    let cases = [
        (json!({"type": "ClusterIP", "clusterIPs": ["10.0.0.1"]}), ["10.0.0.1", "<none>"]),
        (json!({"type": "ClusterIP", "externalIPs": ["192.0.2.1"]}), ["<none>", "192.0.2.1"]),
        (json!({"type": "ExternalName", "externalName": "example.com"}), ["<none>", "example.com"]),
        (json!({"type": "LoadBalancer"}), ["<none>", "192.0.2.2,lb.example.com"]),
        (
            json!({"type": "LoadBalancer", "externalIPs": ["192.0.2.1"]}),
            ["<none>", "192.0.2.2,lb.example.com,192.0.2.1"],
        ),
    ];
    for (spec, expected) in cases {
        let object = json!({"spec": spec, "status": {"loadBalancer": balancer}});
        assert_eq!(cells(&network::SERVICE, &object)[1..3], expected, "{spec}");
    }
    let pending = json!({"spec": {"type": "LoadBalancer"}});
    assert_eq!(cells(&network::SERVICE, &pending)[2], "<pending>");
}

#[test]
fn an_ingress_shows_three_hosts() {
    let rules = |hosts: &[&str]| hosts.iter().map(|host| json!({"host": host})).collect::<Vec<_>>();
    let cases = [(rules(&[]), "*"), (rules(&["a", "b"]), "a,b"), (rules(&["a", "b", "c", "d"]), "a,b,c + 1 more...")];
    for (rules, expected) in cases {
        assert_eq!(cells(&network::INGRESS, &json!({"spec": {"rules": rules}}))[1], expected);
    }
}

#[test]
fn a_job_shows_its_progress() {
    let cases = [
        (json!({"spec": {"completions": 3}, "status": {"succeeded": 1}}), ["Running", "1/3", ""]),
        (json!({"spec": {"parallelism": 2}, "status": {}}), ["Running", "0/1 of 2", ""]),
        (
            json!({"spec": {"completions": 1}, "status": {
                "succeeded": 1, "startTime": "1970-01-01T00:00:00Z", "completionTime": "1970-01-01T00:01:00Z",
                "conditions": [{"type": "Complete", "status": "True"}],
            }}),
            ["Complete", "1/1", "60s"],
        ),
        (
            json!({"spec": {"completions": 1}, "status": {
                "startTime": "1970-01-01T00:00:00Z", "conditions": [{"type": "Suspended", "status": "True"}],
            }}),
            ["Suspended", "0/1", "10m"],
        ),
    ];
    for (object, expected) in cases {
        assert_eq!(cells(&batch::JOB, &object)[..3], expected, "{object}");
    }
}

#[test]
fn an_autoscaler_shows_what_is_of_what_should_be() {
    let cpu = json!({"type": "Resource", "resource": {
        "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80},
    }});
    let memory = json!({"type": "Resource", "resource": {
        "name": "memory", "target": {"type": "AverageValue", "averageValue": "1Gi"},
    }});
    let queue = json!({"type": "External", "external": {"target": {"type": "AverageValue", "averageValue": "5"}}});
    let current = json!([{"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": 40}}}]);
    let cases = [
        (json!([]), "<none>"),
        (json!([cpu]), "cpu: 40%/80%"),
        (json!([cpu, memory]), "cpu: 40%/80%, memory: <unknown>/1Gi"),
        (json!([cpu, memory, queue]), "cpu: 40%/80%, memory: <unknown>/1Gi + 1 more..."),
        (json!([queue]), "<unknown>/5 (avg)"),
    ];
    for (metrics, expected) in cases {
        let object = json!({"spec": {"metrics": metrics}, "status": {"currentMetrics": current}});
        assert_eq!(cells(&autoscaling::AUTOSCALER, &object)[1], expected);
    }
}

#[test]
fn a_node_shows_its_roles_and_whether_it_takes_pods() {
    let object = json!({
        "metadata": {"labels": {"node-role.kubernetes.io/worker": "", "node-role.kubernetes.io/edge": "", "a": "b"}},
        "spec": {"unschedulable": true},
        "status": {
            "conditions": [{"type": "Ready", "status": "True"}],
            "nodeInfo": {"kubeletVersion": "v1.37.0", "kernelVersion": "6.1", "architecture": "amd64"},
            "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}],
        },
    });
    let expected = [
        "Ready,SchedulingDisabled",
        "edge,worker",
        "<unknown>",
        "v1.37.0",
        "10.0.0.1",
        "<none>",
        "<unknown>",
        "6.1 (amd64)",
        "<unknown>",
    ];
    assert_eq!(cells(&node::NODE, &object), expected);
}

#[test]
fn a_claim_shows_what_it_is_bound_to() {
    let object = json!({
        "spec": {"volumeName": "pv-1", "storageClassName": "fast", "volumeMode": "Filesystem"},
        "status": {
            "phase": "Bound", "capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteMany", "ReadWriteOnce"],
        },
    });
    let expected = ["Bound", "pv-1", "1Gi", "RWO,RWX", "fast", "<unset>", "<unknown>", "Filesystem"];
    assert_eq!(cells(&storage::CLAIM, &object), expected);
}
