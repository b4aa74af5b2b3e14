//! Where a pipeline's releases go by themselves.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use openchoreo_api::{
    DeploymentPipelineSpec, Problem,
    deployment_pipeline::{PromotionPath, PromotionTarget},
};

use crate::validate;

/// The environments of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages {
    /// The environment that releases enter.
    pub first: String,
    /// The first environment and those that paths without approval and soak lead to, in the order of promotion.
    pub automatic: Vec<String>,
    /// The other environments, in the order of promotion.
    pub awaiting: Vec<String>,
}

/// The environments of a pipeline by how releases get there.
///
/// # Errors
/// What [`validate::pipeline`] says of the paths: no or several first environments, a cycle.
pub fn reachable(spec: &DeploymentPipelineSpec) -> Result<Stages, Vec<Problem>> {
    let problems = validate::pipeline::paths(spec);
    if !problems.is_empty() {
        return Err(problems);
    }
    let targets = spec.promotion_paths.iter().flat_map(|path| &path.targets).map(|target| target.name.as_str());
    let targets: BTreeSet<&str> = targets.collect();
    let first = spec.promotion_paths.iter().map(|path| &path.source).find(|source| !targets.contains(source.as_str()));
    let Some(first) = first.cloned() else { return Err(validate::pipeline::without_start()) };
    let automatic = walk(&first, &spec.promotion_paths, is_automatic);
    let mut awaiting = walk(&first, &spec.promotion_paths, |_| true);
    awaiting.retain(|environment| !automatic.contains(environment));
    Ok(Stages { first, automatic, awaiting })
}

fn is_automatic(target: &PromotionTarget) -> bool {
    let waits = target.soak.as_deref().is_some_and(|soak| soak_seconds(soak) != Some(0));
    !target.requires_approval && !waits
}

/// Environments in breadth-first order along the paths that `follow` admits.
fn walk(first: &str, paths: &[PromotionPath], follow: impl Fn(&PromotionTarget) -> bool) -> Vec<String> {
    let by_source: BTreeMap<&str, &PromotionPath> = paths.iter().map(|path| (path.source.as_str(), path)).collect();
    let mut seen = BTreeSet::from([first]);
    let mut queue = VecDeque::from([first]);
    let mut order = Vec::new();
    while let Some(environment) = queue.pop_front() {
        order.push(environment.to_owned());
        let targets = by_source.get(environment).into_iter().flat_map(|path| &path.targets);
        for target in targets.filter(|target| follow(target)) {
            if seen.insert(&target.name) {
                queue.push_back(&target.name);
            }
        }
    }
    order
}

/// A soak such as `1h30m` in seconds; none where it is no duration or too long to count.
pub fn soak_seconds(soak: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut rest = soak;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: u64 = rest[..digits].parse().ok()?;
        let seconds = match rest.as_bytes()[digits] {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            _ => return None,
        };
        total = total.checked_add(count.checked_mul(seconds)?)?;
        rest = &rest[digits + 1..];
    }
    (!soak.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(source: &str, targets: &[(&str, bool, Option<&str>)]) -> PromotionPath {
        let target = |&(name, requires_approval, soak): &(&str, bool, Option<&str>)| PromotionTarget {
            name: name.to_owned(),
            requires_approval,
            soak: soak.map(str::to_owned),
        };
        PromotionPath { source: source.to_owned(), targets: targets.iter().map(target).collect() }
    }

    #[test]
    fn approval_and_soak_hold_an_environment_and_what_is_behind_it() {
        let spec = DeploymentPipelineSpec {
            promotion_paths: vec![
                path("staging", &[("eu", true, None), ("us", false, Some("24h"))]),
                path("us", &[("asia", false, None)]),
                path("dev", &[("test", false, Some("0s")), ("staging", false, None)]),
            ],
        };
        let stages = reachable(&spec).expect("a sound pipeline");
        assert_eq!(stages.first, "dev");
        assert_eq!(stages.automatic, ["dev", "test", "staging"]);
        assert_eq!(stages.awaiting, ["eu", "us", "asia"]);
    }

    #[test]
    fn one_free_path_is_enough() {
        let spec = DeploymentPipelineSpec {
            promotion_paths: vec![
                path("dev", &[("prod", true, None), ("test", false, None)]),
                path("test", &[("prod", false, None)]),
            ],
        };
        assert_eq!(reachable(&spec).expect("a sound pipeline").automatic, ["dev", "test", "prod"]);
    }

    #[test]
    fn reads_soaks() {
        for (text, seconds) in [
            ("30m", Some(1800)),
            ("1h30m", Some(5400)),
            ("0s", Some(0)),
            ("", None),
            ("1", None),
            ("h", None),
            ("1d", None),
            ("1ü", None),
            ("99999999999999999999h", None),
            ("9999999999999999999h", None),
        ] {
            assert_eq!(soak_seconds(text), seconds, "{text}");
        }
    }
}
