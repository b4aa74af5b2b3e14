//! Components: the workloads of a project, in every place that their pipeline leads to.

mod apply;
mod report;

use std::sync::Arc;

use kube::runtime::controller::Action;
use openchoreo_api::Component;
use openchoreo_apply::{Owner, finalizer};
use openchoreo_compile::compile;

use crate::cleanup;
use crate::context::{Context, settled, soon};
use crate::error::Error;
use crate::store::{identity, is_deleting};

/// Makes the clusters have what a component compiles to.
pub(crate) async fn reconcile(component: Arc<Component>, context: Arc<Context>) -> Result<Action, Error> {
    let (organization, name) = identity(&*component);
    let owner = Owner::component(&organization, &name);
    if is_deleting(&*component) {
        if !cleanup::run(&context, &owner).await? {
            return Ok(soon());
        }
        finalizer::release(&context.api(&organization), &*component).await.map_err(Error::Finalizer)?;
        return Ok(settled());
    }
    finalizer::hold(&context.api(&organization), &*component).await.map_err(Error::Finalizer)?;
    let _turn = context.gates.enter(&organization).await;
    let compiled = compile::component(&context.stores.view(&organization), &component);
    let places = apply::run(&context, &owner, &compiled.desired).await?;
    report::run(&context, &component, &compiled, &places).await?;
    apply::finish(&places)?;
    Ok(settled())
}
