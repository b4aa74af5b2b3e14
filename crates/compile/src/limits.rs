//! What an environment allows, held against what a component asks for.

use openchoreo_api::Problem;

use crate::{quantity::Amount, workload::Workload};

/// Where the component asks for more than its environment allows.
pub(crate) fn exceeded(workload: &Workload<'_>) -> Vec<Problem> {
    let Some(limits) = &workload.place.environment.spec.limits else { return Vec::new() };
    let environment = workload.place.environment_name();
    let amounts = workload.amounts;
    let cpu = amounts.cpu_limit.map_or(amounts.cpu_request, |limit| limit.max(amounts.cpu_request));
    let memory = amounts.memory_limit.max(amounts.memory_request);
    let (own, differs) = (&workload.spec.environments, |name: &str| name == environment);
    let differs = own.iter().find(|item| differs(&item.name));
    let root = |differs: bool| match differs {
        true => format!("spec.environments[name=\"{environment}\"]"),
        false => "spec".to_owned(),
    };
    let resources = root(differs.is_some_and(|item| item.resources.is_some()));
    let scaling = root(differs.is_some_and(|item| item.scaling.is_some()));

    let mut problems = Vec::new();
    let mut refuse = |field: String, what: &str, asked: String, most: String| {
        problems.push(Problem::error(
            "LimitExceeded",
            field,
            format!("environment `{environment}` allows at most {most} {what}, not {asked}"),
            "Ask for less, or raise the limit of the environment.",
        ));
    };
    if let Some(most) = Amount::of(limits.cpu.as_ref()).filter(|most| cpu.exceeds(*most)) {
        refuse(format!("{resources}.resources"), "CPU", cpu.to_string(), most.to_string());
    }
    if let Some(most) = Amount::of(limits.memory.as_ref()).filter(|most| memory.exceeds(*most)) {
        refuse(format!("{resources}.resources"), "memory", memory.to_string(), most.to_string());
    }
    let asked = workload.scaling.max_replicas;
    if let Some(most) = limits.max_replicas.filter(|most| asked > *most && !workload.spec.type_.is_task()) {
        refuse(format!("{scaling}.scaling.maxReplicas"), "replicas", asked.to_string(), most.to_string());
    }
    problems
}
