//! Environments.

use openchoreo_api::{EnvironmentSpec, Problem, environment::Limits};

use super::{name, resources};
use crate::name::is_label;

/// Problems of an environment: its data planes, DNS prefix and limits.
pub fn environment(name: &str, spec: &EnvironmentSpec) -> Vec<Problem> {
    let mut problems = name::object("Environment", name);
    problems.extend(data_planes(&spec.data_planes));
    if let Some(prefix) = spec.dns_prefix.as_deref().filter(|prefix| !is_label(prefix)) {
        problems.push(Problem::error(
            "InvalidDnsPrefix",
            "spec.dnsPrefix",
            format!("`{prefix}` is not a DNS label"),
            "Use at most 63 characters from a-z, 0-9 and `-`, with `-` neither first nor last.",
        ));
    }
    problems.extend(spec.limits.iter().flat_map(limits));
    problems
}

fn data_planes(planes: &[String]) -> Vec<Problem> {
    const FIELD: &str = "spec.dataPlanes";
    if planes.is_empty() {
        return vec![Problem::error(
            "EnvironmentWithoutDataPlane",
            FIELD,
            "the environment has no data plane",
            "Name at least one data plane of the organization.",
        )];
    }
    let mut problems: Vec<Problem> = planes.iter().filter_map(|plane| name::reference(FIELD, plane)).collect();
    problems.extend(name::duplicates(FIELD, "name", planes.iter().map(String::as_str)));
    problems
}

fn limits(limits: &Limits) -> Vec<Problem> {
    let cpu = resources::quantity("spec.limits.cpu", limits.cpu.as_ref());
    let memory = resources::quantity("spec.limits.memory", limits.memory.as_ref());
    let replicas = limits.max_replicas.filter(|most| !(1..=1000).contains(most)).map(|most| {
        Problem::error(
            "InvalidReplicas",
            "spec.limits.maxReplicas",
            format!("{most} is not a number of replicas"),
            "Use a number from 1 to 1000.",
        )
    });
    cpu.into_iter().chain(memory).chain(replicas).collect()
}
