//! Carries a plan out. Whatever happens, the answer holds the state reached.

use std::sync::Arc;

use openchoreo_proto::tfplugin6::apply_resource_change::{Request, Response};

use super::{Diagnostic, Diagnostics, Shared, contract, from_proto, guard, to_proto, write_only};
use crate::{
    provider::{ApplyRequest, ApplyResponse},
    value::Value,
};

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let resource = shared.catalog().resource(&request.type_name)?;
    let shape = resource.shape();
    let request = ApplyRequest {
        config: from_proto::value(request.config, &shape.ty)?,
        prior: from_proto::value(request.prior_state, &shape.ty)?,
        planned: from_proto::value(request.planned_state, &shape.ty)?,
        private: request.planned_private,
    };
    let (item, apply) = (Arc::clone(&resource.item), request.clone());
    let applied = guard::finished(&shared.lifetime, async move { item.apply(apply).await }).await;
    let response = applied.unwrap_or_else(|panic| interrupted(&request, panic));
    let mut state = write_only::stripped(shape, response.state);
    let mut diagnostics = response.diagnostics;
    if !diagnostics.has_error() {
        diagnostics.extend(contract::apply(shape, &request, &state));
    }
    if diagnostics.has_error() {
        state = known(state);
    }
    Ok(Response {
        new_state: to_proto::value(&state, &shape.ty),
        private: response.private,
        diagnostics: to_proto::diagnostics(shape.shown(diagnostics)),
        ..Response::default()
    })
}

/// What to record when nobody can say how far the change came: the object as it was, or for a create the object
/// as it was to be. Terraform marks that one as tainted and the next plan looks whether it exists; recording
/// nothing could leave an object behind that nobody knows of.
fn interrupted(request: &ApplyRequest, panic: Diagnostic) -> ApplyResponse {
    let state = if request.prior.is_null() { &request.planned } else { &request.prior };
    ApplyResponse { state: state.clone(), private: request.private.clone(), diagnostics: panic.into() }
}

/// The value with null for all that is not known: a state must not have such.
fn known(value: Value) -> Value {
    match value {
        Value::Unknown(_) => Value::Null,
        Value::List(elements) => Value::List(elements.into_iter().map(known).collect()),
        Value::Map(entries) => Value::Map(entries.into_iter().map(|(name, value)| (name, known(value))).collect()),
        value => value,
    }
}
