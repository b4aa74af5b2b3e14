//! Health checks.

use openchoreo_api::{
    ComponentSpec, Problem,
    component::{Probe, ProbeType},
};

use crate::workload::protocol;

/// Problems of a component's health checks.
pub(super) fn probes(spec: &ComponentSpec) -> Vec<Problem> {
    let Some(probes) = &spec.probes else { return Vec::new() };
    let named = [("readiness", &probes.readiness), ("liveness", &probes.liveness), ("startup", &probes.startup)];
    let present = named.into_iter().filter_map(|(name, probe)| Some((name, probe.as_ref()?)));
    present.flat_map(|(name, probe)| check(&format!("spec.probes.{name}"), probe, spec)).collect()
}

fn check(field: &str, probe: &Probe, spec: &ComponentSpec) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |name: &str, summary: String, detail: &str| {
        problems.push(Problem::error("InvalidProbe", format!("{field}.{name}"), summary, detail));
    };
    match probe.port {
        Some(port) if !(1..=65535).contains(&port) => {
            refuse("port", format!("{port} is not a port"), "Use a number from 1 to 65535.");
        }
        None if !spec.endpoints.iter().any(|endpoint| protocol(endpoint) == "TCP") => refuse(
            "port",
            "the probe has no port, and the component has no endpoint that it could ask".to_owned(),
            "Set the port.",
        ),
        _ => {}
    }
    if probe.type_ != ProbeType::Http && probe.path.is_some() {
        refuse("path", "path is for probes of type http only".to_owned(), "Remove path, or use type http.");
    }
    for (name, value, least) in [
        ("initialDelaySeconds", probe.initial_delay_seconds, 0),
        ("periodSeconds", probe.period_seconds, 1),
        ("timeoutSeconds", probe.timeout_seconds, 1),
        ("failureThreshold", probe.failure_threshold, 1),
    ] {
        if value < least {
            refuse(name, format!("{name} is {value}"), &format!("Use a number of at least {least}."));
        }
    }
    problems
}
