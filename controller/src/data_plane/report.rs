//! A data plane's status.

use openchoreo_api::condition::{READY, Report};
use openchoreo_api::data_plane::DataPlaneStatus;
use openchoreo_api::{DataPlane, Problem};
use openchoreo_apply::report as write;

use super::connect::{Answer, Fault};
use crate::context::Context;
use crate::error::Error;
use crate::report::{accepted, conditions};
use crate::store::identity;

/// Writes whether a data plane is usable.
pub(super) async fn run(
    context: &Context,
    plane: &DataPlane,
    problems: &[Problem],
    answer: &Result<Answer, Fault>,
) -> Result<(), Error> {
    let after = status(plane, problems, answer);
    let (organization, _) = identity(plane);
    write::status(&context.api(&organization), plane, plane.status.as_ref(), &after).await.map_err(Error::Report)
}

fn status(plane: &DataPlane, problems: &[Problem], answer: &Result<Answer, Fault>) -> DataPlaneStatus {
    let fault = answer.as_ref().err().map(Problem::from);
    let all: Vec<Problem> = problems.iter().cloned().chain(fault.clone()).collect();
    let ready = match &fault {
        Some(problem) => Report::fails(READY, problem.reason, problem.to_string()),
        None => Report::holds(READY, "Connected", ""),
    };
    let generation = plane.metadata.generation;
    let before = plane.status.clone().unwrap_or_default();
    DataPlaneStatus {
        observed_generation: generation,
        conditions: conditions(Some(&before.conditions), vec![accepted(&all, "Sound"), ready], &[], generation),
        kubernetes_version: answer.as_ref().ok().map(|answer| answer.version.clone()).or(before.kubernetes_version),
    }
}
