//! Data planes: the connection to their cluster.

mod connect;
mod report;

use std::sync::Arc;

use kube::runtime::controller::Action;
use openchoreo_api::DataPlane;
use openchoreo_apply::finalizer;
use openchoreo_compile::validate;

use crate::cells::{self, Part};
use crate::context::{Context, settled, soon, was_connected};
use crate::error::Error;
use crate::store::{identity, is_deleting};

/// Connects to a data plane and says whether it answers.
pub(crate) async fn reconcile(plane: Arc<DataPlane>, context: Arc<Context>) -> Result<Action, Error> {
    let (organization, name) = identity(&*plane);
    if is_deleting(&*plane) {
        return remove(&context, &plane, &organization, &name).await;
    }
    finalizer::hold(&context.api(&organization), &*plane).await.map_err(Error::Finalizer)?;
    let problems = validate::data_plane(&name, &plane.spec);
    let answer = connect::run(&context, &organization, &plane).await;
    report::run(&context, &plane, &problems, &answer).await?;
    connect::publish(&context, &organization, &name, answer)
}

/// Lets a data plane go once it has no cells left. One that never was connected has none.
async fn remove(context: &Context, plane: &DataPlane, organization: &str, name: &str) -> Result<Action, Error> {
    if was_connected(plane) {
        let answer = connect::run(context, organization, plane).await;
        connect::publish(context, organization, name, answer)?;
        if !cells::are_gone(context, organization, Part::DataPlane(name)).await? {
            return Ok(soon());
        }
    }
    finalizer::release(&context.api(organization), plane).await.map_err(Error::Finalizer)?;
    context.clusters.forget(organization, name);
    Ok(settled())
}
