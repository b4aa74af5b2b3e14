//! A project's status.

use openchoreo_api::condition::{READY, Report};
use openchoreo_api::project::{Cell as CellStatus, ProjectStatus};
use openchoreo_api::{Problem, Project};
use openchoreo_apply::health::Health;
use openchoreo_apply::report as write;
use openchoreo_compile::compiled::{CompiledProject, Verdict};

use super::apply::{Fault, Place};
use crate::context::Context;
use crate::error::Error;
use crate::report::{accepted, conditions, errors};
use crate::store::identity;

/// Writes what became of a project.
pub(super) async fn run(
    context: &Context,
    project: &Project,
    compiled: &CompiledProject,
    places: &[Place<'_>],
) -> Result<(), Error> {
    let after = status(project, compiled, places);
    let (organization, _) = identity(project);
    write::status(&context.api(&organization), project, project.status.as_ref(), &after).await.map_err(Error::Report)
}

fn status(project: &Project, compiled: &CompiledProject, places: &[Place<'_>]) -> ProjectStatus {
    let CompiledProject { desired, problems, awaiting: _ } = compiled;
    let before = project.status.clone().unwrap_or_default();
    let generation = project.metadata.generation;
    let refused = places.iter().filter_map(|place| match &place.state {
        Err(Fault::Apply(error)) if !error.is_transient() => Some(Problem::from(error)),
        _ => None,
    });
    let all: Vec<Problem> = problems.iter().cloned().chain(refused).collect();
    let reports = vec![accepted(&all, "Resolved"), readiness(problems, places)];
    let kept = before.cells.into_iter().filter(|it| desired.at(&it.environment, &it.data_plane) == Verdict::Keep);
    ProjectStatus {
        observed_generation: generation,
        conditions: conditions(Some(&before.conditions), reports, &[], generation),
        cells: places.iter().filter_map(cell).chain(kept).collect(),
    }
}

fn cell(Place { cell, state }: &Place<'_>) -> Option<CellStatus> {
    state.as_ref().ok()?;
    Some(CellStatus {
        environment: cell.environment.clone(),
        data_plane: cell.data_plane.clone(),
        namespace: cell.namespace(),
    })
}

fn readiness(problems: &[Problem], places: &[Place<'_>]) -> Report {
    if let Some(cause) = errors(problems) {
        return Report::fails(READY, cause.reason, "Not every cell can exist; see condition Accepted.");
    }
    let trouble = places.iter().find_map(|place| match &place.state {
        Err(fault) => Some(Problem::from(fault)),
        Ok(applied) if applied.health() == Health::Working => None,
        Ok(_) => Some(Problem::warning(
            "CellIncomplete",
            "",
            format!("cell {} is not complete", place.cell.namespace()),
            "It is being created.",
        )),
    });
    match trouble {
        Some(problem) => Report::fails(READY, problem.reason, problem.to_string()),
        None => Report::holds(READY, "CellsExist", ""),
    }
}
