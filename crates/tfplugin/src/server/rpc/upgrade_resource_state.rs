//! Brings a stored state to the current schema. Called for every state that is read, nearly always without need.

use std::cmp::Ordering;

use openchoreo_proto::tfplugin6::{
    RawState,
    upgrade_resource_state::{Request, Response},
};

use super::{Diagnostic, Diagnostics, Shared, catalog::Entry, from_proto, to_proto, write_only};
use crate::{codec::json, provider::Resource, value::Value};

pub(in crate::server) async fn answer(shared: &Shared, request: Request) -> Result<Response, Diagnostics> {
    let resource = shared.catalog().resource(&request.type_name)?;
    let shape = resource.shape();
    let stored = stored(request.raw_state.unwrap_or_default())?;
    let current = match request.version.cmp(&shape.schema.version) {
        Ordering::Equal => stored,
        Ordering::Less => upgraded(resource, request.version, &stored).await?,
        Ordering::Greater => return Err(newer(&request.type_name, request.version, shape.schema.version)),
    };
    let state = if current.is_empty() { Value::Null } else { decoded(&current, &shape.ty)? };
    let state = write_only::stripped(shape, state);
    Ok(Response { upgraded_state: to_proto::value(&state, &shape.ty), diagnostics: Vec::new() })
}

fn decoded(state: &[u8], ty: &crate::value::Type) -> Result<Value, Diagnostics> {
    json::decode(state, ty).map_err(|error| from_proto::malformed("The stored state does not fit", error).into())
}

/// The state as JSON.
fn stored(raw: RawState) -> Result<Vec<u8>, Diagnostics> {
    if raw.json.is_empty() && !raw.flatmap.is_empty() {
        return Err(Diagnostic::error(
            "The stored state is too old",
            "It has the form that Terraform 0.11 and older wrote, which this provider never did. Remove the resource \
             from the state and import it.",
        )
        .into());
    }
    Ok(raw.json)
}

async fn upgraded(resource: &Entry<dyn Resource>, version: i64, stored: &[u8]) -> Result<Vec<u8>, Diagnostics> {
    let unreadable = |error: serde_json::Error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Diagnostics::from(Diagnostic::error("The stored state is not JSON", format!("It breaks off at {place}.")))
    };
    let state = serde_json::from_slice(stored).map_err(unreadable)?;
    let state = resource.item.upgrade(version, state).await?;
    serde_json::to_vec(&state).map_err(unreadable)
}

fn newer(name: &str, stored: i64, known: i64) -> Diagnostics {
    Diagnostic::error(
        "The stored state comes from a newer version of the provider",
        format!(
            "The state of {name} was written with version {stored} of its schema; this version of the provider knows \
             version {known}. Use the version of the provider that wrote it, or a newer one."
        ),
    )
    .into()
}
