//! A component's status.

use openchoreo_api::component::{ComponentStatus, EndpointUrl, EnvironmentStatus};
use openchoreo_api::condition::{ACCEPTED, AWAITING_PROMOTION, CONNECTIONS_RESOLVED, IMAGE_ASSUMED, READY, Report};
use openchoreo_api::{Component, Problem};
use openchoreo_apply::health::Health;
use openchoreo_apply::report as write;
use openchoreo_compile::compiled::{Compiled, ConnectionState, Desired, Target, Verdict};

use super::apply::{Fault, Place};
use crate::context::Context;
use crate::error::Error;
use crate::report::{accepted, conditions, errors, join};
use crate::store::identity;

/// Writes what became of a component.
pub(super) async fn run(
    context: &Context,
    component: &Component,
    compiled: &Compiled,
    places: &[Place<'_>],
) -> Result<(), Error> {
    let before = component.status.as_ref();
    let after = status(component, compiled, places);
    let (organization, _) = identity(component);
    write::status(&context.api(&organization), component, before, &after).await.map_err(Error::Report)
}

fn status(component: &Component, compiled: &Compiled, places: &[Place<'_>]) -> ComponentStatus {
    let Compiled { desired, problems, connections, awaiting, image_assumed } = compiled;
    let before = component.status.clone().unwrap_or_default();
    let (mut reports, mut absent) = (Vec::new(), Vec::new());
    let mut add = |type_, report: Option<Report>| match report {
        Some(report) => reports.push(report),
        None => absent.push(type_),
    };
    add(ACCEPTED, Some(acceptance(problems, places)));
    add(READY, Some(readiness(problems, desired, places)));
    if *desired != Desired::Unresolved {
        add(CONNECTIONS_RESOLVED, resolution(connections));
        add(IMAGE_ASSUMED, image_assumed.then(|| assumption(places)));
        add(AWAITING_PROMOTION, promotion(awaiting));
    }
    let generation = component.metadata.generation;
    ComponentStatus {
        observed_generation: generation,
        conditions: conditions(Some(&before.conditions), reports, &absent, generation),
        environments: environments(before.environments, desired, places),
        urls: urls(before.urls, desired, places),
    }
}

/// Whether the component is compiled, and applied wherever that is possible.
fn acceptance(problems: &[Problem], places: &[Place<'_>]) -> Report {
    let faults: Vec<&Fault> = places.iter().filter_map(|place| place.state.as_ref().err()).collect();
    let lasting: Vec<Problem> =
        faults.iter().filter(|fault| !fault.is_transient()).map(|&fault| fault.into()).collect();
    let all: Vec<Problem> = problems.iter().cloned().chain(lasting).collect();
    let passing: Vec<Problem> = faults.iter().filter(|fault| fault.is_transient()).map(|&fault| fault.into()).collect();
    match passing.first() {
        Some(first) if errors(&all).is_none() => {
            Report { status: None, ..Report::fails(ACCEPTED, first.reason, join(&passing)) }
        }
        _ => accepted(&all, "Applied"),
    }
}

/// Whether everything that was applied works, in every place.
fn readiness(problems: &[Problem], desired: &Desired<Target>, places: &[Place<'_>]) -> Report {
    if let Some(cause) = errors(problems) {
        return Report::fails(READY, cause.reason, "The component is not applied everywhere; see condition Accepted.");
    }
    let fault = places.iter().find_map(|place| place.state.as_ref().err()).map(Problem::from);
    if let Some(problem) = fault {
        return Report::fails(READY, problem.reason, problem.to_string());
    }
    let unhealthy = places.iter().find_map(|place| match place.state.as_ref().ok()?.health() {
        Health::Working => None,
        Health::Progressing(message) => Some(("Progressing", place, message)),
        Health::Failed(message) => Some(("Failed", place, message)),
    });
    match unhealthy {
        Some((reason, Place { target, .. }, message)) => Report::fails(
            READY,
            reason,
            format!("{message} in environment {} on data plane {}.", target.environment, target.data_plane),
        ),
        None if matches!(desired, Desired::Known { targets, .. } if targets.is_empty()) => {
            Report::fails(READY, "NoEnvironment", "The component runs in no environment yet.")
        }
        None => Report::holds(READY, "Available", ""),
    }
}

fn resolution(connections: &[ConnectionState]) -> Option<Report> {
    let problems: Vec<String> = connections
        .iter()
        .filter_map(|state| {
            let problem = state.problem.as_ref()?;
            Some(format!("Connection {} in environment {}: {problem}", state.name, state.environment))
        })
        .collect();
    let reason = connections.iter().find_map(|state| state.problem.as_ref()).map(|problem| problem.reason);
    match reason {
        _ if connections.is_empty() => None,
        Some(reason) => Some(Report::fails(CONNECTIONS_RESOLVED, reason, problems.join("\n"))),
        None => Some(Report::holds(CONNECTIONS_RESOLVED, "Resolved", "")),
    }
}

fn assumption(places: &[Place<'_>]) -> Report {
    let mut images: Vec<&str> = places.iter().filter_map(|place| place.target.image.as_deref()).collect();
    images.sort_unstable();
    images.dedup();
    let message = format!("The component names no image; assumed {}. Set spec.image to choose one.", images.join(", "));
    Report::holds(IMAGE_ASSUMED, "NoImage", message)
}

fn promotion(awaiting: &[String]) -> Option<Report> {
    let message = format!("Not promoted yet to {}.", awaiting.join(", "));
    (!awaiting.is_empty()).then(|| Report::holds(AWAITING_PROMOTION, "PromotionRequired", message))
}

fn environments(
    before: Vec<EnvironmentStatus>,
    desired: &Desired<Target>,
    places: &[Place<'_>],
) -> Vec<EnvironmentStatus> {
    let current = places.iter().map(|Place { target, state }| EnvironmentStatus {
        environment: target.environment.clone(),
        data_plane: target.data_plane.clone(),
        namespace: target.namespace.clone(),
        image: target.image.clone(),
        ready: state.as_ref().is_ok_and(|applied| applied.health() == Health::Working),
    });
    let kept = before.into_iter().filter(|it| desired.at(&it.environment, &it.data_plane) == Verdict::Keep);
    current.chain(kept).collect()
}

fn urls(before: Vec<EndpointUrl>, desired: &Desired<Target>, places: &[Place<'_>]) -> Vec<EndpointUrl> {
    let current = places.iter().flat_map(|place| place.target.urls.clone());
    let kept = before.into_iter().filter(|it| desired.at(&it.environment, &it.data_plane) == Verdict::Keep);
    current.chain(kept).collect()
}
