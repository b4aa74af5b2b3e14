//! Plans a create, update, replacement or destroy.

use openchoreo_proto::tfplugin6::plan_resource_change::{Request, Response};

use super::{Diagnostics, Shared, contract, from_proto, to_proto, write_only};
use crate::{check::Plan, plan, provider::PlanRequest, value::Value};

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let resource = shared.catalog().resource(&request.type_name)?;
    let shape = resource.shape();
    let prior = from_proto::value(request.prior_state, &shape.ty)?;
    let config = from_proto::value(request.config, &shape.ty)?;
    let proposed = match &config {
        Value::Null => Value::Null,
        config => plan::propose(&shape.schema, config, &prior),
    };
    let private = request.prior_private;
    let response =
        resource.item.plan(PlanRequest { config: config.clone(), prior: prior.clone(), proposed, private }).await;
    let planned = write_only::stripped(shape, response.planned);
    let mut replace = plan::requires_replace(&shape.schema, &prior, &planned);
    replace.extend(response.requires_replace.into_iter().filter(|_| !prior.is_null() && !planned.is_null()));
    let mut diagnostics = response.diagnostics;
    if !diagnostics.has_error() {
        diagnostics.extend(contract::plan(
            shape,
            Plan { config: &config, prior: &prior, planned: &planned, requires_replace: &replace },
        ));
    }
    if diagnostics.has_error() {
        return Err(shape.shown(diagnostics));
    }
    Ok(Response {
        planned_state: to_proto::value(&planned, &shape.ty),
        requires_replace: replace.into_iter().map(to_proto::path).collect(),
        planned_private: response.private,
        diagnostics: to_proto::diagnostics(shape.shown(diagnostics)),
        ..Response::default()
    })
}
