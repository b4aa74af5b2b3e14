//! CPU, memory and replicas.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use openchoreo_api::{
    Problem,
    component::{ResourceList, Resources, Scaling},
};

use crate::quantity::Amount;

/// Problems of the resources at a field.
pub(super) fn resources(field: &str, resources: &Resources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, list) in [("requests", &resources.requests), ("limits", &resources.limits)] {
        let list = list.as_ref();
        problems.extend(quantity(&format!("{field}.{name}.cpu"), list.and_then(|list| list.cpu.as_ref())));
        problems.extend(quantity(&format!("{field}.{name}.memory"), list.and_then(|list| list.memory.as_ref())));
    }
    if let (Some(requests), Some(limits)) = (&resources.requests, &resources.limits) {
        problems.extend(above(field, "cpu", requests, limits, |list| list.cpu.as_ref()));
        problems.extend(above(field, "memory", requests, limits, |list| list.memory.as_ref()));
    }
    problems
}

/// A problem where there is a quantity that cannot be read.
pub(super) fn quantity(field: &str, quantity: Option<&Quantity>) -> Option<Problem> {
    let text = &quantity.filter(|quantity| Amount::parse(&quantity.0).is_none())?.0;
    Some(Problem::error(
        "InvalidQuantity",
        field,
        format!("`{text}` is not a quantity"),
        "Use a number with an optional unit, such as 500m or 2 for CPU and 256Mi or 1.5Gi for memory.",
    ))
}

fn above(
    field: &str,
    name: &str,
    requests: &ResourceList,
    limits: &ResourceList,
    of: impl Fn(&ResourceList) -> Option<&Quantity>,
) -> Option<Problem> {
    let (request, limit) = (of(requests)?, of(limits)?);
    let above = Amount::parse(&request.0)?.exceeds(Amount::parse(&limit.0)?);
    above.then(|| {
        Problem::error(
            "RequestAboveLimit",
            format!("{field}.requests.{name}"),
            format!("the request `{}` is above the limit `{}`", request.0, limit.0),
            format!("Lower the request, or raise {field}.limits.{name}."),
        )
    })
}

/// Problems of the scaling at a field.
pub(super) fn scaling(field: &str, scaling: &Scaling) -> Vec<Problem> {
    let mut problems = Vec::new();
    let ranges = [
        ("minReplicas", scaling.min_replicas, 1000),
        ("maxReplicas", scaling.max_replicas, 1000),
        ("cpuUtilization", scaling.cpu_utilization, 100),
    ];
    for (name, value, most) in ranges {
        if !(1..=most).contains(&value) {
            let summary = format!("{name} is {value}");
            let detail = format!("Use a number from 1 to {most}.");
            problems.push(Problem::error("InvalidScaling", format!("{field}.{name}"), summary, detail));
        }
    }
    if scaling.min_replicas > scaling.max_replicas {
        problems.push(Problem::error(
            "InvalidScaling",
            format!("{field}.minReplicas"),
            format!("minReplicas {} is above maxReplicas {}", scaling.min_replicas, scaling.max_replicas),
            "Set minReplicas to at most maxReplicas; equal numbers mean a fixed count.",
        ));
    }
    problems
}
