//! Deployment pipelines.

use std::collections::{BTreeMap, BTreeSet};

use openchoreo_api::{DeploymentPipelineSpec, Problem, deployment_pipeline::PromotionPath};

use super::name;
use crate::pipeline::soak_seconds;

const FIELD: &str = "spec.promotionPaths";

/// Problems of a pipeline: names, soaks, and whether its paths have one start and no cycle.
pub fn pipeline(name: &str, spec: &DeploymentPipelineSpec) -> Vec<Problem> {
    let mut problems = name::object("DeploymentPipeline", name);
    problems.extend(spec.promotion_paths.iter().flat_map(references));
    problems.extend(paths(spec));
    problems
}

/// Problems of the paths by which releases could not move.
pub(crate) fn paths(spec: &DeploymentPipelineSpec) -> Vec<Problem> {
    if spec.promotion_paths.is_empty() {
        let detail = "Add a path for each environment that releases leave from; a pipeline of one environment has one \
                      path without targets.";
        return vec![Problem::error("PipelineEmpty", FIELD, "the pipeline has no promotion path", detail)];
    }
    let sources = spec.promotion_paths.iter().map(|path| path.source.as_str());
    let mut problems = name::duplicates(FIELD, "source", sources);
    for path in &spec.promotion_paths {
        let list = format!("{FIELD}[source=\"{}\"].targets", path.source);
        problems.extend(name::duplicates(&list, "name", path.targets.iter().map(|target| target.name.as_str())));
    }
    problems.extend(soaks(&spec.promotion_paths));
    match cycle(&spec.promotion_paths) {
        Some(cycle) => problems.push(cyclic(&cycle)),
        None => problems.extend(several_starts(&spec.promotion_paths)),
    }
    problems
}

/// What is wrong where every environment is a target.
pub(crate) fn without_start() -> Vec<Problem> {
    let detail = "Let one environment be no target of another.";
    vec![Problem::error("PipelineCycle", FIELD, "the pipeline has no first environment", detail)]
}

fn references(path: &PromotionPath) -> Vec<Problem> {
    let item = format!("{FIELD}[source=\"{}\"]", path.source);
    let targets = path.targets.iter().map(|target| &target.name);
    let source = name::reference(&format!("{item}.source"), &path.source);
    let targets = targets.filter_map(|name| name::reference(&format!("{item}.targets[name=\"{name}\"].name"), name));
    source.into_iter().chain(targets).collect()
}

fn soaks(paths: &[PromotionPath]) -> Vec<Problem> {
    let targets = paths.iter().flat_map(|path| path.targets.iter().map(move |target| (path, target)));
    let wrong = targets.filter_map(|(path, target)| {
        let soak = target.soak.as_deref().filter(|soak| soak_seconds(soak).is_none())?;
        Some(Problem::error(
            "InvalidSoak",
            format!("{FIELD}[source=\"{}\"].targets[name=\"{}\"].soak", path.source, target.name),
            format!("`{soak}` is not a duration"),
            "Use numbers with the units s, m and h, such as 30m, 24h or 1h30m.",
        ))
    });
    wrong.collect()
}

fn several_starts(paths: &[PromotionPath]) -> Option<Problem> {
    let targets: BTreeSet<&str> = paths.iter().flat_map(|p| &p.targets).map(|target| target.name.as_str()).collect();
    let starts: BTreeSet<&str> =
        paths.iter().map(|path| path.source.as_str()).filter(|source| !targets.contains(source)).collect();
    (starts.len() > 1).then(|| {
        let names: Vec<_> = starts.iter().map(|name| format!("`{name}`")).collect();
        Problem::error(
            "PipelineSeveralStarts",
            FIELD,
            format!("the pipeline has {} first environments: {}", starts.len(), names.join(", ")),
            "A pipeline has one environment that is no target of another: add the path that leads to the others.",
        )
    })
}

fn cyclic(cycle: &[&str]) -> Problem {
    let field = match cycle {
        [source, target, ..] => format!("{FIELD}[source=\"{source}\"].targets[name=\"{target}\"]"),
        _ => FIELD.to_owned(),
    };
    let summary = format!("the promotion paths form a cycle: {}", cycle.join(" -> "));
    Problem::error("PipelineCycle", field, summary, "Remove one of these targets.")
}

/// Environments along a cycle, the first again at the end.
fn cycle(paths: &[PromotionPath]) -> Option<Vec<&str>> {
    let mut sources: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for path in paths {
        sources.entry(&path.source).or_default();
        path.targets.iter().for_each(|target| {
            sources.entry(&target.name).or_default().insert(&path.source);
        });
    }
    // Whatever is no target of what remains is on no cycle.
    while let Some(free) = sources.iter().find(|(_, from)| from.is_empty()).map(|(name, _)| *name) {
        sources.remove(free);
        sources.values_mut().for_each(|from| {
            from.remove(free);
        });
    }
    // Every environment that remains has a source that remains, so that walking back must meet itself.
    let mut walked = vec![*sources.keys().next()?];
    loop {
        let source = *sources.get(walked.last()?)?.first()?;
        if let Some(start) = walked.iter().position(|name| *name == source) {
            let mut cycle = walked.split_off(start);
            cycle.push(source);
            cycle.reverse();
            return Some(cycle);
        }
        walked.push(source);
    }
}
