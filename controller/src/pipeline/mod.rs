//! Deployment pipelines: nothing of their own on any cluster.

use std::sync::Arc;

use kube::runtime::controller::Action;
use openchoreo_api::condition::{READY, Report};
use openchoreo_api::deployment_pipeline::DeploymentPipelineStatus;
use openchoreo_api::{DeploymentPipeline, DeploymentPipelineSpec};
use openchoreo_apply::report as write;
use openchoreo_compile::{Model, validate};

use crate::context::{Context, settled};
use crate::error::Error;
use crate::report::{accepted, conditions};
use crate::store::{identity, is_deleting};

/// Says whether a pipeline is sound and its environments exist.
pub(crate) async fn reconcile(pipeline: Arc<DeploymentPipeline>, context: Arc<Context>) -> Result<Action, Error> {
    let (organization, name) = identity(&*pipeline);
    if is_deleting(&*pipeline) {
        return Ok(settled());
    }
    let missing = missing(&context.stores.view(&organization), &pipeline.spec);
    let problems = validate::pipeline(&name, &pipeline.spec);
    let generation = pipeline.metadata.generation;
    let reports = vec![accepted(&problems, "Sound"), readiness(&missing)];
    let before = pipeline.status.as_ref();
    let after = DeploymentPipelineStatus {
        observed_generation: generation,
        conditions: conditions(before.map(|status| &status.conditions), reports, &[], generation),
    };
    write::status(&context.api(&organization), &*pipeline, before, &after).await.map_err(Error::Report)?;
    Ok(settled())
}

fn missing<'a>(model: &impl Model, spec: &'a DeploymentPipelineSpec) -> Vec<&'a str> {
    let named = spec.promotion_paths.iter().flat_map(|path| {
        std::iter::once(path.source.as_str()).chain(path.targets.iter().map(|target| target.name.as_str()))
    });
    let mut missing: Vec<&str> = named.filter(|name| model.environment(name).is_none()).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

fn readiness(missing: &[&str]) -> Report {
    match missing {
        [] => Report::holds(READY, "EnvironmentsExist", ""),
        names => {
            Report::fails(READY, "EnvironmentMissing", format!("Environments that do not exist: {}.", names.join(", ")))
        }
    }
}
