//! Health checks of a container.

use openchoreo_api::component::{Probe, ProbeType};
use serde_json::Value;

use crate::{
    json::{object, unless_default},
    workload::Workload,
};

/// The three health checks; null where there is none.
#[derive(Default)]
pub(crate) struct Checks {
    pub(crate) readiness: Value,
    pub(crate) liveness: Value,
    pub(crate) startup: Value,
}

/// The component's health checks. Without any of its own, readiness and liveness connect to its first endpoint.
pub(crate) fn of(workload: &Workload<'_>) -> Checks {
    if workload.spec.type_.is_task() {
        return Checks::default();
    }
    match &workload.spec.probes {
        Some(probes) => {
            let check =
                |probe: &Option<Probe>| probe.as_ref().and_then(|probe| check(workload, probe)).unwrap_or_default();
            Checks {
                readiness: check(&probes.readiness),
                liveness: check(&probes.liveness),
                startup: check(&probes.startup),
            }
        }
        None => {
            let connect = workload.probed().map(|endpoint| tcp(endpoint.port)).unwrap_or_default();
            Checks { readiness: connect.clone(), liveness: connect, startup: Value::Null }
        }
    }
}

fn tcp(port: i32) -> Value {
    object! { "tcpSocket": object! { "port": port } }
}

/// A declared check; none where there is no port to ask, which validation has refused.
fn check(workload: &Workload<'_>, probe: &Probe) -> Option<Value> {
    let port = probe.port.or_else(|| workload.probed().map(|endpoint| endpoint.port))?;
    let mut value = match probe.type_ {
        ProbeType::Tcp => tcp(port),
        ProbeType::Grpc => object! { "grpc": object! { "port": port } },
        ProbeType::Http => object! { "httpGet": object! { "path": path(workload, probe, port), "port": port } },
    };
    let timing = [
        ("initialDelaySeconds", unless_default(probe.initial_delay_seconds, 0)),
        ("periodSeconds", unless_default(probe.period_seconds, 10)),
        ("timeoutSeconds", unless_default(probe.timeout_seconds, 1)),
        ("failureThreshold", unless_default(probe.failure_threshold, 3)),
    ];
    for (field, number) in timing.into_iter().filter(|(_, number)| !number.is_null()) {
        value[field] = number;
    }
    Some(value)
}

fn path<'a>(workload: &'a Workload<'_>, probe: &'a Probe, port: i32) -> &'a str {
    let serving = || workload.endpoints.iter().find(|endpoint| endpoint.port == port && endpoint.type_.is_routable());
    probe.path.as_deref().or_else(|| serving().map(|endpoint| endpoint.path.as_str())).unwrap_or("/")
}
