//! Projects: their cells.

mod apply;
mod report;

use std::sync::Arc;

use kube::runtime::controller::Action;
use openchoreo_api::Project;
use openchoreo_apply::{Owner, finalizer};
use openchoreo_compile::compile;

use crate::cleanup;
use crate::context::{Context, settled, soon};
use crate::error::Error;
use crate::store::{identity, is_deleting};

/// Makes the clusters have a project's cells.
pub(crate) async fn reconcile(project: Arc<Project>, context: Arc<Context>) -> Result<Action, Error> {
    let (organization, name) = identity(&*project);
    let owner = Owner::project(&organization, &name);
    if is_deleting(&*project) {
        // Components that have not seen the deletion may still write to the cells.
        context.gates.wait(&organization).await;
        if !cleanup::run(&context, &owner).await? {
            return Ok(soon());
        }
        finalizer::release(&context.api(&organization), &*project).await.map_err(Error::Finalizer)?;
        return Ok(settled());
    }
    finalizer::hold(&context.api(&organization), &*project).await.map_err(Error::Finalizer)?;
    let _turn = context.gates.enter(&organization).await;
    let compiled = compile::cell(&context.stores.view(&organization), &project);
    let cells = apply::run(&context, &owner, &compiled.desired).await?;
    report::run(&context, &project, &compiled, &cells).await?;
    apply::finish(&cells)?;
    Ok(settled())
}
