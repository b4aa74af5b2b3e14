//! The pod template that Deployments and Jobs share.

use serde_json::{Map, Value};

use super::probe;
use crate::{
    json::{self, object},
    name,
    workload::{self, Workload},
};

/// Name of the container in every pod.
const CONTAINER: &str = "main";

/// User and group that containers run as. Images that name no numeric user would not start otherwise, since Kubernetes
/// cannot tell that such a user is not root.
const USER: i32 = 1000;

/// Annotation with a hash of the ConfigMap: pods are replaced when their configuration changes.
const CONFIG_HASH: &str = "choreo.dev/config-hash";

/// Ports below are privileged where the kernel's default holds.
const UNPRIVILEGED: i32 = 1024;

/// The pod template of a component.
pub(crate) fn template(workload: &Workload<'_>, restart_policy: Option<&str>) -> Value {
    let config = workload.variables.config();
    let annotations = config.as_ref().map(|data| {
        let mut annotations = Map::new();
        json::put(&mut annotations, CONFIG_HASH, config_hash(data));
        annotations
    });
    object! {
        "metadata": object! { "labels": workload.labels(), "annotations": annotations },
        "spec": object! {
            "serviceAccountName": workload.name,
            "automountServiceAccountToken": false,
            "enableServiceLinks": false,
            "restartPolicy": restart_policy,
            "securityContext": security_context(workload),
            "containers": vec![container(workload, config.is_some())],
        },
    }
}

fn config_hash(data: &Map<String, Value>) -> String {
    name::hash(data.iter().flat_map(|(name, value)| [name.as_str(), value.as_str().unwrap_or_default()]))
}

/// The restricted profile. The root file system stays writable: images that keep temporary files in it are common, and
/// the profile allows it.
fn security_context(workload: &Workload<'_>) -> Value {
    let privileged = workload.endpoints.iter().any(|endpoint| endpoint.port < UNPRIVILEGED);
    let sysctl = || vec![object! { "name": "net.ipv4.ip_unprivileged_port_start", "value": "0" }];
    object! {
        "runAsNonRoot": true,
        "runAsUser": USER,
        "runAsGroup": USER,
        "seccompProfile": object! { "type": "RuntimeDefault" },
        "sysctls": privileged.then(sysctl),
    }
}

fn container(workload: &Workload<'_>, has_config: bool) -> Value {
    let config = has_config.then(|| vec![object! { "configMapRef": object! { "name": workload.name } }]);
    let probes = probe::of(workload);
    object! {
        "name": CONTAINER,
        "image": workload.image.reference.as_str(),
        "command": json::texts(&workload.spec.command),
        "args": json::texts(&workload.spec.args),
        "envFrom": config,
        "env": workload.variables.inline(workload.name),
        "ports": ports(workload),
        "resources": workload.amounts.to_value(),
        "readinessProbe": probes.readiness,
        "livenessProbe": probes.liveness,
        "startupProbe": probes.startup,
        "securityContext": object! {
            "allowPrivilegeEscalation": false,
            "capabilities": object! { "drop": vec!["ALL"] },
        },
    }
}

fn ports(workload: &Workload<'_>) -> Value {
    let port = |endpoint: &&openchoreo_api::component::Endpoint| {
        object! {
            "name": endpoint.name.as_str(),
            "containerPort": endpoint.port,
            "protocol": workload::protocol(endpoint),
        }
    };
    json::list(workload.endpoints.iter().map(port).collect())
}
