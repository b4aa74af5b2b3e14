//! Environments: their cells are the projects', but an environment goes only after them.

use std::sync::Arc;

use kube::runtime::controller::Action;
use openchoreo_api::condition::{READY, Report};
use openchoreo_api::environment::EnvironmentStatus;
use openchoreo_api::{Environment, EnvironmentSpec};
use openchoreo_apply::{finalizer, report as write};
use openchoreo_compile::{Model, validate};

use crate::cells::{self, Part};
use crate::context::{Context, settled, soon};
use crate::error::Error;
use crate::report::{accepted, conditions, is_true};
use crate::store::{identity, is_deleting};

/// Says whether an environment is sound and its data planes are ready.
pub(crate) async fn reconcile(environment: Arc<Environment>, context: Arc<Context>) -> Result<Action, Error> {
    let (organization, name) = identity(&*environment);
    let api = context.api(&organization);
    if is_deleting(&*environment) {
        if !cells::are_gone(&context, &organization, Part::Environment(&name)).await? {
            return Ok(soon());
        }
        finalizer::release(&api, &*environment).await.map_err(Error::Finalizer)?;
        return Ok(settled());
    }
    finalizer::hold(&api, &*environment).await.map_err(Error::Finalizer)?;
    let problems = validate::environment(&name, &environment.spec);
    let readiness = readiness(&context.stores.view(&organization), &environment.spec);
    let generation = environment.metadata.generation;
    let before = environment.status.as_ref();
    let reports = vec![accepted(&problems, "Sound"), readiness];
    let after = EnvironmentStatus {
        observed_generation: generation,
        conditions: conditions(before.map(|status| &status.conditions), reports, &[], generation),
    };
    write::status(&api, &*environment, before, &after).await.map_err(Error::Report)?;
    Ok(settled())
}

fn readiness(model: &impl Model, spec: &EnvironmentSpec) -> Report {
    let names = spec.data_planes.iter();
    let missing: Vec<&str> = names.clone().filter(|it| model.data_plane(it).is_none()).map(String::as_str).collect();
    if !missing.is_empty() {
        let message = format!("Data planes that do not exist: {}.", missing.join(", "));
        return Report::fails(READY, "DataPlaneMissing", message);
    }
    let planes = names.filter_map(|name| Some((name, model.data_plane(name)?)));
    let waiting: Vec<&str> = planes
        .filter(|(_, plane)| !is_true(plane.status.as_ref().map(|status| &status.conditions), READY))
        .map(|(name, _)| name.as_str())
        .collect();
    match &waiting[..] {
        [] => Report::holds(READY, "DataPlanesReady", ""),
        names => {
            Report::fails(READY, "DataPlaneNotReady", format!("Data planes that are not ready: {}.", names.join(", ")))
        }
    }
}
